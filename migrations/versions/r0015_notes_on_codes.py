"""A practice keeps its own notes on codes; a lesson of an audit may become one."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table of notes; there were none before."""
    op.create_table(
        "code_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "is_diagnosis", sa.Boolean(create_constraint=True, name="boolean"), nullable=False
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("audit_finding_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.String(27), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(27), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name=op.f("ck_code_note_ended")),
        sa.ForeignKeyConstraint(
            ["audit_finding_id"],
            ["audit_finding.id"],
            name=op.f("fk_code_note_audit_finding_id_audit_finding"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_note")),
        sa.UniqueConstraint("audit_finding_id", name=op.f("uq_code_note_audit_finding_id")),
    )
    op.create_index(op.f("ix_code_note_code"), "code_note", ["code"])
