"""One table: when this process takes this step, these other nouns answer. Each reaction is ``(session, record, by)``."""

from __future__ import annotations

from portal.kernel.lifecycle import Reaction

REACTIONS: dict[tuple[str, str], tuple[Reaction, ...]] = {}
