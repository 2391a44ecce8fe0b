"""Reading and writing: one unit of work, all or nothing, and everything in the trail."""

import json
import shutil
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from app.store import audit, dialect
from app.store.store import Store
from app.values.problem import Outside, Refused
from models.audit import AuditEntry
from models.practice import Practice, Provider
from tests.conftest import KEY


def _named(store, amy, name="Cedar Hollow"):
    with store.write(amy) as work:
        work.session.add(Practice(id=1, name=name))
    return work.changes


def test_what_is_written_can_be_read_in_the_next_snapshot(store, amy):
    changes = _named(store, amy)
    with store.read() as session:
        assert session.get_one(Practice, 1).name == "Cedar Hollow"
    assert changes.touch("practice")
    assert not changes.touch("claim")
    assert changes.ids["practice"] == {1}


def test_an_exception_leaves_nothing_behind(store, amy):
    with pytest.raises(ZeroDivisionError), store.write(amy) as work:
        work.session.add(Practice(id=1, name="Half"))
        work.session.flush()
        1 / 0  # noqa: B018
    with store.read() as session:
        assert session.get(Practice, 1) is None
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_a_failing_closing_check_undoes_the_work(store, amy):
    def never(session, changes):
        raise Refused("ledger.below_zero")

    store.closing_checks.append(never)
    with pytest.raises(Refused, match="below_zero"):
        _named(store, amy)
    with store.read() as session:
        assert session.get(Practice, 1) is None


def test_a_reader_cannot_write(store):
    with pytest.raises(OperationalError, match="readonly"), store.read() as session:
        session.execute(sa.insert(Practice).values(id=1, name="x", version=1))


def test_a_snapshot_does_not_move_under_its_reader(store, amy):
    _named(store, amy)
    with store.read() as session:
        before = session.scalar(sa.select(Practice.name))
        with store.write(amy) as work:
            work.session.get_one(Practice, 1).name = "Other"
        assert session.scalar(sa.select(Practice.name)) == before
    with store.read() as session:
        assert session.scalar(sa.select(Practice.name)) == "Other"


def test_a_stale_save_is_refused(store, amy):
    _named(store, amy)
    with store.read() as session:
        stale = session.get_one(Practice, 1)
        session.expunge(stale)
    with store.write(amy) as work:
        work.session.get_one(Practice, 1).name = "First"
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        stale.name = "Second"
        work.session.add(stale)
    assert caught.value.code == "changed_elsewhere"


def test_every_change_is_in_the_trail_with_before_and_after(store, amy):
    _named(store, amy, "One")
    with store.write(amy) as work:
        work.session.get_one(Practice, 1).name = "Two"
    with store.read() as session:
        rows = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [row.deed for row in rows] == ["insert", "update"]
        facts = json.loads(rows[1].facts)
        assert facts["before"]["name"] == "One"
        assert facts["after"]["name"] == "Two"
        assert rows[1].actor == "amy"
        assert audit.first_broken_link(session) is None


def test_what_changes_together_stands_in_the_trail_by_table_and_number(store, amy):
    with store.write(amy) as work:
        work.session.add(Practice(id=1, name="Cedar Hollow"))
        work.session.add_all([Provider(id=n, last_name=f"Vale {n}") for n in range(1, 9)])
    with store.write(amy) as work:
        found = list(work.session.scalars(sa.select(Provider).order_by(Provider.id.desc())))
        practice = work.session.get_one(Practice, 1)
        for provider in found:
            provider.first_name = "Ada"
        practice.name = "Larkspur"
    with store.read() as session:
        rows = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.deed == "update").order_by(AuditEntry.id)
        )
        assert [(row.subject, row.subject_id) for row in rows] == [
            ("practice", "1"), *(("provider", str(n)) for n in range(1, 9)),
        ]  # fmt: skip


def test_rows_added_in_bulk_leave_one_trail_row_and_are_counted(store, amy):
    rows = [{"last_name": f"N{i}", "npi": None} for i in range(500)]
    with store.write(amy) as work:
        work.add_rows(Provider, rows)
        work.add_rows(Provider, [])
    assert work.changes.touch("provider")
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Provider)) == 500
        (entry,) = session.scalars(sa.select(AuditEntry))
        assert json.loads(entry.facts)["rows"] == 500


@pytest.mark.parametrize("count", [1, 199, 200, 201, 1001])
def test_rows_in_bulk_are_all_there_in_their_order_whatever_their_number(store, amy, count):
    rows = [{"id": n + 1, "last_name": f"N{n}", "npi": None} for n in range(count)]
    with store.write(amy) as work:
        work.add_rows(Provider, rows)
    with store.read() as session:
        kept = session.execute(sa.select(Provider.id, Provider.last_name).order_by(Provider.id))
        assert [tuple(row) for row in kept] == [(n + 1, f"N{n}") for n in range(count)]


def test_columns_write_what_rows_write_and_hash_the_same(store, amy):
    names = [f"N{n}" for n in range(300)]
    with store.write(amy) as work:
        rows = [{"last_name": name, "credentials": "MD", "npi": None} for name in names]
        work.add_rows(Provider, rows)
        cut = [{"last_name": names[:7]}, {"last_name": names[7:]}]
        work.add_parts(Provider, cut, {"credentials": "MD", "npi": None})
        work.add_parts(Provider, [], {"credentials": "MD", "npi": None})
    with store.read() as session:
        told = [json.loads(facts) for facts in session.scalars(sa.select(AuditEntry.facts))]
        assert len(told) == 2
        assert told[0] == told[1]
        kept = session.execute(sa.select(Provider.last_name, Provider.credentials)).all()
        assert [tuple(row) for row in kept] == [(name, "MD") for name in names] * 2


