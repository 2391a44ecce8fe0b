"""Run migrations on the live, already unlocked connection that app/store hands over."""

from __future__ import annotations

from alembic import context

import models.everything  # noqa: F401  (fills the metadata)
from models.base import Base


def compare_type(_context, _inspected, _metadata, inspected_type, metadata_type) -> bool | None:  # type: ignore[no-untyped-def]
    """Compare by what SQLite keeps; lengths and enum names are not kept."""
    return None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
