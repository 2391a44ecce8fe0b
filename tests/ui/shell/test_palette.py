"""The palette: people, papers and actions in one box."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.store.actor import Actor
from ui.actions import ACTIONS, EVERYWHERE, all_actions
from ui.palette import Palette, action_rows, way_rows
from ui.palette_ways import ways
from ui.screen import Target


@dataclass(frozen=True, slots=True)
class Hit:
    group: str
    words: str
    detail: str = ""
    screen: str = "accounts"
    ids: tuple[object, ...] = ()
    exact: bool = False


HITS = (
    Hit("papers", "Statement 5512", "Nov 3", "statements", ("statement", 5512), exact=True),
    Hit("papers", "Claim 5512-1", "Nov 2", "biller", ("claim", 1)),
    Hit("people", "Halloran, Wendell", "Feb 2, 1950", "accounts", ("account", 7)),
)


def find(session, text):
    return [hit for hit in HITS if text.casefold() in hit.words.casefold()]


def slow(session, text):
    time.sleep(0.15)
    return find(session, text)


@pytest.fixture
def make(qtbot, dressed, desk):
    def build(search):
        over = QWidget()
        over.resize(1200, 800)
        qtbot.addWidget(over)
        over.show()
        palette = Palette(desk, search, over)
        palette.over = over
        palette.chosen_ones = []
        palette.chosen.connect(palette.chosen_ones.append)
        palette.open_over(ACTIONS)
        return palette

    return build


def words(palette):
    return [row.words for row in palette.rows.rows]


def test_people_come_before_papers_and_each_group_has_its_head(qtbot, make):
    palette = make(find)
    qtbot.keyClicks(palette.field, "l")
    qtbot.waitUntil(lambda: "People" in words(palette))
    shown = words(palette)
    assert (
        shown.index("People") < shown.index("Claims, checks, statements") < shown.index("Actions")
    )


def test_an_exact_number_opens_at_once_even_before_the_answer_came(qtbot, make):
    palette = make(slow)
    qtbot.keyClicks(palette.field, "Statement 5512")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: palette.chosen_ones == [Target("statements", ("statement", 5512))])
    assert not palette.isVisible()


def test_arrows_pass_over_heads_and_the_caret_stays_in_the_field(qtbot, make):
    palette = make(find)
    qtbot.keyClicks(palette.field, "5512")
    qtbot.waitUntil(lambda: "Claim 5512-1" in words(palette))
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data() == "Claim 5512-1"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen_ones == [Target("statements", ("statement", 5512))]


def test_an_action_is_found_by_any_of_its_words_and_shows_its_key(qtbot, make):
    palette = make(None)
    qtbot.keyClicks(palette.field, "payment take")
    assert palette.list.currentIndex().data() == "Take a payment"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen_ones == ["billing.take-payment"]
    assert [row.side for row in action_rows(ACTIONS, "take a")] == ["F9"]


def test_what_is_not_found_is_said_with_a_way_on(qtbot, make):
    palette = make(find)
    qtbot.keyClicks(palette.field, "zzz")
    qtbot.waitUntil(lambda: words(palette)[0].startswith("Nothing"))
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen_ones == []
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.activeModalWidget() is None


def test_the_box_shrinks_to_what_was_found_and_grows_again(qtbot, make):
    palette = make(find)
    whole = palette.height()
    qtbot.keyClicks(palette.field, "Halloran")
    qtbot.waitUntil(lambda: words(palette)[1:] == ["Halloran, Wendell"])
    assert palette.height() == palette.sizeHint().height() < whole
    assert palette.field.mapTo(palette, palette.field.rect().topLeft()).y() < 20
    palette.field.selectAll()
    qtbot.keyClick(palette.field, Qt.Key.Key_Delete)
    assert palette.height() == whole


def test_pages_of_other_desks_are_found_by_their_names_once_something_is_typed(qtbot, make):
    palette = make(find)
    assert "Practice: Fee schedule" not in words(palette)
    qtbot.keyClicks(palette.field, "paper eob")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: palette.chosen_ones == [Target("remittance", ("new",))])
    palette.open_over(ACTIONS, "remittance")
    qtbot.keyClicks(palette.field, "fee")
    qtbot.waitUntil(lambda: "Practice: Fee schedule" in words(palette))
    assert "Post a paper EOB" not in words(palette)


def test_back_up_in_two_words_finds_the_backup_before_its_restoring(qtbot, make):
    palette = make(find)
    qtbot.keyClicks(palette.field, "back up")
    qtbot.waitUntil(lambda: words(palette)[1:3] == ["The file: Backup", "Restore a backup…"])


def test_a_page_that_the_user_may_not_open_is_no_way(qtbot, make):
    palette = make(find)
    palette._desk.actor = Actor("Front desk", permissions=frozenset({"look"}))
    palette.open_over(ACTIONS)
    qtbot.keyClicks(palette.field, "backup")
    qtbot.waitUntil(lambda: words(palette)[1:] == ["The file: Backup", "Restore a backup…"])
    palette.field.clear()
    qtbot.keyClicks(palette.field, "p")
    qtbot.waitUntil(lambda: "Practice: Fee schedule" in words(palette))
    assert "Post a paper EOB" not in words(palette)


TRIED = """
users password backup fee payment refund aging denial provider printer copay receipt void bounced
write-off discount insurance eob era deposit import csv patient duplicate appointment statement
bill installment hold reprint promise phone timeout dark font spanish keyboard logout role npi
price icd modifier template export restore envelope interest audit claim appeal doctor location
"""


def test_the_words_that_a_newcomer_tries_lead_somewhere():
    here = [action for action in all_actions() if action.scope == EVERYWHERE]
    known = ways("today", here)
    found = {word: action_rows(here, word) + way_rows(known, word) for word in TRIED.split()}
    assert [word for word, rows in found.items() if not rows] == []


def test_what_another_desk_can_do_leads_to_that_desk_and_says_so(qtbot, make):
    palette = make(None)
    qtbot.keyClicks(palette.field, "refund")
    chosen = palette.list.currentIndex()
    assert palette.rows.rows[chosen.row()].side == "on Accounts"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.chosen_ones == [Target("accounts")]


def test_what_is_called_by_the_very_word_typed_comes_before_what_only_holds_it(qtbot, make):
    palette = make(None)
    qtbot.keyClicks(palette.field, "users")
    rows = [row for row in palette.rows.rows if row.opens is not None]
    assert [row.opens for row in rows][:1] == [Target("office", ("people",))]
    assert "file.lock" in [row.opens for row in rows], "switch user"


def test_a_row_found_by_another_word_says_which(qtbot, make):
    palette = make(None)
    qtbot.keyClicks(palette.field, "staff")
    (row,) = [row for row in palette.rows.rows if row.opens is not None]
    assert (row.opens, row.side) == (Target("office", ("people",)), "staff")
