"""A draft is saved and read back whole, and two windows do not overwrite each other."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.charting import attaching
from app.coding import draft as drafts
from app.coding import storing
from app.coding.draft import Kept, Line, Span
from app.store.actor import Actor
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.audit import AuditEntry
from models.encounter import Encounter, EncounterLine
from tests.app.superbills import visits


@pytest.fixture
def encounter(store, amy):
    with store.write(amy) as work:
        visits.fee_list(work, C99213="120.00")
        return visits.visit(work)


def _load(store, encounter):
    with store.read() as session:
        return storing.load(session, encounter)


def _save(store, amy, draft):
    with store.write(amy) as work:
        return storing.save(work, draft)


def test_a_draft_is_read_back_as_it_was_saved(store, amy, encounter):
    with store.write(amy) as work:
        note = attaching.add_note(work, encounter, "Note", "Type 2 diabetes, stable.")
    draft = _load(store, encounter)
    draft = drafts.add_diagnosis(drafts.add_diagnosis(draft, "E11.9"), "I10")
    draft = drafts.add_line(draft, Line("99213", ("25",), pointers=(2, 1)))
    draft = drafts.link(draft, Span(note, 0, 15, "E119"))
    version = _save(store, amy, draft)
    read = _load(store, encounter)
    assert replace(read, version=0) == replace(
        drafts.with_fees(draft, {1: (Money(12000), "Service C99213")}), version=0
    )
    assert read.version == version
    with store.read() as session:
        assert session.get(Encounter, encounter).status is CodingStatus.IN_PROGRESS


def test_every_save_of_something_new_raises_the_version(store, amy, encounter):
    draft = drafts.add_diagnosis(_load(store, encounter), "E11.9")
    first = _save(store, amy, draft)
    second = _save(store, amy, drafts.add_diagnosis(replace(draft, version=first), "I10"))
    assert second > first
    same = _load(store, encounter)
    assert _save(store, amy, same) == second


def test_the_trail_says_no_change_of_a_state_that_did_not_change(store, amy, encounter):
    first = _save(store, amy, drafts.add_diagnosis(_load(store, encounter), "E11.9"))
    _save(store, amy, drafts.add_diagnosis(_load(store, encounter), "I10"))
    assert _load(store, encounter).version > first
    with store.read() as session:
        told = session.scalars(
            sa.select(AuditEntry.facts).where(
                AuditEntry.subject == "encounter", AuditEntry.deed == "update"
            )
        )
        assert [one for one in told if '"before":{"status":null}' in one] == []


def test_a_second_window_is_told_instead_of_overwriting(store, amy, encounter):
    mine = theirs = _load(store, encounter)
    _save(store, amy, drafts.add_diagnosis(mine, "E11.9"))
    with pytest.raises(Refused, match="changed_elsewhere"):
        _save(store, amy, drafts.add_diagnosis(theirs, "I10"))
    assert [d.code for d in _load(store, encounter).diagnoses] == ["E119"]


def test_what_was_taken_out_is_gone_and_what_moved_is_in_its_new_place(store, amy, encounter):
    draft = _load(store, encounter)
    for code in ("E11.9", "I10", "R05.9"):
        draft = drafts.add_diagnosis(draft, code)
    draft = drafts.add_line(drafts.add_line(draft, Line("99213")), Line("36415"))
    _save(store, amy, draft)
    draft = drafts.move_diagnosis(_load(store, encounter), 3, 1)
    draft = drafts.remove_line(drafts.remove_diagnosis(draft, 2), 1)
    _save(store, amy, draft)
    read = _load(store, encounter)
    assert [str(d) for d in read.diagnoses] == ["R05.9", "I10"]
    assert [line.code for line in read.lines] == ["36415"]


def test_a_listed_line_keeps_its_amount_and_where_it_came_from(store, amy, encounter):
    with store.write(amy) as work:
        line = EncounterLine(
            encounter_id=encounter, position=1, code="99213", units=drafts.ONE,
            amount=Money(9900), source_key="c1",
        )  # fmt: skip
        work.session.add(line)
    draft = _load(store, encounter)
    assert (draft.lines[0].amount, draft.lines[0].fee) == (Money(9900), Money(12000))
    draft = drafts.point(drafts.add_diagnosis(draft, "E11.9"), 1, 1)
    _save(store, amy, draft)
    with store.read() as session:
        (row,) = session.scalars(sa.select(EncounterLine))
    assert (row.source_key, row.pointers, row.amount) == ("c1", "1", Money(9900))


def test_evidence_quotes_a_note_of_this_visit_only(store, amy, encounter):
    with store.write(amy) as work:
        other = visits.visit(work)
        note = attaching.add_note(work, other, "Note", "Someone else's words")
    draft = drafts.add_diagnosis(_load(store, encounter), "E11.9")
    with pytest.raises(Refused, match="coding.foreign_note"):
        _save(store, amy, drafts.link(draft, Span(note, 0, 5, "E119")))


def test_a_kept_warning_is_written_down_with_who_and_why(store, amy, encounter):
    draft = _load(store, encounter)
    kept = Kept("icd.excludes1", "E11.9 E10.9", " both are there ", "unrelated")
    with pytest.raises(Refused, match="coding.reason_missing"), store.write(amy) as work:
        storing.keep(work, draft, replace(kept, reason=" "))
    with pytest.raises(Refused, match="coding.no_such_reason"), store.write(amy) as work:
        storing.keep(work, draft, replace(kept, reason_code=""))
    with store.write(amy) as work:
        after = storing.keep(work, draft, kept)
    assert after.kept == _load(store, encounter).kept == (replace(kept, reason="both are there"),)
    with store.read() as session:
        deeds = session.scalars(sa.select(AuditEntry.deed)).all()
    assert "warning kept" in deeds


def test_who_may_not_code_changes_nothing(store, encounter):
    biller = Actor("bo", permissions=frozenset({"look"}))
    with pytest.raises(Refused, match="not_allowed"):
        _save(store, biller, _load(store, encounter))
    with pytest.raises(Refused, match="coding.gone"):
        _load(store, 999)
