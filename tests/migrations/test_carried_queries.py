"""What an earlier release asked of a provider is a query after the update."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from app.store import cipher, office
from app.store.office import OfficeFolder
from app.store.store import prepare_connection
from models.document import Document
from models.encounter import Encounter
from models.query import ProviderQuery, QueryEvent, QueryWording
from models.setting import Counter

SAVED = Path(__file__).parent / "saved" / "0001.sql.gz"
LONG = "Which foot is the ulcer on? " * 40
ASKED = ((901, "First question", 1), (902, LONG, 1), (903, "What was drained?", 2))


@pytest.fixture
def asked_before(tmp_path) -> OfficeFolder:
    """Give an office of the first release with three questions about two visits."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    keys = cipher.make_keys("sample")
    office.write_header(folder.key_file, keys.header)
    connection = driver.connect(str(folder.database), isolation_level=None)
    prepare_connection(connection, keys.data_key)
    dump = gzip.decompress(SAVED.read_bytes()).decode("utf-8")
    connection.executescript("PRAGMA foreign_keys = OFF;" + dump)
    connection.execute("UPDATE encounter SET status = 'needs_documentation' WHERE id = 1")
    connection.execute("UPDATE encounter SET status = 'in_progress' WHERE id = 2")
    for number, words, encounter in ASKED:
        raw = words.encode()
        packed = zlib.compress(raw) if len(raw) > 500 else raw
        connection.execute(
            "INSERT INTO document (id, kind, title, media_type, sha256, size, encounter_id,"
            " note_version, created_at) VALUES (?, 'letter', 'Asked the provider', 'text/plain',"
            " 'x', ?, ?, 1, ?)",
            (number, len(raw), encounter, f"2026-09-0{number - 900}T10:00:00.000000Z"),
        )
        connection.execute(
            "INSERT INTO document_content VALUES (?, ?, ?)", (number, packed is not raw, packed)
        )
    connection.close()
    return folder


def test_every_question_is_a_query_and_the_newest_that_waits_is_open(asked_before):
    with office.open_office(asked_before, "sample") as opened, opened.store.read() as session:
        found = session.query(ProviderQuery).order_by(ProviderQuery.number).all()
        assert [(row.number, row.encounter_id) for row in found] == [(1, 1), (2, 1), (3, 2)]
        assert [row.source_key for row in found] == [f"document:{n}" for n, _, _ in ASKED]
        worded = session.query(QueryWording).order_by(QueryWording.query_id).all()
        assert [row.question for row in worded] == [words for _, words, _ in ASKED]
        last = {
            row.query_id: row.status.value for row in session.query(QueryEvent).order_by("id").all()
        }
        assert last == {1: "closed", 2: "sent", 3: "closed"}
        assert session.get_one(Counter, "query").last == 3
        assert session.query(Document).filter_by(title="Asked the provider").count() == 3
        visit = session.get_one(Encounter, 1)
        assert visit.status.value == "needs_documentation"
        assert found[0].provider_id == visit.provider_id
