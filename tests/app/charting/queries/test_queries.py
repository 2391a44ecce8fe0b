"""A query's life: drafted, sent, answered into an addendum, closed or withdrawn; none is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.charting import attaching, chart, worklist
from app.charting.queries import answering, deeds, drafts, lists, printing
from app.charting.queries.answering import AnswerDraft
from app.charting.queries.drafts import Offered, QueryDraft, Quote
from app.coding import draft as codings
from app.coding import storing
from app.coding.draft import Span
from app.practice import providers, settings
from app.practice.providers import ProviderDraft
from app.security import permissions
from app.store.actor import Actor
from app.values.problem import Refused
from app.values.states import (
    CodingStatus,
    QueryForm,
    QueryOptionKind,
    QueryStatus,
    QueryStep,
    QueryTopic,
)
from models.encounter import Encounter
from models.query import ProviderQuery, QueryAnswer, QueryEvent, QueryQuote, QueryWording
from tests.app.superbills.visits import coded, fee_list, handed_off, visit
from tests.conftest import AMY

NOTE = "SUBJECTIVE\nUlcer on the foot for 2 weeks.\n\nPLAN\nClean, dress. Metformin 500 mg."
FOOT = "Ulcer on the foot"


@pytest.fixture
def seen(store):
    """A visit with a note: its id and the note's."""
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        encounter_id = visit(work)
        return encounter_id, attaching.add_note(work, encounter_id, "Progress note", NOTE)


def quoted(note_id, words):
    first = NOTE.index(words)
    return Quote(note_id, first, first + len(words), words)


@pytest.fixture
def draft(seen):
    base = QueryDraft(seen[0], quotes=(quoted(seen[1], FOOT),))
    return drafts.from_template(base, QueryTopic.LATERALITY)


@pytest.fixture
def sent(store, draft):
    with store.write(AMY) as work:
        return deeds.send(work, draft)


def status_of(store, encounter_id):
    with store.read() as session:
        return session.get_one(Encounter, encounter_id).status


def steps(store, query_id):
    with store.read() as session:
        found = lists.whole(session, query_id, date(2026, 6, 1))
        return [one.step for one in found.happenings]


def test_a_sent_query_is_due_by_the_setting_and_the_visit_waits(store, draft, clock):
    with store.write(AMY) as work:
        settings.save(work, settings.QUERY_DUE_DAYS, 5)
        query_id = deeds.send(work, draft)
        due = work.today + timedelta(days=5)
        (row,) = lists.queries(work.session, work.today)
        assert (row.id, row.status, row.due_on) == (query_id, QueryStatus.SENT, due)
        assert not row.is_overdue(due)
        assert row.is_overdue(due + timedelta(days=1))
        kept = deeds.draft_of(work.session, query_id)
        assert replace(kept, id=None, version=0) == draft
    assert status_of(store, draft.encounter_id) is CodingStatus.QUERY_OPEN
    assert steps(store, query_id) == [QueryStep.DRAFTED, QueryStep.SENT]


def test_a_leading_query_is_kept_as_a_draft_but_never_sent(store, draft):
    leading = replace(draft, question="Was it the left foot?")
    with store.write(AMY) as work:
        query_id = deeds.keep(work, leading)
    with pytest.raises(Refused, match="not_permitted"), store.write(AMY) as work:
        deeds.send(work, deeds.draft_of(work.session, query_id))
    assert status_of(store, draft.encounter_id) is CodingStatus.READY
    with store.write(AMY) as work:
        better = replace(deeds.draft_of(work.session, query_id), question=draft.question)
        assert deeds.send(work, better) == query_id
    assert steps(store, query_id) == [QueryStep.DRAFTED, QueryStep.REWORDED, QueryStep.SENT]
    with store.read() as session:
        worded = session.scalars(sa.select(QueryWording.question).order_by(QueryWording.id)).all()
        assert worded == [leading.question, draft.question]


