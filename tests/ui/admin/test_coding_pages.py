"""The pages of coding worked in the window: lists, templates, favorites, days, the license."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from app.practice import cpt_license, fees
from app.values.money import Money
from models.audit import AuditEntry
from tests.ui.admin.conftest import ROBIN
from ui.text import tr


def test_the_columns_of_an_unknown_list_are_chosen_and_then_loaded(hands, store, tmp_path: Path):
    listed = tmp_path / "own.csv"
    listed.write_text("what,price list,own words\n99213,165,Visit\n99214,x,Longer\n", "utf-8")
    page = hands.open("fees")
    page.open_file(listed)
    hands.settle()
    page.columns.fields["amount"].put("1")
    page.columns.told.emit()
    hands.settle()
    assert "1 new, 0 changed" in page.seen.accessibleName()
    assert page.refused_rows.rows[0].reason == "fee"
    page.take.click()
    hands.settle()
    with store.read() as session:
        (row,) = fees.book(session).rows
    assert (row.code, row.wording, row.amount) == ("99213", "Visit", Money(16500))


def test_a_template_is_made_changed_and_removed(hands, store):
    page = hands.open("templates")
    page.add.click()
    hands.settle()
    page.form.fields["name"].put("Sore throat")
    page.form.fields["diagnoses"].put("J02.9 / J02.0 ? Strep test?\nno code")
    page.form.fields["services"].put("99213")
    page.save.click()
    hands.settle()
    assert page.form.fields["diagnoses"].problem().startswith("Line 2")
    page.form.fields["diagnoses"].put("J02.9 / J02.0 ? Strep test?")
    page.save.click()
    hands.settle()
    (row,) = page.rows.rows
    assert (row.name, row.codes) == ("Sore throat", "J02.9 / J02.0 · 99213")
    page.perform("edit.change")
    hands.settle()
    page.remove.click()
    hands.settle()
    assert page.rows.rows == ()


def test_a_favorite_stands_on_its_list(hands):
    page = hands.open("favorites")
    page.add.click()
    hands.settle()
    page.form.fields["code"].put("e11.9")
    page.form.fields["pick_list"].put("Diabetes")
    page.save.click()
    hands.settle()
    assert [(row.code, row.pick_list) for row in page.rows.rows] == [("E11.9", "Diabetes")]


def test_a_note_on_a_code_is_written_and_ended(hands):
    page = hands.open("code-notes")
    page.add.click()
    hands.settle()
    page.form.fields["code"].put("e11")
    page.save.click()
    hands.settle()
    assert page.form.fields["words"].problem()
    page.form.fields["words"].put("Look for the insulin")
    page.save.click()
    hands.settle()
    assert [(row.shown, row.words) for row in page.rows.rows] == [("E11", "Look for the insulin")]
    page.perform("edit.change")
    hands.settle()
    page.remove.click()
    hands.settle()
    assert page.rows.rows == ()


def test_days_of_a_rule_are_changed_with_a_reason_and_go_back(hands):
    page = hands.open("windows")
    assert page.levels.rows
    page.perform("edit.change")
    hands.settle()
    page.form.fields["until"].put(date(2029, 12, 31))
    page.save.click()
    hands.settle()
    assert page.form.fields["reason"].problem()
    page.form.fields["reason"].put("A new act")
    page.save.click()
    hands.settle()
    changed = page.rows.rows[0]
    assert (changed.until, changed.entered_by) == (date(2029, 12, 31), ROBIN.name)
    page.perform("edit.change")
    hands.settle()
    page.remove.click()
    hands.settle()
    assert page.form.fields["reason"].problem()
    page.form.fields["reason"].put("The act was taken back")
    page.remove.click()
    hands.settle()
    assert page.rows.rows[0].entered_by == ""


def test_the_license_is_stated_once_and_codes_with_words_wait_for_it(
    hands, store, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "reference.sqlite"))
    listed = tmp_path / "cpt.csv"
    listed.write_text("CPT Code,Description\n99213,own words\n99214,own words\n", "utf-8")
    page = hands.open("codes")
    page.take_files([listed])
    hands.settle()
    page.first_day.day.put(date(2026, 1, 1))
    page.first_day.again.click()
    hands.settle()
    assert not page.preview.load.isEnabled()
    assert page.cpt.is_asking
    page.cpt.form.fields["holder"].put("Cedar Hollow Clinic")
    page.cpt.form.fields["until"].put(page.desk.today)
    page.cpt.form.fields["seats"].put(3)
    page.cpt.save.click()
    hands.settle()
    assert page.preview.load.isEnabled()
    with store.read() as session:
        assert cpt_license.stated(session).holder == "Cedar Hollow Clinic"


def test_a_list_of_less_than_half_is_loaded_only_when_it_is_said_to_be_whole(
    hands, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "reference.sqlite"))
    whole, part = tmp_path / "waived-2026-04-01.csv", tmp_path / "waived-2026-10-01.csv"
    heading = "CPT Codes,Test name,Manufacturer,Use\n"
    whole.write_text(heading + "".join(f"8100{n}QW,Strip,One,Urine\n" for n in range(5)), "utf-8")
    part.write_text(heading + "81003QW,Strip,One,Urine\n81004QW,Strip,One,Urine\n", "utf-8")
    page = hands.open("codes")
    page.take_files([whole])
    hands.settle()
    assert not page.preview.is_whole.isVisible()
    page.preview.load.click()
    hands.settle()
    page.take_files([part])
    hands.settle()
    assert "2" in page.preview.short.words.text()
    assert page.preview.is_whole.hasFocus()
    assert not page.preview.load.isEnabled()
    page.preview.is_whole.click()
    assert page.preview.load.isEnabled()
    page.preview.load.click()
    hands.settle()
    assert [row.rows for row in page.rows.rows if row.system == "waived"] == [2, 5]


def test_a_stop_says_that_nothing_was_changed(hands, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "reference.sqlite"))
    pairs = tmp_path / "ccipra-v322r0-f1.txt"
    heading = "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tRationale\n"
    rows = (f"{10000 + n}\t99213\t\t20200101\t*\t1\tMade up\n" for n in range(60_000))
    pairs.write_text(heading + "".join(rows), "utf-8")
    page = hands.open("codes")
    told = []
    monkeypatch.setattr(page, "tell", told.append)
    page.take_files([pairs])
    assert page.leave()
    hands.settle()
    assert told == [tr("office.codes.stopped")]
    assert not page.under_way.is_busy
    assert not page.preview.isVisible()


def test_one_service_is_typed_in_own_words_and_changed(hands, store):
    page = hands.open("fees")
    page.perform("office.add")
    hands.settle()
    hands.save()
    assert page.own.form.fields["code"].problem()
    page.own.form.fields["code"].put("g0438")
    page.perform("office.add")
    assert page.own.form.fields["code"].text() == "g0438"
    assert page.own.isAncestorOf(QApplication.focusWidget())
    page.own.form.fields["wording"].put("First wellness visit")
    page.own.form.fields["amount"].put(Money(21000))
    hands.save()
    assert not page.own.isVisible()
    page.perform("edit.change")
    page.own.form.fields["amount"].put(Money(22000))
    hands.save()
    with store.read() as session:
        (row,) = fees.search(session, "wellness", date(2026, 9, 30))
        deeds = list(session.scalars(sa.select(AuditEntry.deed)))
    assert (row.code, row.amount) == ("G0438", Money(22000))
    assert deeds.count("fee typed") == 2
    page.perform("office.add")
    assert page.leave()
    assert not page.leave()
