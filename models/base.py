"""The declarative base, the column types of our values, and the append-only mark."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.values.money import Money, Quantity

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Cents(TypeDecorator[Money]):
    """Money as whole cents; sums in SQL are exact."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: sa.Dialect) -> int | None:
        """Give the cents to the database."""
        return None if value is None else value.cents

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> Money | None:
        """Make Money of the cents."""
        return None if value is None else Money(value)


class Thousandths(TypeDecorator[Quantity]):
    """A Quantity as whole thousandths."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Quantity | None, dialect: sa.Dialect) -> int | None:
        """Give the thousandths to the database."""
        return None if value is None else int(value.amount.scaleb(3))

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> Quantity | None:
        """Make a Quantity of the thousandths."""
        return None if value is None else Quantity(Decimal(value).scaleb(-3))


class Instant(TypeDecorator[datetime]):
    """A zone-aware instant, kept as UTC text that sorts."""

    impl = sa.String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        """Write the instant in UTC; a naive one is a bug and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:
        """Read the instant, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Base(DeclarativeBase):
    """What every table class derives from."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {
        Money: Cents,
        Quantity: Thousandths,
        date: sa.Date,
        datetime: Instant,
        bool: sa.Boolean(create_constraint=True, name="boolean"),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Apart(WeakKeyDictionary[Any, Any]):
    """Table classes that one thread may go through while another brings more of them.

    SQLAlchemy joins the classes it knows when the first query is made; the window loads the
    rooms on a worker at that very time, and every table class that this brings would break it.
    """

    def __iter__(self) -> Iterator[Any]:
        """Give the classes that are here now; what comes meanwhile waits for the next time."""
        found = (reference() for reference in self.keyrefs())
        return iter([one for one in found if one is not None])


Base.registry._managers = Apart(Base.registry._managers)


_append_only: dict[str, None] = {}


def append_only(*classes: type[Base]) -> None:
    """Mark tables whose rows are never changed or deleted; migrations give them triggers."""
    for cls in classes:
        _append_only[cls.__tablename__] = None


def append_only_tables() -> tuple[str, ...]:
    """Name the tables that may only grow, in order of declaration."""
    return tuple(_append_only)


def append_only_triggers(table: str) -> tuple[str, str]:
    """Give the two CREATE TRIGGER statements that keep a table append-only."""
    update, delete = (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )
    return update, delete
