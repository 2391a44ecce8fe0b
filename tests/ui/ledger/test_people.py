"""The people of an account are edited in place, by keyboard, with their problems shown."""

from __future__ import annotations

import sqlalchemy as sa
from PySide6.QtCore import Qt

from app.patients import coverages, registration
from models.audit import AuditEntry

Key = Qt.Key
ENTER = (Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def people(at, family):
    page = at.open(family.account_id)
    page.board.turn_to("people")
    at.settle()
    page.people.table.setFocus()
    return page


def choose(page, kind, patient_id=0):
    rows = page.people.model.rows
    row = next(r for r in rows if r.kind == kind and patient_id in (0, r.id, r.patient_id))
    page.people.table.select_id(row.identity)


def test_the_list_tells_who_pays_who_is_treated_and_by_what(at, family):
    page = people(at, family)
    kinds = [row.kind for row in page.people.model.rows]
    assert kinds.count("patient") == 2
    assert kinds.count("coverage") == 2
    assert kinds[:2] == ["guarantor", "flags"]


def test_a_hold_with_its_reason_is_saved_and_audited(at, family, store):
    page = people(at, family)
    choose(page, "flags")
    at.press(Key.Key_F2)
    form = page.people.flags
    assert form.isVisible()
    form.fields["hold_until"].set_value(at.desk.today)
    at.press(*ENTER)
    assert form.fields["hold_reason"].problem()
    form.fields["hold_reason"].set_value("Asked us to wait for payday")
    at.press(*ENTER)
    assert at.toast() == "Holds and flags saved."
    with store.read() as session:
        draft = registration.account_draft_of(session, family.account_id)
        told = session.scalars(sa.select(AuditEntry)).all()
    assert draft.hold_reason == "Asked us to wait for payday"
    assert told
    assert "held until" in page.board.flags.words.text()


def test_f2_on_the_ledger_opens_the_form_of_who_pays(at, family):
    page = at.open(family.account_id)
    page.board.ledger.setFocus()
    at.press(Key.Key_F2)
    at.settle()
    assert page.board.here() == "people"
    assert page.people.account.isVisible()
    at.press(Key.Key_Escape)
    assert not page.people.account.isVisible()
    assert page.people.table.hasFocus(), "the list that is shown, not the hidden ledger"
    choose(page, "flags")
    page.people.table.setFocus()
    at.press(Key.Key_F2)
    assert page.people.flags.isVisible(), "on its own tab the line under the cursor"


def test_large_print_and_no_paper_are_asked_for_with_the_guarantor(at, family, store):
    page = people(at, family)
    choose(page, "guarantor")
    at.press(Key.Key_F2)
    form = page.people.account
    form.fields["large_print"].set_value(True)
    form.fields["paperless"].set_value(True)
    at.press(*ENTER)
    assert at.toast() == "Guarantor saved."
    with store.read() as session:
        draft = registration.account_draft_of(session, family.account_id)
    assert (draft.large_print, draft.paperless) == (True, True)


def test_a_patients_birth_date_is_corrected(at, family, store):
    page = people(at, family)
    choose(page, "patient", family.milo)
    at.press(Key.Key_Return)
    form = page.people.patient
    assert form.fields["first"].value() == "Milo"
    form.fields["birth"].entry.setText("5/6/2018")
    at.press(*ENTER)
    with store.read() as session:
        assert registration.draft_of(session, family.milo).birth.year == 2018
    assert "also Milo, 8" in page.header.beside.text()


def test_a_name_that_papers_cannot_print_is_warned_of_and_kept(at, family, store):
    page = people(at, family)
    choose(page, "patient", family.milo)
    at.press(Key.Key_Return)
    first = page.people.patient.fields["first"]
    assert first.problem() == ""
    first.entry.setText("\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH}")
    first.leave()
    assert first.problem().startswith("Papers cannot print \u201c\N{ARABIC LETTER MEEM}\u201d.")
    first.leave()
    assert first.problem(), "it stands until the name is written anew"
    at.press(*ENTER)
    with store.read() as session:
        assert registration.draft_of(session, family.milo).first[0] == "\N{ARABIC LETTER MEEM}"


def test_a_patient_of_age_pays_on_an_account_of_the_own_from_now_on(at, family, store):
    page = people(at, family)
    choose(page, "another_payer", family.milo)
    at.press(Key.Key_Return)
    form = page.people.payer
    at.press(*ENTER)
    assert form.fields["number"].problem()
    form.fields["own"].set_value(True)
    at.press(*ENTER)
    with store.read() as session:
        account = registration.draft_of(session, family.milo).account_id
        payer = registration.account_draft_of(session, account)
    assert account != family.account_id
    assert payer.guarantor_first == "Milo"
    assert "from now on" in at.toast()
    assert "Milo" not in page.header.beside.text()


def test_a_second_coverage_is_added_as_secondary(at, family, store):
    page = people(at, family)
    choose(page, "new_coverage", family.milo)
    at.press(Key.Key_Return)
    form = page.people.coverage
    assert form.fields["rank"].value() == 2
    form.payer.combo.setCurrentIndex(0)
    form.fields["member_id"].set_value("ZZ100")
    at.press(*ENTER)
    assert at.toast() == "Coverage saved."
    with store.read() as session:
        held = coverages.coverages_of(session, family.milo)
    assert [(one.rank, one.member_id) for one in held][1] == (2, "ZZ100")


def test_esc_closes_the_form_and_saves_nothing(at, family, store):
    page = people(at, family)
    choose(page, "guarantor")
    at.press(Key.Key_Return)
    page.people.account.fields["city"].set_value("Elsewhere")
    at.press(Key.Key_Escape)
    assert page.board.form() is None
    with store.read() as session:
        assert registration.account_draft_of(session, family.account_id).city == "Springfield"
