"""What loading some files would change, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from app.codesets.loaded import Loaded
from app.codesets.table_file import RowRefused
from app.coding.favorites import Expiring
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.words import say
from ui import theme
from ui.columns import Column
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

CODE_SYSTEMS = ("icd10cm", "hcpcs", "cpt")
_CODES_SHOWN = 24
_ROWS_SHOWN = 3
_RELEASES_SHOWN = 7


def set_name(system: str, setting: str) -> str:
    """Give a code set's name, with its setting where it has one."""
    name = say(f"codes.system.{system}")
    return f"{name}, {say(f'codes.setting.{setting}')}" if setting else name


class ReleasePreview(Panel):
    """The releases in some files, how many codes each adds, changes and ends, and two ways on.

    A release that has less than half of what was there is loaded only when it is said to be whole.
    """

    agreed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("office.codes.preview"), mark="accent")
        self.rows: RowsModel[Loaded] = RowsModel(
            _columns(), lambda row: (row.system, row.setting, row.valid_from)
        )
        self.table = rows_table(self.rows, tr("office.codes.preview"))
        self.add(self.table)
        self.facts = label("", "soft", wrap=True)
        self.expiring = label("", wrap=True)
        inset = self.inset(11)
        inset.setContentsMargins(11, 10, 11, 12)
        inset.setSpacing(8)
        inset.addWidget(self.facts)
        inset.addWidget(self.expiring)
        self.short = Banner("warn", "")
        self.is_whole = QCheckBox(tr("office.codes.is-whole"))
        self.is_whole.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.is_whole.toggled.connect(self._settle)
        inset.addWidget(self.short)
        inset.addWidget(self.is_whole)
        self.load = button("primary", tr("office.codes.now"), "Ctrl+Enter")
        self.leave = button("plain", tr("office.codes.not-now"), "Esc")
        self.load.clicked.connect(self._agree)
        self.leave.clicked.connect(self._leave)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.leave)
        row.addWidget(self.load)
        inset.addLayout(row)
        self._waits = ""
        self.hide()

    def show_loaded(self, found: Sequence[Loaded]) -> None:
        """Show what a dry run found."""
        self.rows.set_rows(found)
        rows = (
            min(len(found), _RELEASES_SHOWN) * theme.row_height()
            + self.table.horizontalHeader().height()
        )
        self.table.setFixedHeight(rows)
        self.facts.setText("\n".join(_facts(found)))
        self.facts.setVisible(bool(self.facts.text()))
        self.expiring.hide()
        self.load.setVisible(not all(one.unchanged for one in found))
        self._show_short([one for one in found if one.is_short])
        self.show()
        self._first().setFocus()

    def wait_for(self, reason: str) -> None:
        """Keep *Load it* off for a reason; empty: nothing is in its way."""
        self._waits = reason
        self._settle()

    def _show_short(self, found: Sequence[Loaded]) -> None:
        """Ask whether what has much less than before is the whole."""
        self.is_whole.setChecked(False)
        self.is_whole.setVisible(bool(found))
        self.short.setVisible(bool(found))
        self.short.show_message("warn", "\n".join(map(_shortness, found)))
        self.wait_for("")

    def _first(self) -> QWidget:
        if self.is_whole.isVisibleTo(self):
            return self.is_whole
        return self.load if self.load.isVisibleTo(self) else self.leave

    @Slot()
    def _settle(self) -> None:
        doubt = self.is_whole.isVisibleTo(self) and not self.is_whole.isChecked()
        self.load.set_off(self._waits or (tr("office.codes.say-whole") if doubt else ""))

    def show_expiring(self, found: Sequence[Expiring]) -> None:
        """Say which favorites and templates hold a code that would end."""
        self.expiring.setText(tr("office.codes.expiring", what="; ".join(_holders(found))))
        self.expiring.setVisible(bool(found))

    @Slot()
    def _agree(self) -> None:
        self.agreed.emit()

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def _columns() -> list[Column[Loaded]]:
    return [
        Column(
            tr("office.codes.system"), lambda row: set_name(row.system, row.setting), stretch=True
        ),
        Column(tr("office.codes.release"), lambda row: row.release),
        Column(tr("office.codes.added"), lambda r: f"{r.changes.added_count:,}", numeric=True),
        Column(tr("office.codes.changed"), lambda r: f"{r.changes.changed_count:,}", numeric=True),
        Column(tr("office.codes.ended"), lambda r: f"{r.changes.ended_count:,}", numeric=True),
        Column(tr("office.codes.refused"), lambda row: f"{row.refused:,}", numeric=True),
    ]


def _shortness(one: Loaded) -> str:
    return tr(
        "office.codes.short",
        what=f"{set_name(one.system, one.setting)} {one.release}",
        n=f"{one.whole:,}",
        before=f"{one.before:,}",
        first=show_date(one.valid_from),
    )


def _facts(found: Sequence[Loaded]) -> list[str]:
    """Word what the counts leave open: nothing new, which codes end, which rows are refused."""
    if all(one.unchanged for one in found):
        return [tr("office.codes.nothing-new")]
    facts = [*_named(found)]
    refused = [row for one in found for row in one.refused_rows][:_ROWS_SHOWN]
    facts += [_refused_row(row) for row in refused]
    total = sum(one.refused for one in found)
    if total > len(refused):
        facts.append(tr("office.codes.refused-more", n=total - len(refused)))
    return facts


def _named(found: Sequence[Loaded]) -> Iterator[str]:
    """Name codes that are added, changed and ended; all of a first release are new."""
    for one in found:
        if one.system not in CODE_SYSTEMS:
            continue
        changes = one.changes
        counts = [("ended", changes.ended, changes.ended_count)]
        if one.before:
            counts.insert(0, ("added", changes.added, changes.added_count))
            counts.insert(1, ("changed", changes.changed, changes.changed_count))
        for kind, codes, count in counts:
            if codes:
                yield tr(f"office.codes.{kind}-list", codes=_some(one.system, codes, count))


def _some(system: str, codes: Sequence[str], count: int) -> str:
    """Join the first of some codes, and say how many more there are."""
    words = ", ".join(_as_read(system, code) for code in codes[:_CODES_SHOWN])
    more = count - _CODES_SHOWN
    return tr("office.codes.and-more", codes=words, n=f"{more:,}") if more > 0 else words


def _holders(found: Sequence[Expiring]) -> list[str]:
    """Name the favorites and templates, each with its codes; a list of favorites once."""
    held: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        held.setdefault((one.kind, one.name), {}).update(dict.fromkeys(one.codes))
    words = []
    for (kind, name), codes in held.items():
        key = "template" if kind == "template" else "list" if name else "favorite"
        words.append(tr(f"office.codes.in-{key}", name=name, codes=", ".join(codes)))
    return words


def _as_read(system: str, code: str) -> str:
    """Give a code as people read it: a diagnosis with its dot."""
    return str(Icd10Cm(code)) if system == "icd10cm" else code


def _refused_row(row: RowRefused) -> str:
    """Word a refused row; a few are told by their code and no line."""
    reason = say(f"codes.row.{row.reason}")
    if not row.line:
        return tr("office.codes.refused-code", file=row.file, value=row.value, reason=reason)
    reason = f"{reason} ({row.value})" if row.value else reason
    return tr("office.codes.refused-row", file=row.file, line=row.line, reason=reason)
