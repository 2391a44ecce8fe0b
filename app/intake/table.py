"""One table under its headings: which rows are rows of the list, and in which shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.intake import grouped
from app.intake.coded import is_service, read_diagnoses
from app.intake.days import DayReader, Order, order_of, told_order
from app.intake.figures import BadAmount, has_decimal_comma, read_amount
from app.intake.findings import Findings, shown_cells
from app.intake.grouped import Grouping
from app.intake.layout import Layout, is_heading
from app.intake.nulls import Nulls
from app.intake.persons import shows_last_first
from app.intake.staged import Reading
from app.intake.text_table import Row, Sheet

_MARKER = re.compile(
    r"^\W*(?:(?:\d[\d/.-]*\s+)?(?:grand|sub|report|page|overall|batch|day|daily|monthly|provider)?[\s-]{0,9}totals?\b"
    r"|sum\b|count\b|average\b|mean\b|page\s+\d|printed\b|run (?:by|date|on)\b|report\b|generated\b"
    r"|end of\b|continued\b|confidential|filters?\b|from\b.*\bto\b|records?\s*[:=]|number of\b"
    r"|rows?\s*[:=]|\(?\d+ rows?\b|\d+ (?:records?|visits?|encounters?|patients?)\b|as of\b|\*{2,}"
    r"|(?:provider|physician|location|facility|department|dept|date|payer|insurance|user|practice"
    r"|clinic|run|report|sort(?:ed)?(?: by)?)\s*:)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\W*(?:(?:grand|sub|day|daily|page|report|provider|patient)?[\s-]{0,9}totals?(?:\s+for\b.*)?|count|averages?"
    r"|(?:date |time )?(?:printed|generated)(?: (?:on|by))?|(?:run|report|print) date|as of)\W*$",
    re.IGNORECASE,
)
"""Cells that with a date beside them still make no visit, where little else stands in the row."""
_JUDGED = 5_000
_LAST_FIRST = re.compile(r"\blast\b.*\bfirst|surname.*given|apellidos?.*nombre", re.IGNORECASE)
_RULE = re.compile(r"^[\s=_*.+|~-]*$")
_DATES = (
    "date_of_service", "birth", "last_date", "death_date", "coverage_start", "coverage_end",
)  # fmt: skip
_TYPED = (
    "date_of_service", "birth", "provider_npi", "units", "sex", "place_of_service", "code", "dx",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bad:
    """A row whose shape is wrong: the reason's code and what fills its words."""

    code: str
    values: Mapping[str, str]


