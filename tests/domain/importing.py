"""How tests bring tables in: a file, its columns, the worker's slices, the two officers."""

from __future__ import annotations

import hashlib
from io import BytesIO

from openpyxl import Workbook

from portal.domain.imports import operations
from portal.domain.imports.models import Import, ImportRow, ImportState, ImportTarget
from portal.domain.organizations import uscc
from portal.workflows import importing

HEADINGS = ("社会组织名称", "组织类型", "领域", "统一社会信用代码", "备案号", "所属街道", "法定代表人", "身份证号", "地址", "联系电话", "业务范围", "注册资金", "成立日期")


def line(n: int, **other: object) -> list[object]:
    """One organization of a register, in the order of ``HEADINGS``."""
    said = {
        "name": f"南京市雨花台区{chr(0x5200 + n * 17)}{chr(0x6200 + n * 29)}{chr(0x7200 + n * 7)}发展中心", "type": "民办非企业单位", "field": "文化",
        "uscc": uscc.completed(f"52320114MJ{n:07d}"), "filing": "", "place": "铁心桥街道", "head": f"石{chr(0x4E10 + n)}", "identity": "",
        "address": f"示例路 {n} 号", "phone": f"025-5240{n:04d}", "purpose": "读书会", "capital": "3万元", "day": "2019年3月18日",
    } | other  # fmt: skip
    return list(said.values())


def table(*lines: list[object], headings=HEADINGS) -> bytes:
    book = Workbook()
    for row in (headings, *lines):
        book.active.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class Store(dict):
    """Files in memory."""

    def keep(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        self[key] = data
        return key

    def open(self, sha256: str) -> BytesIO:
        if sha256 not in self:
            raise FileNotFoundError(sha256)
        return BytesIO(self[sha256])

    def remove(self, sha256: str) -> None:
        self.pop(sha256, None)


def uploaded(town, store: Store, data: bytes, target: ImportTarget = ImportTarget.ORGANIZATIONS, by=None) -> Import:
    by = by or town.acceptor
    region_path = "/32/3201/320114/" if target is ImportTarget.REGIONS else ""
    place = importing.place_for(town.session, by, target, region_path)
    return operations.begin(town.session, by=by, target=target, region_path=place.region_path, edition=place.edition,
                            filename="名册.xlsx", size=len(data), sha256=store.keep(data))  # fmt: skip


def mapped(town, store: Store, job: Import, by=None, keep: tuple[str, ...] = ()) -> Import:
    """``keep``: columns that do not overwrite."""
    book, format_ = importing.opened(store, job), importing.place_of(town.session, job).columns
    seen = importing.look(book, format_)
    overwrite = [c.key for c in format_ if not c.fixed and c.key not in keep]
    operations.say_columns(town.session, job, by=by or town.acceptor, sheet=seen.sheet, heading_row=seen.heading_row, headings=seen.headings,
                           found=seen.found, overwrite=overwrite, expected=0, notes=book.notes)  # fmt: skip
    town.session.commit()
    return job


def checked(town, store: Store, data: bytes, target: ImportTarget = ImportTarget.ORGANIZATIONS, by=None, **how) -> Import:
    job = mapped(town, store, uploaded(town, store, data, target, by), by, **how)
    while job.state is ImportState.CHECKING:
        importing.check_slice(town.session, store, job.id)
    return job


def released(town, job: Import, *, by=None, without_errors: bool = False) -> Import:
    operations.propose(town.session, job, by=by or town.acceptor, without_errors=without_errors)
    operations.release(town.session, job, by=town.examiner)
    town.session.commit()
    return job


def written(town, job: Import, **how) -> Import:
    released(town, job, **how)
    while job.state is ImportState.WRITING:
        importing.write_slice(town.session, job.id)
    return job


def brought(town, store: Store, data: bytes, **how) -> Import:
    return written(town, checked(town, store, data), **how)


def rows(town, job: Import) -> list[ImportRow]:
    return list(town.session.query(ImportRow).filter_by(import_id=job.id).order_by(ImportRow.number))


def faults(town, job: Import) -> list[tuple[int, str, bool, str]]:
    """(line, column, error, sentence) of everything that is wrong or to be looked at."""
    return [(row.number, fault.column, fault.error, str(fault.sentence)) for row in rows(town, job) for fault in row.all_faults()]


