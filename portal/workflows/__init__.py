"""What ties nouns together: imports all of the domain; nothing in the domain imports it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from portal.domain import NOUNS
from portal.kernel import search as search_index
from portal.kernel.lifecycle import install_reactions
from portal.workflows.reactions import REACTIONS
from portal.workflows.search import KINDS


def install() -> None:
    """Load every noun whole (tables, lifecycles, verbs), then put the reactions between them in force and keep the search."""
    for noun in NOUNS:
        package = import_module(f"portal.domain.{noun}")
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    install_reactions(REACTIONS)
    search_index.declare(*(kind.searched for kind in KINDS.values()))
