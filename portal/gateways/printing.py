"""Printing official papers: facts → PDF → seal → file store. A job of the worker, or of whoever asks first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.documents import PaperFacts, render
from portal.gateways.files import store_of
from portal.gateways.seal import LocalSeal, Seal
from portal.kernel.engine import writing
from portal.kernel.papers import Paper


def seal_of(config: Mapping[str, Any]) -> Seal:
    """The deployment's seal: a locally made key unless a certified one is configured."""
    return LocalSeal(Path(config["PORTAL_DATA_DIR"]) / "keys", owner=config["PORTAL_NAME"])


def facts_of(paper: Paper, base_url: str, demo: bool) -> PaperFacts:
    return PaperFacts(
        number=paper.number, kind=paper.kind, title=paper.title, issued_at=paper.issued_at, issuer=paper.issuer,
        facts=paper.facts, digest=paper.digest, verify_url=f"{base_url}/verify/{paper.number}", demo=demo,
    )  # fmt: skip


def print_paper(session: Session, paper: Paper, config: Mapping[str, Any], demo: bool) -> str:
    """The SHA-256 of the sealed PDF in the store; printed now when it was not yet. Needs no open unit of work."""
    if paper.file_sha256:
        return paper.file_sha256
    paper_id = paper.id
    pdf = render(paper.kind, facts_of(paper, config["PORTAL_BASE_URL"], demo))
    sealed = seal_of(config).sign(pdf, reason=paper.title, number=paper.number)
    sha256 = store_of(config).put(sealed)
    with writing(session):
        row = session.get(Paper, paper_id, with_for_update=True)
        assert row is not None  # papers are never deleted
        row.file_sha256 = row.file_sha256 or sha256  # two printers: the first one's stays
        return row.file_sha256
