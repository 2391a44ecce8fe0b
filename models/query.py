"""Queries to providers: what was asked, quoted from which note, offered, answered and when.

Nothing here ever changes. A draft that is worded anew gets another wording; what happens to a
query is events, and the last one tells its state and its due date.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.values.states import QueryForm, QueryOptionKind, QueryStatus, QueryStep, QueryTopic
from models.base import Base, append_only


class ProviderQuery(Base):
    """A coder's question to a provider about one encounter; ``number`` stands on its paper."""

    __tablename__ = "provider_query"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    source_key: Mapped[str | None] = mapped_column(unique=True)
    """The document of an earlier release that this was carried over from; else null."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class QueryWording(Base):
    """The words of a query as they were kept once; the highest version is what was asked."""

    __tablename__ = "query_wording"
    __table_args__ = (UniqueConstraint("query_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    query_id: Mapped[int] = mapped_column(ForeignKey("provider_query.id"))
    version: Mapped[int]
    topic: Mapped[QueryTopic]
    form: Mapped[QueryForm]
    title: Mapped[str] = mapped_column(default="")
    question: Mapped[str]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class QueryQuote(Base):
    """Words of a frozen note that a query rests on; offsets in characters of that note."""

    __tablename__ = "query_quote"
    __table_args__ = (CheckConstraint("last > first", name="span"),)

    wording_id: Mapped[int] = mapped_column(ForeignKey("query_wording.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    first: Mapped[int]
    last: Mapped[int]
    words: Mapped[str]


class QueryOption(Base):
    """One answer that a query offers, in the order of the paper."""

    __tablename__ = "query_option"

    wording_id: Mapped[int] = mapped_column(ForeignKey("query_wording.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[QueryOptionKind]
    words: Mapped[str] = mapped_column(default="")


class QueryAnswer(Base):
    """What the provider answered; ``document_id`` is the addendum that it became."""

    __tablename__ = "query_answer"

    query_id: Mapped[int] = mapped_column(ForeignKey("provider_query.id"), primary_key=True)
    position: Mapped[int | None]
    """The option that was chosen; null: the answer is in words alone."""
    words: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str]
    answered_on: Mapped[date]
    is_on_paper: Mapped[bool] = mapped_column(default=False)
    """The provider wrote and signed the printed page; someone else typed it in."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))


class QueryEvent(Base):
    """What happened to a query; the last row tells its state and due date."""

    __tablename__ = "query_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    query_id: Mapped[int] = mapped_column(ForeignKey("provider_query.id"), index=True)
    step: Mapped[QueryStep]
    status: Mapped[QueryStatus]
    due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    happened_at: Mapped[datetime]
    by: Mapped[str]


append_only(ProviderQuery, QueryWording, QueryQuote, QueryOption, QueryAnswer, QueryEvent)
