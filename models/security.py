"""Who may sign in, and as what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import Role
from models.base import Base


class User(Base):
    """A person who works in this office."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    """Argon2id; null: the passphrase of the office alone lets the person in."""
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class UserProvider(Base):
    """Which provider a user is: a clinician who answers the queries asked of him or her."""

    __tablename__ = "user_provider"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), unique=True)


class UserRole(Base):
    """One role of one user."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
