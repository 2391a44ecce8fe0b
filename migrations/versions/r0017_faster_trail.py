"""The trail is narrowed by an index, and what a run of statements asks for is summed from one."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the indexes; the wider one of statements takes the place of that of runs."""
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor"])
    op.create_index("ix_audit_entry_deed", "audit_entry", ["deed"])
    op.create_index("ix_statement_run_sums", "statement", ["run_id", "amount_due"])
    op.drop_index("ix_statement_run_id", "statement")
