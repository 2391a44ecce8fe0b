"""Shift+Enter on a problem: does what cures it, or offers the codes that do by number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from os.path import commonprefix

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from app.coding import cures
from app.coding.cures import Cure
from app.values.problem import Problem
from ui.coding.at_hand import AtHand
from ui.coding.keeper import DraftKeeper
from ui.coding.problems_panel import ProblemsPanel
from ui.kit.tip import set_tip
from ui.text import tr

_DIGITS = 9
_LONG = 24


def shared_words(titles: Sequence[str]) -> str:
    """Give the words that long titles begin with alike, up to a comma; "" when too few."""
    shared = commonprefix(list(titles))
    shared = shared[: shared.rfind(", ") + 2] if ", " in shared else ""
    return shared if len(shared) > _LONG and all(len(one) > len(shared) for one in titles) else ""


class Curing(QObject):
    """Cures the problem at hand. A cure is a step of the draft: undo takes it back."""

    told = Signal(str)
    """What was done, or that one key does nothing here."""

    def __init__(
        self, panel: ProblemsPanel, keeper: DraftKeeper, hand: AtHand, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._panel, self._keeper, self._hand = panel, keeper, hand
        self.menu = QMenu(parent)
        self.menu.setAccessibleName(tr("coder_desk.cure.name"))
        panel.mended.connect(self.mend)

    @Slot(object)
    def mend(self, problem: Problem) -> None:
        """Cure a problem at once when there is one way, else show the ways."""
        draft = self._keeper.draft
        found = () if draft is None else cures.cures(problem, draft, self._hand.book)
        if not found:
            self.told.emit(tr("coder_desk.cure.none"))
        elif len(found) == 1:
            self._take(found[0])
        else:
            self._offer(found)

    def _offer(self, found: tuple[Cure, ...]) -> None:
        self.menu.clear()
        shared = shared_words([cure.title for cure in found])
        if shared:
            self.menu.addAction(shared.rstrip(" ,").replace("&", "&&")).setEnabled(False)
        actions = []
        for number, cure in enumerate(found, start=1):
            lead = f"&{number}  " if number <= _DIGITS else "    "
            told = cure.words.replace(shared, "", 1) if shared else cure.words
            actions.append(self.menu.addAction(lead + told.replace("&", "&&")))
            set_tip(actions[-1], cure.words)
            actions[-1].triggered.connect(partial(self._take, cure))
        self.menu.setActiveAction(actions[0])
        row = self._panel.current() or self._panel
        self.menu.popup(row.mapToGlobal(QPoint(36, row.height())))

    def _take(self, cure: Cure, _checked: bool = False) -> None:
        if self._keeper.change(cure.draft):
            self.told.emit(tr("coder_desk.cure.done", words=cure.words))
