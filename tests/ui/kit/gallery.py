"""All parts of the kit in one window; python -m tests.ui.kit.gallery out.png dark grabs it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.values.money import Money
from app.values.npi import Npi
from ui import fields, theme
from ui.columns import Column, zero_faint
from ui.kit.banner import Banner, MessageBar, Toast
from ui.kit.button import IconButton, button, small_button
from ui.kit.choice import Answer, ChoiceChips, Filter, FilterButtons, NumberedAnswers, Switch
from ui.kit.figures import Figure, FigureStrip, MoneyBar
from ui.kit.key_bar import KeyBar
from ui.kit.label import Chip, Status, label, letter_box
from ui.kit.page import EmptyState, NextStep, PageHeader, Steps, Tabs, key_hint
from ui.kit.panel import Panel, row_of
from ui.kit.splitter import Splitter
from ui.kit.tree_rows import Group, GroupedTable, TreeRows
from ui.kit.two_line import Happening, LinesModel, TwoLines, timeline, work_list
from ui.rows_model import RowsModel, rows_table

TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    code: str
    service: str
    charged: str
    paid: str
    owes: str
    state: str
    tone: str


LINES = (
    Line(1, "99213-25", "Office visit", "165.00", "78.56", "0.00", "Paid", "ok"),
    Line(2, "20610-RT", "Large joint injection", "145.00", "0.00", "145.00", "Denied", "warn"),
    Line(3, "J1010", "Methylprednisolone 1 mg", "48.00", "24.96", "0.00", "Paid", "ok"),
    Line(4, "73562-RT", "Knee x-ray", "1,157.00", "30.80", "\N{MINUS SIGN}7.70", "Today", "block"),
)
COLUMNS = (
    Column[Line]("Code", lambda r: r.code, sort_key="code", bold=lambda r: True),
    Column[Line]("Service", lambda r: r.service, stretch=True),
    Column[Line]("Charged", lambda r: r.charged, numeric=True),
    Column[Line]("Paid", lambda r: r.paid, numeric=True, tone=zero_faint(lambda r: r.paid)),
    Column[Line](
        "Payer owes",
        lambda r: r.owes,
        numeric=True,
        bold=lambda r: r.owes == "145.00",
        tone=zero_faint(lambda r: r.owes),
    ),
    Column[Line](
        "State", lambda r: r.state, tone=lambda r: r.tone, icon=lambda r: theme.status_icon(r.tone)
    ),
    Column[Line]("Paper", lambda r: f"EOB {r.id}", link=True),
)
WORK = (
    TwoLines(
        "Okafor-Lind, Teresa",
        "145.00",
        "Blue Prairie · 20418",
        "4 days left",
        "triangle-alert",
        "warn",
    ),
    TwoLines("Pruitt, Delphine", "412.00", "Blue Prairie · 20377", "17 days left", "clock", "wait"),
    TwoLines("Brandt, Oskar", "268.00", "Medicare · 20402", "1 block", "octagon-x", "block"),
    TwoLines("Ito-Reyes, Carmen", "165.00", "Blue Prairie · 20431", "2nd look", "glasses", "note"),
)
STORY = (
    Happening("Today", "Denied line not yet decided", "4 days left for a corrected claim", True),
    Happening("Nov 11", "Paid 134.32, line 2 denied", "Remittance 0098127, CO-11"),
    Happening("Oct 14", "Accepted by payer", "277CA · payer claim 26287A0419"),
    Happening("Oct 13", "Sent in batch 0312"),
)


def desk_pane() -> QWidget:
    model = LinesModel[TwoLines](lambda row: row, lambda row: row.title)
    model.set_rows(WORK)
    listed = work_list(model, "Denied claims")
    listed.select_id("Okafor-Lind, Teresa")
    pane = QWidget()
    pane.setProperty("ground", "surface")
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    filters = FilterButtons("Show")
    filters.show_filters(
        (
            Filter("all", "All", 86),
            Filter("print", "Will print", 61, "ok"),
            Filter("choose", "Choose", 1, "warn"),
        )
    )
    column.addWidget(filters)
    column.addWidget(listed, 1)
    column.addWidget(key_hint("Ctrl+E", "link words"))
    return pane


def lines_panel() -> Panel:
    panel = Panel()
    model = RowsModel[Line](COLUMNS, lambda row: row.id)
    model.set_rows(LINES)
    model.set_order("code", descending=False)
    table = rows_table(model, "Lines of the claim", compact=True)
    table.select_id(2)
    panel.add(table)
    panel.add_foot(Status("warn", "Line 2"), label("CO-11: the diagnosis does not fit."))
    return panel


def next_panel() -> Panel:
    panel = Panel(mark="accent")
    inside = panel.inset()
    inside.addWidget(label("Next: send back to the coder, then a corrected claim.", "strong"))
    inside.addWidget(
        label(
            "Line 2 points to B (I10). The payer wants a joint diagnosis. A (M17.11)"
            " is on the claim and has evidence in the note.",
            "soft",
            wrap=True,
        )
    )
    causes = ChoiceChips(
        "Cause",
        (("coding", "Coding"), ("billing", "Billing"), ("front", "Front desk"), ("payer", "Payer")),
    )
    causes.set_value("coding")
    inside.addLayout(row_of(label("Cause", "soft"), causes))
    dead = button("plain", "Reopen")
    dead.set_off("Only closed claims can be reopened.")
    inside.addLayout(
        row_of(
            button("primary", "Send back to coder", "Ctrl+Enter"),
            button("plain", "Log a call", "F8"),
            button("quiet", "Show all 27"),
            dead,
            IconButton("list-filter", "Filter", framed=True),
        )
    )
    return panel


def money_panel() -> Panel:
    panel = Panel("Who owes the 415.00", "claim 20418")
    panel.add_to_head(small_button("Note", "F4"))
    bar = MoneyBar()
    bar.show_shares(
        {
            "received": Money(13432),
            "reduced": Money(10210),
            "payer": Money(14500),
            "patient": Money(3358),
        }
    )
    inside = panel.inset(16, 14)
    inside.addWidget(bar)
    inside.addStretch()
    return panel


def time_panel() -> Panel:
    panel = Panel("Timeline", hat="biller")
    model = LinesModel[Happening](lambda row: row, lambda row: row.title)
    model.set_rows(STORY)
    panel.add(timeline(model, "Timeline"))
    return panel


def ledger_panel() -> Panel:
    panel = Panel()
    tabs = Tabs("Account", ("Ledger", "Statements 7", "Plan 1"))
    panel.add(tabs)
    model = TreeRows[Line](COLUMNS, lambda row: row.id)
    model.set_groups(
        (
            Group(
                "a",
                "Nov 17, Priya",
                LINES[:2],
                "Office visit · Dr. Osei",
                {2: "310.00", 4: "145.00"},
            ),
            Group("b", "Needs a choice", LINES[2:], "2", {2: "1,205.00"}, "triangle-alert", "warn"),
        )
    )
    tree = GroupedTable(model, "Ledger")
    tree.select_id(1)
    panel.add(tree)
    return panel


def form_panel() -> Panel:
    panel = Panel("Terms", "an offer")
    switch = Switch("Try other settings", "Trying")
    switch.setChecked(True)
    panel.add_to_head(switch)
    form = fields.FormRows()
    amount = fields.MoneyField("Down payment")
    amount.set_value(Money(14090))
    day = fields.DateField("First due", TODAY)
    day.set_value(date(2026, 12, 15))
    every = fields.ChoiceField("Every", (("m", "month, on the 15th"), ("w", "week")))
    grace = fields.NumberField("Grace", 0, 60, unit="days")
    grace.set_value(10)
    code = fields.TextField("Diagnosis")
    code.set_value("E11.42")
    npi = fields.NpiField("NPI")
    npi.set_value(Npi("1234567893"))
    npi.line.setText("1234567890")
    npi.is_good()
    due = fields.TextField("Title")
    due.set_value("A plan")
    due.show_problem("Another plan has this title.", "warn")
    off = fields.TextField("Plan number")
    off.set_value("19")
    off.set_off("Given when the plan starts.")
    check = fields.CheckField("Leave kept plans out")
    check.set_value(True)
    note = fields.NoteField("Note", lines=2)
    for part in (amount, day, every, grace, code, npi, due, off, check, note):
        form.add(part.name, part)
    panel.inset().addWidget(form)
    return panel


def answers_panel() -> Panel:
    panel = Panel("Takeback of 19877-1", "1 of 2")
    ask = NumberedAnswers(
        "Carmen paid her 22.10 on Oct 2. Who pays the new 27.20?",
        (
            Answer("bill", "Bill the patient", "Next statement, with the reason"),
            Answer("hold", "Hold it", "Ask the payer why first"),
        ),
    )
    ask.set_value("bill")
    panel.inset().addWidget(ask)
    return panel


def told_panel() -> Panel:
    panel = Panel()
    inside = panel.inset()
    inside.setSpacing(8)
    inside.addLayout(
        row_of(
            Chip("1 line denied", "warn", "triangle-alert"),
            Chip("Second look Nov 26", "note", "glasses"),
            Chip("3 · 90662", "accent"),
            Chip("Waiting"),
            letter_box("A"),
            letter_box("2", evidence=True),
        )
    )
    inside.addWidget(
        Banner("note", "The Truth-in-Lending boxes will print.", "More than four installments.")
    )
    inside.addWidget(Banner("ok", "Within your limits (25.00 and 12 months)."))
    inside.addWidget(Steps(("Practice", "Users", "Payers")))
    return panel


def strip() -> FigureStrip:
    made = FigureStrip("Account")
    made.show_figures(
        (
            Figure("With payer", "165.00", "1 visit, 4 days", "payer"),
            Figure("Patient owes", "104.08", "oldest 17 days", "patient"),
            Figure("In payment plan", "300.00", "4 of 6 due Dec 15", "plan"),
            Figure("Credit held", "0.00", "none", "credit"),
            Figure("Account balance", "569.08", "ties to the ledger"),
        )
    )
    return made


def main_pane() -> QWidget:
    pane = QWidget()
    row = QHBoxLayout(pane)
    row.setContentsMargins(24, 16, 24, 16)
    row.setSpacing(16)
    left, right = QVBoxLayout(), QVBoxLayout()
    for column in (left, right):
        column.setSpacing(12)
    for part in (strip(), next_panel(), lines_panel(), ledger_panel()):
        left.addWidget(part)
    left.addLayout(row_of(money_panel(), time_panel(), spacing=16, stretch_last=True))
    for part in (form_panel(), answers_panel(), told_panel()):
        right.addWidget(part)
    right.addStretch()
    row.addLayout(left, 1)
    row.addLayout(right)
    pane.setMinimumWidth(1100)
    return pane


def window() -> QMainWindow:
    """Build the gallery."""
    made = QMainWindow()
    made.setWindowTitle("Kit")
    for word in ("&File", "&Edit", "&Go"):
        made.menuBar().addMenu(word).addAction("Nothing")
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    header = PageHeader("Remittance preview", "Blue Prairie Health · EFT 0098131 · 20 claims")
    header.add_beside_title(Chip("Nothing is posted yet", "note", "info"))
    header.add_fact(Status("warn", "2 choices left"))
    header.add_button(button("plain", "Close without posting", "Esc"))
    header.add_button(button("primary", "Post 19, park 1", "Ctrl+Enter"))
    column.addWidget(header)
    message = MessageBar()
    column.addWidget(message)
    message.say(
        "warn",
        "See the change, then save again.",
        "Someone changed this claim at 10:41.",
        button("plain", "See the change").be_small(),
    )
    panes = Splitter("Panes", desk_pane(), main_pane())
    panes.set_widths((284, 1156), 1)
    column.addWidget(panes, 1)
    made.setCentralWidget(place)
    keys = KeyBar()
    hints = [key_words("↑↓", "move"), key_words("1…5", "cause"), key_words("Ctrl+Enter", "post")]
    keys.show_keys(hints, [key_words("F1", "all keys")])
    made.setStatusBar(keys)
    toast = Toast(place)
    toast.say("Posted 19 claims, parked 1.", undo=True)
    made.resize(1440, 900)
    return made


@dataclass(frozen=True, slots=True)
class key_words:  # noqa: N801
    key: str
    words: str


def empty_page() -> EmptyState:
    """Build an empty page."""
    return EmptyState(
        "shield-check",
        "No denied line is waiting for you",
        "Every line the payers turned down has a decision and a date. New ones "
        "appear here right after a remittance is posted.",
        (
            NextStep("Follow 1 appeal", "decision expected by Jan 8", "gavel", "A"),
            NextStep("Post 2 remittances", "$4,871.03 waiting", "inbox", "Ctrl+4"),
        ),
    )


def main() -> None:
    app = QApplication(sys.argv)
    theme.apply(app, sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "biller")
    shown = empty_page() if len(sys.argv) > 4 else window()
    shown.resize(1740, 1200 if len(sys.argv) <= 4 else 700)
    shown.show()

    def grab() -> None:
        for view in shown.findChildren(QTableView):
            view.setFocus()
        shown.grab().save(sys.argv[1])
        app.quit()

    QTimer.singleShot(500, grab)
    app.exec()


if __name__ == "__main__":
    main()
