"""What is chosen in the encoder goes into the draft, and points or is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.coding import draft as drafts
from app.coding import pointing as pointers
from app.coding.draft import LETTERS, CodingDraft, Line
from ui.coding.encoder import Encoder
from ui.coding.found import Found, Kind
from ui.coding.keeper import DraftKeeper
from ui.text import tr


class Taking(QObject):
    """Takes what the encoder gives; a service points, a diagnosis is pointed at."""

    named = Signal(str, str)
    """A diagnosis is about to stand in the draft: its code and title."""
    placed = Signal(bool, object)
    """What was taken stands in the draft: whether it is a diagnosis, and its number."""
    told = Signal(str)
    """A word to the user about what could not be done."""

    def __init__(self, encoder: Encoder, keeper: DraftKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper = keeper
        encoder.pointing = self.pointing
        encoder.taken.connect(self._on_taken)

    def pointing(self, found: Found) -> str:
        """Say what Enter points where."""
        draft = self._keeper.draft
        if draft is None:
            return ""
        if found.kind is Kind.SERVICE:
            at = pointers.usual(draft, found.code)
            return tr("coder_desk.encoder.points_to", letter=LETTERS[at - 1]) if at else ""
        bare = [f"{n} {line.code}" for n, line in enumerate(draft.lines, 1) if not line.pointers]
        return tr("coder_desk.encoder.point_lines", lines=", ".join(bare)) if bare else ""

    @Slot(object, bool, object)
    def _on_taken(self, found: Found, pointing: bool, replaces: int) -> None:
        draft = self._keeper.draft
        if draft is None:
            return
        if found.kind is Kind.SERVICE:
            self._take_service(draft, found, pointing)
        else:
            self.named.emit(found.code, found.title)
            self._take_diagnosis(draft, found, (pointing, replaces))

    def _take_service(self, draft: CodingDraft, found: Found, pointing: bool) -> None:
        modifiers = tuple(found.modifier.split())
        at = pointers.usual(draft, found.code)
        line = Line(found.code, modifiers, found.units, pointers=(at,) if at else ())
        made = drafts.add_line(draft, line)
        if made == draft:
            self.told.emit(tr("coder_desk.say.full_lines"))
            return
        count = len(made.lines)
        if not pointing:
            made = drafts.set_pointers(made, count, ())
        if self._keeper.change(made):
            self.placed.emit(False, count)

    def _take_diagnosis(self, draft: CodingDraft, found: Found, how: tuple[bool, int]) -> None:
        pointing, replaces = how
        if replaces:
            made = drafts.replace_diagnosis(draft, replaces, found.code)
            number = replaces
        else:
            made = drafts.add_diagnosis(draft, found.code)
            number = len(made.diagnoses)
        if made == draft:
            full = len(draft.diagnoses) >= drafts.MOST_DIAGNOSES
            key = "full_diagnoses" if full else "there_already"
            self.told.emit(tr(f"coder_desk.say.{key}", code=found.shown))
            return
        if pointing and not replaces:
            for line, one in enumerate(made.lines, start=1):
                if not one.pointers:
                    made = drafts.point(made, line, number)
        if self._keeper.change(made):
            self.placed.emit(True, number)
