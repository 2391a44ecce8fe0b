"""Faster lists: balances are summed from an index alone, accounts come in order of name."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the wider indexes and drop those they begin with."""
    op.create_index(
        "ix_movement_charge_sums", "movement", ["charge_id", "source", "target", "amount"]
    )
    op.drop_index("ix_movement_charge_id", "movement")
    op.create_index(
        "ix_movement_free", "movement", ["entry_id"], sqlite_where=sa.text("charge_id IS NULL")
    )
    op.create_index(
        "ix_movement_credit",
        "movement",
        ["entry_id"],
        sqlite_where=sa.text(
            "(source IN ('patient_credit', 'payer_credit')"
            " OR target IN ('patient_credit', 'payer_credit'))"
        ),
    )
    op.create_index("ix_account_name", "account", ["guarantor_last", "guarantor_first"])
    op.drop_index("ix_account_guarantor_last", "account")
