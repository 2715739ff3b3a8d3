"""The floor: the least that a Flask page of a given size can cost.

One prebuilt, indexed Core query, one session look-up, one Jinja loop of a template that is compiled once; the same
server, the same database file, the same warm-up and collector settings, the same number of bytes as the portal's page
beside which it is measured.
"""

from __future__ import annotations

import gc
import os

from flask import Flask, request, session
from sqlalchemy import bindparam, create_engine, select

from portal import config
from portal.domain.organizations.models import Organization
from portal.kernel import engine as units
from portal.kernel.people import User

ROWS = select(Organization.public_id, Organization.name, Organization.uscc, Organization.state, Organization.field).where(
    Organization.id > bindparam("after")
).order_by(Organization.id).limit(50)  # fmt: skip
WHO = select(User.id, User.name).where(User.id == bindparam("user"))

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<p>{{ name }}</p><table>{% for row in rows %}<tr><td><a href="/organizations/{{ row.public_id }}">{{ row.name }}</a></td>
<td>{{ row.uscc }}</td><td>{{ row.state }}</td><td>{{ row.field }}</td><td>{{ filler }}</td></tr>{% endfor %}</table></body></html>"""


def create_floor() -> Flask:
    app = Flask(__name__)
    settings = config.load(os.environ)
    app.config["SECRET_KEY"] = config.secret_key(settings)
    engine = create_engine(settings["SQLALCHEMY_DATABASE_URI"])
    units.prepare(engine)
    page = app.jinja_env.from_string(PAGE)

    @app.get("/floor")
    def floor() -> str:
        user = int(session.get("floor_user", 1))
        with engine.connect() as connection:
            who = connection.execute(WHO, {"user": user}).one_or_none()
            rows = connection.execute(ROWS, {"after": 0}).all()
        filler = "·" * max(0, (int(request.args["bytes"]) // max(len(rows), 1) - 190) // 2)
        return page.render(title="floor", name=who.name if who else "-", rows=rows, filler=filler)

    return app


def warmed_up() -> Flask:
    """As ``portal.warm_up`` does it for the portal."""
    app = create_floor()
    for _ in range(5):
        app.test_client().get("/floor?bytes=20000")
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return app


app = warmed_up() if os.environ.get("BENCH_FLOOR") else None
