"""Looking for viruses in what is handed in. Off unless a scanner is configured; a real one is a ClamAV daemon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import Any, Protocol
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

TIMEOUT = 20


class Unreachable(Exception):
    """The scanner gave no verdict: it is down, too busy, or refused the size. Nothing is known of the file."""


class Scanner(Protocol):
    def look(self, data: bytes) -> str | None:
        """The name of the harm that was found, or ``None`` for a clean file. Raises ``Unreachable``."""


class ClamAV:
    """``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``; the bytes travel, so the daemon needs no access to them."""

    def __init__(self, address: str):
        parts = urlsplit(address)
        self._daemon: Callable[[], ClamdNetworkSocket]
        if parts.scheme == "unix" and parts.path:
            self._daemon = partial(ClamdUnixSocket, parts.path, TIMEOUT)
        elif parts.scheme == "tcp" and parts.hostname:
            self._daemon = partial(ClamdNetworkSocket, parts.hostname, parts.port or 3310, TIMEOUT)
        else:
            raise ValueError("PORTAL_SCANNER_URL must look like tcp://host:3310 or unix:///run/clamav/clamd.ctl")

    def look(self, data: bytes) -> str | None:
        try:
            [(status, found)] = self._daemon().instream(BytesIO(data)).values()
        except (ClamdError, OSError, ValueError) as failure:
            raise Unreachable(str(failure)) from failure
        if status == "FOUND":
            return found or "unnamed"
        if status != "OK":
            raise Unreachable(f"{status} {found}")
        return None


def scanner_of(config: Mapping[str, Any]) -> Scanner | None:
    """The deployment's scanner, or ``None`` where none is configured."""
    return ClamAV(config["PORTAL_SCANNER_URL"]) if config["PORTAL_SCANNER_URL"] else None
