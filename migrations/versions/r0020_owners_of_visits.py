"""A visit on the worklist has an owner: who works on it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the owner; nobody owns what is here already."""
    op.execute(
        "ALTER TABLE encounter ADD COLUMN owner_id INTEGER"
        " CONSTRAINT fk_encounter_owner_id_user REFERENCES user (id)"
    )
    op.create_index(
        "ix_encounter_owner_id",
        "encounter",
        ["owner_id"],
        sqlite_where=sa.text("owner_id IS NOT NULL"),
    )