def test_one_bad_row_among_many_undoes_them_all(store, amy):
    rows = [{"id": n, "last_name": f"N{n}"} for n in (*range(1, 400), 7)]
    with pytest.raises(sa.exc.IntegrityError), store.write(amy) as work:
        work.add_rows(Provider, rows)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Provider)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_the_trail_cannot_be_rewritten_and_tells_when_it_was(store, amy):
    _named(store, amy)
    for statement in (sa.delete(AuditEntry), sa.update(AuditEntry).values(actor="bob")):
        with pytest.raises(IntegrityError, match="append-only"), store.write(amy) as work:
            work.session.execute(statement)
    with store.raw_connection(writable=True) as connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET actor = 'bob'")
    with store.read() as session:
        assert audit.first_broken_link(session) == 1


def test_a_deed_that_changes_no_row_is_in_the_trail(store, amy):
    with store.write(amy) as work:
        work.note_deed("hat.changed", "user", 3, hat="coder")
    with store.read() as session:
        (entry,) = session.scalars(sa.select(AuditEntry))
        assert (entry.deed, entry.subject_id, entry.facts) == (
            "hat.changed",
            "3",
            '{"hat":"coder"}',
        )


def test_numbers_are_never_given_twice(store, amy):
    given = []
    for _ in range(3):
        with store.write(amy) as work:
            given.append(work.next_number("receipt", first=5512))
            given.append(work.next_number("receipt", count=2))
    assert given == [5512, 5513, 5515, 5516, 5518, 5519]


def test_a_step_without_the_permission_is_refused(store):
    from app.store.actor import Actor

    with pytest.raises(Refused) as caught, store.write(Actor("coder")) as work:
        work.require("refund")
    assert caught.value.values == {"permission": "refund"}


def test_writers_wait_for_each_other(store, amy):
    _named(store, amy)
    failures = []

    def add(n):
        try:
            with store.write(amy) as work:
                work.session.add(Provider(last_name=f"P{n}"))
        except Exception as error:  # noqa: BLE001  (told by the assertion below)
            failures.append(error)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Provider)) == 12
        assert audit.first_broken_link(session) is None


def test_a_wrong_key_opens_nothing_and_says_so(store, amy):
    _named(store, amy)
    other = Store(store.path, b"x" * 32)
    with pytest.raises(Outside) as caught, other.read() as session:
        session.scalar(sa.select(Practice.name))
    assert caught.value.code == "office.damaged"
    other.close()


def test_nothing_in_the_file_or_its_log_is_readable(store, amy):
    _named(store, amy, "Zanzibar Unmistakable Practice")
    for path in store.path.parent.iterdir():
        assert b"Unmistakable" not in path.read_bytes()
    assert not store.path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(driver.DatabaseError):
        driver.connect(str(store.path)).execute("SELECT 1 FROM sqlite_schema").fetchall()


def test_another_process_that_writes_is_named_and_nothing_is_lost(store, amy):
    _named(store, amy)
    holder = driver.connect(str(store.path), isolation_level=None)
    from app.store.store import prepare_connection

    prepare_connection(holder, store._key)
    holder.execute("BEGIN IMMEDIATE")
    with store.raw_connection(writable=True) as connection:
        connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(Outside) as caught, store.write(amy) as work:
        work.session.get_one(Practice, 1).name = "Lost"
    assert caught.value.code == "office.locked"
    holder.close()
    with store.read() as session:
        assert session.get_one(Practice, 1).name == "Cedar Hollow"


def test_a_full_disk_is_told_and_everything_before_it_is_safe(store, amy):
    _named(store, amy)
    with store.raw_connection(writable=True) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Outside) as caught, store.write(amy) as work:
        work.add_rows(Provider, [{"last_name": "N" * 500} for _ in range(2000)])
    assert caught.value.code == "disk_full"
    with store.read() as session:
        assert session.get_one(Practice, 1).name == "Cedar Hollow"
        assert session.scalar(sa.select(sa.func.count()).select_from(Provider)) == 0


def test_an_instant_without_its_zone_is_a_bug(store, amy):
    from models.contact import Contact

    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="zone"), store.write(amy) as work:
        work.session.add(Contact(account_id=1, channel="call_in", happened_at=naive, by="amy"))
        work.session.flush()
    assert datetime.now(UTC).tzinfo is UTC


def test_what_is_compiled_for_the_readers_serves_the_writer_and_the_next_office(
    store, amy, tmp_path
):
    copied = tmp_path / "another.db"
    shutil.copyfile(store.path, copied)
    another = Store(copied, KEY)
    asked = sa.select(Practice.name.label("a_name_nobody_asks_for")).where(Practice.id == 1)
    with store.read() as session:
        assert session.scalar(asked) is None
    made = [one for one in dialect.compiled.values() if "a_name_nobody_asks_for" in str(one)]
    assert len(made) == 1
    with store.write(amy) as work:
        assert work.session.scalar(asked) is None
    with another.read() as session:
        assert session.scalar(asked) is None
    another.close()
    assert [o for o in dialect.compiled.values() if "a_name_nobody_asks_for" in str(o)] == made