def test_a_draft_that_someone_else_changed_is_not_overwritten(store, draft):
    with store.write(AMY) as work:
        query_id = deeds.keep(work, draft)
        mine = deeds.draft_of(work.session, query_id)
        deeds.keep(work, replace(mine, title="Which side"))
    with pytest.raises(Refused, match="changed_elsewhere"), store.write(AMY) as work:
        deeds.keep(work, replace(mine, title="Another"))


@pytest.mark.parametrize("wrong", ["words", "span", "note"])
def test_only_words_that_stand_so_in_a_note_of_the_visit_are_quoted(store, seen, draft, wrong):
    with store.write(AMY) as work:
        other = attaching.add_note(work, visit(work), "Progress note", NOTE)
    (one,) = draft.quotes
    bad = {
        "words": replace(one, words="Ulcer on the hand"),
        "span": replace(one, first=one.first + 1),
        "note": replace(one, document_id=other),
    }[wrong]
    with pytest.raises(Refused, match="not_quoted"), store.write(AMY) as work:
        deeds.send(work, replace(draft, quotes=(bad,)))


def test_a_note_that_changes_leaves_the_quoted_words_as_they_were(store, seen, sent):
    with store.write(AMY) as work:
        attaching.add_note(work, seen[0], "Progress note", NOTE.replace("2 weeks", "3 weeks"))
        found = lists.whole(work.session, sent, work.today)
        assert [one.words for one in found.quotes] == [FOOT]
        assert found.quotes[0].document_id == seen[1]


def test_the_answer_becomes_an_addendum_that_evidence_can_link_to(store, seen, sent):
    with store.write(AMY) as work:
        given = AnswerDraft(sent, 2, "Plantar, below the great toe.", "Nia Okafor, MD", work.today)
        note_id = answering.answer(work, given)
    assert status_of(store, seen[0]) is CodingStatus.READY
    with store.write(AMY) as work:
        shown = chart.chart(work.session, seen[0]).notes[0]
        assert (shown.document_id, shown.is_current) == (note_id, True)
        assert "Left. Plantar, below the great toe." in shown.text
        assert f"“{FOOT}”" in shown.text
        assert "Answered by Nia Okafor, MD on" in shown.text
        first = shown.text.index("Left. Plantar")
        coding = coded(work.session, seen[0], codes=("L97.521",))
        span = Span(note_id, first, first + 4, "L97521")
        storing.save(work, codings.link(coding, span))
        assert storing.load(work.session, seen[0]).evidence == (span,)
        found = lists.whole(work.session, sent, work.today)
        assert found.row.status is QueryStatus.ANSWERED
        assert found.answer.words == "Left. Plantar, below the great toe."
        deeds.close(work, sent)
    assert steps(store, sent)[-2:] == [QueryStep.ANSWERED, QueryStep.CLOSED]


def test_an_answer_on_paper_says_who_signed_and_who_typed(store, sent):
    with store.write(AMY) as work:
        given = AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today, is_on_paper=True)
        answering.answer(work, given)
        found = lists.whole(work.session, sent, work.today)
        text = chart.chart(work.session, found.row.encounter_id).notes[0].text
        assert "signed on paper by Nia Okafor, MD" in text
        assert "typed in by amy" in text
        assert found.answer.is_on_paper


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": None, "words": " "}, "answer_missing"),
        ({"number": 4, "words": ""}, "answer_missing"),
        ({"answered_by": " "}, "who_missing"),
        ({"answered_on": None}, "who_missing"),
        ({"answered_on": date(2020, 1, 1)}, "answered_early"),
        ({"answered_on": date(2099, 1, 1)}, "answered_early"),
    ],
)
def test_an_answer_is_whole_or_not_written(store, seen, sent, changes, code):
    with store.write(AMY) as work:
        today = work.today
    given = replace(AnswerDraft(sent, 2, "", "Nia Okafor, MD", today), **changes)
    with pytest.raises(Refused, match=code), store.write(AMY) as work:
        answering.answer(work, given)
    assert status_of(store, seen[0]) is CodingStatus.QUERY_OPEN


def test_unable_to_determine_is_an_answer_of_its_own(store, sent):
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 5, "", "Nia Okafor, MD", work.today))
        found = lists.whole(work.session, sent, work.today)
        assert found.answer.words == "Unable to determine"


