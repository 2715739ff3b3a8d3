"""One report: begin, fill a section, read. Steps and materials are served by their own mechanisms."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.annual_reports import WAYS, blueprint, known_of
from portal.blueprints.annual_reports.forms import SectionForm, first_values, form_class
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.annual_reports import contents, doubts, guards, operations, published, queries, questions, windows
from portal.domain.annual_reports.contents import Meter, Sums
from portal.domain.annual_reports.models import AnnualReport
from portal.domain.annual_reports.questions import Kind, Question, Section
from portal.domain.organizations.models import Organization
from portal.intake import whole
from portal.kernel import access, clock, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence, say

SECTIONS = list(Section)


class Summary(NamedTuple):
    """A report in figures: what is missing, whether the money adds up, what does not agree, which files are there."""

    meter: Meter
    sums: Sums
    doubts: list[Sentence]
    needed: list[tuple[bool, str]]


def summary_of(session: Any, report: AnnualReport) -> Summary:
    held = {a.material for a in papers.attachments_of(session, report)}
    found = doubts.about(session, report.organization, report.year, report.content, known_of(session, report),
                         queries.closing_before(session, report))  # fmt: skip
    return Summary(
        contents.meter(report.content, report.organization.org_type), contents.sums(report.content), found,
        [(code in held, spoken(MATERIALS[code])) for code in guards.materials_needed(session, report)],
    )  # fmt: skip


@blueprint.post("/new")
@permits(P.ANNUAL_REPORT_WRITE)
def new():
    """Begin the report of a year, or go on with it."""
    session, actor = reader(), current_actor()
    organization = session.get_one(Organization, actor.organization_id)
    year = whole(request.form.get("year", "")) or windows.current_year()
    if not 2000 <= year <= windows.current_year():
        abort(404)
    if result := perform(None, operations.begin, organization, year, by=actor):
        return redirect(url_for(".show", public_id=result.value.public_id))
    return redirect(url_for(".index"))


@blueprint.get("/<public_id>")
@shows(AnnualReport)
@permits(P.ANNUAL_REPORT_READ, AnnualReport)
def show(report: AnnualReport):
    session, actor = reader(), current_actor()
    writes = access.allows(actor, P.ANNUAL_REPORT_WRITE, report)
    editable = writes and report.state in operations.EDITABLE
    return page("annual_reports/show.html", report=report, organization=report.organization, summary=summary_of(session, report),
                known=known_of(session, report), sections=[(section, lines_of(report, section)) for section in SECTIONS],
                register=register_lines(report), files=files_of(report), editable=editable, adds_files=editable or (writes and report.state.value == "rectifying"),
                papers=papers.papers_of(session, report), **record_context(report, WAYS))  # fmt: skip


def lines_of(report: AnnualReport, section: Section) -> list[tuple[Question, Any]]:
    """The questions of a section with what was answered, ``None`` where nothing was."""
    answers = report.content.get(section, {})
    return [(question, answers.get(question.name)) for question in questions.of(section, report.organization.org_type)]


def register_lines(report: AnnualReport) -> dict[str, Any]:
    """As it stood at the signature; before that, as it stands."""
    frozen = (report.known or {}).get("register") if report.state not in operations.EDITABLE else None
    return frozen or published.register_of(report.organization)


@blueprint.route("/<public_id>/sections/<section>", methods=["GET", "POST"])
@permits(P.ANNUAL_REPORT_WRITE, AnnualReport)
def fill(report: AnnualReport, section: str):
    here = _section(section)
    if report.state not in operations.EDITABLE:
        return done(say("报告已经报送，不能再改。要改请办理人员退回。"), url_for(".show", public_id=report.public_id))
    form = _form(report, here)
    if form.validate_on_submit():
        if perform(form, operations.save, report, here, form.answers(), by=current_actor(), expect=form.expected(), editor=form.editor.data):
            return done(say("“%(section)s”已保存。", section=spoken(here.label)), _next(report, here))
    session = reader()
    return page("annual_reports/fill.html", form=form, report=report, section=here, sections=SECTIONS, register=register_lines(report),
                asked=questions.of(here, report.organization.org_type), kinds=Kind, known=known_of(session, report) if here is Section.ACTIVITIES else None,
                meter=contents.meter(report.content, report.organization.org_type),
                last=here is SECTIONS[-1], limits=doubts.shares(session, report.organization, report.content) if here is Section.FINANCE else [])  # fmt: skip


@blueprint.post("/<public_id>/sections/<section>/autosave")
@permits(P.ANNUAL_REPORT_WRITE, AnnualReport)
def autosave(report: AnnualReport, section: str):
    """What can be read of the form is saved; an answer that cannot keeps what it was. A section that someone else saved
    meanwhile answers 409, unchanged."""
    here = _section(section)
    form = _form(report, here)
    form.validate()
    before = first_values(report, here)
    answers = {**form.answers(), **{name: before.get(name) for name in form.errors if name in form.answers()}}
    result = perform(form, operations.save, report, here, answers, by=current_actor(), expect=form.expected(),
                     editor=form.editor.data, aloud=False)  # fmt: skip
    if result is None:
        return jsonify(error=" ".join(map(str, form.form_errors))), 409
    said = f"{clock.local(clock.now()):%H:%M}"
    if form.errors:
        said = _("%(time)s（有的地方没看懂，先没存：请看是不是数字）", time=said)
    return jsonify(saved_at=said, version=operations.version_of(result.value, here))


def _section(name: str) -> Section:
    if name not in {section.value for section in Section}:
        abort(404)
    return Section(name)


def _form(report: AnnualReport, section: Section) -> SectionForm:
    return form_class(section, report.organization.org_type)(data=first_values(report, section))


def _next(report: AnnualReport, section: Section) -> str:
    place = SECTIONS.index(section) + 1
    if place == len(SECTIONS):
        return url_for(".show", public_id=report.public_id)
    return url_for(".fill", public_id=report.public_id, section=SECTIONS[place].value)
