"""The search: one entry per record, its words in an FTS5 table (SQLite) or a GIN index (PostgreSQL)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import WholeNumber

revision = "0026_search"
down_revision = "0025_signing_in"
branch_labels = None
depends_on = None

ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(tokens, content='search_entries', content_rowid='id', tokenize='ascii')",
    """CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN
    INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER search_entries_dropped AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries BEGIN
    INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', old.id, old.tokens);
    INSERT INTO search_words(rowid, tokens) VALUES (new.id, new.tokens); END""",
)
ON_POSTGRESQL = (
    "CREATE INDEX ix_search_entries_tokens ON search_entries USING gin (to_tsvector('simple', tokens))",
)
#: The worker fills the index of a city that is inhabited already.
FILL = """INSERT INTO outbox_messages (kind, key, content, available_at, attempts)
SELECT 'rebuild-search', 'rebuild-search-0024', '{}', max(created_at), 0 FROM organizations HAVING count(*) > 0"""


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("subject_type", "subject_id", name=op.f("uq_search_entries_subject_type_subject_id")),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)
    op.execute(FILL)


def downgrade() -> None:
    op.execute("DELETE FROM outbox_messages WHERE kind = 'rebuild-search'")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entries")
