"""One form for every line of the log, whichever part or library says it; docs/operations.md lists what is said.

When (UTC), how grave, which part, which process, who and from where, what. The further lines of a message are indented and
no character steers a terminal, so whatever people send cannot write a line of its own.
"""

from __future__ import annotations

import logging
import time
from typing import TextIO, cast
from urllib.parse import quote

from flask import g, has_request_context, request
from flask.logging import wsgi_errors_stream

from portal.intake import fit

FORM = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s %(process)d %(who)s %(message)s"
#: Parts of an address that open something: whoever reads the log must not be able to use them.
SECRET_PARTS = {"token", "code"}


class Lines(logging.Formatter):
    converter = staticmethod(time.gmtime)  # the world's time, also where a demo city stands at another day

    def __init__(self) -> None:
        super().__init__(FORM, "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        record.who = who()
        return "\n    ".join(fit(line) for line in super().format(record).splitlines())


def who() -> str:
    """The account behind this request, by number alone, and its network address."""
    if not has_request_context():
        return "-"
    actor = g.get("actor")
    return f"account={actor.user_id if actor and actor.is_authenticated else '-'} from={request.remote_addr}"


def asked() -> str:
    """What this request asks for, on one line, without its secrets and its search words."""
    rule = request.url_rule
    secret = rule is not None and SECRET_PARTS & rule.arguments
    return f"{request.method} {quote(str(rule) if secret else request.path, safe='/<>:')}"


def install() -> None:
    """Once in a process: on everything that is said in it."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, Lines) for handler in root.handlers):
        handler = logging.StreamHandler(cast("TextIO", wsgi_errors_stream))
        handler.setFormatter(Lines())
        root.addHandler(handler)
