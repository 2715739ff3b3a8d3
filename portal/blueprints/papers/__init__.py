"""Official papers: download by those concerned, check by anyone."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, request, send_file, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from portal.blueprints.edge import current_actor, page, public, reader, refuse, require
from portal.blueprints.forms import store
from portal.blueprints.words import day, moment
from portal.extensions import limiter
from portal.gateways import printing
from portal.kernel import access, papers
from portal.kernel.papers import Paper
from portal.kernel.roles import Reach
from portal.workflows import vouching

blueprint = Blueprint("papers", __name__)


class CheckForm(FlaskForm):
    multipart = True
    file = FileField(_l("PDF 文件"), [FileRequired(_l("请选一个 PDF 文件。"))], description=_l("从门户下载的 PDF；只核对，不保存。"))


def _follows_subject(view):
    view.access = "subject"  # anyone for a public paper, else whoever may read the record
    return view


@blueprint.get("/papers/<path:number>.pdf")
@_follows_subject
def download(number: str):
    """The sealed PDF. A paper that is still in the printer's queue is printed now."""
    paper = papers.by_number(reader(), number)
    if paper is None or not _may_read(paper):
        require(current_actor().is_authenticated)
        if paper is not None:
            refuse(404)
        abort(404)
    sha256 = printing.print_paper(reader(), paper, current_app.config, current_app.extensions.get("portal_demo", False))
    return send_file(store().open(sha256), "application/pdf", download_name=f"{number}.pdf", as_attachment=True)


def _may_read(paper: Paper) -> bool:
    """A public paper is anyone's; any other belongs to those who may read what it is about."""
    if paper.public:
        return True
    if paper.kind == "draw_record" and current_actor().reach is Reach.ASSIGNED:
        return False  # who sits on a panel learns with everybody else who sits beside them
    subject = access.subject_of(reader(), paper)
    return subject is not None and access.allows(current_actor(), access.declaration(type(subject)).read, subject)


@blueprint.get("/verify")
@public
def verify_index():
    """Ask for a number."""
    if number := request.args.get("number", "").strip():
        return redirect(url_for(".verify", number=number[:40]))
    return page("papers/ask.html", example=papers.newest_public_number(reader()))


@blueprint.route("/verify/<path:number>", methods=["GET", "POST"])
@public
@limiter.limit("60/minute")
def verify(number: str):
    """What was issued under this number; a copy of the PDF can be held against it without being kept."""
    number = vouching.tidy(number)
    paper = papers.by_number(reader(), number)
    if paper is None:
        behind = vouching.organization_behind(reader(), number)
        record = None if behind else vouching.record_behind(reader(), current_actor(), number)
        return page("papers/unknown.html", number=number, behind=behind, record=record), 404
    form, copy = CheckForm(), None
    if form.validate_on_submit():
        report = printing.seal_of(current_app.config).verify(form.file.data.read())
        copy = report, report.good and report.number != paper.number
    return page("papers/verify.html", number=number, paper=paper, form=form, copy=copy,
                vouched=vouching.vouch(reader(), paper), rows=_public_facts(paper))  # fmt: skip


#: The facts that the public check shows, by kind: enough to compare a sheet of paper, nothing that is sealed or private.
SHOWN = {
    "registration_certificate": {"organization": _l("名称"), "uscc": _l("统一社会信用代码"), "registered_on": _l("登记日期")},
    "filing_certificate": {"group": _l("名称"), "filing_number": _l("备案编号"), "community": _l("社区"), "filed_on": _l("备案日期")},
    "receipt": {"received_at": _l("收到时间"), "sha256": _l("申报包的摘要（SHA-256）")},
    "award_notice": {"organization": _l("承接组织"), "project": _l("项目"), "call_title": _l("征集")},
    "contract": {"project": _l("项目"), "starts_on": _l("开始日期"), "ends_on": _l("结束日期")},
    "evaluation_report": {"project": _l("项目"), "organization": _l("承接组织"), "grade": _l("等次")},
    "tenancy_agreement": {"incubator": _l("孵化基地"), "starts_on": _l("开始日期"), "ends_on": _l("结束日期")},
    "payment_voucher": {"project": _l("项目"), "payee": _l("收款方"), "tranche": _l("款项")},
}


def _public_facts(paper: Paper) -> list[tuple[str, str]]:
    shown = SHOWN.get(paper.kind, {}).items()
    return [(label, _worded(key, paper.facts[key])) for key, label in shown if key in paper.facts]


def _worded(key: str, value: object) -> str:
    if key.endswith("_at"):
        return moment(str(value))
    return day(str(value)) if key.endswith("_on") else str(value)


