"""Taking an encounter list in: choose it, see what it would bring, take it, see what it brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QStackedWidget,
    QWidget,
)

from app.intake import apply, rejects
from app.intake.apply import Taken
from app.intake.headings import NOT_READ, Guess, headings_of
from app.intake.staged import Staged
from app.reports import leaving
from app.values.problem import Outside, Refused
from ui import save_place
from ui.desk import Desk, Job
from ui.intake.columns_panel import Understood
from ui.intake.kept_maps import KeptMaps
from ui.intake.seen import Seen, beside_words, look, read
from ui.intake.seen_page import SeenPage
from ui.intake.start_page import StartPage
from ui.intake.taken_page import TakenPage
from ui.kit.button import button
from ui.kit.label import Chip
from ui.kit.page import PageHeader
from ui.kit.scroll import scrolled
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_LEAST = 200
_CHIP_FROM = 900
_KEYS: Sequence[Sequence[tuple[str, str]]] = (
    (("Ctrl+L", "files"), ("Tab", "next"), ("Enter", "open"), ("Esc", "back")),
    (("↑↓", "move"), ("Ctrl+Enter", "take"), ("Ctrl+L", "other"), ("Esc", "close")),
    (("Ctrl+Enter", "coder"), ("Ctrl+S", "export"), ("Ctrl+L", "next_list"), ("Esc", "back")),
)
_AS_IT_STANDS = "as-it-stands"
_UNREAD = frozenset({"intake.no_date", "intake.no_columns"})


class TakeIn(Screen):
    """Three pages: choose, look, done. Nothing is written before *Take*."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("intake_screen.title"))
        self.setAcceptDrops(True)
        self._paths: tuple[Path, ...] = ()
        self._taken: Taken | None = None
        self._looking: Job | None = None
        self.header = PageHeader(tr("intake_screen.title"))
        self.chip = Chip(tr("intake_screen.nothing_yet"), "note", "info")
        self.header.add_beside_title(self.chip)
        self.take = self.header.add_button(
            button("primary", tr("intake_screen.take", n=0), "Ctrl+Enter")
        )
        self.start, self.seen, self.taken = StartPage(), SeenPage(), TakenPage()
        self.maps = KeptMaps(desk, self.seen.columns, self)
        self.stack = QStackedWidget()
        self._start_place = scrolled(self.start)
        for page in (self._start_place, self.seen, self.taken):
            self.stack.addWidget(page)
        self.stack.setMinimumSize(_LEAST, _LEAST)
        self.lay_out(self.header, self.stack)
        self._connect()
        self._show(self.start)

    def open_with(self, target: Target) -> None:
        """Open the page; ids ("load",) asks for files, ("files", paths) reads these."""
        kind, *rest = target.ids or ("",)
        if kind == "files":
            self.take_paths([Path(str(one)) for one in rest])
        elif kind == "load":
            QTimer.singleShot(0, self, self.choose_files)
        elif kind != _AS_IT_STANDS and self.stack.currentWidget() is self.taken:
            self._show(self.start)
        self.maps.offer()

    def place(self) -> Target:
        """Come back to the page as it stands; opened by its key after a list, it starts anew."""
        return Target("take-in", (_AS_IT_STANDS,))

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page that is shown."""
        hints = [
            one
            for one in _KEYS[self.stack.currentIndex()]
            if one[1] != "export" or self.can("file.save")
        ]
        if self._reads_again:
            hints = [(key, "again" if words == "take" else words) for key, words in hints]
        return [KeyHint(key, tr(f"intake_screen.key.{words}")) for key, words in hints]

    def primary(self) -> QAbstractButton | None:
        """Give *Take …*, or *Go to the Coder's desk* once it is done."""
        return None if self.take.isHidden() else self.take

    def panes(self) -> Sequence[QWidget]:
        """Give the panes of the page that is shown."""
        if self.stack.currentWidget() is self._start_place:
            return (self.start.ways, self.start.path.entry)
        page = self.seen if self.stack.currentWidget() is self.seen else self.taken
        return page.panes()

    def leave(self) -> bool:
        """Stop what is under way, else put the list aside; nothing of it is kept."""
        for page in (self.start, self.seen):
            if page.under_way.is_busy:
                page.under_way.cancel()
                return True
        if self.stack.currentWidget() is self._start_place:
            return False
        self._show(self.start)
        return True

    def can(self, action: str) -> bool:
        """Take Ctrl+L, and Ctrl+S where there are rejected rows."""
        if action == "file.save":
            return self.stack.currentWidget() is self.taken and bool(self.taken.rows.rows)
        return action == "file.load"

    def perform(self, action: str) -> bool:
        """Choose files, or write the rejected rows out."""
        if not self.can(action):
            return False
        if action == "file.load":
            self.choose_files()
        else:
            self._export()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        self.take_paths([Path(url.toLocalFile()) for url in event.mimeData().urls()])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chip out where the title needs its room."""
        super().resizeEvent(event)
        looks = self.stack.currentWidget() is self.seen
        self.chip.setVisible(looks and self.width() >= _CHIP_FROM)

    @Slot()
    def choose_files(self) -> None:
        """Ask for the files of a list."""
        title, kinds = tr("intake_screen.choose"), tr("intake_screen.kinds")
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", kinds)
        self.take_paths([Path(one) for one in chosen])

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Read files or folders and show what they would bring."""
        if paths and not self._is_busy:
            self._paths = tuple(paths)
            self.maps.begin()
            self._read()

    @property
    def _reads_again(self) -> bool:
        """Tell whether the list must be read again before anything can be taken."""
        looks = self.stack.currentWidget() is self.seen
        return looks and (self.seen.seen is None or self.seen.columns.is_changed)

    @property
    def _page(self) -> StartPage | SeenPage:
        """Give the page that tells what is under way."""
        return self.seen if self.stack.currentWidget() is self.seen else self.start

    @property
    def _is_busy(self) -> bool:
        return self.start.under_way.is_busy or self.seen.under_way.is_busy

    def _connect(self) -> None:
        self.take.clicked.connect(self._go_on)
        self.start.chosen.connect(self._on_way)
        self.start.typed.connect(self._on_typed)
        self.start.missed.connect(self.messages.clear)
        self.maps.wanted.connect(self._read)
        self.maps.said.connect(self.said)
        self.seen.columns.touched.connect(self._offer_reading)
        self.taken.export.clicked.connect(self._export)
        self.taken.figures.opened.connect(self._to_coder)

    @Slot(object)
    def _on_way(self, number: int) -> None:
        if number == 0:
            self.choose_files()
        elif number == 1:
            chosen = QFileDialog.getExistingDirectory(self, tr("intake_screen.choose"))
            self.take_paths([Path(chosen)] if chosen else [])
        else:
            self.go.emit(Target("type-visit"))

    @Slot(object)
    def _on_typed(self, path: Path) -> None:
        self.take_paths([path])

    @Slot()
    def _read(self) -> None:
        if self._is_busy:
            return
        self.messages.clear()
        if self.stack.currentWidget() is self.taken:
            self._show(self.start)
        job = self.desk.aside(
            read, self._paths, self.desk.today, self.maps.now, then=self._on_read, long=True,
            otherwise=self._not_read,
        )  # fmt: skip
        self._page.under_way.follow(job, tr("intake_screen.reading"))

    def _on_read(self, staged: Staged) -> None:
        if self.maps.is_open:
            self.maps.of_shape(staged, partial(self._look, staged))
        else:
            self._look(staged)

    def _look(self, staged: Staged) -> None:
        then, not_read = self._on_seen, self._not_read
        self._looking = self.desk.read(look, staged, then=then, otherwise=not_read, latest="look")
        self._page.under_way.follow(self._looking, tr("intake_screen.comparing"))

    def _on_seen(self, seen: Seen) -> None:
        if self._looking is not None and self._looking.canceled:
            return
        self.seen.show_seen(seen)
        self.maps.show()
        self._show(self.seen)
        names = ", ".join(path.name for path in self._paths)
        self.header.set_state(
            tr("intake_screen.brings", file=names, patients=f"{seen.patients_new:,}",
               charges=f"{seen.charges_new:,}")
        )  # fmt: skip
        only_beside = seen.brings and not seen.to_take
        words = "intake_screen.take_beside" if only_beside else "intake_screen.take"
        self.take.setText(tr(words, n=seen.to_take))
        self.take.set_off("" if seen.brings else _why_nothing(seen))
        if name := self.maps.take_found():
            self.messages.say("note", tr("intake_screen.by_map", name=name))
        self.seen.table.setFocus()

    def _not_read(self, error: Refused | Outside) -> None:
        self.refuse(error)
        if error.code in _UNREAD and self._paths and self._paths[0].is_file():
            self.desk.aside(headings_of, self._paths[0], then=self._on_headings)

    def _on_headings(self, heads: Mapping[str, Guess]) -> None:
        """Try the maps that are kept before anybody is asked."""
        if heads and self.maps.is_open:
            self.maps.fitting(heads, partial(self._ask_columns, heads))
        elif heads:
            self._ask_columns(heads)

    def _ask_columns(self, heads: Mapping[str, Guess]) -> None:
        """Let the user say what no heading said; what was said before stands, else the guess."""
        said = self.maps.now.roles.get("encounters", {}) if self.maps.now is not None else {}
        chosen = {head: name for name, columns in said.items() for head in columns}
        fields = {h: chosen.get(h) or guess.field or NOT_READ for h, guess in heads.items()}
        samples = {head: guess.sample for head, guess in heads.items()}
        unread = Understood(self._paths[0].name, "encounters", 0, "", fields, samples)
        self.seen.show_unread([unread])
        self.maps.show()
        self._show(self.seen)
        self.header.set_state(tr("intake_screen.say_columns"))
        self._offer_reading()
        first = next((head for head in fields if fields[head] == NOT_READ), next(iter(heads)))
        self.seen.columns.choices[first].setFocus()

    @Slot()
    def _offer_reading(self) -> None:
        """Let the filled button read again: what was changed is not in the rows yet."""
        self.take.setText(tr("intake_screen.columns.again"))
        knows = self.seen.seen is not None or self.seen.columns.knows_the_day
        self.take.set_off("" if knows else tr("intake_screen.columns.no_day"))
        self.keys_changed.emit()

    @Slot()
    def _go_on(self) -> None:
        if self.stack.currentWidget() is self.taken:
            self._to_coder()
        elif self.seen.seen is None or self.seen.columns.is_changed:
            self.maps.read_as(self.seen.columns.column_map())
        elif not self._is_busy:
            job = self.desk.do(
                apply.take, self.seen.seen.staged, then=self._on_taken, long=True, owner=self
            )
            self.seen.under_way.follow(job, tr("intake_screen.working"))

    def _on_taken(self, taken: Taken) -> None:
        self._taken = taken
        self.taken.show_taken(taken)
        self._show(self.taken)
        visits = taken.new + taken.changed
        beside = beside_words(self.seen.seen.beside) if self.seen.seen is not None else ""
        key = "done" if visits else "done_beside"
        said = tr(f"intake_screen.{key}", n=visits, beside=beside).strip()
        self.header.set_state(said)
        self.take.setText(tr("intake_screen.to_coder"))
        self.take.set_off("")
        self.said.emit(Notice(said))
        (self.taken.table if taken.rejected else self.take).setFocus()

    @Slot()
    def _to_coder(self, _figure: object = None) -> None:
        self.go.emit(Target("coder"))

    @Slot()
    def _export(self) -> None:
        name = tr("intake_screen.rejects_name")
        chosen = save_place.ask(self, tr("intake_screen.taken.export"), name)
        if chosen is not None and self._taken is not None:
            then = partial(self._write_rejected, chosen, self._taken)
            rows = len(self._taken.rejected)
            self.desk.do(leaving.listed, "import", rows, then=then, owner=self)

    def _write_rejected(self, path: Path, taken: Taken, _told: None) -> None:
        """Write the rows once the audit trail tells that they leave."""
        self.desk.aside(_write, path, taken, then=self._on_written)

    def _on_written(self, name: str) -> None:
        self.said.emit(Notice(tr("intake_screen.written", file=name)))

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(self._start_place if page is self.start else page)
        looks = page is self.seen
        self.chip.setVisible(looks and self.width() >= _CHIP_FROM)
        self.take.setVisible(page is not self.start)
        if page is self.start:
            self.seen.seen = None
            self.start.mark_path()
            self.header.set_state(tr("intake_screen.state"))
            self.start.setFocus()
        self.keys_changed.emit()


def _why_nothing(seen: Seen) -> str:
    """Say why no visit is to be taken: all are here, or no row can come in."""
    here = seen.count("unchanged")
    return tr("intake_screen.nothing_new" if here else "intake_screen.nothing_fits")


def _write(path: Path, taken: Taken) -> str:
    """Write the rejected rows.

    Raises:
        Outside: intake.unwritable.
    """
    try:
        path.write_text(rejects.rejects_csv(taken.rejected), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Outside("intake.unwritable", file=path.name) from error
    return path.name
