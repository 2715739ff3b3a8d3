"""Imports: the list, the upload with its templates, one import with its progress and report, its lines."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flask import abort, request, send_file, url_for
from flask_babel import gettext as _

from portal.blueprints import partial
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.filters import chosen, one_of, words
from portal.blueprints.forms import keep_upload
from portal.blueprints.imports import blueprint
from portal.blueprints.imports.columns import WAYS, fault_place
from portal.blueprints.imports.forms import UploadForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, exported
from portal.blueprints.tables import every as every_row
from portal.blueprints.words import shows
from portal.documents import workbooks
from portal.documents.import_template import write_template
from portal.domain.imports import operations, queries
from portal.domain.imports.models import KEEPERS, Import, ImportRow, ImportState, ImportTarget, Outcome, Result
from portal.domain.imports.queries import Wanted
from portal.kernel import clock, paging, regions
from portal.kernel.columns import Fault
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, Invalid, say
from portal.workflows import importing
from portal.workflows.import_targets import TARGETS, brought_by

BRINGERS = tuple(dict.fromkeys(KEEPERS.values()))
FEW = 10  # lines with something to look at, on the page of an import
TABLE = Table(N_("表格导入"), (
    (N_("编号"), "number"), (N_("导入什么"), "target"), (N_("文件"), "filename"), (N_("上传"), lambda job: job.prepared_by.name),
    (N_("日期"), day("created_at")), (N_("行数"), "lines"), (N_("已写入"), "written"), (N_("状态"), "state"),
))  # fmt: skip


def _kept_fault(row: dict[str, Any], name: str) -> Any:
    return getattr(row["fault"], name) if row["fault"] else ""


LINES = Table(N_("导入的行"), (
    (N_("行"), lambda row: row["line"].number), (N_("列"), lambda row: row["place"]), (N_("名称"), lambda row: row["line"].caption),
    (N_("代码"), lambda row: row["line"].sameness), (N_("核对"), lambda row: row["line"].outcome),
    (N_("错误还是提醒"), lambda row: _weight(row["fault"])), (N_("说明"), lambda row: _kept_fault(row, "sentence")),
    (N_("会改什么"), lambda row: _("；").join(_change_line(row["job"], change) for change in row["line"].all_changes())),
    (N_("写入结果"), lambda row: row["line"].result.label if row["line"].result else ""),
))  # fmt: skip


def _weight(fault: Fault | None) -> str:
    return "" if fault is None else say("错误") if fault.error else say("留意")


def _change_line(job: Import, change: Any) -> str:
    return _("%(what)s：%(old)s → %(new)s", what=fault_place(job, change.column), old=spoken(change.old) or _("（空）"), new=spoken(change.new))


@blueprint.get("/")
@permits(P.IMPORT_READ)
@exported(TABLE, lambda: every_row(queries.listed, target=chosen(ImportTarget, "target"), state=chosen(ImportState, "state")),
          {"target": one_of(ImportTarget), "state": one_of(ImportState)})  # fmt: skip
def index():
    target, state = chosen(ImportTarget, "target"), chosen(ImportState, "state")
    found = queries.listed(reader(), current_actor(), cursor=request.args.get("cursor"), target=target, state=state)
    return page("imports/index.html", found=found, targets=list(ImportTarget), states=list(ImportState),
                may_bring=bool(brought_by(current_actor())))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(BRINGERS)
def new():
    actor, form = current_actor(), UploadForm(target=request.args.get("target"))
    brought = brought_by(actor)
    form.target.choices = [(t.value, _(t.label)) for t in brought]
    if ImportTarget.REGIONS in brought:
        scope = actor.region_path or regions.ROOT
        form.region_path.choices = [*regions.choices(reader(), Level.DISTRICT, scope), *regions.choices(reader(), Level.CITY, scope)]
    else:
        del form.region_path
    if form.validate_on_submit() and (result := _bring(form)):
        job = result.value
        return done(say("表格收到了。下一步：核对各列的对应。"), url_for(".imports_step", public_id=job.public_id, action="map"))
    return page("imports/new.html", form=form, brought=brought, targets=TARGETS)


def _bring(form: UploadForm):
    """Judge the file, keep it, begin: nothing is read from it here but what it is."""
    actor, target = current_actor(), ImportTarget(form.target.data)
    region_path = form.region_path.data if "region_path" in form and target is ImportTarget.REGIONS else ""
    kept = keep_upload(form.file, judge=_judge)
    if kept is None:
        return None
    if kept["scan"].value == "waiting":
        form.file.errors = [_("查毒服务现在没有回答，请过几分钟再传。")]
        return None
    fields = {name: kept[name] for name in ("filename", "size", "sha256")}
    return perform(form, _begin, actor, target, region_path, fields)


def _begin(session, actor, target, region_path, fields):
    place = importing.place_for(session, actor, target, region_path)
    return operations.begin(session, by=actor, target=target, region_path=place.region_path, edition=place.edition, **fields)


def _judge(_filename: str, data: bytes, field: str, _only: tuple[str, ...]) -> str:
    if len(data) > 20 * 1024 * 1024:
        raise Invalid(field, say("文件超过 %(mb)s MB。", mb=20))
    workbooks.opened(data, field)
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if data.startswith(b"PK") else "text/csv"


@blueprint.get("/templates/<target>.xlsx")
@permits(BRINGERS)
def template(target: str):
    actor = current_actor()
    if target not in list(ImportTarget) or ImportTarget(target) not in brought_by(actor):
        abort(404)
    wanted, out = ImportTarget(target), BytesIO()
    write_template(out, wanted.label, TARGETS[wanted].columns(reader(), actor.region_path or regions.ROOT), made_at=clock.now())
    out.seek(0)
    return send_file(out, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_attachment=True,
                     download_name=f"{_(wanted.label)}.xlsx", max_age=0)  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Import)
@permits(P.IMPORT_READ, Import)
def show(job: Import):
    session = reader()
    found = queries.rows(session, job, Wanted(faulty=True), size=FEW)
    context = {} if partial.wanted() else record_context(job, WAYS)
    return page(
        "imports/show.html", job=job, found=found, outcomes=list(Outcome), results=list(Result), fault_place=fault_place,
        place=regions.name_of(session, job.region_path), trouble=job.is_under_way and queries.in_trouble(session, job),
        done_of=_progress(job), **context,
    )  # fmt: skip


def _progress(job: Import) -> tuple[int, int]:
    """(done, of): lines judged of those that the file seems to have, or lines settled of those to be written."""
    if job.state is ImportState.WRITING:
        return min(job.written + job.refused, job.to_write), job.to_write
    return min(job.lines, job.expected), max(job.expected, 1)


def _wanted() -> Wanted:
    return Wanted(chosen(Outcome, "outcome"), chosen(Result, "result"), request.args.get("warned") == "1",
                  request.args.get("faulty") == "1", words())  # fmt: skip


def _every_line(job: Import) -> Iterator[dict[str, Any]]:
    session, wanted = reader(), _wanted()
    for line in paging.every(lambda cursor: queries.rows(session, job, wanted, cursor=cursor)):
        yield from _told(job, line)


def _told(job: Import, line: ImportRow) -> Iterator[dict[str, Any]]:
    faults: list[Fault | None] = [*line.all_faults()]
    for fault in faults or [None]:
        yield {"job": job, "line": line, "fault": fault, "place": fault_place(job, fault.column) if fault else ""}


@blueprint.get("/<public_id>/rows")
@permits(P.IMPORT_READ, Import)
@exported(LINES, _every_line)
def rows(job: Import):
    wanted = _wanted()
    found = queries.rows(reader(), job, wanted, cursor=request.args.get("cursor"))
    return page("imports/rows.html", job=job, found=found, wanted=wanted, q=wanted.q, outcomes=list(Outcome), results=list(Result),
                fault_place=fault_place, change_line=_change_line)  # fmt: skip
