"""Form fields that several nouns share, worded as people expect."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from flask import current_app, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, FieldList, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp, StopValidation, ValidationError

from portal.blueprints import pace
from portal.blueprints.edge import spoken
from portal.gateways import pictures
from portal.gateways.files import FileStore, accepted, store_of
from portal.gateways.scanner import Unreachable, scanner_of
from portal.intake import whole
from portal.kernel import clock, money
from portal.kernel.papers import Scan
from portal.kernel.words import Invalid, Refused, say

log = logging.getLogger(__name__)


class Filled(InputRequired):
    """Something was typed; blanks are nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            field.errors = []
            raise StopValidation(self.message)
        super().__call__(form, field)


def required(sentence: str) -> InputRequired:
    return Filled(sentence)


def at_most(length: int) -> Length:
    return Length(max=length, message=lazy_gettext("最多 %(max)d 个字。"))


#: U+FF01 to U+FF5E stand 0xFEE0 above their half-width twins; the wide space is a space. Nothing else is touched.
_HALF_WIDTH = {0xFF01 + n: 0x21 + n for n in range(0x5E)} | {0x3000: 0x20}


def half_width(text: Any) -> Any:
    """Digits, letters and signs as a Chinese keyboard types them in full width, in the width that codes are kept in."""
    return text.translate(_HALF_WIDTH).strip() if isinstance(text, str) else text


class CodeField(StringField):
    """A code, a number of a document, a phone number: kept in half width, however it was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([half_width(value) for value in valuelist])


class PhoneField(CodeField):
    """A phone number. ``needed``: false where a draft may leave it open."""

    def __init__(self, label: Any, *, needed: bool = True, **kwargs: Any):
        first = [required(lazy_gettext("请填电话。"))] if needed else [Later(), Optional()]
        shape = Regexp(r"^[0-9 +\-]{7,20}$", message=lazy_gettext("电话只能有数字、空格和横线。"))
        super().__init__(label, [*first, shape], **kwargs)


class MobileField(CodeField):
    """A mainland mobile number, to which messages go."""

    def __init__(self, label: Any, validators: Any, **kwargs: Any):
        shape = Regexp(r"^1[3-9]\d{9}$", message=lazy_gettext("手机号是 1 开头的 11 位数字。"))
        look = {"autocomplete": "tel", "inputmode": "numeric", "maxlength": 20}
        super().__init__(label, [*validators, shape], render_kw=look, **kwargs)


class Later:
    """A draft may leave the field open, the submission may not: pages do not call it optional."""

    field_flags = {"at_submission": True}

    def __call__(self, form: Any, field: Any) -> None:
        return None


class AtLeastOne:
    """Something is ticked. Without the flag ``required``: browsers would ask for every box."""

    field_flags = {"at_submission": True}

    def __init__(self, sentence: Any):
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.sentence)


class VersionedForm(FlaskForm):
    """A form over a record: carries the version that the person saw."""

    version = HiddenField()

    newer = False  # somebody else changed the record since the page was opened

    def meet_the_newer(self, record: Any) -> None:
        """Somebody else was first. What was typed stays; the page offers theirs to read, and saving again is a choice."""
        self.newer = True
        self.version.data = str(record.version)

    def expected(self) -> int | None:
        return whole(self.version.data)

    def fields(self) -> dict[str, Any]:
        """The values by name, without the machinery."""
        return {k: v for k, v in self.data.items() if k not in ("csrf_token", "version", "submit")}


class ChoiceField(SelectField):
    """A choice of an enum's members, labelled and coerced; nothing is chosen for the reader."""

    def __init__(self, label: Any, enum_class: type[Any], validators: Any = (), *, members: Any = None, **kwargs: Any):
        self.enum_class, self.members = enum_class, members
        super().__init__(label, validators or [InputRequired(lazy_gettext("请选一项。"))], coerce=self._coerce,
                         choices=self._choices, **kwargs)  # fmt: skip

    def _choices(self) -> list[tuple[Any, str]]:
        members: Any = self.members or self.enum_class
        return [("", gettext("请选择"))] + [(m.value, gettext(m.label)) for m in members]

    def _coerce(self, value: Any) -> Any:
        return self.enum_class(value) if value not in (None, "") else ""

    def pre_validate(self, form: Any) -> None:
        if self.data == "":
            raise StopValidation(gettext("请选一项。"))


