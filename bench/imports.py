"""``python -m bench.imports [rows]``: a register of 12,000 organizations from an xlsx file into an empty portal, as the worker
does it: read, judged line by line, written in pieces; then the same file once more, which must change nothing.

Prints seconds (of the clock, and of the processor, which other work on the machine does not lengthen), rows/s, how long one piece
holds the writers' lock, and the largest memory of the process. The goal for 12,000 rows is a minute. ``--postgresql ADDRESS`` takes
another database (empty); ``--readme`` puts the table there.
"""

from __future__ import annotations

import hashlib
import os
import resource
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

import xlsxwriter

from bench.__main__ import into_readme

ROWS = 12_000
FANCY = ["春晖", "暖阳", "同心", "邻里", "启明", "知行", "云帆", "青禾", "晨曦", "海棠", "木棉", "榕树", "星火", "长风", "致远", "明德", "厚朴", "博爱", "仁和", "康宁"]
WORK = ["助老", "青少年", "社区", "文化", "助残", "环保", "调解", "就业", "健康", "阅读", "心理", "家政", "法律", "科普", "体育"]
FORM = (("service", "服务中心"), ("service", "发展中心"), ("association", "促进会"), ("service", "事务所"))
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安平和静远明德义礼智信仁勇恒达思源清溪若水知微见著"
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HEADINGS = ("社会组织名称", "组织类型", "领域", "统一社会信用代码", "所属街道", "业务主管单位", "法定代表人", "住所", "联系电话", "业务范围",
            "注册资金", "专职人数", "成立日期")  # fmt: skip


def register(rows: int, streets: list[str], fields: list[str], types: dict[str, str]) -> bytes:
    """The same file for the same number of rows: names that nobody bears."""
    from portal.domain.organizations import uscc

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, HEADINGS)
        for n in range(rows):
            kind, form = FORM[n % len(FORM)]
            name = f"南京市雨花台区{FANCY[n % 20]}{_own(n)}{WORK[n // 20 % 15]}{form}"
            prefix = "51" if kind == "association" else "52"
            code = uscc.completed(f"{prefix}320114MJ{_code(n)}")
            head = FAMILY[n % len(FAMILY)] + GIVEN[n // 7 % len(GIVEN)] + GIVEN[n // 150 % len(GIVEN)]
            page.write_row(n + 1, 0, (
                name, types[kind], fields[n % len(fields)], code, streets[n % len(streets)], "区民政局", head, f"示例路 {n + 1} 号",
                f"025-{50_000_000 + n}", "为居民提供公益服务。", 30_000 + n % 7 * 10_000, 3 + n % 9, f"20{10 + n % 15:02d}-0{1 + n % 9}-15",
            ))  # fmt: skip
    return out.getvalue()


def _own(n: int) -> str:
    """Two characters that make a fancy name one's own."""
    return chr(0x5200 + n % 97 * 13) + chr(0x6200 + n // 97 * 7)


def _code(n: int) -> str:
    text = ""
    for _ in range(7):
        n, rest = divmod(n, len(SIGNS))
        text = SIGNS[rest] + text
    return text


def main() -> None:
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    address = arguments.pop() if "--postgresql" in sys.argv else ""
    rows = int(arguments[0]) if arguments else ROWS
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(PORTAL_DATA_DIR=folder, PORTAL_ENV="demo", PORTAL_DATABASE_URL=address)
        from flask_migrate import upgrade

        from portal import create_app

        app = create_app()
        with app.app_context():
            upgrade()
            table = measured(rows, Path(folder))
    print("\n".join(table))
    if "--readme" in sys.argv:
        into_readme(table, "imports")


def measured(rows: int, folder: Path) -> list[str]:
    from portal.domain.organizations.imported import FIELDS, TYPES
    from portal.extensions import db
    from portal.kernel import clock, engine
    from portal.kernel.places import within
    from seeds.world import build_world

    with engine.writing(db.session()) as session:
        build_world(session, clock.now())
    streets = [name for name in within(db.session(), "/32/3201/320114/").offered if "·" not in name][1:]
    fields = [word for word in FIELDS if not word.isascii()]
    data = register(rows, streets, fields, {"service": next(w for w, t in TYPES.items() if t == "service"), "association": "社会团体"})
    table = ["| run | rows | judged s | written s | processor s | rows/s | longest piece s | new | same | errors | memory MB |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]  # fmt: skip
    for run in ("first", "again"):
        processor = time.process_time()
        judged, written, longest, job = imported(data, folder)
        processor = time.process_time() - processor
        counts = [job.counted(name) for name in ("new", "same", "error")]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        shown = [run, f"{rows:,}", f"{judged:.1f}", f"{written:.1f}", f"{processor:.1f}", f"{rows / (judged + written):,.0f}", f"{longest:.2f}"]
        table.append(f"| {' | '.join([*shown, *(f'{n:,}' for n in counts), str(memory)])} |")
    return table


def imported(data: bytes, folder: Path):
    """One import, its messages carried out as the worker carries them out: (judged s, written s, longest piece s, the import)."""
    from portal.documents import workbooks
    from portal.domain.imports import operations
    from portal.domain.imports.models import ImportState, ImportTarget
    from portal.extensions import db
    from portal.gateways.files import FileStore
    from portal.kernel import engine, lifecycle, people
    from portal.workflows import importing

    session = db.session()
    store = FileStore(f"{folder}/files")
    store.put(data)
    acceptor, examiner = people.actor_for(session, "acceptor"), people.actor_for(session, "examiner")
    place = importing.place_for(session, acceptor, ImportTarget.ORGANIZATIONS)
    seen = importing.look(workbooks.opened(data), place.columns)
    with engine.writing(session):
        job = operations.begin(session, by=acceptor, target=ImportTarget.ORGANIZATIONS, region_path=place.region_path, edition=None,
                               filename="register.xlsx", size=len(data), sha256=hashlib.sha256(data).hexdigest())  # fmt: skip
        operations.say_columns(session, job, by=acceptor, sheet=seen.sheet, heading_row=seen.heading_row, headings=seen.headings,
                               found=seen.found, overwrite=[c.key for c in place.columns], expected=0)  # fmt: skip
    pieces = timed(operations, "locked")
    key, started = job.id, time.perf_counter()
    while session.get_one(type(job), key).state is ImportState.CHECKING:
        importing.check_slice(session, store, key)
    judged, started = time.perf_counter() - started, time.perf_counter()
    if job.to_write:
        with engine.writing(session):
            lifecycle.move(session, job, "propose", by=acceptor)
        with engine.writing(session):
            lifecycle.move(session, job, "release", by=examiner)
        while session.get_one(type(job), key).state is ImportState.WRITING:
            importing.write_slice(session, key)
        assert (job.written, job.refused) == (job.to_write, 0)
    return judged, time.perf_counter() - started if job.to_write else 0.0, max(pieces), job


def timed(operations, name: str) -> list[float]:
    """From the lock that begins a piece to the end of its commit."""
    from sqlalchemy import event

    from portal.extensions import db

    real, begun, lasted = getattr(operations, name), [], [0.0]
    real = getattr(real, "real", real)

    def locked(*args):
        begun[:] = [time.perf_counter()]
        return real(*args)

    locked.real = real
    setattr(operations, name, locked)
    event.listen(db.session(), "after_commit", lambda _session: lasted.append(time.perf_counter() - begun.pop()) if begun else None)
    return lasted


if __name__ == "__main__":
    main()
