"""What an administrator may look at, and the little that they may change. Nothing is deleted, nothing done in bulk."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, request
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.blueprints.admin import codes, forms
from portal.blueprints.edge import current_actor, perform, reader, require, spoken
from portal.blueprints.words import moment
from portal.domain.calls.models import Call
from portal.domain.organizations.models import Organization
from portal.extensions import db
from portal.kernel import clock
from portal.kernel.journal import JournalEntry
from portal.kernel.people import Appointment, Department, User
from portal.kernel.permissions import Permission as P
from portal.kernel.policy import PolicySetting
from portal.kernel.regions import Region
from portal.kernel.workdays import CalendarDay
from portal.workflows import reference


def _place(path: str | None) -> str:
    """A region's name for its path: asked once for a page."""
    if "region_names" not in g:
        g.region_names = reference.region_names(reader())
    return g.region_names.get(path, "") if path else ""


def _said(view: Any, context: Any, model: Any, name: str) -> str:
    """A value as pages say it."""
    value = getattr(model, name)
    if name == "region_path":
        return _place(value)
    if isinstance(model, JournalEntry) and name in codes.CODES:
        return codes.worded(model, name)
    if name == "user":
        return f"{value.name}（{value.login}）"
    if hasattr(value, "label"):
        return spoken(value.label)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if hasattr(value, "hour"):
        return moment(value)
    return spoken(value) if isinstance(value, str) else "" if value is None else str(value)


class ReadOnly(ModelView):
    """A list with search and paging, and one page for each row."""

    can_create = can_edit = can_delete = can_export = False
    can_view_details = True
    can_set_page_size = False
    page_size = 30
    simple_list_pager = True
    action_disallowed_list = ["delete"]
    column_display_pk = False
    list_template = "admin/list.html"
    create_template = "admin/change.html"
    edit_template = "admin/change.html"
    details_template = "admin/details.html"
    note: Any = ""

    def __init__(self, model: type[Any], name: Any, endpoint: str, **settings: Any):
        for key, value in settings.items():
            setattr(self, key, value)
        self.column_formatters = dict.fromkeys(self.column_list or (), _said)
        self.column_sortable_list = ()
        self.column_details_list = self.column_list
        super().__init__(model, db, name=name, endpoint=f"admin_{endpoint}", url=endpoint)

    key_type: Any = int

    def get_one(self, id: Any) -> Any:
        """The row of this key; a key of the wrong shape is nobody's."""
        try:
            return reader().get(self.model, self.key_type(id))
        except (ValueError, TypeError):
            return None

    def is_accessible(self) -> bool:
        return current_actor().holds(P.ADMIN_READ)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        require(False)

    def render(self, template: str, **kwargs: Any) -> Any:
        """A form that was refused answers 422, as everywhere."""
        form = kwargs.get("form")
        body = super().render(template, note=self.note, **kwargs)
        refused = request.method == "POST" and form is not None and (form.errors or form.form_errors)
        return (body, 422) if refused else body


class Editable(ReadOnly):
    """Reference data: ``create`` and ``change`` are verbs, run in one unit of work and journalled."""

    can_create = can_edit = True
    new_form: Any = None
    change_form: Any = None

    def get_create_form(self) -> Any:
        return self.new_form

    def get_edit_form(self) -> Any:
        return self.change_form

    def create_model(self, form: Any) -> Any:
        result = perform(form, self.create, **_fields(form))
        return result.value if result else False

    def update_model(self, form: Any, model: Any) -> bool:
        return perform(form, self.change, model, **_fields(form)) is not None

    def create(self, session: Any, **fields: Any) -> Any:
        raise TypeError(f"{type(self).__name__} creates nothing")

    def change(self, session: Any, model: Any, **fields: Any) -> Any:
        raise TypeError(f"{type(self).__name__} changes nothing")


def _fields(form: Any) -> dict[str, Any]:
    known = {k: v.strip() if isinstance(v, str) else v for k, v in form.data.items() if k != "csrf_token"}
    return {**known, "by": current_actor()}


class Regions(Editable):
    new_form, change_form = forms.RegionForm, forms.RegionNameForm

    def create(self, session: Any, **fields: Any) -> Any:
        return reference.add_region(session, **{**fields, "parent_code": fields["parent_code"] or ""})

    def change(self, session: Any, model: Any, **fields: Any) -> Any:
        return reference.rename_region(session, model, **fields)


