"""Stored settings and the counters that number our papers."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class SettingValue(Base):
    """A practice or user setting that differs from its default, as JSON text."""

    __tablename__ = "setting_value"

    key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    """0: the whole practice."""
    json: Mapped[str]


class Counter(Base):
    """The last number given out under one name, such as "statement"."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
