"""``python -m bench``: the busiest pages of the demo city beside their floor, alternating, on one core each.

Prints requests/s, p50, p99, statements per page, and the ratio to the floor page of the same size in the same run, once as
served (a visitor's page is kept for its moment, ``portal/kept_pages.py``) and once with every answer worded anew;
``--readme`` puts the table into the README as well.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import event, text

ROOT = Path(__file__).parent.parent
SECONDS, ROUNDS, CONNECTIONS = 1.5, 5, 2


class Target(NamedTuple):
    name: str
    path: str
    login: str | None
    goal: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(module: str, environment: dict[str, str]):
    """One granian worker with one thread, on the first core."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1",
        "--runtime-threads", "1", "--no-ws", "--port", str(port), "--log-level", "warning", module,
    ]  # fmt: skip
    pin = (lambda: os.sched_setaffinity(0, {0})) if hasattr(os, "sched_setaffinity") else None
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, preexec_fn=pin)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def build_city(folder: str) -> None:
    environment = {**os.environ, "PORTAL_DATA_DIR": folder, "PORTAL_ENV": "demo", "PORTAL_DATABASE_URL": ""}
    for command in (["db", "upgrade"], ["demo", "--quiet"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environment, check=True
        )


def targets(app) -> list[Target]:
    """The pages of speed.md: the public ones at half of the floor or better, the desks at a quarter."""
    from portal.extensions import db

    def first(sql: str) -> str:
        return str(db.session.execute(text(sql)).scalar_one())

    with app.app_context():
        call = first("SELECT public_id FROM calls WHERE state = 'published' ORDER BY deadline_at LIMIT 1")
        project = first("SELECT public_id FROM projects ORDER BY id LIMIT 1")
    return [
        Target("home", "/", None, 0.5),
        Target("calls", "/calls", None, 0.5),
        Target("call", f"/calls/{call}", None, 0.5),
        Target("organizations", "/organizations", None, 0.5),
        Target("catalogue", "/catalogue/transfer", None, 0.5),
        Target("project", f"/projects/{project}", None, 0.5),
        Target("inbox", "/desk", "examiner", 0.25),
        Target("review desk", "/reviews", "expert1", 0.25),
    ]


def looked_at(app, target: Target) -> tuple[int, int, str]:
    """Bytes, SQL statements (of a page that is worded anew) and the session cookie, asked in this process."""
    from portal.extensions import db

    client = app.test_client()
    if target.login:
        client.post("/login", data={"login": target.login, "password": "demo-2026"})
    client.get(target.path, follow_redirects=True)
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda conn, cursor, statement, *_: seen.append(statement)  # noqa: E731 - a listener of one line
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(target.path, follow_redirects=True)
    event.remove(engine, "before_cursor_execute", note)
    cookie = client.get_cookie("session")
    counted = [s for s in seen if not s.startswith(("PRAGMA", "BEGIN", "SET "))]
    return len(answer.data), len(counted), f"session={cookie.value}" if cookie else ""


def measure(port: int, path: str, cookie: str, seconds: float) -> dict[str, float]:
    given = {"port": port, "path": path, "cookie": cookie, "seconds": seconds, "connections": CONNECTIONS}
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", json.dumps(given)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


class Looked(NamedTuple):
    """One page as it was looked at before it was measured."""

    target: Target
    size: int  # bytes
    statements: int
    cookie: str


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        build_city(folder)
        environment = {
            "PORTAL_DATA_DIR": folder,
            "PORTAL_ENV": "demo",
            "PORTAL_DATABASE_URL": "",
            "PORTAL_WARM_UP": "1",
        }
        os.environ.update(environment)
        from portal import create_app

        app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False, "KEEP_PAGES": False})
        pages = [Looked(target, *looked_at(app, target)) for target in targets(app)]
        floor_environment = {**environment, "BENCH_FLOOR": "1"}
        with (
            served("wsgi:app", environment) as portal,
            served("bench.anew:app", environment) as anew,
            served("bench.floor:app", floor_environment) as floor,
        ):
            rows = measured(pages, Ports(portal, anew, floor))
    table = [HEAD, RULE, *(line(page, row) for page, row in zip(pages, rows, strict=True))]
    print("\n".join(table))
    if "--readme" in sys.argv[1:]:
        into_readme(table)


Run = dict[str, float]


class Ports(NamedTuple):
    portal: int
    anew: int
    floor: int


class Runs(NamedTuple):
    """The rounds of one page: as served, with every answer worded anew, and of its floor."""

    ours: list[Run]
    anew: list[Run]
    bare: list[Run]


def measured(pages: list[Looked], ports: Ports) -> list[Runs]:
    """For each page its rounds side by side: what disturbs one disturbs the others."""
    runs = [Runs([], [], []) for _ in pages]
    for turn in range(ROUNDS + 1):  # the first warms them up and is not counted
        seconds = SECONDS if turn else 0.5
        for page, (ours, anew, bare) in zip(pages, runs, strict=True):
            sides = [
                (ours, ports.portal, page.target.path, page.cookie),
                (anew, ports.anew, page.target.path, page.cookie),
                (bare, ports.floor, f"/floor?bytes={page.size}", ""),
            ]
            for rounds, port, path, cookie in sides if turn % 2 else reversed(sides):
                run = measure(port, path, cookie, seconds)
                if turn:
                    rounds.append(run)
    return runs


HEAD = "| page | KB | SQL | requests/s | p50 ms | p99 ms | floor requests/s | ratio | goal | ratio, worded anew |"
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"


def line(page: Looked, runs: Runs) -> str:
    """Medians; the ratio is the median of the ratios of neighbouring runs."""

    def middle(runs: list[Run], name: str) -> float:
        return statistics.median(run[name] for run in runs)

    def ratio(runs_of: list[Run]) -> float:
        return statistics.median(a["rps"] / b["rps"] for a, b in zip(runs_of, runs.bare, strict=True))

    ours, bare = runs.ours, runs.bare
    cells = [
        page.target.name, f"{page.size / 1024:.1f}", str(page.statements), f"{middle(ours, 'rps'):.0f}",
        f"{middle(ours, 'p50'):.1f}", f"{middle(ours, 'p99'):.1f}", f"{middle(bare, 'rps'):.0f}", f"{ratio(ours):.2f}",
        f"{page.target.goal:.2f}", f"{ratio(runs.anew):.2f}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def into_readme(table: list[str]) -> None:
    """Put the table where the README keeps it."""
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- bench -->\n")
    _, end, after = rest.partition("<!-- end of bench -->")
    readme.write_text(f"{before}<!-- bench -->\n" + "\n".join(table) + f"\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
