"""Cells that say what was done and what it costs."""

from __future__ import annotations

from app.intake.coded import read_modifiers, read_services
from app.intake.facts import ChargeFacts
from app.intake.figures import BadAmount, plain_number, read_amount, read_units
from app.intake.findings import Findings
from app.intake.layout import Layout
from app.intake.table import Table
from app.values.money import ZERO, Money

_Service = tuple[str, tuple[str, ...], int]
_MINUS = ("-", "(", "\N{MINUS SIGN}")
_SIGNS = "-() \N{MINUS SIGN}"


class LineCells:
    """Reads the services of each row of one table: one, several in a cell, or in columns."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._file, self._findings = table.file, findings
        self._comma = table.decimal_comma
        layout = table.layout
        self._slots = _slots(layout)
        self._charge_id = layout.at("charge_id")

    def charges(self, number: int, row: list[str]) -> list[ChargeFacts]:
        """Give the services of a row; what cannot be taken as it stands is warned of."""
        found: list[ChargeFacts] = []
        for code, modifiers, units, amount in self._slots:
            cells = [row[place] if place >= 0 else "" for place in (code, units, amount)]
            marks = [row[place] for place in modifiers if row[place]]
            if cells[0]:
                found.extend(self._slot(number, cells, marks))
            elif cells[2] and self._charged(number, cells[2], self._amount(number, cells[2])):
                self._findings.warn(self._file, number, "amount_alone", amount=cells[2])
        if self._charge_id >= 0 and found:
            found[0].source_id = plain_number(row[self._charge_id])
        return found

    def _slot(self, number: int, cells: list[str], marks: list[str]) -> list[ChargeFacts]:
        """Read one code cell with its units, amount and modifiers."""
        services, odd = read_services(cells[0])
        for words in odd[:1]:
            self._findings.warn(self._file, number, "code_odd", code=words)
        is_taken_back = cells[1].startswith(_MINUS)
        units = read_units(cells[1].strip(_SIGNS) if is_taken_back else cells[1])
        if services and units is None:
            self._findings.warn(self._file, number, "units_bad", units=cells[1])
            return []
        amount = self._amount(number, cells[2])
        own = self._modifiers(number, marks)
        is_negative = amount is not None and amount < ZERO
        if len(services) == 1 and (is_taken_back or is_negative):
            told = cells[2] if is_negative and not is_taken_back else ""
            return [_credit(services[0], own, units or 1, amount, told)]
        amount = self._charged(number, cells[2], amount)
        if len(services) > 1 and amount is not None:
            self._findings.warn(self._file, number, "amount_shared", n=str(len(services)))
            amount = None
        return [
            ChargeFacts(code, _four((*glued, *own)), times or units or 1, amount)
            for code, glued, times in services
        ]

    def _amount(self, number: int, cell: str) -> Money | None:
        """Read an amount, negative or not; None where there is none."""
        try:
            amount = read_amount(cell, self._comma)
        except BadAmount as bad:
            self._findings.warn(self._file, number, f"amount_{bad}", amount=cell)
            return None
        return amount

    def _charged(self, number: int, cell: str, amount: Money | None) -> Money | None:
        """Give an amount that a charge can have; a negative one is told of and left out."""
        if amount is not None and amount < ZERO:
            self._findings.warn(self._file, number, "amount_negative", amount=cell)
            return None
        return amount

    def _modifiers(self, number: int, marks: list[str]) -> tuple[str, ...]:
        """Read the modifier cells of a service."""
        found: list[str] = []
        for mark in marks:
            modifiers, odd = read_modifiers(mark)
            found.extend(modifiers)
            for words in odd:
                self._findings.warn(self._file, number, "modifier_odd", code=words)
        return tuple(found)


def _credit(
    service: _Service, own: tuple[str, ...], units: int, amount: Money | None, negative: str
) -> ChargeFacts:
    """Give a service that a negative amount or negative units take back."""
    code, glued, times = service
    taken = None if amount is None else abs(amount)
    marks = _four((*glued, *own))
    return ChargeFacts(code, marks, times or units, taken, is_credit=True, negative=negative)


def _four(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """Give the modifiers without repeats; a line has room for four."""
    return tuple(dict.fromkeys(modifiers))[:4]


def _slots(layout: Layout) -> list[tuple[int, list[int], int, int]]:
    """Give (code, modifiers, units, amount) columns for each service that a row may hold.

    With several code columns, units and amounts are theirs in order when there are as many,
    and a modifier belongs to the code on its left.
    """
    codes = layout.columns.get("code", [])
    units, amounts = layout.columns.get("units", []), layout.columns.get("amount", [])
    marks = layout.columns.get("modifier", [])
    if len(codes) < 2:
        return [(_at(codes, 0), marks, _at(units, 0), _at(amounts, 0))]
    slots = []
    for place, code in enumerate(codes):
        until = codes[place + 1] if place + 1 < len(codes) else len(layout.headings)
        own = [mark for mark in marks if code < mark < until]
        unit = units[place] if len(units) == len(codes) else -1
        amount = amounts[place] if len(amounts) == len(codes) else -1
        slots.append((code, own, unit, amount))
    return slots


def _at(places: list[int], index: int) -> int:
    """Give a place, −1 when there is none."""
    return places[index] if index < len(places) else -1
