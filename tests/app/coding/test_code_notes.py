"""Notes on codes: read at the code and below a heading, changed, ended, never kept as a warning."""

from __future__ import annotations

import pytest

from app.coding import code_notes
from app.coding.code_notes import RULE, NoteDraft
from app.coding.draft import CodingDraft, Diagnosis, Line
from app.reports import find
from app.store.actor import Actor
from app.values.problem import Refused, Severity
from models.audit import AuditEntry
from models.coding import CodeNote
from tests.conftest import AMY, NOON

LOOKER = Actor("Lou", permissions=frozenset({"look"}))


def write(store, code, words, **more):
    with store.write(AMY) as work:
        return code_notes.write(work, NoteDraft(code, words, **more))


def standing(store, *codes):
    with store.read() as session:
        return [one.words for one in code_notes.of_codes(session, codes)]


def test_a_note_at_a_heading_stands_at_all_diagnoses_below_it_and_at_no_service(store):
    write(store, "e11", "Look for the insulin")
    write(store, "E11.65", "Only when the note says hyperglycemia")
    write(store, "J1100", "Milligrams, not vials")
    assert standing(store, (True, "E1165")) == [
        "Look for the insulin", "Only when the note says hyperglycemia",
    ]  # fmt: skip
    assert standing(store, (True, "E119")) == ["Look for the insulin"]
    assert standing(store, (True, "E10"), (False, "E1165"), (True, "J1100")) == []
    assert standing(store, (False, "J1100")) == ["Milligrams, not vials"]
    assert standing(store) == []


def test_a_draft_is_told_each_note_once_at_the_first_code_it_speaks_of(store):
    write(store, "E11", "Look for the insulin")
    write(store, "99214", "Time stands in the last line")
    draft = CodingDraft(
        1, NOON.date(), (Diagnosis("I10"), Diagnosis("E119"), Diagnosis("E1165")), (Line("99214"),)
    )
    with store.read() as session:
        told = code_notes.problems(session, draft)
    assert [(one.code, one.field, one.severity) for one in told] == [
        (RULE, "line1", Severity.NOTE), (RULE, "dx2", Severity.NOTE),
    ]  # fmt: skip
    assert told[1].values["words"] == "Look for the insulin"
    assert told[1].source.startswith(AMY.name)


def test_a_note_is_changed_ended_and_then_gone(store):
    number = write(store, "I10", "First")
    write(store, "I10", "Second", id=number)
    assert standing(store, (True, "I10")) == ["Second"]
    with pytest.raises(Refused, match="changed_elsewhere"):
        write(store, "I10", "Third", id=number, version=1)
    with store.write(AMY) as work:
        code_notes.end(work, number)
    assert standing(store, (True, "I10")) == []
    with store.read() as session:
        assert code_notes.notes(session) == ()
        assert session.get(CodeNote, number).ended_by == AMY.name
        told = [row.deed for row in session.query(AuditEntry) if "note on a code" in row.deed]
    assert told == [f"note on a code {deed}" for deed in ("written", "changed", "ended")]
    for deed in (code_notes.end, lambda work, n: code_notes.note(work.session, n)):
        with pytest.raises(Refused, match="gone"), store.write(AMY) as work:
            deed(work, number)


@pytest.mark.parametrize(("code", "words"), [("insulin", "x"), ("?", "x"), ("I10", " ")])
def test_a_note_needs_a_code_and_words(store, code, words):
    assert NoteDraft(code, words).problems()
    with pytest.raises(Refused, match="incomplete"):
        write(store, code, words)


def test_who_only_looks_writes_no_note(store):
    with pytest.raises(Refused, match="not_allowed"), store.write(LOOKER) as work:
        code_notes.write(work, NoteDraft("I10", "x"))


@pytest.mark.parametrize("typed", ["E11.6", "hyperglycemia", "says hyper", "e1165"])
def test_the_palette_finds_a_note_by_its_code_and_its_words(store, typed):
    number = write(store, "E11.65", "Only when the note says hyperglycemia")
    write(store, "I10", "100 % of readings")
    with store.read() as session:
        (found,) = find.find(session, typed)
    assert (found.group, found.words, found.ids) == (
        "notes", "Note on E11.65", ("code-notes", number),
    )  # fmt: skip
