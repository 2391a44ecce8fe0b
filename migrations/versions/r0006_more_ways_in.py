"""More ways in: notes by message, merged patients, expected visits, a watched folder, holds."""

import sqlalchemy as sa
from alembic import op

from models.base import append_only_triggers

revision = "0006"
down_revision = "0005"

EVENTS = ("came", "signed", "addendum", "edited", "replaced", "withdrawn")
REASONS = ("no_show", "canceled", "no_charge", "pending", "other")
OUTCOMES = ("taken", "waiting", "quarantined")


def upgrade() -> None:
    """Make the tables."""
    _make_arrivals()
    _make_merges()
    _make_schedule()
    _make_watched()
    for table in ("note_arrival", "gap_note"):
        for trigger in append_only_triggers(table):
            op.execute(trigger)
    op.add_column("encounter", sa.Column("held_until", sa.Date(), nullable=True))
    op.add_column("encounter", sa.Column("held_because", sa.String(), nullable=True))


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _make_arrivals() -> None:
    op.create_table(
        "note_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_key", sa.String(), nullable=False),
        sa.Column("unique_key", sa.String(), nullable=False),
        sa.Column("note_key", sa.String(), nullable=False),
        sa.Column("event", _choice("noteevent", *EVENTS), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_arrival")),
        sa.UniqueConstraint("message_key", name=op.f("uq_note_arrival_message_key")),
        _refers("note_arrival", "encounter_id", "encounter"),
        _refers("note_arrival", "document_id", "document"),
    )
    _indexes("note_arrival", "unique_key", "note_key", "encounter_id")


def _make_merges() -> None:
    op.create_table(
        "patient_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("account_before_id", sa.Integer(), nullable=False),
        sa.Column("account_after_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.String(27), nullable=False),
        sa.Column("merged_by", sa.String(), nullable=False),
        sa.Column("undone_at", sa.String(27), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.CheckConstraint("survivor_id <> merged_id", name=op.f("ck_patient_merge_two")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merge")),
        _refers("patient_merge", "survivor_id", "patient"),
        _refers("patient_merge", "merged_id", "patient"),
        _refers("patient_merge", "account_before_id", "account"),
        _refers("patient_merge", "account_after_id", "account"),
    )
    _indexes(
        "patient_merge",
        "survivor_id",
        "merged_id",
        "source_key",
        "account_before_id",
        "account_after_id",
    )
    op.create_table(
        "former_number",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_former_number")),
        _refers("former_number", "patient_id", "patient"),
    )
    _indexes("former_number", "patient_id")


def _make_schedule() -> None:
    op.create_table(
        "expected_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("time", sa.String(), nullable=False),
        sa.Column("visit_id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("patient_number", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("birth", sa.Date(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("provider_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("listed_at", sa.String(27), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_visit")),
        sa.UniqueConstraint("source_key", name=op.f("uq_expected_visit_source_key")),
        _refers("expected_visit", "patient_id", "patient"),
        _refers("expected_visit", "provider_id", "provider"),
    )
    _indexes("expected_visit", "day", "visit_id", "patient_id", "provider_id")
    op.create_table(
        "gap_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expected_id", sa.Integer(), nullable=False),
        sa.Column("reason", _choice("gapreason", *REASONS), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.String(27), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_note")),
        _refers("gap_note", "expected_id", "expected_visit"),
    )
    _indexes("gap_note", "expected_id")


def _make_watched() -> None:
    op.create_table(
        "watched_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("outcome", _choice("watchoutcome", *OUTCOMES), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_watched_file_sha256")),
        _refers("watched_file", "import_id", "list_import"),
    )
    _indexes("watched_file", "outcome")
