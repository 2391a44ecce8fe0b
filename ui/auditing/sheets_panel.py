"""The coder's worksheet of the visit's level beside the auditor's."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.auditing.side_by_side import Sheet, Sheets
from ui.kit.label import label
from ui.kit.panel import Panel, drop_all
from ui.text import tr


class SheetsPanel(Panel):
    """Two columns of words; hidden while neither filled in a worksheet."""

    def __init__(self) -> None:
        super().__init__(tr("audit_screen.sheets.title"))
        place = QWidget()
        self._grid = QGridLayout(place)
        self._grid.setContentsMargins(12, 12, 12, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.add(place)
        self.hide()

    def show_sheets(self, sheets: Sheets) -> None:
        """Show both; where only one is there, the other column says so."""
        drop_all(self._grid)
        for side, (key, sheet) in enumerate((("coder", sheets.coder), ("auditor", sheets.auditor))):
            head = tr(f"audit_screen.sheets.{key}", who="" if sheet is None else sheet.who)
            if sheet is None:
                head = tr(f"audit_screen.sheets.no_{key}")
            self._grid.addWidget(label(head, "strong", wrap=True), 0, side)
            shown = label("\n".join(sheet_lines(sheet)), wrap=True)
            self._grid.addWidget(shown, 1, side, Qt.AlignmentFlag.AlignTop)
        self.setVisible(sheets.coder is not None or sheets.auditor is not None)


def sheet_lines(sheet: Sheet | None) -> list[str]:
    """Give a worksheet as lines: what it comes to, the minutes, and what was found."""
    if sheet is None:
        return []
    lines = list(sheet.result)
    if sheet.minutes:
        lines.append(tr("audit_screen.sheets.minutes", n=sheet.minutes))
    lines += [
        f"{column}: {words}" if count == 1 else f"{column}: {words} \N{MULTIPLICATION SIGN} {count}"
        for column, words, count in sheet.ticked
    ]
    return lines
