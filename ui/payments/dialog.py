"""Take a payment: the amount, how it was paid, and live what it pays. Amount, Enter, Enter."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ledger.drafts import PatientPaymentDraft
from app.reports import paying, receipts
from app.reports.paying import OpenPlan, PaymentSheet, Share, Way
from app.reports.receipts import Receipt, method_words
from app.values.dates import show_date
from app.values.money import ZERO, Money
from app.values.problem import Outside, Refused
from app.values.states import PaymentMethod
from ui.desk import Desk
from ui.fields import ChoiceField, MoneyField, TextField
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.choice import ChoiceChips
from ui.kit.label import label, rule
from ui.kit.panel import Panel, drop_all
from ui.messages import message_of
from ui.text import tr

_METHODS = (
    PaymentMethod.CARD,
    PaymentMethod.CHECK,
    PaymentMethod.CASH,
    PaymentMethod.ONLINE,
    PaymentMethod.TRANSFER,
)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDE, _HIGH = 920, 620
_BESIDE = 840


class PaymentDialog(QDialog):
    """One payment of one account; ``visit`` is the visit that it was opened from, 0 for none.

    Enter in the amount goes to *Take*, so that Enter again takes what is shown. Tab walks
    through method, reference and what it pays.
    """

    taken = Signal(object, str)
    """The ``Receipt`` and a sentence about it."""

    def __init__(
        self, desk: Desk, account_id: int, visit: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._visit = desk, visit
        self._sheet: PaymentSheet | None = None
        self._busy = self._is_typed = False
        self.setWindowTitle(tr("payment_screen.title"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.name = label("", "title")
        self.owes = label("", "soft")
        self.amount = MoneyField(tr("payment_screen.amount"), needed=True, wide=220)
        self.amount.line.setProperty("large", "figure")
        self.amount.line.setFixedHeight(52)
        methods = [(one.value, tr(f"payment_screen.method.{one.value}")) for one in _METHODS]
        self.method = ChoiceChips(tr("payment_screen.method.name"), methods)
        self.reference = TextField(tr("payment_screen.reference"), wide=220, longest=20)
        ways = [(way.value, tr(f"payment_screen.way.{way.value}")) for way in Way]
        self.way = ChoiceChips(tr("payment_screen.way.name"), ways)
        self.plan = ChoiceField(tr("payment_screen.which_plan"))
        self.banner = Banner("note", "")
        self.error = Banner("block", "")
        self.pays = Panel(tr("payment_screen.pays"))
        self.save = button("primary", tr("payment_screen.take"), "Enter")
        self.cancel = button("plain", tr("payment_screen.cancel"), "Esc")
        self._build()
        self._connect()
        desk.read(
            paying.payment_sheet, account_id, desk.today, then=self._show, owner=self,
            otherwise=self._refused,
        )  # fmt: skip

    @property
    def today(self) -> date:
        """Give the day that the payment is received on."""
        return self._desk.today

    def chosen_way(self) -> Way:
        """Give how the amount is spread."""
        return Way(self.way.value() or Way.OLDEST.value)

    def shares(self) -> tuple[Share, ...]:
        """Give where the amount goes, as shown; empty while there is no amount."""
        amount = self.amount.value()
        if self._sheet is None or amount is None or amount <= ZERO:
            return ()
        return self._sheet.spread(self.chosen_way(), amount, self._visit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take by Ctrl+Enter from anywhere; Enter on a choice goes to *Take*, as in the amount."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._take()
            elif any(one.isAncestorOf(self.focusWidget()) for one in (self.method, self.way)):
                self._to_take()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what it pays beside what is typed, or under it in a narrow window."""
        super().resizeEvent(event)
        side = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(side if self.width() >= _BESIDE else below)

    def _build(self) -> None:
        over = self.parentWidget()
        wide, high = (over.width(), over.height()) if over else (_WIDE, _HIGH)
        self.resize(min(_WIDE, wide - 24), min(_HIGH, high - 24))
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.name)
        head.addWidget(self.owes)
        middle = QScrollArea()
        middle.setWidgetResizable(True)
        middle.setFrameShape(QScrollArea.Shape.NoFrame)
        middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(24)
        self._sides.addLayout(self._entry())
        self._sides.addWidget(self._preview(), 1)
        middle.setWidget(inner)
        foot = QHBoxLayout()
        foot.addWidget(label(tr("payment_screen.hint"), "hint", wrap=True), 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.error)
        column.addWidget(middle, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        self.banner.hide()
        self.error.hide()
        self.save.set_off(tr("payment_screen.no_amount"))

    def _entry(self) -> QVBoxLayout:
        """Lay out what is typed and chosen."""
        left = QVBoxLayout()
        left.setSpacing(6)
        for name, part in (
            (self.amount.label, self.amount),
            (label(tr("payment_screen.method.name"), "soft"), self.method),
            (self.reference.label, self.reference),
            (label(tr("payment_screen.way.name"), "soft"), self.way),
            (self.plan.label, self.plan),
        ):
            left.addWidget(name)
            left.addWidget(part)
            left.addSpacing(6)
        left.addWidget(self.banner)
        left.addStretch()
        return left

    def _preview(self) -> Panel:
        """Lay out what the payment pays, in a place that scrolls."""
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        for ground in (self._rows, scroll.viewport()):
            ground.setProperty("ground", "surface")
        scroll.setWidget(self._rows)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pays.setMinimumHeight(150)
        self.pays.add(scroll, 1)
        return self.pays

    def _connect(self) -> None:
        self.amount.entry.removeEventFilter(self.amount)
        self.amount.line.returnPressed.connect(self._to_take)
        self.amount.line.textEdited.connect(self._note_typed)
        self.way.chosen.connect(self._choose_way)
        self.plan.changed.connect(self._choose_plan)
        self.method.chosen.connect(self._show_shares)
        self.save.clicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)

    def _show(self, sheet: PaymentSheet) -> None:
        self._sheet = sheet
        way = sheet.way(self._visit)
        self.name.setText(sheet.name)
        self.owes.setText(_owes(sheet))
        self.method.set_value(PaymentMethod.CARD.value)
        self.way.set_value(way.value)
        self._offer_plans(sheet)
        suggested = sheet.suggested(way, self._visit)
        self.amount.set_value(suggested or None)
        if sheet.plan_past_due:
            plan = sheet.plans[0]
            words = tr("payment_screen.past_due", amount=plan.past_due, number=plan.number)
            self.banner.show_message("warn", words)
            self.banner.show()
        self._show_shares()
        self.amount.line.setFocus()
        self.amount.line.selectAll()

    def _note_typed(self) -> None:
        """Remember that a person typed the amount: it is never replaced by a suggestion."""
        self._is_typed = True
        self._show_shares()

    def _offer_plans(self, sheet: PaymentSheet) -> None:
        """Let choose which plan is paid, where there is more than one."""
        self.plan.set_choices([(str(one.plan_id), _plan_words(one)) for one in sheet.plans])
        for part in (self.plan.label, self.plan):
            part.setVisible(len(sheet.plans) > 1)
        self.plan.set_value(str(sheet.plans[0].plan_id) if sheet.plans else None)

    def _choose_plan(self) -> None:
        """Pay the chosen plan: that is also the way."""
        chosen = self.plan.value()
        if self._sheet is not None and chosen:
            self._sheet = self._sheet.paying_plan(int(chosen))
            self.way.set_value(Way.PLAN.value)
            self._choose_way()

    def _choose_way(self) -> None:
        if self._sheet is not None and not self._is_typed:
            suggested = self._sheet.suggested(self.chosen_way(), self._visit)
            self.amount.set_value(suggested or None)
        self._show_shares()

    def _show_shares(self) -> None:
        drop_all(self._grid)
        shares, sheet = self.shares(), self._sheet
        if sheet is None or not shares:
            self.save.setText(tr("payment_screen.take"))
            self.save.set_off(tr("payment_screen.no_amount"))
            self._put(0, tr("payment_screen.no_amount"), "", "soft")
            self._stretch_after(0)
            return
        line = 0
        for words, amount in _lines(sheet, shares):
            self._put(line, words, str(amount), "")
            line += 1
        total = Money.total(share.amount for share in shares)
        self._grid.addWidget(rule(), line, 0, 1, 2)
        self._put(line + 1, tr("payment_screen.total"), str(total), "strong")
        self._put(line + 2, tr("payment_screen.after"), str(_left(sheet, shares)), "soft")
        self._stretch_after(line + 2)
        self.save.setText(tr("payment_screen.take_amount", amount=total))
        self.save.set_off("")

    def _stretch_after(self, line: int) -> None:
        """Keep the lines at the top, under the title of their panel."""
        for row in range(self._grid.rowCount() + 1):
            self._grid.setRowStretch(row, 1 if row == line + 1 else 0)

    def _put(self, line: int, words: str, amount: str, kind: str) -> None:
        self._grid.addWidget(label(words, kind, wrap=True), line, 0)
        figure = label(amount, kind)
        figure.setAlignment(_RIGHT)
        self._grid.addWidget(figure, line, 1)

    def _to_take(self) -> None:
        if self.amount.is_good() and self.save.isEnabled():
            self.save.setFocus()

    def _take(self) -> None:
        amount = self.amount.value()
        if self._sheet is None or amount is None or not self.shares() or self._busy:
            self.amount.is_good()
            return
        self._busy = True
        typed = PatientPaymentDraft(
            account_id=self._sheet.account_id,
            received_on=self.today,
            amount=amount,
            method=PaymentMethod(self.method.value() or PaymentMethod.OTHER.value),
            reference=self.reference.value() or "",
        )
        draft = paying.draft_of(self._sheet, self.shares(), typed)
        self._desk.do(receipts.take, draft, then=self._taken, otherwise=self._refused, owner=self)

    def _taken(self, receipt: Receipt) -> None:
        assert self._sheet is not None  # noqa: S101
        method = PaymentMethod(self.method.value() or PaymentMethod.OTHER.value)
        said = tr(
            "payment_screen.taken",
            amount=receipt.amount,
            method=method_words(method, self.reference.value() or "", "en"),
            name=self._sheet.name,
            number=receipt.number,
        )
        self.taken.emit(receipt, said)
        self.accept()

    def _refused(self, error: Refused | Outside) -> None:
        self._busy = False
        message = message_of(error)
        self.error.show_message(message.tone, message.now, message.what)
        self.error.show()


