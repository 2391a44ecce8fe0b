"""What may be done to a line of the ledger: a form that says what will happen, then does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.claims import changing_payer
from app.claims.changing_payer import PayerAsked
from app.ledger import book, credit
from app.ledger.credit import CreditShare
from app.ledger.drafts import ChangeDraft, RefundDraft, ReturnedPaymentDraft
from app.ledger.undoing import ReversalDraft
from app.patients.coverages import CoverageRow, coverages_on
from app.practice import settings
from app.reports import receipts
from app.reports.account_page import AccountPage
from app.reports.account_story import LedgerLine, LedgerRow
from app.values.dates import show_date
from app.values.money import ZERO, Money
from app.values.problem import Outside, Refused
from ui.desk import Desk
from ui.fields import ChoiceField, MoneyField, TextField
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.ledger.change_sheet import ACCOUNT, ON_CHARGE, UNDONE, VISIT, Sheet, Where
from ui.messages import message_of
from ui.text import tr

_TOLD = 4


class ChangePanel(Panel):
    """The form at the right. Nothing is edited: a change is a new entry, and so is its undoing."""

    done = Signal(str)
    """A sentence about what was posted."""
    undone = Signal(object)
    """The ``LedgerRow`` of what was reversed."""
    given_back = Signal(object)
    """The ``Receipt`` of a refund."""
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("accounts.change.title"))
        self._desk = desk
        self._sheet: Sheet | None = None
        self._busy = False
        self.about = label("", "soft", wrap=True)
        self.line = ChoiceField(tr("accounts.change.line"))
        self.whom = ChoiceField(tr("accounts.change.refund.whom"))
        self.amount = MoneyField(tr("accounts.change.amount"), needed=True)
        self.reason = TextField(tr("accounts.change.reason"), needed=True, longest=120)
        self.payer = ChoiceField(tr("change_payer.visit.whom"), needed=True)
        self.fee = MoneyField(tr("accounts.change.nsf.fee_field"))
        self.effect = Banner("note", "")
        self.save = button("primary", tr("accounts.change.title"), "Ctrl+Enter")
        self.cancel = button("plain", tr("accounts.close"), "Esc")
        column: QVBoxLayout = self.inset()
        column.setSpacing(8)
        column.addWidget(self.about)
        for field in (self.line, self.whom, self.payer, self.amount, self.reason, self.fee):
            column.addWidget(field.label)
            column.addWidget(field)
        column.addWidget(self.effect)
        column.addLayout(row_of(self.save, self.cancel))
        self._connect()

    def begin(self, kind: str, page: AccountPage, where: Where) -> str:
        """Make the form ready for a change; give why it is not possible, else empty."""
        sheet = Sheet(kind, page, *where)
        problem = sheet.why_not()
        if problem:
            return problem
        self._sheet, self._busy = sheet, False
        self.set_title(tr(f"accounts.change.{kind}.title"))
        self.about.setText(tr(f"accounts.change.{kind}.about"))
        self.save.setText(tr(f"accounts.change.{kind}.do"))
        places = sheet.places() if kind in ON_CHARGE else []
        self.line.set_choices(places)
        self._show_field(self.line, len(places) > 1)
        self._show_field(self.amount, kind not in UNDONE)
        self._show_field(self.reason, kind != "credit")
        if places:
            self.line.set_value(places[0][0])
        self._ask_payer(sheet)
        self._ask_whom(list(sheet.refundable()) if kind == "refund" else [])
        self._show_field(self.fee, kind == "nsf")
        self.reason.set_value(None)
        self.fee.set_value(None)
        self._offer_most()
        if kind == "nsf":
            self._desk.read(settings.value, settings.NSF_FEE, then=self._know_fee, owner=self)
        return ""

    def start(self) -> None:
        """Put the focus into the first field that is asked."""
        first = self.amount if self.amount.isVisibleTo(self) else self.reason
        first.entry.setFocus()
        if first is self.amount:
            self.amount.line.selectAll()

    def _connect(self) -> None:
        self.line.changed.connect(self._offer_most)
        self.whom.changed.connect(self._offer_most)
        self.amount.line.textEdited.connect(self._tell_effect)
        self.fee.line.textEdited.connect(self._tell_effect)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.closed)

    def _show_field(self, field: ChoiceField | MoneyField | TextField, shown: bool) -> None:
        field.setVisible(shown)
        field.label.setVisible(shown)

    def _ask_whom(self, found: list[str]) -> None:
        """Ask who gets a refund, where a payer's money is held; the patient comes first."""
        self.whom.set_choices([(one, tr(f"accounts.change.refund.{one}")) for one in found])
        self.whom.set_value(found[0] if found else None)
        self._show_field(self.whom, "payer" in found)

    def _ask_payer(self, sheet: Sheet) -> None:
        """Ask which of the coverages of that day is asked, where there is a choice."""
        self._show_field(self.payer, False)
        self.payer.set_choices([])
        if sheet.kind == "back" and sheet.visit is not None:
            asked = (sheet.visit.patient_id, sheet.visit.dos)
            self._desk.read(coverages_on, *asked, then=self._offer_payers, owner=self,
                            latest="payers")  # fmt: skip

    def _offer_payers(self, found: Sequence[CoverageRow]) -> None:
        sheet = self._sheet
        if sheet is None or sheet.visit is None or sheet.kind != "back":
            return
        before = sheet.visit.coverage
        held = {one.id: one.name for one in found} | (dict([before]) if before else {})
        self.payer.set_choices([(str(one), name) for one, name in held.items()])
        if held:
            self.payer.set_value(str(before[0] if before else next(iter(held))))
        self._show_field(self.payer, before is None or len(held) > 1)
        self._tell_effect()

    def _most(self) -> Money:
        """Give the largest amount that this change may have."""
        assert self._sheet is not None  # noqa: S101
        if self._sheet.kind == "back":
            return self._sheet.owed(self.line.value() or "")
        if self._sheet.kind == "refund":
            return self._sheet.refundable()[self.whom.value() or "patient"]
        spread = self._spread()
        return self._sheet.most_of(spread) if spread else self._sheet.most(self._chosen())

    def _spread(self) -> str:
        """Give "visit" or "account" where credit is put to several services; else empty."""
        place = self.line.value() or ""
        is_credit = self._sheet is not None and self._sheet.kind == "credit"
        return place if is_credit and place in (VISIT, ACCOUNT) else ""

    def _offered(self) -> Money:
        """Give the amount most likely meant: a refund leaves what the patient owes paid."""
        assert self._sheet is not None  # noqa: S101
        credit = self._sheet.page.figures.credit
        is_patients = self._sheet.kind == "refund" and self.whom.value() == "patient"
        return credit if is_patients and credit else self._most()

    def _chosen(self) -> LedgerLine | None:
        if self._sheet is None or self._sheet.kind not in ON_CHARGE:
            return None
        return next(
            (one for one in self._sheet.lines() if str(one.charge_id) == self.line.value()), None
        )

    def _offer_most(self) -> None:
        if self._sheet is not None and self._sheet.kind not in UNDONE:
            self.amount.set_value(self._offered())
        self._tell_effect()

    def _know_fee(self, fee: Money) -> None:
        self.fee.set_value(fee)
        self._tell_effect()

    def _tell_effect(self) -> None:
        """Say what will be different, or why this amount cannot be posted."""
        sheet = self._sheet
        if sheet is None:
            return
        problem = self._problem(sheet)
        if problem:
            self.effect.show_message("block", problem)
            self.save.set_off(problem)
            return
        self.save.set_off("")
        if self._spread():
            draft = sheet.spread(self._spread(), self.amount.value() or ZERO, self._desk.today)
            self._desk.read(
                credit.shares, draft, then=self._tell_shares, owner=self, latest="spread"
            )
            return
        self.effect.show_message("note", self._effect(sheet))

    def _tell_shares(self, shares: Sequence[CreditShare]) -> None:
        """Say to which services the credit goes."""
        if self._sheet is not None and self._spread():
            self.effect.show_message("note", _where(shares, self._desk.today))

    def _problem(self, sheet: Sheet) -> str:
        if sheet.kind in UNDONE:
            return self.fee.own_problem() if sheet.kind == "nsf" else ""
        amount = self.amount.value()
        if amount is None or amount <= ZERO:
            return tr("accounts.change.amount_needed")
        limit = self._limit()
        if sheet.kind == "write_off" and limit is not None and amount > limit:
            return tr("accounts.change.limit", limit=limit, amount=amount)
        if sheet.kind == "back" and not self.payer.value():
            return tr("change_payer.visit.none")
        most = self._most()
        return tr("accounts.change.too_much", most=most) if amount > most else ""

    def _fee(self) -> Money:
        """Give the fee of the check that came back; zero for none and for other changes."""
        is_asked = self._sheet is not None and self._sheet.kind == "nsf"
        return (self.fee.value() or ZERO) if is_asked else ZERO

    def _limit(self) -> Money | None:
        cents = self._desk.actor.write_off_limit_cents if self._desk.actor else 0
        return None if cents is None else Money(cents)

    def _effect(self, sheet: Sheet) -> str:
        if sheet.row is not None and sheet.kind in UNDONE:
            back, whole = abs(sheet.row.amount), sheet.whole(sheet.row)
            fee = tr("accounts.change.nsf.fee", fee=self._fee()) if self._fee() else ""
            key = f"accounts.change.{sheet.kind}.effect"
            if sheet.kind == "void" and sheet.row.payment_id is None:
                key = "accounts.change.void.effect_other"
            told = tr(key, amount=back)
            if whole != back:
                told = tr("accounts.change.void.effect_parts", whole=whole, amount=back)
            return f"{told} {fee}".strip()
        amount, line = self.amount.value() or ZERO, self._chosen()
        if sheet.kind == "back":
            return self._effect_back(sheet, amount)
        if line is None:
            told = tr("accounts.change.refund.effect", amount=amount, left=self._most() - amount)
            is_patients = self.whom.value() == "patient"
            again = amount - sheet.page.figures.credit if is_patients else ZERO
            owed = tr("accounts.change.refund.owed", amount=again) if again > ZERO else ""
            return f"{told} {owed}".strip()
        from_payer = min(amount, max(line.payer, ZERO))
        payer, patient = {
            "write_off": (line.payer - from_payer, line.patient - (amount - from_payer)),
            "to_patient": (line.payer - amount, line.patient + amount),
            "credit": (line.payer, line.patient - amount),
        }[sheet.kind]
        values = {"payer": line.payer, "patient": line.patient}
        return tr("accounts.change.effect", **values, payer_after=payer, patient_after=patient)

    def _effect_back(self, sheet: Sheet, amount: Money) -> str:
        line, owed = self._chosen(), self._most()
        payer = line.payer if line else Money.total(one.payer for one in sheet.lines())
        return tr("accounts.change.effect", payer=payer, payer_after=payer + amount,
                  patient=owed, patient_after=owed - amount)  # fmt: skip

    def _save(self) -> None:
        sheet = self._sheet
        asked = [f for f in (self.amount, self.reason) if f.isVisibleTo(self)]
        bad = [field for field in asked if not field.is_good()]
        if bad:
            bad[0].entry.setFocus()
        if sheet is None or self._busy or bad:
            return
        self._busy = True
        command, args = self._command(sheet)
        self._desk.do(command, *args, then=self._posted, otherwise=self._refused, owner=self)

    def _command(self, sheet: Sheet) -> tuple[Callable[..., object], tuple[object, ...]]:
        today, reason = self._desk.today, self.reason.value() or ""
        amount, account_id = self.amount.value() or ZERO, sheet.page.account_id
        if sheet.kind == "void" and sheet.row is not None:
            return book.reverse, (sheet.row.entry_id, ReversalDraft(reason))
        if sheet.kind == "nsf" and sheet.row is not None:
            return book.nsf, (self._returned(sheet, sheet.row, reason),)
        if sheet.kind == "refund":
            draft = RefundDraft(
                account_id=account_id,
                effective=today,
                amount=amount,
                reason=reason,
                to_payer=self.whom.value() == "payer",
            )
            return receipts.refund, (draft,)
        if self._spread():
            return book.spread_credit, (sheet.spread(self._spread(), amount, today),)
        if sheet.kind == "back":
            parts = sheet.parts(self.line.value() or "", amount)
            asked = PayerAsked(account_id, parts, int(self.payer.value() or 0), reason)
            return changing_payer.ask_payer, (asked,)
        line = self._chosen()
        assert line is not None  # noqa: S101
        change = ChangeDraft(
            account_id=account_id,
            charge_id=line.charge_id,
            effective=today,
            amount=amount,
            reason=reason,
        )
        commands = {
            "write_off": book.write_off,
            "to_patient": book.to_patient,
            "credit": book.apply_credit,
        }
        return commands[sheet.kind], (change,)

    def _returned(self, sheet: Sheet, row: LedgerRow, reason: str) -> ReturnedPaymentDraft:
        treated = sheet.visit.patient_id if sheet.visit else 0
        patient_id = treated or sheet.page.members[0].patient_id
        return ReturnedPaymentDraft(
            payment_entry_id=row.entry_id,
            effective=self._desk.today,
            reason=reason,
            fee=self._fee() or None,
            patient_id=patient_id if self._fee() else None,
        )

    def _posted(self, answer: object) -> None:
        kind = self._sheet.kind if self._sheet else "void"
        if isinstance(answer, receipts.Receipt):
            self.given_back.emit(answer)
        if self._sheet is not None and kind in UNDONE:
            self.undone.emit(self._sheet.row)
        self.done.emit(tr(f"accounts.change.{kind}.done", amount=self.amount.value() or ZERO))

    def _refused(self, error: Refused | Outside) -> None:
        self._busy = False
        message = message_of(error)
        self.effect.show_message(message.tone, message.now, message.what)


def _where(shares: Sequence[CreditShare], today: date) -> str:
    """Put into words where credit goes, its first places one by one."""
    told = [
        tr(
            "accounts.change.credit.share",
            amount=one.amount,
            code=one.code,
            day=show_date(one.dos, today),
        )
        for one in shares[:_TOLD]
    ]
    if len(shares) > _TOLD:
        rest = Money.total(one.amount for one in shares[_TOLD:])
        told.append(tr("accounts.change.credit.more", n=len(shares) - _TOLD, amount=rest))
    return tr("accounts.change.credit.effect", places=", ".join(told))
