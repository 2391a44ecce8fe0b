"""Kept free for this release."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Change nothing."""