def _owes(sheet: PaymentSheet) -> str:
    parts = [tr("payment_screen.owes", amount=sheet.patient)]
    parts += [
        tr("payment_screen.plan", number=plan.number, amount=plan.balance) for plan in sheet.plans
    ]
    if sheet.credit:
        parts.append(tr("payment_screen.credit", amount=sheet.credit))
    return " \N{MIDDLE DOT} ".join([tr("accounts.number", number=sheet.number), *parts])


def _plan_words(plan: OpenPlan) -> str:
    return tr("payment_screen.plan_choice", number=plan.number, amount=plan.balance)


def _lines(sheet: PaymentSheet, shares: tuple[Share, ...]) -> list[tuple[str, Money]]:
    """Give what each part of the payment goes to, a visit's charges together."""
    found: dict[str, Money] = {}
    for share in shares:
        words = _share_words(sheet, share)
        found[words] = found.get(words, ZERO) + share.amount
    return list(found.items())


def _share_words(sheet: PaymentSheet, share: Share) -> str:
    if share.plan_id:
        plan = next(one for one in sheet.plans if one.plan_id == share.plan_id)
        return tr("payment_screen.to_plan", number=plan.number)
    visit = sheet.visit(share.visit)
    if visit is None:
        return tr("payment_screen.to_credit")
    day = show_date(visit.dos, sheet.today)
    key = "payment_screen.to_visit" if visit.owes else "payment_screen.ahead"
    return tr(key, day=day, patient=visit.patient, what=visit.what)


def _left(sheet: PaymentSheet, shares: tuple[Share, ...]) -> Money:
    """Give what the patient owes outside plans after the payment."""
    paid = ZERO
    for share in shares:
        visit = sheet.visit(share.visit)
        if visit is not None and visit.owes:
            paid += share.amount
    return max(sheet.patient - paid, ZERO)
