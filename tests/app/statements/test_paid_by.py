"""By when a statement asks to be paid, where a plan asks for a part of it before that."""

from dataclasses import replace
from datetime import date

import pytest

from app.documents.paper.wording import wording
from app.statements.bridge import paid_by
from app.statements.paper import draw
from app.statements.view import Bridge, BridgeRow, RowKind
from app.values.money import Money
from tests.app.paper import reading, samples
from tests.app.paper.samples import usd

DUE = date(2026, 10, 25)
THIRD, TENTH = date(2026, 10, 3), date(2026, 10, 10)


def asked(outside: str, *parts: tuple[date, str]) -> Bridge:
    rows = tuple(BridgeRow(RowKind.INSTALLMENT, usd(part), day, 1) for day, part in parts)
    total = usd(outside) + Money.total(row.amount for row in rows)
    return Bridge((), usd(outside), (), usd(outside), rows, max(total, Money(0)))


@pytest.mark.parametrize(
    ("outside", "parts", "by", "said"),
    [
        ("80.00", [], DUE, ""),
        ("80.00", [(TENTH, "50.00")], DUE, "$50.00 of it by Oct 10"),
        ("80.00", [(DUE, "50.00")], DUE, ""),
        (
            "80.00", [(THIRD, "50.00"), (TENTH, "50.00")], DUE,
            "$100.00 of it in parts from Oct 3 on",
        ),
        ("0.00", [(TENTH, "50.00")], TENTH, ""),
        ("0.00", [(THIRD, "50.00"), (TENTH, "25.00")], TENTH, "$50.00 of it by Oct 3"),
        ("-20.00", [(TENTH, "50.00")], TENTH, ""),
        ("-90.00", [(TENTH, "50.00")], TENTH, ""),
        ("0.00", [(TENTH, "50.00"), (DUE, "50.00")], DUE, "$50.00 of it by Oct 10"),
    ],
)  # fmt: skip
def test_an_installment_keeps_its_day(outside, parts, by, said):
    assert paid_by(asked(outside, *parts), DUE, wording("en")) == (by, said)


def test_in_spanish_and_in_large_print_it_stands_in_the_box_too():
    view = samples.picture()
    _day, said = paid_by(asked("80.00", (TENTH, "50.00")), DUE, wording("es"))
    for large in (False, True):
        told = replace(view, sooner=said, large=large, language="es")
        assert "$50.00 de ella hasta el 10 oct" in reading.flat(draw.draw_statement(told), 1)
