"""Looking for viruses in what is handed in. Off unless a scanner is configured; a real one is a ClamAV daemon."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

TIMEOUT = 20  # seconds without a byte
CHUNK = 64 * 1024
WRONG = "PORTAL_SCANNER_URL must look like tcp://host:3310 or unix:///run/clamav/clamd.ctl"


class Unreachable(Exception):
    """The scanner gave no verdict: it is down, too busy, or refused the size. Nothing is known of the file."""


class Scanner(Protocol):
    def look(self, data: bytes) -> str | None:
        """The name of the harm that was found, or ``None`` for a clean file. Raises ``Unreachable``."""


class ClamAV:
    """``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``; the bytes travel, so the daemon needs no access to them.

    One command of the daemon's protocol (clamd(8), INSTREAM) spoken here: the client on PyPI is GPL-2.0, which does not
    go together with the licences of our other libraries (docs/dependencies.md).
    """

    def __init__(self, address: str):
        self._address = urlsplit(address)
        if not (self._address.path if self._address.scheme == "unix" else self._address.hostname):
            raise ValueError(WRONG)
        if self._address.scheme not in ("unix", "tcp"):
            raise ValueError(WRONG)

    def look(self, data: bytes) -> str | None:
        try:
            answer = self._asked(data)
        except OSError as failure:
            raise Unreachable(str(failure)) from failure
        said = answer.removeprefix("stream: ")
        if said == "OK":
            return None
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise Unreachable(said or "no answer")

    def _asked(self, data: bytes) -> str:
        with self._connected() as daemon:
            daemon.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                daemon.sendall(len(chunk).to_bytes(4, "big") + chunk)
            daemon.sendall((0).to_bytes(4, "big"))
            with daemon.makefile("rb") as answer:
                return answer.read(1024).rstrip(b"\0\n").decode("utf-8", "replace")

    def _connected(self) -> socket.socket:
        if self._address.scheme == "tcp":
            return socket.create_connection((self._address.hostname, self._address.port or 3310), TIMEOUT)
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(TIMEOUT)
        try:
            daemon.connect(self._address.path)
        except OSError:
            daemon.close()
            raise
        return daemon


def scanner_of(config: Mapping[str, Any]) -> Scanner | None:
    """The deployment's scanner, or ``None`` where none is configured."""
    return ClamAV(config["PORTAL_SCANNER_URL"]) if config["PORTAL_SCANNER_URL"] else None
