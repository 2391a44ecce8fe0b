"""Provider queries; what earlier releases asked of a provider is carried over."""

import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0004"
down_revision = "0003"

APPEND_ONLY = (
    "provider_query",
    "query_wording",
    "query_quote",
    "query_option",
    "query_answer",
    "query_event",
)
TOPICS = (
    "specificity", "conflicting", "missing_diagnosis", "laterality", "acuity", "cause_effect",
    "present_on_visit", "clinical_validation", "procedure_detail", "other",
)  # fmt: skip
STEPS = (
    "drafted", "reworded", "sent", "printed", "due_changed", "answered", "closed", "withdrawn",
)  # fmt: skip
STATUSES = ("draft", "sent", "answered", "closed", "withdrawn")
ASKED = "Asked the provider"
WENT_ON = "Carried over from an earlier release: the visit went on."


def upgrade() -> None:
    """Make the tables and carry the questions of earlier releases over."""
    _make_queries()
    _make_wordings()
    _make_answers()
    for table in APPEND_ONLY:
        for trigger in append_only_triggers(table):
            op.execute(trigger)
    _carry_over(op.get_bind())


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _make_queries() -> None:
    op.create_table(
        "provider_query",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_query")),
        sa.UniqueConstraint("number", name=op.f("uq_provider_query_number")),
        sa.UniqueConstraint("source_key", name=op.f("uq_provider_query_source_key")),
        _refers("provider_query", "encounter_id", "encounter"),
        _refers("provider_query", "provider_id", "provider"),
    )
    op.create_index(op.f("ix_provider_query_encounter_id"), "provider_query", ["encounter_id"])
    op.create_table(
        "query_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("query_id", sa.Integer(), nullable=False),
        sa.Column("step", _choice("querystep", *STEPS), nullable=False),
        sa.Column("status", _choice("querystatus", *STATUSES), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("happened_at", sa.String(27), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_event")),
        _refers("query_event", "query_id", "provider_query"),
    )
    op.create_index(op.f("ix_query_event_query_id"), "query_event", ["query_id"])


def _make_wordings() -> None:
    op.create_table(
        "query_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("query_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", _choice("querytopic", *TOPICS), nullable=False),
        sa.Column("form", _choice("queryform", "choices", "yes_no", "own_words"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_wording")),
        sa.UniqueConstraint("query_id", "version", name=op.f("uq_query_wording_query_id_version")),
        _refers("query_wording", "query_id", "provider_query"),
    )
    op.create_table(
        "query_quote",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("last > first", name=op.f("ck_query_quote_span")),
        sa.PrimaryKeyConstraint("wording_id", "position", name=op.f("pk_query_quote")),
        _refers("query_quote", "wording_id", "query_wording"),
        _refers("query_quote", "document_id", "document"),
    )
    kinds = _choice("queryoptionkind", "named", "yes", "no", "other", "undetermined")
    op.create_table(
        "query_option",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("wording_id", "position", name=op.f("pk_query_option")),
        _refers("query_option", "wording_id", "query_wording"),
    )


def _make_answers() -> None:
    on_paper = sa.Boolean(create_constraint=True, name="boolean")
    op.create_table(
        "query_answer",
        sa.Column("query_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("is_on_paper", on_paper, nullable=False),
        sa.Column("entered_at", sa.String(27), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("query_id", name=op.f("pk_query_answer")),
        _refers("query_answer", "query_id", "provider_query"),
        _refers("query_answer", "document_id", "document"),
    )


def _carry_over(bind: sa.Connection) -> None:
    """Make a query of every kept question; the newest of a visit that waits is still open.

    The letters stay as they are. Who asked was not recorded with them, so ``by`` is empty.
    """
    asked = bind.execute(
        sa.text(
            "SELECT d.id, d.encounter_id, d.created_at, c.is_compressed, c.content,"
            " e.provider_id, e.status, e.status_since"
            " FROM document d JOIN document_content c ON c.document_id = d.id"
            " JOIN encounter e ON e.id = d.encounter_id"
            " WHERE d.kind = 'letter' AND d.title = :title ORDER BY d.id"
        ),
        {"title": ASKED},
    ).all()
    newest = {row.encounter_id: row.id for row in asked}
    for number, row in enumerate(asked, start=1):
        words = zlib.decompress(row.content) if row.is_compressed else row.content
        _keep(bind, number, row, bytes(words).decode("utf-8"))
        if row.status != "needs_documentation" or newest[row.encounter_id] != row.id:
            since = max(row.created_at, row.status_since)
            _happened(bind, number, ("closed", WENT_ON), since)
    if asked:
        bind.execute(
            sa.text("INSERT INTO counter (name, last) VALUES ('query', :last)"),
            {"last": len(asked)},
        )


def _keep(bind: sa.Connection, number: int, row: sa.Row[Any], question: str) -> None:
    told = {
        "id": number,
        "encounter": row.encounter_id,
        "provider": row.provider_id,
        "key": f"document:{row.id}",
        "at": row.created_at,
        "question": question,
    }
    bind.execute(
        sa.text(
            "INSERT INTO provider_query (id, number, encounter_id, provider_id, source_key,"
            " created_at, created_by) VALUES (:id, :id, :encounter, :provider, :key, :at, '')"
        ),
        told,
    )
    bind.execute(
        sa.text(
            "INSERT INTO query_wording (query_id, version, topic, form, title, question,"
            " saved_at, saved_by) VALUES (:id, 1, 'other', 'own_words', '', :question, :at, '')"
        ),
        told,
    )
    _happened(bind, number, ("sent", ""), row.created_at)


def _happened(bind: sa.Connection, number: int, what: tuple[str, str], at: str) -> None:
    bind.execute(
        sa.text(
            'INSERT INTO query_event (query_id, step, status, due_on, reason, happened_at, "by")'
            " VALUES (:id, :step, :step, NULL, :reason, :at, '')"
        ),
        {"id": number, "step": what[0], "reason": what[1], "at": at},
    )
