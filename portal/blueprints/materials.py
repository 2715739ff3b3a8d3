"""Materials of any record that takes them: upload, list, remove. One mechanism for every application."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.forms import keep_upload
from portal.blueprints.words import filesize, record_url
from portal.gateways.files import PHOTOS
from portal.kernel import papers
from portal.kernel.permissions import Permission
from portal.kernel.words import N_, Refused, say

#: material code → what people call it
MATERIALS = {
    "charter": N_("章程"),
    "application": N_("申请表"),
    "premises": N_("场所使用证明"),
    "capital": N_("验资报告"),
    "founders": N_("发起人名单和身份证明"),
    "consent": N_("业务主管单位同意的文件"),
    "sponsor-consent": N_("依托单位同意的文件"),
    "plan": N_("项目计划书"),
    "photo": N_("照片"),
    "voucher": N_("票据"),
    "identity": N_("申请人身份证件"),
    "certificate": N_("登记证书或备案证明"),
    "mandate": N_("盖章的任职证明或授权书"),
    "resolution": N_("推选新负责人的会议决议"),
    "other": N_("其他材料"),
}


class MaterialForm(FlaskForm):
    multipart = True
    material = SelectField(lazy_gettext("材料"), [InputRequired()], description=lazy_gettext("选文件是哪一种；一次传一个，可以传几次。"))
    file = FileField(lazy_gettext("文件"), [FileRequired(lazy_gettext("请选一个文件。"))],
                     description=lazy_gettext("收 PDF、JPG、PNG、DOCX、XLSX。"))


def serve_materials(
    blueprint: Blueprint, model: type[Any], permission: Permission, kinds: tuple[str, ...], editable: Any
) -> None:
    """Add ``/<public_id>/materials`` (add) and ``/<public_id>/materials/<id>/remove``.

    ``editable(record)``: whether its materials may still change.
    """

    @blueprint.route("/<public_id>/materials", methods=["GET", "POST"], endpoint=f"{model.__tablename__}_materials")
    @permits(permission, model)
    def materials(record: Any):
        form = MaterialForm()
        form.material.choices = [(code, lazy_gettext(MATERIALS[code])) for code in kinds]
        kept = keep_upload(form.file, PHOTOS if form.material.data == "photo" else ()) if form.validate_on_submit() else None
        if kept and perform(form, _attach, record, form.material.data, kept, editable, by=current_actor()):
            return done(say("材料已收到。"), url_for(f".{model.__tablename__}_materials", public_id=record.public_id))
        return page("components/materials_page.html", form=form, record=record, files=files_of(record),
                    removable=editable(record), blueprint_name=blueprint.name,
                    back=record_url(record.__tablename__, record.public_id))  # fmt: skip

    @blueprint.route(
        "/<public_id>/materials/<file_id>/remove", methods=["POST"], endpoint=f"{model.__tablename__}_remove_material"
    )
    @permits(permission, model)
    def remove(record: Any, file_id: str):
        perform(None, _remove, record, file_id, editable, by=current_actor())
        return redirect(url_for(f"{blueprint.name}.{model.__tablename__}_materials", public_id=record.public_id))


def _attach(session, record, material, kept, editable, *, by):
    if not editable(record):
        raise Refused(say("已经提交，材料不能再改。"))
    return papers.attach(session, record, material, by=by, **kept)


def _remove(session, record, file_id, editable, *, by):
    if not editable(record):
        raise Refused(say("已经提交，材料不能再改。"))
    return papers.detach(session, record, file_id, by=by)


def files_of(record: Any) -> list[dict[str, Any]]:
    """The record's attachments as the ``attachments`` macro wants them."""
    return [
        {
            "id": a.public_id,
            "name": a.filename,
            "material": MATERIALS.get(a.material, a.material),
            "size": filesize(a.size),
            "note": say("查毒中，查完才能下载") if a.scan is papers.Scan.WAITING else None,
            "digest": a.sha256,
            "url": url_for("files.download", public_id=a.public_id),
        }
        for a in papers.attachments_of(reader(), record)
    ]
