"""The columns of a list in the window: guessed, changed, kept under a name, removed."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from app.intake import apply
from app.intake.headings import FIELDS, NOT_READ, Guess, headings_of
from app.intake.rejects import rejects_csv
from app.store.store import Store
from models.encounter import Encounter
from ui.intake.columns_panel import field_words
from ui.intake.take_in import TakeIn


def visits(store: Store) -> list[str | None]:
    with store.read() as session:
        return list(session.scalars(sa.select(Encounter.source_id).order_by(Encounter.id)))


def test_a_column_is_read_as_something_else(screen, settle, listed):
    screen.take_paths([listed])
    settle()
    panel = screen.seen.columns
    assert panel.choices["Color"].value() == NOT_READ
    panel.choices["Color"].set_value("reason")
    panel.choices["Color"].changed.emit()
    panel.read_again.click()
    settle()
    assert {visit.reason for visit in screen.seen.seen.staged.visits} == {"red"}
    assert panel.choices["Color"].value() == "reason"


def test_a_file_whose_columns_nobody_knows_is_mapped_by_hand(screen, settle, store, tmp_path: Path):
    (odd := tmp_path / "odd.csv").write_text("Wer,Nummer,Wann\nVoss Dana,A7,9/2/2026\n", "utf-8")
    screen.take_paths([odd])
    settle()
    assert not screen.messages.isHidden()
    panel = screen.seen.columns
    chosen = {"Wer": "patient_name", "Nummer": "mrn", "Wann": "date_of_service"}
    for head, name in chosen.items():
        panel.choices[head].set_value(name)
        panel.choices[head].changed.emit()
        panel.read_again.click()
        settle()
        assert panel.choices["Wer"].value() == "patient_name"
    assert screen.messages.isHidden()
    assert screen.take.text() == "Take 1 visit"
    screen.primary().click()
    settle()
    assert len(visits(store)) == 1


def test_rows_that_were_rejected_come_in_by_the_map_that_was_kept(
    screen, settle, store, listed, tmp_path
):
    listed.write_text("Nr,Wer,Wann,Chart\nV1,Voss Dana,9/2/2026,M1\nV2,Ito Bo,9/45/2026,M2\n")
    screen.take_paths([listed])
    settle()
    panel = screen.seen.columns
    for head, name in {
        "Nr": "encounter_id",
        "Wer": "patient_name",
        "Wann": "date_of_service",
    }.items():
        panel.choices[head].set_value(name)
        panel.choices[head].changed.emit()
    screen.primary().click()
    settle()
    panel.name.set_value("Day sheet")
    panel.save.click()
    settle()
    screen.primary().click()
    settle()
    assert visits(store) == ["V1"]
    mended = tmp_path / "rejected.csv"
    mended.write_text(rejects_csv(screen._taken.rejected), "utf-8-sig")
    mended.write_text(mended.read_text("utf-8-sig").replace("9/45/2026", "9/5/2026"), "utf-8")
    screen.take_paths([mended])
    settle()
    assert "Day sheet" in screen.messages.accessibleName()
    screen.primary().click()
    settle()
    assert visits(store) == ["V1", "V2"]


def test_a_map_is_kept_under_a_name_and_used_again(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    panel = screen.seen.columns
    panel.choices["Color"].set_value("reason")
    panel.choices["Color"].changed.emit()
    panel.save.click()
    assert panel.name.problem() == "Give the map a name."
    panel.name.set_value("Front desk")
    panel.dates.set_value("month first")
    panel.blanks.set_value("nobody")
    panel.save.click()
    settle()
    with store.read() as session:
        assert apply.saved_maps(session) == ("Front desk",)
    screen.take_paths([listed])
    settle()
    assert {visit.reason for visit in screen.seen.seen.staged.visits} == {"red"}
    assert (panel.dates.value(), panel.blanks.value()) == ("month first", "nobody")
    assert "Front desk" in screen.messages.accessibleName()
    assert (panel.maps.value(), panel.name.value()) == ("Front desk", "Front desk")
    panel.maps.set_value(None)
    panel.maps.changed.emit()
    settle()
    assert {visit.reason for visit in screen.seen.seen.staged.visits} == {""}
    panel.maps.set_value("Front desk")
    panel.maps.changed.emit()
    settle()
    assert {visit.reason for visit in screen.seen.seen.staged.visits} == {"red"}


def test_a_kept_map_is_changed_under_its_name_and_removed(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    panel = screen.seen.columns
    for field in ("reason", "department"):
        panel.choices["Color"].set_value(field)
        panel.choices["Color"].changed.emit()
        panel.name.set_value("Front desk")
        panel.save.click()
        settle()
        with store.read() as session:
            columns = apply.saved_map(session, "Front desk").roles["encounters"]
        assert columns[field] == ("Color",)
    assert panel.maps.value() == "Front desk"
    panel.remove.click()
    settle()
    with store.read() as session:
        assert apply.saved_maps(session) == ()
    assert not panel.maps.isVisible()
    screen.take_paths([listed])
    settle()
    assert panel.choices["Color"].value() == NOT_READ


def test_columns_that_were_changed_are_read_before_anything_is_taken(screen, settle, store, listed):
    screen.take_paths([listed])
    settle()
    screen.seen.columns.choices["Color"].set_value("reason")
    screen.seen.columns.choices["Color"].changed.emit()
    assert screen.take.text() == "Read again"
    screen.primary().click()
    settle()
    assert visits(store) == []
    assert screen.take.text() == "Take 2 visits"


def test_without_a_date_column_the_key_says_what_is_to_be_chosen(screen, settle, tmp_path: Path):
    (odd := tmp_path / "odd.csv").write_text("Wer,Nummer,Wann\nVoss Dana,A7,9/2/2026\n", "utf-8")
    screen.take_paths([odd])
    settle()
    assert not screen.primary().isEnabled()
    assert "date of service" in screen.primary().statusTip()
    screen.seen.columns.choices["Wann"].set_value("date_of_service")
    screen.seen.columns.choices["Wann"].changed.emit()
    assert screen.primary().isEnabled()
    screen.seen.columns.choices["Wer"].set_value("date_of_service")
    screen.seen.columns.choices["Wer"].changed.emit()
    said = "“Wer” is taken for this already."
    assert screen.seen.columns.choices["Wann"].problem() == said


def test_every_field_of_a_column_has_words():
    for name in (*FIELDS, NOT_READ):
        assert field_words(name) != name.replace("_", " ")


def test_the_headings_of_a_file_are_given_from_the_left(tmp_path: Path):
    odd = tmp_path / "odd.csv"
    odd.write_text("Wer,Wann\nx,y\n", "utf-8")
    assert headings_of(odd) == {"Wer": Guess("", "x"), "Wann": Guess("", "y")}


def test_columns_that_are_known_stand_as_guessed_when_another_is_missing(tmp_path: Path):
    listed = tmp_path / "day.csv"
    listed.write_text("Appt,Chart No,Patient,SSN,CPT\n11/02/2026,M1,Voss Dana,,99213\n", "utf-8")
    guessed = {"Appt": "", "Chart No": "mrn", "Patient": "patient_name", "CPT": "code"}
    found = headings_of(listed)
    assert {head: guess.field for head, guess in found.items()} == guessed
    assert found["Patient"].sample == "Voss Dana"


def test_tab_goes_from_the_last_column_to_the_name_of_the_map(screen, settle, listed):
    screen.take_paths([listed])
    settle()
    panel = screen.seen.columns
    panel.choices["Color"].entry.setFocus()
    panel.focusNextChild()
    assert panel.name.entry.hasFocus()
    panel.focusNextChild()
    assert panel.save.hasFocus()


def test_typing_provider_means_the_provider(qtbot, screen, settle, listed):
    screen.take_paths([listed])
    settle()
    choice = screen.seen.columns.choices["Color"]
    qtbot.keyClicks(choice.entry, "provider")
    assert choice.value() == "provider"


def test_a_person_says_that_a_row_without_a_patient_is_of_the_one_above(
    screen: TakeIn, settle, tmp_path: Path
) -> None:
    rows = ("Halloran,3/1/1970,9/3/2026", ",,9/1/2026", "Pruitt,4/1/1971,9/2/2026", ",,9/4/2026")
    path = tmp_path / "half.csv"
    path.write_text("\n".join(("Last Name,DOB,Date of Service", *rows, "")))
    screen.take_paths([path])
    settle()
    columns = screen.seen.columns
    assert screen.seen.seen
    assert screen.seen.seen.staged.rejected
    columns.blanks.set_value("above")
    columns.blanks.changed.emit()
    columns.read_again.click()
    settle()
    assert screen.seen.seen
    assert screen.seen.seen.staged.rejected == ()
    assert columns.column_map().blanks == "above"
