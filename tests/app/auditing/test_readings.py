"""Readings of an audit: kept while in progress, quoted, side by side, taught and contradicted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.auditing import accuracy, lessons, reading, sampling, side_by_side, unfinished
from app.auditing.reading import Verdict
from app.auditing.sampling import Scope
from app.auditing.unfinished import Mark, Unfinished
from app.charting import attaching
from app.coding.comparing import Codes
from app.coding.draft import Diagnosis, Line, Span
from app.coding.em import keeping
from app.coding.em.worksheet import Worksheet
from app.store.actor import PROGRAM, Actor
from app.superbills import frozen
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import Discrepancy as Kind
from models.audit import AuditEntry
from tests.app.auditing.test_auditing import (
    JUNE,
    KIM,
    LEE,
    as_coded,
    audited,
    begun,
    hand_off,
    read_lower,
)
from tests.app.superbills.visits import NOTHING, coded, fee_list, visit


@pytest.fixture
def office(store):
    with store.write(PROGRAM) as work:
        fee_list(work, C99213="120.00", C99214="180.00", C83036="40.00")
    return store


def test_a_share_is_rounded_up_and_kept_with_the_audit(office):
    for _n in range(11):
        hand_off(office)
    with office.read() as session:
        scope = Scope(*JUNE, 0, share=20)
        told = sampling.preview(session, scope)
        risky = sampling.preview(session, Scope(*JUNE, 10, is_risk=True))
        assert sampling.coders(session) == ("Kim",)
    assert (told.qualify, told.taken) == (11, 3)
    assert (risky.qualify, risky.taken) == (0, 0)
    audit_id = begun(office, size=0, share=20)
    with office.read() as session:
        (row,) = reading.audits(session)
    assert (row.id, row.visits, row.wanted, row.share) == (audit_id, 3, 3, 20)


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_that_is_none_is_refused(office, share):
    hand_off(office)
    with pytest.raises(Refused, match="auditing.no_size"):
        begun(office, share=share)


def note_of(store, row) -> int:
    with store.write(PROGRAM) as work:
        return attaching.add_note(work, row.encounter_id, "Note", "Stable.\nOn insulin  daily.")


def test_what_is_set_down_is_there_again_with_passages_worksheet_and_marks(office):
    hand_off(office)
    begun(office)
    (row,) = audited(office, 1)
    note = note_of(office, row)
    so_far = Unfinished(
        codes=Codes((Diagnosis("E119"),)),
        evidence=(Span(note, 0, 6, "E119"),),
        sheet=Worksheet(minutes=25, counts=(("stable", 2),), risks=("drug",)),
        marks=(Mark("over", "too high", (Span(note, 8, 18, ""),)),),
    )
    with office.write(LEE) as work:
        unfinished.keep(work, row.id, so_far)
    with office.read() as session:
        assert unfinished.unfinished(session, row.id) == so_far
    (again,) = audited(office, 1)
    assert (again.is_begun, again.is_read, again.is_done) == (True, False, False)
    with pytest.raises(Refused, match="not_allowed"), office.write(Actor("Bo")) as work:
        unfinished.keep(work, row.id, so_far)
    with pytest.raises(Refused, match="auditing.gone"), office.write(LEE) as work:
        unfinished.keep(work, 999, so_far)


def test_codes_that_are_shown_begin_the_reading_and_it_says_when(office, clock):
    hand_off(office)
    begun(office)
    (row,) = audited(office, 1)
    with office.write(LEE) as work:
        shown = unfinished.show(work, row.id)
    assert (shown.codes, shown.shown_at) == (as_coded(office, row), clock.now)
    with office.write(LEE) as work:
        reading.read(work, row.id, shown.codes)
    with office.read() as session:
        assert reading.reading(session, row.id).shown_at == clock.now
        assert unfinished.unfinished(session, row.id) == Unfinished()


def test_a_finding_quotes_the_note_and_the_auditors_word_names_the_error(office):
    hand_off(office)
    begun(office)
    (row,) = audited(office, 1)
    note = note_of(office, row)
    found = read_lower(office, row)
    verdicts = [
        Verdict(found.differences[0], True, "why", Kind.MODIFIER, (Span(note, 8, 25, ""),)),
        *(Verdict(one, False) for one in found.differences[1:]),
    ]
    with office.write(LEE) as work:
        reading.judge(work, row.id, verdicts)
    with office.read() as session:
        first, *_others = reading.findings(session, row.id)
        (lesson,) = lessons.lessons(session, "Kim")
        assert lessons.unread(session, "Kim") == 1
        assert lessons.unread(session, "Lee") == 0
    assert first.kind is Kind.MODIFIER
    assert [quote.words for quote in first.quotes] == ["On insulin daily"]
    assert (lesson.quotes, lesson.audit_number, lesson.kind) == (first.quotes, 1, Kind.MODIFIER)


def test_a_dissent_stands_beside_the_finding_and_changes_no_figure(office):
    hand_off(office)
    begun(office)
    (row,) = audited(office, 1)
    found = read_lower(office, row)
    with office.write(LEE) as work:
        reading.judge(work, row.id, [Verdict(one, True, "why") for one in found.differences])
    with office.read() as session:
        before = accuracy.of_audit(session, 1)
        mine = lessons.lessons(session, "Kim")
    with office.write(KIM) as work:
        lessons.acknowledge(work, mine[0].finding_id, dissent="The note says so.")
    with office.read() as session:
        assert accuracy.of_audit(session, 1) == before
        assert accuracy.by_audit(session)[1].right_codes == before[0].right_codes
        told = {one.id: one.dissent for one in reading.findings(session, row.id)}
        deeds = session.scalars(sa.select(AuditEntry.deed)).all()
    assert told[mine[0].finding_id] == "The note says so."
    assert "lesson contradicted" in deeds
    assert audited(office, 1)[0].dissents == 1


def test_both_codings_stand_side_by_side_with_both_worksheets(office):
    with office.write(PROGRAM) as work:
        one = visit(work)
        draft = coded(work.session, one)
    with office.write(KIM) as work:
        keeping.keep(work, draft, Worksheet(minutes=30))
        frozen.hand_off(work, draft, NOTHING)
    begun(office)
    (row,) = audited(office, 1)
    with office.write(LEE) as work:
        codes = replace(as_coded(office, row), lines=(Line("83036", pointers=(1, 2)),))
        reading.read(work, row.id, codes, (), Worksheet(minutes=20))
    with office.read() as session:
        found = reading.reading(session, row.id)
        rows = side_by_side.items(session, found, row.dos)
        sheets = side_by_side.sheets(session, row.encounter_id, found)
    shown = [(one.coder, one.auditor, one.difference) for one in rows]
    assert shown == [
        ("99213", "", 0), ("", "83036", 1), ("E11.9", "E11.9", None), ("I10", "I10", None),
    ]  # fmt: skip
    assert [one.effect for one in rows[:2]] == [Money(-12_000), Money(4_000)]
    assert (sheets.coder.who, sheets.coder.minutes) == ("Kim", 30)
    assert (sheets.auditor.who, sheets.auditor.minutes) == ("Lee", 20)
    assert sheets.coder.result != sheets.auditor.result
