from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget

from tests.ui.kit.gallery import COLUMNS, LINES, STORY, WORK, Line
from ui import theme
from ui.columns import Column
from ui.kit.tree_rows import Group, GroupedTable, TreeRows
from ui.kit.two_line import Happening, LinesModel, TwoLines, timeline, work_list
from ui.rows_model import ROW_ROLE, RowsModel, rows_table


@pytest.fixture
def model() -> RowsModel[Line]:
    made = RowsModel[Line](COLUMNS, lambda row: row.id)
    made.set_rows(LINES)
    return made


def test_the_models_keep_qts_contract(qtmodeltester, model):
    qtmodeltester.check(model)
    tree = TreeRows[Line](COLUMNS, lambda row: row.id)
    tree.set_groups(
        (Group("a", "One", LINES[:2]), Group("b", "Two", LINES[2:]), Group("c", "", ()))
    )
    qtmodeltester.check(tree)


def test_a_reload_keeps_the_selected_row(qtbot, model):
    table = rows_table(model, "Lines")
    qtbot.addWidget(table)
    table.select_id(3)
    model.set_rows(tuple(reversed(LINES)))
    assert table.current_row() == LINES[2]


def test_when_the_row_is_gone_the_next_has_the_cursor(qtbot, model):
    table = rows_table(model, "Lines")
    qtbot.addWidget(table)
    table.select_id(2)
    model.set_rows((LINES[0], LINES[2], LINES[3]))
    assert table.current_row() == LINES[2]
    model.set_rows(())
    assert table.current_row() is None


def test_home_and_end_go_to_the_first_and_the_last_row(qtbot, model):
    table = rows_table(model, "Lines")
    qtbot.addWidget(table)
    table.select_id(2)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_row() == LINES[-1]
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_row() == LINES[0]


def test_the_next_page_is_asked_for_once(qtbot, model):
    model.set_rows(LINES[:2], more=True)
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [True]
    model.add_rows(LINES[2:])
    assert model.rows == LINES
    assert not model.canFetchMore(QModelIndex())


def test_a_row_speaks_as_one_sentence(model):
    told = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == (
        "20610-RT, Large joint injection, Charged 145.00, Paid 0.00, "
        "Payer owes 145.00, Denied, EOB 2."
    )
    assert model.index(1, 0).data(ROW_ROLE) == LINES[1]


def test_a_tone_stays_on_the_selected_row(qtbot, model):
    table = rows_table(model, "Lines")
    qtbot.addWidget(table)
    option = QStyleOptionViewItem()
    table.itemDelegate().initStyleOption(option, model.index(1, 5))
    ink = option.palette.color(QPalette.ColorRole.HighlightedText)
    assert ink == theme.color("warn")


def test_enter_opens_the_row(qtbot, model):
    table = rows_table(model, "Lines")
    qtbot.addWidget(table)
    table.select_id(1)
    with qtbot.waitSignal(table.opened) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [LINES[0]]


def test_tab_leaves_a_table(qtbot, model):
    page = QWidget()
    column = QVBoxLayout(page)
    table, after = rows_table(model, "Lines"), QLineEdit()
    column.addWidget(table)
    column.addWidget(after)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert page.focusWidget() is after


def test_choosing_a_heading_twice_turns_the_order_round(model):
    heard: list[tuple[str, bool]] = []
    model.order_wanted.connect(lambda key, down: heard.append((key, down)))
    model.choose_order(0)
    model.choose_order(0)
    model.choose_order(1)
    assert heard == [("code", False), ("code", True)]
    assert model.headerData(0, Qt.Orientation.Horizontal).endswith("\N{DOWNWARDS ARROW}")