class Departments(Editable):
    new_form = change_form = forms.DepartmentForm

    def on_form_prefill(self, form: Any, id: Any) -> None:
        form.region_code.data = reference.code_of(reader(), self.get_one(id).region_path)

    def create(self, session: Any, **fields: Any) -> Any:
        return reference.save_department(session, None, **fields)

    def change(self, session: Any, model: Any, **fields: Any) -> Any:
        return reference.save_department(session, model, **fields)


class Policies(Editable):
    new_form, change_form = forms.NewPolicyForm, forms.PolicyForm

    def on_form_prefill(self, form: Any, id: Any) -> None:
        form.valid_from.data = clock.today()

    def create(self, session: Any, **fields: Any) -> Any:
        return reference.set_for_region(session, **fields)

    def change(self, session: Any, model: Any, **fields: Any) -> Any:
        return reference.next_version(session, model, **fields)


class Days(Editable):
    key_type = date.fromisoformat
    new_form = change_form = forms.DayForm

    def create(self, session: Any, **fields: Any) -> Any:
        return reference.set_day(session, **fields)

    def change(self, session: Any, model: Any, **fields: Any) -> Any:
        return reference.set_day(session, **{**fields, "day": model.day})


def _labels(**labels: Any) -> dict[str, Any]:
    return {"column_list": tuple(labels), "column_labels": labels}


def all_views() -> list[ModelView]:
    """Made anew for each application: Flask-Admin's views belong to one."""
    return [
        Regions(Region, _l("行政区划"), "regions", column_searchable_list=("code", "name"), column_default_sort="path",
                **_labels(code=_l("代码"), name=_l("名称"), level=_l("级别"), path=_l("路径"))),
        Departments(Department, _l("部门名录"), "departments", column_searchable_list=("name",),
                    **_labels(name=_l("名称"), region_path=_l("所在地"))),
        Policies(PolicySetting, _l("规定"), "policy-settings", column_searchable_list=("key", "name"),
                 column_default_sort=[("key", False), ("region_path", False), ("version", True)],
                 note=_l("改一项规定就是添一个新版本，原来的版本留着。"),
                 **_labels(name=_l("名称"), key=_l("键"), region_path=_l("管到哪里"), version=_l("版本"),
                           amount=_l("数值"), unit=_l("单位"), statutory=_l("法定"), source=_l("依据"),
                           valid_from=_l("从哪天起"))),
        Days(CalendarDay, _l("日历"), "calendar-days", column_default_sort=("day", True),
             note=_l("放假通知还没内置的年份，在这里补。已经过去的日子不能改。"),
             **_labels(day=_l("日期"), working=_l("上班"), source=_l("依据"))),
        ReadOnly(User, _l("账号"), "users", column_searchable_list=("login", "name"),
                 **_labels(login=_l("登录名"), name=_l("姓名"), active=_l("可用"), created_at=_l("开立"))),
        ReadOnly(Appointment, _l("岗位名录"), "appointments", column_searchable_list=("title", "user.name", "user.login"),
                 column_auto_select_related=True,
                 note=_l("这里只能查看。组织里的岗位由负责人任命；机关的岗位在“岗位任免”里提议、确认和终止。"),
                 **_labels(user=_l("姓名（登录名）"), role=_l("角色"), title=_l("岗位"), state=_l("状态"), region_path=_l("范围"),
                           starts_at=_l("从"), ends_at=_l("到"))),
        ReadOnly(Organization, _l("社会组织"), "organizations", column_searchable_list=("name", "uscc"),
                 **_labels(name=_l("名称"), org_type=_l("类型"), field=_l("领域"), uscc=_l("代码"), state=_l("状态"))),
        ReadOnly(Call, _l("征集公告"), "calls", column_searchable_list=("title", "number"),
                 **_labels(number=_l("编号"), title=_l("标题"), kind=_l("类别"), state=_l("状态"),
                           deadline_at=_l("截止"))),
        ReadOnly(JournalEntry, _l("操作留痕"), "journal-entries", column_searchable_list=("subject_type", "action"),
                 column_default_sort=("id", True), note=_l("只列事项和状态，不列姓名和理由。"),
                 **_labels(seq=_l("序号"), at=_l("时间"), role=_l("角色"), subject_type=_l("对象"), action=_l("动作"),
                           state_before=_l("原状态"), state_after=_l("新状态"), hash=_l("摘要"))),
    ]  # fmt: skip
