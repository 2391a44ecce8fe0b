"""The Office desk worked by keyboard over a real store; what it did is read back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.practice import fees, identity, providers, settings
from app.practice.providers import ProviderDraft
from app.reports import leaving
from app.security import users
from app.store import office as offices
from app.store import trail
from app.store.actor import Actor
from app.store.office import OfficeFolder, unlock
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import Role
from tests import builders
from tests.ui.admin.conftest import ROBIN, Hands, shown
from ui.admin import about_page
from ui.admin.tree import LEAVES
from ui.screen import Target
from ui.settings_pages.settings_page import GROUPS, of_group


def test_every_page_opens_and_says_what_it_is(hands, screen):
    for name in LEAVES:
        page = hands.open(name)
        assert name == page.NAME
        assert page.title
        assert screen.header.state.text() == page.title
        assert len(screen.keys()) <= 7


def test_every_setting_stands_on_one_page():
    on_pages = [one.key for group in GROUPS for one in of_group(group)]
    assert sorted(on_pages) == sorted(one.key for one in settings.ALL)


def test_the_practice_is_renamed(hands, store):
    hands.open("practice")
    hands.replace("Larkspur Clinic")
    hands.save()
    with store.read() as session:
        assert identity.practice(session).name == "Larkspur Clinic"


def test_what_is_typed_and_not_saved_stays_when_its_page_is_opened_again(hands, store):
    page = hands.open("practice")
    hands.replace("Larkspur Clinic")
    codes = hands.open("settings-coding")
    field = codes.form.fields["lag.slow_days"]
    field.put(field.value() + 1)
    kept = field.value()
    assert hands.open("practice") is page
    assert page.form.fields["name"].value() == "Larkspur Clinic"
    hands.open("settings-coding")
    assert field.value() == kept
    hands.save()
    with store.write(ROBIN) as work:
        settings.save(work, settings.LAG_SLOW, kept + 1)
    hands.open("settings-coding")
    assert field.value() == kept + 1


def test_a_practice_without_a_name_is_not_saved(hands, store):
    page = hands.open("practice")
    QApplication.focusWidget().selectAll()
    hands.press(Qt.Key.Key_Delete)
    hands.save()
    assert page.form.fields["name"].problem()
    with store.read() as session:
        assert identity.practice(session).name == "Cedar Hollow Clinic"


def test_a_person_is_added_with_a_role(hands, store):
    page = hands.open("people")
    assert page.perform("office.add")
    hands.type("Dana Voss")
    hands.press(Qt.Key.Key_Return)
    hands.type("Dana")
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Space)
    hands.save()
    with store.read() as session:
        dana = next(row for row in users.users(session) if row.login == "dana")
    assert (dana.name, dana.roles, dana.has_password) == ("Dana Voss", {Role.CODER}, False)
    assert page.table.current_row().login == "dana"
    assert page.table.hasFocus()


def test_a_half_typed_person_is_not_dropped_by_opening_another(hands, screen):
    page = hands.open("people")
    page.perform("office.add")
    hands.type("Dana Voss")
    hands.press(Qt.Key.Key_Return)
    hands.type("dan")
    for deed in ("edit.change", "office.add"):
        page.perform(deed)
        hands.settle()
        held = [page.form.fields[key].value() for key in ("name", "login")]
        assert held == ["Dana Voss", "dan"]
        assert "Save it" in screen.messages.words.text()
    page._open(page.rows.rows[0])
    hands.settle()
    assert page.form.fields["name"].value() == "Dana Voss"
    assert screen.leave()
    page.perform("edit.change")
    hands.settle()
    assert page.form.fields["name"].value() == "Robin Ames"


def test_a_form_that_nobody_typed_on_makes_room_for_another(hands, screen):
    page = hands.open("people")
    page.perform("office.add")
    page.perform("edit.change")
    hands.settle()
    assert page.form.fields["name"].value() == "Robin Ames"
    assert screen.messages.isHidden()


def test_a_person_without_a_role_or_with_a_short_password_is_not_saved(hands, store):
    page = hands.open("people")
    page.perform("office.add")
    page.form.fields["name"].set_value("Dana Voss")
    page.form.fields["login"].set_value("dana")
    page.form.fields["password"].set_value("short")
    hands.save()
    assert (
        page.form.fields["roles"].problem()
        == "Check at least one role, or choose whose queries the person answers."
    )
    assert "8 characters" in page.form.fields["password"].problem()
    with store.read() as session:
        assert len(users.users(session)) == 1


def test_the_last_owner_stays_an_owner(hands, screen, store):
    page = hands.open("people")
    page.perform("edit.change")
    hands.settle()
    page.form.fields["roles"].set_value(frozenset({Role.CODER}))
    hands.save()
    assert not screen.messages.isHidden()
    with store.read() as session:
        assert users.users(session)[0].roles == {Role.OWNER}


def test_a_provider_whose_npi_fails_its_check_digit_is_shown_and_mended(hands, store):
    page = hands.open("providers")
    assert page.rows.index(0, 2).data() == "NPI fails its check digit"
    page.perform("edit.change")
    hands.settle()
    assert page.form.fields["npi"].problem() == "This NPI does not pass its check digit."
    page.form.fields["npi"].set_value("1234567893")
    hands.save()
    assert page.rows.index(0, 2).data() == "Ready for claims"
    with store.read() as session:
        assert providers.providers(session)[0].npi_ok


def test_a_way_to_one_provider_finds_the_row(hands, screen, store):
    with store.write(ROBIN) as work:
        wanted = providers.save(work, ProviderDraft(last_name="Zeller", first_name="Ada"))
    screen.open_with(Target("office", ("providers", wanted)))
    hands.settle()
    assert screen.page.table.current_row().id == wanted
    assert screen.page.table.hasFocus()


def test_esc_closes_the_form_and_then_goes_to_the_list(hands, screen):
    page = hands.open("payers")
    page.perform("office.add")
    assert screen.leave()
    assert not page.is_editing
    assert screen.leave()
    assert screen.list.hasFocus()
    assert not screen.leave()


def test_a_setting_is_saved_and_one_out_of_range_is_not(hands, store):
    page = hands.open("settings-statements")
    page.form.fields["statements.minimum"].set_value(Money(750))
    hands.save()
    page.form.fields["statements.due_days"].line.setText("3")
    hands.save()
    assert page.form.fields["statements.due_days"].problem() == "Type a number from 21 to 60."
    with store.read() as session:
        assert settings.value(session, settings.STATEMENT_MINIMUM) == Money(750)
        assert settings.value(session, settings.STATEMENT_DUE_DAYS) == 25


def test_a_fee_list_is_looked_at_before_it_is_loaded(hands, store, tmp_path: Path):
    listed = tmp_path / "fees.csv"
    listed.write_text("Code,Description,Fee\n99213,Office visit,165.00\nx,,\n", "utf-8")
    page = hands.open("fees")
    page.open_file(listed)
    hands.settle()
    assert page.take.text() == "Load 1 fee"
    assert [row.row for row in page.refused_rows.rows] == [3]
    with store.read() as session:
        assert fees.book(session).rows == ()
    page.start.set_value(date(2026, 4, 1))
    hands.save()
    with store.read() as session:
        (fee,) = fees.book(session).rows
    assert (fee.code, fee.amount, fee.valid_from) == ("99213", Money(16500), date(2026, 4, 1))
    assert not page.side.isVisible()


def test_a_file_that_is_no_fee_list_is_refused_in_words(hands, screen, tmp_path: Path):
    page = hands.open("fees")
    listed = tmp_path / "notes.csv"
    listed.write_text("hello\nworld\n", "utf-8")
    page.open_file(listed)
    hands.settle()
    assert "holds no list" in screen.messages.accessibleName()
    assert page.primary() is None


def test_the_trail_tells_who_changed_what(hands, store):
    page = hands.open("trail")
    assert page.rows.rows[0].actor == "Robin Ames"
    page.subject.set_value("provider")
    page.subject.changed.emit()
    hands.settle()
    assert {row.subject for row in page.rows.rows} == {"provider"}
    told = [page.table.model().index(0, column).data() for column in range(4)]
    assert all(words[0].isupper() for words in told[:3])
    assert "last name: Varga" in page.facts.text()


def test_the_trail_goes_on_where_a_page_ended(store):
    with store.write(ROBIN) as work:
        for number in range(7):
            work.note_deed("tried", "page", number)
    with store.read() as session:
        first = trail.trail(session, trail.Asked(limit=3))
        second = trail.trail(session, trail.Asked(before=first[-1].id, limit=3))
        assert [row.subject_id for row in (*first, *second)] == ["6", "5", "4", "3", "2", "1"]
        assert trail.choices(session).deeds == ("tried",)


def test_who_is_not_the_owner_may_look_only(qtbot, dressed, store):
    biller = Actor("Bo", 2, frozenset({"look"}))
    for screen in shown(qtbot, store, biller):
        hands = Hands(qtbot, screen)
        page = hands.open("practice")
        assert not page.save.isEnabled()
        assert page.closed.isVisible()
        assert not hands.open("people").can("office.add")


@pytest.fixture
def real(qtbot, dressed, tmp_path: Path) -> Iterator[Hands]:
    opened, _key = offices.create(OfficeFolder(tmp_path / "office"), "one two three four")
    for screen in shown(qtbot, opened.store, ROBIN, opened):
        yield Hands(qtbot, screen)
    opened.close()


def test_a_backup_is_made_and_named(real, tmp_path: Path):
    page = real.open("backup")
    assert "no backup yet" in page.state.accessibleName()
    page.now.click()
    real.settle()
    (made,) = (tmp_path / "office" / "backups").glob("*.twohats-backup")
    assert made.name in page.where.text()
    assert "today" in page.state.accessibleName()


def test_the_check_tells_each_part(real):
    page = real.open("check")
    page.run.click()
    real.settle()
    assert len(page.rows.rows) > 8
    assert all(line.ok for line in page.rows.rows)
    assert all(" " in line.name and line.name[0].isupper() for line in page.rows.rows)
    assert page.verdict.isVisible()


def test_everything_is_exported_and_the_trail_says_so(real, tmp_path: Path):
    page = real.open("export")
    page.folder.set_value(str(tmp_path / "out"))
    page.out.click()
    real.settle()
    assert (tmp_path / "out" / "patients.csv").exists()
    with page.desk.office.store.read() as session:
        [done] = trail.trail(session, trail.Asked(deed="exported"))
        [begun] = trail.trail(session, trail.Asked(deed=leaving.BEGUN))
    assert begun.id < done.id
    written = sum(1 for one in (tmp_path / "out").rglob("*") if one.is_file())
    assert f"{written} files" in page.done.accessibleName()


def test_export_leaves_a_folder_with_files_alone(real, tmp_path: Path):
    page = real.open("export")
    (tmp_path / "mine.txt").write_text("x", "utf-8")
    page.folder.set_value(str(tmp_path))
    page.out.click()
    real.settle()
    assert not real.screen.messages.isHidden()
    with page.desk.office.store.read() as session:
        assert trail.trail(session, trail.Asked(deed=leaving.BEGUN)), "an attempt is told too"
        assert not trail.trail(session, trail.Asked(deed="exported"))


def test_every_library_has_its_license_told():
    found = {part.name.lower(): part.license for part in about_page.parts()}
    assert found["sqlalchemy"] == "MIT"
    assert all(found.values())


def test_a_place_is_added_and_a_wrong_code_is_not(hands, store):
    page = hands.open("places")
    page.perform("office.add")
    page.form.fields["name"].set_value("Elm Street")
    page.form.fields["place_of_service"].set_value("x")
    hands.save()
    assert page.form.fields["place_of_service"].problem()
    page.form.fields["place_of_service"].set_value("22")
    hands.save()
    with store.read() as session:
        (place,) = providers.facilities(session)
    assert (place.name, place.place_of_service) == ("Elm Street", "22")


def test_an_empty_list_says_what_it_is_for_and_its_step_opens_the_form(hands, store):
    page = hands.open("places")
    with store.read() as session:
        assert not providers.facilities(session)
    assert not page.table.isVisible()
    assert page.nothing().isVisible()
    assert QApplication.focusWidget().text() == "Add a place"
    hands.press(Qt.Key.Key_Space)
    assert page.is_editing
    assert not page.nothing().isVisible()
    page.leave()
    assert page.nothing().isVisible()
    hands.press(Qt.Key.Key_Space)
    hands.type("Main office")
    hands.save()
    assert page.table.isVisible()
    assert [row.name for row in page.rows.rows] == ["Main office"]


def test_the_passphrase_is_changed_by_keys_and_the_recovery_key_with_it(real, tmp_path: Path):
    page = real.open("passphrase")
    office = page.desk.office
    with office.write(ROBIN) as work:
        builders.practice(work, "Cedar Hollow Clinic")
    page.also.set_value(True)
    for typed in ("one two three", "four plain words here", "four plain words here"):
        real.type(typed)
        real.press(Qt.Key.Key_Return)
    assert page.strength.words.text() == "Strong."
    real.save()
    assert "does not open" in page.now.problem()
    assert page.fresh.line.text() == "four plain words here"
    real.type("one two three four")
    real.save()
    assert page.done.isVisible()
    assert page.primary() is page.key.keep
    key = page.key.line.text()
    assert unlock(office.folder, "four plain words here") == office.data_key()
    assert unlock(office.folder, key) == office.data_key()
    with pytest.raises(Refused):
        unlock(office.folder, "one two three four")
    with office.read() as session:
        told = {row.deed for row in trail.trail(session, trail.Asked())}
    assert {"passphrase.changed", "recovery_key.renewed"} <= told
    real.save()
    assert page.key.isHidden()
    assert not page.key.line.text()
    assert not page.fresh.line.text()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (("", "", ""), "now", "opens this office now"),
        (("one two three four",) * 3, "fresh", "have now"),
        (("one two three four", "short", "short"), "fresh", "at least 12"),
        (("one two three four", "four plain words here", "four plain"), "again", "not alike"),
    ],
)
def test_a_passphrase_that_is_missing_short_or_mistyped_changes_nothing(real, typed, field, said):
    page = real.open("passphrase")
    for entry, words in zip((page.now, page.fresh, page.again), typed, strict=True):
        entry.set_value(words)
    real.save()
    assert said in getattr(page, field).problem()
    assert unlock(page.desk.office.folder, "one two three four")