def test_the_visit_goes_on_only_when_its_last_query_is_answered(store, seen, draft, sent):
    with store.write(AMY) as work:
        second = deeds.send(work, replace(draft, title="Which foot"))
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))
    assert status_of(store, seen[0]) is CodingStatus.QUERY_OPEN
    with store.write(AMY) as work:
        deeds.withdraw(work, second, "Asked twice")
    assert status_of(store, seen[0]) is CodingStatus.READY


def test_a_query_is_withdrawn_for_a_reason_and_stays(store, seen, sent):
    with pytest.raises(Refused, match="reason_missing"), store.write(AMY) as work:
        deeds.withdraw(work, sent, "  ")
    with store.write(AMY) as work:
        deeds.withdraw(work, sent, "The note was completed")
        row = lists.whole(work.session, sent, work.today)
        assert row.row.status is QueryStatus.WITHDRAWN
        assert row.happenings[-1].reason == "The note was completed"
        assert row.happenings[-1].by == "amy"
    with pytest.raises(Refused, match="no_step"), store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))
    with pytest.raises(Refused, match="no_step"), store.write(AMY) as work:
        deeds.withdraw(work, sent, "Again")


def test_the_due_date_moves_forward_alone_and_is_written_down(store, sent):
    with store.write(AMY) as work:
        later = work.today + timedelta(days=20)
        deeds.put_off(work, sent, later)
        deeds.note_printed(work, sent)
        assert lists.whole(work.session, sent, work.today).row.due_on == later
        yesterday = work.today - timedelta(days=1)
    with pytest.raises(Refused, match="due_past"), store.write(AMY) as work:
        deeds.put_off(work, sent, yesterday)
    assert steps(store, sent)[2:] == [QueryStep.DUE_CHANGED, QueryStep.PRINTED]


def test_a_visit_is_not_released_while_a_query_waits(store, seen, sent):
    with pytest.raises(Refused, match="still_open"), store.write(AMY) as work:
        handed_off(work, seen[0])
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))
    with store.write(AMY) as work:
        handed_off(work, seen[0])
    assert status_of(store, seen[0]) is CodingStatus.HANDED_OFF


def test_a_visit_that_left_the_desk_is_not_asked_about(store, seen, draft):
    with store.write(AMY) as work:
        handed_off(work, seen[0])
    with pytest.raises(Refused, match="no_way"), store.write(AMY) as work:
        deeds.send(work, draft)


def test_coders_ask_owners_answer_and_a_biller_does_neither(store, draft, sent):
    biller = Actor("bo", permissions=frozenset({"look"}))
    owner = Actor("ola", permissions=frozenset({"look", "query.answer"}))
    for act in (
        lambda work: deeds.send(work, draft),
        lambda work: deeds.withdraw(work, sent, "No"),
        lambda work: answering.answer(work, AnswerDraft(sent, 1, "", "Nia", work.today)),
    ):
        with pytest.raises(Refused, match="not_allowed"), store.write(biller) as work:
            act(work)
    with pytest.raises(Refused, match="not_allowed"), store.write(owner) as work:
        deeds.send(work, draft)
    with store.write(owner) as work:
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))


@pytest.mark.parametrize(
    "table", [ProviderQuery, QueryWording, QueryQuote, QueryEvent, QueryAnswer]
)
def test_nothing_of_a_query_can_be_changed_or_deleted(store, sent, table):
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))
    name = table.__tablename__
    for verb in (f"DELETE FROM {name}", f"UPDATE {name} SET rowid = rowid + 1"):  # noqa: S608
        with pytest.raises(IntegrityError, match="append-only"), store.write(AMY) as work:
            work.session.execute(sa.text(verb))


