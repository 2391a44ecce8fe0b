"""SQLite as office files speak it: a statement is compiled once for all of their connections."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

NAME: Final = "sqlite+office"
_STATEMENTS = 1_000


class OfficeDialect(SQLiteDialect_pysqlite):
    """The dialect of every engine on an office file; all of them are the same one.

    SQLAlchemy looks up what it has compiled by dialect and statement. It would compile each
    statement for the readers and again for the writer, and again in the next office opened.
    """

    driver = "office"
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


compiled: LRUCache[Any, Any] = LRUCache(_STATEMENTS)
"""What was compiled, for all engines: an engine's execution option ``compiled_cache``."""

registry.register("sqlite.office", __name__, OfficeDialect.__name__)