def test_a_written_csv_has_plain_figures_and_no_formulas(tmp_path):
    columns = (
        Column[str]("Name", lambda row: row),
        Column[str]("Owes", lambda row: "\N{MINUS SIGN}1,157.00", numeric=True),
    )
    made = RowsModel[str](columns, lambda row: row)
    made.set_rows(("=HYPERLINK(1)", "Lindqvist, Petra"))
    made.write_csv(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8-sig", newline="") as page:
        assert list(csv.reader(page)) == [
            ["Name", "Owes"],
            ["'=HYPERLINK(1)", "-1157.00"],
            ["Lindqvist, Petra", "-1157.00"],
        ]


def test_fifty_thousand_rows_show_without_asking_each(qtbot):
    asked = []
    columns = (Column[int]("Number", lambda row: asked.append(row) or str(row)),)
    made = RowsModel[int](columns, lambda row: row)
    table = rows_table(made, "Numbers")
    qtbot.addWidget(table)
    table.show()
    made.set_rows(range(50_000))
    table.grab()
    assert len(set(asked)) < 1_000


def test_a_worklist_speaks_and_keeps_its_place(qtbot):
    made = LinesModel[TwoLines](lambda row: row, lambda row: row.title)
    made.set_rows(WORK)
    listed = work_list(made, "Denied claims")
    qtbot.addWidget(listed)
    listed.show()
    listed.select_id("Brandt, Oskar")
    made.set_rows(WORK[1:])
    assert listed.current_row() == WORK[2]
    told = listed.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Brandt, Oskar, 268.00, Medicare, 20402, 1 block."
    listed.grab()


def test_a_narrow_timeline_wraps_instead_of_cutting(qtbot):
    made = LinesModel[Happening](lambda row: row, lambda row: row.title)
    made.set_rows(STORY)
    listed = timeline(made, "Timeline")
    qtbot.addWidget(listed)
    listed.resize(700, 300)
    listed.show()
    wide = listed.visualRect(made.index(0, 0)).height()
    listed.resize(220, 300)
    qtbot.waitUntil(lambda: listed.visualRect(made.index(0, 0)).height() > wide)


def test_groups_fold_and_stay_folded_over_a_reload(qtbot):
    made = TreeRows[Line](COLUMNS, lambda row: row.id)
    groups = (Group("a", "One", LINES[:2], figures={2: "310.00"}), Group("b", "Two", LINES[2:]))
    made.set_groups(groups)
    tree = GroupedTable(made, "Ledger")
    qtbot.addWidget(tree)
    tree.show()
    tree.setCurrentIndex(made.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(made.index(0, 0))
    tree.select_id(4)
    made.set_groups(groups)
    assert not tree.isExpanded(made.index(0, 0))
    assert tree.isExpanded(made.index(1, 0))
    assert tree.current_row() == LINES[3]
    told = made.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "One, Charged 310.00."


def test_a_column_that_takes_the_rest_never_gets_narrower_than_its_heading(qtbot, dressed):
    columns = [Column(name, lambda row: "some words that need room") for name in ("One", "Two")]
    rest = Column[str]("Diagnoses of the visit", lambda row: row, stretch=True)
    made = rows_table(RowsModel([*columns, rest], lambda row: row), "Lines")
    qtbot.addWidget(made)
    made.rows_model.set_rows(["first", "second"])
    made.resize(900, 200)
    made.show()
    heads = made.horizontalHeader()
    taken = heads.sectionSize(0) + heads.sectionSize(1)
    assert heads.sectionSize(2) == made.viewport().width() - taken
    made.resize(taken + 20, 200)
    assert heads.sectionSize(2) == heads.sectionSizeHint(2) > 20
    assert made.horizontalScrollBar().maximum() > 0
    made.resize(900, 200)
    assert heads.sectionSize(2) == made.viewport().width() - taken


@pytest.mark.parametrize("kind", ["table", "list"])
def test_an_empty_list_says_what_its_emptiness_means(qtbot, dressed, kind):
    made = (
        rows_table(RowsModel(COLUMNS, lambda row: row.id), "Lines")
        if kind == "table"
        else work_list(LinesModel(lambda row: TwoLines("", "", "", ""), lambda row: row), "Lines")
    )
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    blank = made.viewport().grab().toImage()
    made.say_nothing("No visit is in this list.")
    assert made.accessibleDescription() == "No visit is in this list."
    assert made.viewport().grab().toImage() != blank


def test_a_mark_without_words_is_told_by_the_name_of_its_column(qtbot):
    mark = Column[str]("", lambda row: "", icon=lambda row: row, spoken="Remark")
    assert (mark.said("undo-2"), mark.said("")) == ("Remark", "")


def test_in_a_wide_window_columns_share_the_rest_and_in_a_narrow_one_they_fit_their_words(qtbot):
    columns = (
        Column("Name", lambda row: row, stretch=True),
        Column("Number", lambda _: "10001"),
        Column("Amount", lambda _: "12.00", numeric=True),
    )
    made = RowsModel[str](columns, lambda row: row)
    made.set_rows(["Castellan"])
    table = rows_table(made, "Lines")
    qtbot.addWidget(table)
    table.share_room(1600, 1)
    for wide, is_shared in ((900, False), (2200, True), (300, False), (120, False), (900, False)):
        table.resize(wide, 300)
        table.show()
        qtbot.wait(10)
        shared = abs(table.columnWidth(0) - table.columnWidth(1)) <= 1
        assert shared is is_shared, wide
        assert table.columnWidth(1) >= table.sizeHintForColumn(1)
