"""The product of a drug, typed at its service and frozen with the superbill."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.superbills import frozen, printing
from app.values.money import Money
from app.values.states import PayerKind
from models.coverage import Payer
from models.practice import Fee, FeeSchedule
from tests.conftest import AMY
from tests.ui.coding.test_coder_desk import CTRL, KEY, open_first, stored


def ndc_asked(coder):
    return [r.problem.code for r in coder.codes.problems.rows() if r.problem.code == "drug.ndc"]


def test_medicaids_question_for_the_product_is_answered_in_the_row(
    store, visits_waiting, window, request
):
    with store.write(AMY) as work:
        schedule = work.session.query(FeeSchedule).one()
        work.session.add(
            Fee(
                fee_schedule_id=schedule.id, code="J1885", wording="Ketorolac",
                amount=Money.parse("12.00"), valid_from=date(2026, 1, 1),
            )
        )  # fmt: skip
        for payer in work.session.query(Payer):
            payer.kind = PayerKind.MEDICAID
    coder, keyboard = (request.getfixturevalue(name) for name in ("coder", "keyboard"))
    first = coder.visit.id
    open_first(keyboard)
    keyboard.add("i10")
    keyboard.add("J1885")
    assert ndc_asked(coder) == ["drug.ndc"]
    coder.codes.services.setFocus()
    keyboard.press(KEY.Key_N)
    keyboard.add("0409379601 1 ML")
    assert coder.keeper.draft.lines[0].drug is None
    assert not coder.messages.isHidden()
    keyboard.press(KEY.Key_N)
    keyboard.add("0409-3796-01 1 ML")
    assert ndc_asked(coder) == []
    assert coder.messages.isHidden(), "what was wrong before is not said any longer"
    assert str(stored(store, first).lines[0].drug) == "00409-3796-01 1 ML"
    cell = coder.codes.services.model().index(0, 2).data(Qt.ItemDataRole.DisplayRole)
    assert "NDC 00409-3796-01 1 ML" in cell
    keyboard.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        bill = frozen.superbill(session, frozen.latest_of(session, first))
        (shown,) = printing.superbill_view(session, bill.id).lines
    assert bill.lines[0].drug == "N400409379601 ML1"
    assert shown.wording.endswith("(NDC 00409-3796-01 1 ML)")
