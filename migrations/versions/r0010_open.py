"""Kept free for this release."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Change nothing."""
