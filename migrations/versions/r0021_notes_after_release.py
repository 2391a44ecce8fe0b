"""Notes that came after a release are found from indexes alone."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Let an index tell a visit's notes by when they came, and one when it was released.

    What tells them by the visit alone is the beginning of the new index, and goes.
    """
    op.drop_index("ix_document_encounter_id", "document")
    op.create_index(
        "ix_document_encounter_kind_created", "document", ["encounter_id", "kind", "created_at"]
    )
    op.create_index("ix_superbill_encounter_issued", "superbill", ["encounter_id", "issued_at"])