class Table:
    """A heading and the rows under it, with readers for its columns."""

    def __init__(
        self, file: str, sheet: Sheet, layout: Layout, rows: list[Row], reading: Reading
    ) -> None:
        self.file, self.sheet, self.layout, self.rows = file, sheet, layout, rows
        self._reading = reading
        self._heading = [h.casefold() for h in layout.headings if h]
        self.dos, self._birth = layout.at("date_of_service"), layout.at("birth")
        orders = {name: self._order(name) for name in ("date_of_service", "birth", "last_date")}
        self.order = self._settled(orders)
        self._days = {
            name: DayReader(
                self._settled(orders, name),
                reading.today,
                reading.zone,
                from_1904=sheet.counts_from_1904,
            )
            for name in _DATES
        }
        self.decimal_comma = has_decimal_comma(
            cells[place]
            for place in layout.columns.get("amount", ())
            for _, cells in rows
            if place < len(cells)
        )
        self._drops_blanks = self._blanks_are_dropped()

    @property
    def today(self) -> date:
        """Give the day of the reading."""
        return self._reading.today

    def day_reader(self, name: str) -> DayReader:
        """Give the reader of a date column."""
        return self._days[name]

    def has_last_name_first(self) -> bool:
        """Tell names without commas that begin with the last name, by heading or initials."""
        place = self.layout.at("patient_name")
        if place < 0:
            return False
        if _LAST_FIRST.search(self.layout.headings[place]):
            return True
        return shows_last_first({c[place] for _, c in self.rows[:_JUDGED] if place < len(c)})

    def is_amount(self, text: str) -> bool:
        """Tell whether a cell is an amount as this table writes them."""
        try:
            read_amount(text, self.decimal_comma)
        except BadAmount:
            return False
        return True

    def _order(self, name: str) -> Order:
        """Judge the order of day and month in a column."""
        place = self.layout.at(name)
        forced = self._reading.saved_map.dates if self._reading.saved_map else ""
        if place < 0:
            return Order()
        told = told_order(self.layout.headings[place])
        return order_of((c[place] for _, c in self.rows if place < len(c)), forced, told)

    def _settled(self, orders: dict[str, Order], name: str = "date_of_service") -> Order:
        """Give a column its own order, or that of the file where it shows none."""
        own = orders.get(name, Order())
        if own.is_shown:
            return own
        other = next((order for order in orders.values() if order.is_shown), own)
        return replace(other, is_midnight=own.is_midnight)

    def _blanks_are_dropped(self) -> bool:
        """Tell a file that leaves out the empty cells at the end of its rows."""
        width = self.layout.width
        full = [cells for _, cells in self.rows if len(cells) >= width]
        short = sum(1 for _, cells in self.rows if 2 < len(cells) < width)
        ends_blank = any(not cells[width - 1] for cells in full)
        return short >= 2 and not ends_blank

    def records(self, findings: Findings) -> Iterator[Row]:
        """Give the rows of the list in the width of the headings; say what is wrong of others."""
        last = self.rows[-1][0] if self.rows else 0
        width, nulls, grouping = self.layout.width, Nulls(self.file, self.layout), self._grouping()
        for number, cells in self.rows:
            if self.is_furniture(cells) if grouping is None else self._is_passed(cells, grouping):
                continue
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            bad = self._shape(number, cells, last)
            if isinstance(bad, Bad) and bad.code == "long" and (mended := self._mended(cells)):
                findings.warn(self.file, number, "mended", n=str(len(cells)), width=str(width))
                bad, cells = None, mended
            if isinstance(bad, Bad):
                shown = self.shown(cells, is_shifted=True)
                findings.reject(self.file, number, bad.code, shown, **bad.values)
                if grouping:
                    grouping.forget()
                continue
            cells = cells + [""] * (width - len(cells))
            if grouping and not (cells := self._filled(number, cells, grouping, findings)):
                continue
            yield number, nulls.cleared(number, cells, findings)

    def _filled(
        self, number: int, cells: list[str], grouping: Grouping, findings: Findings
    ) -> list[str]:
        """Give a row with its blanks filled; none for one whose patient may be anybody."""
        if grouping.doubts(cells):
            findings.reject(self.file, number, "maybe_above", self.shown(cells))
            return []
        return grouping.filled(number, cells, findings)

    def _grouping(self) -> Grouping | None:
        """Give how blank cells mean those above, None where each row says all."""
        days, saved = self._days["date_of_service"], self._reading.saved_map
        ways = grouped.Ways(
            self.is_furniture,
            lambda text: day.value if (day := days.read(text)) else None,
            self._reading.blanks or (saved.blanks if saved else ""),
        )
        return grouped.judge(self.file, self.layout, self.rows, ways)

    def _is_passed(self, cells: list[str], grouping: Grouping) -> bool:
        """Tell rows that are no record in a grouped list; they begin or end a group."""
        if grouping.takes_banner(cells):
            return True
        if not self.is_furniture(cells):
            return False
        grouping.pass_by(cells)
        return True

    def shown(self, cells: list[str], *, is_shifted: bool = False) -> Mapping[str, str]:
        """Give the cells of a row for people to see."""
        layout = self.layout
        return shown_cells(layout.headings, cells, layout.secret, is_shifted=is_shifted)

    def shower(self, cells: list[str]) -> Callable[[], Mapping[str, str]]:
        """Give what shows the row's cells later, if it must."""
        return lambda: self.shown(cells)

    def is_furniture(self, cells: list[str]) -> bool:
        """Tell blank rows, repeated headings, totals, page lines and rules: never visits."""
        used = [cell for cell in cells if cell]
        if not used or all(_RULE.match(cell) for cell in used):
            return True
        if used[0].casefold() == self._heading[0] and is_heading(used):
            return True
        if self.dos >= 0 and self._has_day(cells):
            sparse = len(used) * 2 <= len(self._heading) or self._lacks_birth(cells)
            return sparse and any(_ALONE.match(cell) for cell in used)
        if any(_MARKER.match(cell) for cell in used[:2]):
            return True
        return len(used) == 1 and (" " in used[0] or not any(c.isdigit() for c in used[0]))

    def _lacks_birth(self, cells: list[str]) -> bool:
        """Tell a row without a birth date in a list that has them."""
        return 0 <= self._birth < len(cells) and not cells[self._birth]

    def _has_day(self, cells: list[str]) -> bool:
        """Tell whether a row has a date of service that can be read."""
        if len(cells) <= self.dos:
            return False
        return self._days["date_of_service"].read(cells[self.dos]) is not None

    def _shape(self, number: int, cells: list[str], last: int) -> Bad | None:
        """Tell a row that is cut off, too long, or has a quote that nothing closes."""
        width = self.layout.width
        counts = {"n": str(len(cells)), "width": str(width)}
        if number in self.sheet.unclosed:
            return Bad("unclosed", counts)
        if len(cells) > width:
            return Bad("long", counts)
        at_end = number == last and not self.sheet.has_last_break
        if len(cells) < width and (at_end or not self._drops_blanks):
            return Bad("short", counts)
        if at_end and self._ends_early(cells[width - 1] if len(cells) == width else ""):
            return Bad("cut", counts)
        return None

    def _ends_early(self, cell: str) -> bool:
        """Tell a last cell that lost its end: shorter than all others, which are alike."""
        place = self.layout.width - 1
        others = [c[place] for _, c in self.rows[:-1] if len(c) > place and c[place]]
        others = [value for value in others if value != self.layout.headings[place]]
        if cell.endswith("\ufffd"):
            return True
        if not cell or not others:
            return False
        if all(re.search(r"\.\d\d$", value) for value in others):
            return not re.search(r"\.\d\d$", cell)
        alike = len(others) > 2 and len({len(value) for value in others}) == 1
        return alike and len(cell) < len(others[0])

    def _mended(self, cells: list[str]) -> list[str] | None:
        """Join two cells that a comma in a name or an amount parted, when only one way fits."""
        if len(cells) != self.layout.width + 1:
            return None
        ways = [
            joined
            for place in self._may_hold_comma()
            if self._fits(joined := _joined(cells, place))
        ]
        return ways[0] if len(ways) == 1 else None

    def _may_hold_comma(self) -> list[int]:
        """Give the columns in which people write commas: names, amounts, places."""
        fields = ("patient_name", "provider", "amount", "address", "payer", "facility", "reason")
        return [place for name in fields for place in self.layout.columns.get(name, ())]

    def _fits(self, cells: list[str]) -> bool:
        """Tell whether every cell of a kind that can be proved is of that kind."""
        return all(
            _is_of_kind(name, cells[place], self)
            for name in (*_TYPED, "amount")
            for place in self.layout.columns.get(name, ())
            if cells[place]
        ) and bool(self.dos < 0 or cells[self.dos])


def _joined(cells: list[str], place: int) -> list[str]:
    """Put the cell at ``place`` and the next one together again."""
    if place + 1 >= len(cells):
        return cells[:-1]
    glue = "," if re.fullmatch(r"\$?\s*\d{1,3}", cells[place]) else ", "
    return [*cells[:place], f"{cells[place]}{glue}{cells[place + 1]}", *cells[place + 2 :]]


def _is_of_kind(name: str, cell: str, table: Table) -> bool:
    """Tell whether a cell can be what its column holds."""
    if name in ("date_of_service", "birth"):
        return table.day_reader(name).read(cell) is not None
    if name == "amount":
        return table.is_amount(cell)
    if name == "code":
        return is_service(cell)
    if name == "dx":
        return bool(read_diagnoses(cell)[0])
    patterns = {
        "provider_npi": r"\d{10}",
        "units": r"\d{1,4}(?:\.\d*)?",
        "sex": r"[A-Za-z]{1,10}|[0-9]",
        "place_of_service": r"\d{1,2}(?:\D.*)?|[A-Za-z].*",
    }
    return re.fullmatch(patterns[name], cell) is not None
