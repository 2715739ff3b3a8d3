"""Which test runs in which process."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling


class StoriesTogether(LoadScopeScheduling):
    """The tests of one file of journeys tell one story over one city: they go to one process, in their order. Any other
    test goes wherever there is room.

    xdist's own groups (``--dist=loadgroup``) write a name into the test's id, which pytest 9.2 no longer lets: there they
    group nothing, silently.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith("tests/journeys/") else nodeid