class YuanField(StringField):
    """Typed in yuan, held in fen."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.raw = half_width(valuelist[0]) if valuelist else ""
        self.data = None
        if not self.raw:
            self.raw_data: list[Any] = []  # blanks are nothing, to every validator
            return
        try:
            self.data = money.from_yuan(self.raw)
        except Refused as refusal:
            raise ValueError(spoken(refusal.sentence)) from refusal

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else money.figures(self.data)


class WholeField(IntegerField):
    """A whole number; what is none gets one sentence, not one from every rule."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(text.strip() for text in valuelist):
            self.data = None
            return
        try:
            super().process_formdata([half_width(value) for value in valuelist])
        except ValueError:
            raise ValueError(gettext("请填整数。")) from None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()


class LocalMoment(DateTimeLocalField):
    """Typed and shown in Beijing time, held as a moment."""

    FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")

    def __init__(self, label: Any, validators: Any, **kwargs: Any):
        super().__init__(label, validators, format=list(self.FORMATS), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("没看懂这个时间，请按“2026-05-15 17:00”的样子填。")) from None

    def process_data(self, value: datetime | None) -> None:
        self.data = clock.local(value).replace(tzinfo=None) if value else None

    @property
    def moment(self) -> datetime:
        assert self.data, "read after validation"
        return clock.at(self.data.date(), self.data.hour, self.data.minute)


class Positive:
    """A number that must be above zero (or at least zero), and small enough for a column."""

    def __init__(self, least: int = 1):
        self.least = least

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and field.data < self.least:
            raise ValidationError(gettext("不能小于 %(least)s。", least=self.least))
        if field.data is not None and field.data >= money.LIMIT:
            raise ValidationError(gettext("数字太大了，请核对。"))


def change_lines(form: FlaskForm) -> bool:
    """Answer the plain buttons ``add_line`` and ``remove_line`` of repeated rows; True when one was pressed."""
    if name := request.form.get("add_line"):
        field = form._fields.get(name)
        if isinstance(field, FieldList) and (not field.max_entries or len(field.entries) < field.max_entries):
            field.append_entry()
        return True
    if name := request.form.get("remove_line"):
        listed = form._fields.get(name.rsplit("-", 1)[0])
        if isinstance(listed, FieldList):
            listed.entries = [entry for entry in listed.entries if entry.name != name]
        return True
    return False


def store() -> FileStore:
    return store_of(current_app.config)


def keep_upload(field: Any, only: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """Check an uploaded file by content, look for viruses, put it into the store; returns what ``papers.attach`` wants.

    ``only``: the extensions that are taken here (``PHOTOS``); all that the store takes when empty.
    Runs before the unit of work. A wrong file becomes the field's error and gives ``None``.
    """
    upload = field.data
    if not upload or not getattr(upload, "filename", ""):
        return None
    pace.count("uploads")
    data = upload.read()
    try:
        media_type = accepted(upload.filename, data, field.short_name, only)
        if media_type in pictures.FORMATS:
            data = pictures.without_traces(data, media_type, field.short_name)
        scan = _scanned(data, field.short_name)
    except Invalid as refusal:
        field.errors = [*field.errors, spoken(refusal.sentence)]
        return None
    name = upload.filename.replace("\\", "/").rsplit("/", 1)[-1]
    return {"filename": name, "media_type": media_type, "size": len(data), "sha256": store().put(data), "scan": scan}


def _scanned(data: bytes, field: str) -> Scan:
    """A harmful file is refused before anything is kept; where the scanner is silent, the file waits in quarantine."""
    scanner = scanner_of(current_app.config)
    if scanner is None:
        return Scan.OFF
    try:
        found = scanner.look(data)
    except Unreachable as silence:
        log.warning("the virus scanner gave no verdict: %s", silence)
        return Scan.WAITING
    if found:
        raise Invalid(field, say("文件里查出病毒（%(found)s），没有收下。请杀毒以后再传。", found=found))
    return Scan.CLEAN
