"""One import of one table, and its lines as they were read, judged and written."""

from __future__ import annotations

import enum
import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.catalogue.models import CatalogueEdition
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row
from portal.kernel.columns import Change, Fault
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.vault import Encrypted
from portal.kernel.words import N_, Sentence


class ImportTarget(enum.StrEnum):
    """What the lines of a table become. Whoever keeps these records may bring them in."""

    ORGANIZATIONS = "organizations"
    EXPERTS = "experts"
    REGIONS = "regions"
    SERVICE_ITEMS = "service_items"
    TRANSFER_ITEMS = "transfer_items"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def keeper(self) -> Permission:
        return KEEPERS[self]


_LABELS = {
    ImportTarget.ORGANIZATIONS: N_("社会组织名册"),
    ImportTarget.EXPERTS: N_("专家库"),
    ImportTarget.REGIONS: N_("行政区划"),
    ImportTarget.SERVICE_ITEMS: N_("购买服务目录的条目"),
    ImportTarget.TRANSFER_ITEMS: N_("职能转移目录的事项"),
}
KEEPERS = {
    ImportTarget.ORGANIZATIONS: Permission.REGISTRATION_ACCEPT,
    ImportTarget.EXPERTS: Permission.EXPERT_MANAGE,
    ImportTarget.REGIONS: Permission.ADMIN_WRITE,
    ImportTarget.SERVICE_ITEMS: Permission.CATALOGUE_CONSOLIDATE,
    ImportTarget.TRANSFER_ITEMS: Permission.CATALOGUE_CONSOLIDATE,
}


class ImportState(State):
    UPLOADED = "uploaded", N_("待对应各列"), "plain"
    CHECKING = "checking", N_("正在核对"), "on"
    CHECKED = "checked", N_("已核对，待提交"), "on"
    PROPOSED = "proposed", N_("待另一人放行"), "on"
    WRITING = "writing", N_("正在写入"), "on"
    DONE = "done", N_("已导入"), "done"
    STOPPED = "stopped", N_("中途停止"), "risk2"
    CANCELLED = "cancelled", N_("已取消"), "plain"
    UNREADABLE = "unreadable", N_("读不了"), "risk4"


class Outcome(enum.StrEnum):
    """What the check says of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"
    EXAMPLE = "example"

    @property
    def label(self) -> str:
        return {
            Outcome.NEW: N_("新的"),
            Outcome.CHANGED: N_("有变化"),
            Outcome.SAME: N_("没有变化"),
            Outcome.ERROR: N_("有错误"),
            Outcome.EXAMPLE: N_("模板的示例，略过"),
        }[self]


class Result(enum.StrEnum):
    """What became of a line."""

    WRITTEN = "written"
    LEFT = "left"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {Result.WRITTEN: N_("已写入"), Result.LEFT: N_("不用写"), Result.REFUSED: N_("没有写入")}[self]


class Import(Record, Moving, Base):
    """``columns``: {column: index in the file}; ``overwrite``: columns whose value replaces that of a record that is there.

    ``mark``: the number of the last line that the present stage has settled, written with it: who goes on after an
    interruption begins there, and no line is settled twice. ``counts``: lines by outcome, and ``warned``.
    ``written`` and ``refused``: how many lines the register took, and did not take any more.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('writing', 'done', 'stopped') OR released_by_id IS NOT NULL", name="released_if_written"
        ),
        CheckConstraint("state NOT IN ('done', 'stopped') OR ended_at IS NOT NULL", name="ended_if_over"),
        Index("ix_imports_region_state", "region_path", "state"),
        Index("ix_imports_prepared_by_id", "prepared_by_id"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    target: Mapped[ImportTarget] = mapped_column(EnumString(ImportTarget))
    region_path: Mapped[str] = mapped_column(PathString)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_editions.id"))
    filename: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[int] = mapped_column(default=0)
    heading_row: Mapped[int] = mapped_column(default=1)
    headings: Mapped[list[Any]] = mapped_column(default=list)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    overwrite: Mapped[list[Any]] = mapped_column(default=list)
    notes: Mapped[list[Any]] = mapped_column(default=list)  # [[msgid, parts]]: about the file as a whole
    expected: Mapped[int] = mapped_column(default=0)
    mark: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    without_errors: Mapped[bool] = mapped_column(default=False)  # lines with errors are left out
    written: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    state: Mapped[ImportState] = mapped_column(EnumString(ImportState))

    edition: Mapped[CatalogueEdition | None] = relationship()
    prepared_by: Mapped[User] = relationship(foreign_keys=prepared_by_id)
    released_by: Mapped[User | None] = relationship(foreign_keys=released_by_id)

    @property
    def caption(self) -> str:
        return f"{self.number} {self.filename}"[:200]

    @property
    def told(self) -> list[Sentence]:
        return [Sentence(msgid, **parts) for msgid, parts in self.notes]

    def counted(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))

    @property
    def lines(self) -> int:
        return sum(self.counted(outcome) for outcome in Outcome)

    @property
    def to_write(self) -> int:
        return self.counted(Outcome.NEW) + self.counted(Outcome.CHANGED)

    @property
    def is_under_way(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.WRITING)


access.declare(Import, Permission.IMPORT_READ, region="region_path", owner="prepared_by_id")


class ImportRow(Row, Base):
    """One line. ``texts``: what its cells say, by column, sealed: phones stand among them. ``sameness``: what it is known by,
    once in a table."""

    __tablename__ = "import_rows"
    __table_args__ = (
        UniqueConstraint("import_id", "number"),
        Index("ix_import_rows_outcome", "import_id", "outcome", "number"),
        Index("ix_import_rows_sameness", "import_id", "sameness"),
        Index("ix_import_rows_caption", "import_id", "caption"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    number: Mapped[int]
    sameness: Mapped[str] = mapped_column(String(200))
    caption: Mapped[str] = mapped_column(String(200))
    texts: Mapped[str] = mapped_column(Encrypted("import_rows.texts"))
    outcome: Mapped[Outcome] = mapped_column(EnumString(Outcome))
    warned: Mapped[bool] = mapped_column(default=False)
    faults: Mapped[list[Any]]  # as ``Fault.packed``
    changes: Mapped[list[Any]]  # [[column, old, new]], what is personal masked
    result: Mapped[Result | None] = mapped_column(EnumString(Result))
    subject_public_id: Mapped[str | None] = mapped_column(String(12))

    def cells(self) -> dict[str, str]:
        return json.loads(self.texts) if self.texts else {}

    def all_faults(self) -> list[Fault]:
        return [Fault.unpacked(kept) for kept in self.faults]

    def all_changes(self) -> list[Change]:
        return [Change(*kept) for kept in self.changes]
