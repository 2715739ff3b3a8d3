"""Help pages: public, short, the same words as docs/zh."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import abort, g
from flask_babel import gettext as _

from portal.blueprints.edge import page, public
from portal.blueprints.help import blueprint
from portal.blueprints.help.glossary import GLOSSARY
from portal.blueprints.help.text import Text, rendered
from portal.kernel.words import N_

DOCS = Path(__file__).resolve().parents[3] / "docs"

#: (file, who it is for), in the order of the index.
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (N_("居民"), (("resident", N_("居民")),)),
    (N_("社会组织"), (
        ("ngo", N_("登记的社会组织：法定代表人和经办")), ("accountant", N_("社会组织的财务")),
        ("group", N_("社区社会组织（备案）")),
    )),
    (N_("专家与评估"), (("expert", N_("评审专家")), ("evaluator", N_("第三方评估")))),
    (N_("民政局"), (("acceptor", N_("受理")), ("examiner", N_("审核")), ("approver", N_("批准")))),
    (N_("街道和社区"), (
        ("street", N_("街道经办")), ("committee", N_("居委会")), ("grid", N_("网格员")),
    )),
    (N_("其他部门"), (
        ("department", N_("部门经办（购买主体）")), ("finance", N_("财政")), ("keeper", N_("密钥保管人")),
        ("leader", N_("分管领导")), ("supervisor", N_("监督审计")), ("admin", N_("平台管理")),
    )),
    (N_("孵化基地和支持方"), (
        ("incubator", N_("孵化基地运营")), ("mentor", N_("导师")), ("supporter", N_("企业和基金会")),
    )),
)  # fmt: skip
ROLES = {name: label for _group, guides in GROUPS for name, label in guides}
#: Explanations with an address of their own.
TEXTS = ("figures", "digests", "privacy", "accessibility")


@cache
def text_of(name: str, language: str) -> Text | None:
    path = DOCS / language / f"{name}.md"
    return rendered(path.read_text("utf-8")) if path.is_file() else None


def _shown(name: str) -> tuple[Text, bool]:
    """The text in the reader's language, else in Chinese; and whether it had to be the latter."""
    language = "en" if g.get("locale", "zh") == "en" else "zh"
    text = text_of(name, language) or text_of(name, "zh")
    if text is None:
        abort(404)
    return text, language == "en" and text_of(name, "en") is None


def _text_page(name: str):
    text, chinese_only = _shown(name)
    return page("help/text.html", text=text, chinese_only=chinese_only)


@blueprint.get("", strict_slashes=False)
@public
def index():
    return page("help/index.html", groups=GROUPS)


@blueprint.get("/guides/<role>")
@public
def guide(role: str):
    if role not in ROLES:
        abort(404)
    text, chinese_only = _shown(role)
    return page("help/text.html", text=text, chinese_only=chinese_only, for_whom=_(ROLES[role]))


@blueprint.get("/figures")
@public
def figures():
    return _text_page("figures")


@blueprint.get("/digests")
@public
def digests():
    return _text_page("digests")


@blueprint.get("/notices")
@public
def notices():
    return _text_page("notices")


@blueprint.get("/signing-in")
@public
def signing_in():
    return _text_page("signing-in")


@blueprint.get("/privacy")
@public
def privacy():
    return _text_page("privacy")


@blueprint.get("/accessibility")
@public
def accessibility():
    return _text_page("accessibility")


@blueprint.get("/glossary")
@public
def glossary():
    return page("help/glossary.html", terms=GLOSSARY)
