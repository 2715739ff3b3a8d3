"""Needs: the public list and page, recording one, and what I reported."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import chosen, one_of, place, typed
from portal.blueprints.forms import keep_upload
from portal.blueprints.materials import files_of
from portal.blueprints.needs import blueprint, pictures
from portal.blueprints.needs.forms import WAYS, NeedForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.needs import operations, queries
from portal.domain.needs.models import Channel, Need, NeedState
from portal.domain.organizations.models import OrgField
from portal.gateways.files import PHOTOS
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Reach
from portal.kernel.words import N_, say

#: What to think of before a need is written down.
BEFORE = (
    N_("什么事、在哪个社区、大约多少户；一件事写一条"),
    N_("有照片更清楚，不是必须；别拍到人脸和门牌"),
    N_("不写姓名、电话和身份证号：这一条会公开，您的名字不公开"),
)
LISTED_STATES = tuple(state for state in NeedState if state is not NeedState.REJECTED)


TABLE = Table(N_("居民需求"), (
    (N_("编号"), "number"), (N_("什么事"), "title"), (N_("社区"), "community"), (N_("街道"), "street"), (N_("类别"), "field"),
    (N_("为谁提"), "group_served"), (N_("户数"), "households"), (N_("来源"), "channel"), (N_("层级"), "loop"), (N_("状态"), "state"),
    (N_("日期"), day("created_at")),
))  # fmt: skip


@blueprint.get("", strict_slashes=False)
@public
@exported(TABLE, lambda: every(queries.listed, filters=_filters()), {"q": typed, "street": place, "field": one_of(OrgField), "channel": one_of(Channel), "state": one_of(LISTED_STATES)})
def index():
    filters, actor = _filters(), current_actor()
    found = queries.listed(reader(), actor, filters, request.args.get("cursor"))
    counts = queries.counts(reader(), actor, filters)
    return page("needs/index.html", found=found, filters=filters, charts_of=pictures.of_counts(counts),
                streets=regions.choices(reader(), regions.Level.STREET), fields=list(OrgField), channels=list(Channel),
                states=LISTED_STATES)  # fmt: skip


@blueprint.get("/mine")
@permits(P.NEED_RECORD)
@exported(TABLE, lambda: queries.mine(reader(), current_actor()))
def mine():
    return page("needs/mine.html", rows=queries.mine(reader(), current_actor()))


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.NEED_RECORD)
def new():
    form = _form()
    if form.validate_on_submit():
        photo = keep_upload(form.photo, PHOTOS)
        if not form.errors and (
            result := perform(form, operations.record, by=current_actor(), photo=photo, **form.fields())
        ):
            sentence = say("已经收到，编号 %(number)s。办到哪一步都会通知您。", number=result.value.number)
            return done(sentence, url_for(".show", public_id=result.value.public_id), result.value)
    return page("needs/new.html", form=form, needs=BEFORE, legs=way_ahead(Need))


@blueprint.get("/<public_id>")
@shows(Need)
@permits(P.NEED_READ, Need)
def show(need: Need):
    inside, session = _is_inside(need), reader()
    mine = need.reporter_id is not None and need.reporter_id == current_actor().user_id
    return page("needs/show.html", need=need, mine=mine, inside=inside, files=files_of(need) if inside or mine else [],
                place=regions.name_of(session, need.region_path), merged=queries.merged_into(session, need),
                target=queries.target_of(session, need), editable=_may_add_photos(need),
                **record_context(need, WAYS, names=inside or mine))  # fmt: skip


def _filters() -> queries.Filters:
    return queries.Filters(
        q=request.args.get("q", "").strip()[:60],
        street=_street(request.args.get("street", "")),
        field=chosen(OrgField, "field"),
        channel=chosen(Channel, "channel"),
        state=chosen(NeedState, "state"),
    )


def _street(path: str) -> str:
    return path if path.startswith("/") and path.endswith("/") and len(path) <= 120 else ""


def _form() -> NeedForm:
    form, actor = NeedForm(), current_actor()
    scope = regions.ROOT
    if actor.reach is Reach.REGION and P.NEED_RECORD in actor.permissions and actor.region_path:
        scope = actor.region_path
    else:
        del form.channel
    form.region_path.choices = [("", _("请选社区")), *regions.choices(reader(), regions.Level.COMMUNITY, scope)]
    return form


def _is_inside(need: Need) -> bool:
    """Someone who works on needs here: sees names, reasons and photos."""
    actor = current_actor()
    return any(access.allows(actor, p, need) for p in (P.NEED_HANDLE, P.NEED_SCREEN, P.NEED_RECORD))


def _may_add_photos(need: Need) -> bool:
    return need.state is NeedState.COLLECTED and access.allows(current_actor(), P.NEED_RECORD, need)
