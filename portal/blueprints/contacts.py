"""The phone of a record: masked, and whole on a page of its own for an officer who says why. One mechanism for every record."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from portal.blueprints.edge import current_actor, page, perform, permits
from portal.blueprints.forms import at_most, required
from portal.blueprints.words import record_url
from portal.kernel import access
from portal.kernel.permissions import Permission
from portal.kernel.personal import masked
from portal.workflows import contacts


class LookForm(FlaskForm):
    reason = TextAreaField(
        lazy_gettext("为什么要看"), [required(lazy_gettext("请写明为什么要看。")), at_most(200)],
        description=lazy_gettext("例如：通知补正材料，对方没看站内通知。号码的主人会看到这段话。"),
    )  # fmt: skip


def serve_contact(blueprint: Blueprint, model: type[Any]) -> None:
    """Add ``/<public_id>/phone``: the question why, and after it the number, shown once."""

    @blueprint.route("/<public_id>/phone", methods=["GET", "POST"], endpoint=f"{model.__tablename__}_phone")
    @permits(Permission.CONTACT_REVEAL, model)
    def phone(record: Any):
        if not record.phone:
            abort(404)
        form, shown = LookForm(), None
        if form.validate_on_submit() and (looked := perform(form, contacts.reveal, record, by=current_actor(), reason=form.reason.data)):
            shown = looked.value
        return page("components/contact_page.html", form=form, record=record, shown=shown, masked=masked(record.phone),
                    most=contacts.AN_HOUR, back=record_url(record.__tablename__, record.public_id))  # fmt: skip


def phone_fact(record: Any) -> tuple[Any, ...]:
    """The line of a record's facts: whole to whose it is; masked to everybody else, with the way to the number for those
    who may ask for it."""
    label, actor = gettext("电话"), current_actor()
    if not record.phone or contacts.is_own(record, actor):
        return label, record.phone
    if not access.allows(actor, Permission.CONTACT_REVEAL, record):
        return label, masked(record.phone)
    address = url_for(f"{record.__tablename__}.{record.__tablename__}_phone", public_id=record.public_id)
    return label, gettext("%(phone)s，看完整号码", phone=masked(record.phone)), address
