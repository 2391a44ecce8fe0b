"""Documents come back as they were kept, and are never replaced."""

import hashlib
import zlib

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.documents import filing
from app.documents.filing import Filing
from app.values.problem import Refused
from app.values.states import DocumentKind
from models.document import Document, DocumentContent
from tests import builders

NOTE = Filing(DocumentKind.NOTE, "Visit note", "text/plain")


@pytest.mark.parametrize("content", [b"x", b"Feels well. " * 500, bytes(range(256)) * 8])
def test_a_document_comes_back_byte_for_byte(store, amy, content):
    with store.write(amy) as work:
        number = filing.keep(work, NOTE, content)
    with store.read() as session:
        assert filing.content(session, number) == content
        row = session.get_one(Document, number)
    assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_a_note_in_another_code_page_is_shown_all_the_same(store, amy):
    with store.write(amy) as work:
        number = filing.keep(work, NOTE, "Muñoz".encode("cp1252"))
    with store.read() as session:
        assert filing.text(session, number) == "Mu\N{REPLACEMENT CHARACTER}oz"


def test_long_text_is_packed_and_a_pdf_is_not(store, amy):
    with store.write(amy) as work:
        note = filing.keep(work, NOTE, b"Feels well. " * 500)
        paper = Filing(DocumentKind.RECEIPT, "Receipt", "application/pdf")
        pdf = filing.keep(work, paper, b"%PDF-1.4" + b" " * 5000)
    with store.read() as session:
        stored = dict(
            session.execute(
                sa.select(DocumentContent.document_id, DocumentContent.is_compressed)
            ).all()
        )
    assert stored == {note: True, pdf: False}


@given(st.binary(min_size=1, max_size=4000))
def test_packing_never_grows_and_always_unpacks(content):
    packed = filing.pack("text/plain", content)
    assert len(packed) <= len(content)
    assert content == (packed if packed is content else zlib.decompress(packed))


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (filing.LARGEST + 1, "too_large")])
def test_nothing_and_too_much_are_refused(store, amy, size, code):
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        filing.keep(work, NOTE, b"x" * size)
    assert caught.value.code == f"documents.{code}"


def test_a_document_that_is_not_there_is_told(store):
    with pytest.raises(Refused) as caught, store.read() as session:
        filing.content(session, 99)
    assert caught.value.code == "documents.gone"


def test_the_papers_of_an_account_are_listed_oldest_first(store, amy):
    with store.write(amy) as work:
        account = builders.account(work)
        for title in ("first", "second"):
            about = Filing(DocumentKind.RECEIPT, title, "application/pdf", account_id=account)
            filing.keep(work, about, b"%PDF")
    with store.read() as session:
        assert [row.title for row in filing.of_account(session, account)] == ["first", "second"]


def test_a_document_cannot_be_changed_or_taken_away(store, amy):
    with store.write(amy) as work:
        filing.keep(work, NOTE, b"text")
    for statement in (
        sa.update(Document).values(title="x"),
        sa.delete(Document),
        sa.update(DocumentContent).values(content=b"y"),
        sa.delete(DocumentContent),
    ):
        with pytest.raises(IntegrityError, match="append-only"), store.write(amy) as work:
            work.session.execute(statement)