def test_states_are_counted_with_what_is_overdue(store, seen, draft, sent):
    with store.write(AMY) as work:
        deeds.keep(work, replace(draft, title="Later"))
        late = work.today + timedelta(days=30)
        by_state = {one.status: one for one in lists.counts(work.session, late)}
        assert by_state[QueryStatus.DRAFT].count == 1
        assert (by_state[QueryStatus.SENT].count, by_state[QueryStatus.SENT].overdue) == (1, 1)
        assert by_state[QueryStatus.SENT].oldest == 30
        assert by_state[QueryStatus.CLOSED].count == 0
        assert [one.status for one in lists.of_visit(work.session, seen[0], late)] == [
            QueryStatus.SENT, QueryStatus.DRAFT,
        ]  # fmt: skip
        waiting = lists.of_visits(work.session, [seen[0]], late)
        assert [row.id for row in waiting[seen[0]]] == [sent]
        assert lists.queries(work.session, late, (QueryStatus.ANSWERED,)) == ()


def test_the_worklist_row_tells_when_the_answer_is_due(store, seen, sent):
    with store.write(AMY) as work:
        row = worklist.row_of(work.session, seen[0], work.today)
        assert row.query_due == work.today + timedelta(days=7)


@pytest.mark.parametrize("form", QueryForm)
def test_the_paper_is_the_same_each_time_and_holds_what_was_asked(store, seen, draft, form):
    pdfium = pytest.importorskip("pypdfium2")
    topic = QueryTopic.CLINICAL_VALIDATION if form is QueryForm.YES_NO else QueryTopic.LATERALITY
    asked = replace(drafts.from_template(draft, topic), form=form)
    with store.write(AMY) as work:
        query_id = deeds.send(work, asked)
        pages = printing.query_pdf(work.session, query_id, work.today)
        assert printing.query_pdf(work.session, query_id, work.today) == pages
        answering.answer(
            work, AnswerDraft(query_id, None, "Left, plantar.", "Nia Okafor, MD", work.today)
        )
        answered = printing.query_pdf(work.session, query_id, work.today)
    words = " ".join(pdfium.PdfDocument(pages)[0].get_textpage().get_text_range().split())
    assert FOOT in words
    assert "Unable to determine" in words
    assert "Provider’s signature" in words
    assert ("Other (in the provider’s words)" in words) is (form is not QueryForm.OWN_WORDS)
    after = " ".join(pdfium.PdfDocument(answered)[0].get_textpage().get_text_range().split())
    assert "Left, plantar." in after
    assert "Provider’s signature" not in after


def clinician(provider_id):
    return Actor("Dr. Ito", 9, permissions.CLINICIAN, provider_id=provider_id)


def test_a_clinician_answers_only_what_was_asked_of_him_or_her(store, sent):
    with store.write(AMY) as work:
        number = providers.save(work, ProviderDraft(last_name="Ito", npi="1234567893"))
        (row,) = lists.queries(work.session, work.today)
        given = AnswerDraft(row.id, 1, "", "Ito", work.today)
        assert lists.queries(work.session, work.today, provider_id=number) == ()
        assert lists.queries(work.session, work.today, provider_id=row.provider_id) == (row,)
        assert sum(n.count for n in lists.counts(work.session, work.today, number)) == 0
    with pytest.raises(Refused, match="not_yours"), store.write(clinician(number)) as work:
        answering.answer(work, given)
    with store.write(clinician(row.provider_id)) as work:
        assert answering.answer(work, given)


def test_coders_and_owners_write_down_everybodys_answers():
    coder = replace(clinician(4), permissions=permissions.CLINICIAN | {permissions.CODE})
    owner = replace(clinician(4), permissions=permissions.CLINICIAN | {permissions.SETTINGS})
    assert answering.answers_own_only(clinician(4))
    assert not answering.answers_own_only(replace(clinician(4), provider_id=None))
    assert not any(map(answering.answers_own_only, (coder, owner)))


@pytest.mark.parametrize(
    ("own", "reads"),
    [
        ("", "Yes"),
        ("Seen today.", "Yes. Seen today."),
        ("Yes, seen today.", "Yes, seen today."),
        ("Yesterday it was there.", "Yes. Yesterday it was there."),
    ],
)
def test_an_answer_in_words_does_not_say_the_marked_one_twice(own, reads):
    offers = (Offered(QueryOptionKind.YES, "Yes"), Offered(QueryOptionKind.NO, "No"))
    assert answering.said(offers, 1, own) == reads
