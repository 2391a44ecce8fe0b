"""From a cold start to a signed-in user: which office, which key, who is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.values.problem import Outside, Refused
from ui.desk import Desk, Job, Step
from ui.kit.page import EmptyState, NextStep
from ui.looks import Workstation
from ui.messages import message_of
from ui.seat import Seat
from ui.sign_in import forms, renewing
from ui.sign_in import office_door as door
from ui.sign_in.forms import BusyPage, EntryPage, NewPage, OpenPage, SignInPage
from ui.sign_in.office_door import NewOffice, Opened, Sight
from ui.sign_in.recovery_page import RecoveryPage
from ui.sign_in.renewing import RenewPage
from ui.sign_in.taken import TakenPage
from ui.text import tr

if TYPE_CHECKING:
    from ui.sign_in.restoring import Restoring


class Entry(QStackedWidget):
    """The pages before the desks. ``entered`` gives the open office and the seat.

    ``news`` is what was done here and is still to be said on the first page.
    ``closing``: the office that is open is about to be replaced. ``left``: back to the desks.
    ``opening``: an office opens without a question; for a tenth of a second its key is derived.
    """

    entered = Signal(object, object)
    opening = Signal()
    closing = Signal()
    left = Signal()

    def __init__(self, desk: Desk, station: Workstation) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._desk, self._station = desk, station
        self._sight = Sight(Path(), exists=False, sample=False)
        self._opened: Opened | None = None
        self._job: Job | None = None
        self._welcome: QWidget = self
        self._under: QWidget | None = None
        self.news = ""
        self.busy = BusyPage()
        self.busy.stop.clicked.connect(self._stop)
        self.addWidget(self.busy)
        self.busy.show_work(tr("shell.start.looking"))

    def start(self) -> None:
        """Look for the office, once the window is painted."""
        self._desk.aside(door.look, self._station.last_office(), then=self._on_seen)

    def ask_who(self, opened: Opened, *, someone_else: bool = False) -> None:
        """Ask who is here; the office stays open. Someone else is asked for the name too."""
        self._opened = opened
        self.setCurrentWidget(self.sign_in)
        self.sign_in.tell(self.news)
        last = self._station.last_user()
        known = last in opened.logins and not someone_else
        self.sign_in.ask(last if known else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops long work or goes one page back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.currentWidget() is self.busy and self._job is not None:
            self._job.cancel()
        elif isinstance(self.currentWidget(), NewPage):
            self._show_choice()
        elif self.currentWidget() is self._welcome and self._opened is not None:
            self.left.emit()
        elif "restoring" in vars(self) and self.currentWidget() is self.restoring.page:
            self.restoring.leave()

    # Each page is built when it is first shown: most starts need only one of them.

    @cached_property
    def choice(self) -> EmptyState:
        """Give the page of the first start: sample practice, own practice, another folder."""
        icons = (("sample", "flask-conical", "Enter"), ("new", "hospital", "Tab"))
        more = (("other", "folder-open", ""), ("restore", "history", ""))
        steps = [
            NextStep(tr(f"shell.start.{name}"), tr(f"shell.start.{name}-fact"), icon, key)
            for name, icon, key in (*icons, *more)
        ]
        page = EmptyState("hospital", tr("shell.start.title"), tr("shell.start.words"), steps)
        page.taken.connect(self._on_choice)
        self._welcome = forms.low(page)
        self.addWidget(self._welcome)
        return page

    @cached_property
    def new(self) -> NewPage:
        """Give the page of the three fields."""
        page = NewPage()
        page.done.connect(self._make)
        page.left.connect(self._show_choice)
        self.addWidget(page)
        return page

    @cached_property
    def recovery(self) -> RecoveryPage:
        """Give the page that shows the recovery key once."""
        page = RecoveryPage(self._desk.today)
        page.kept.connect(self._on_kept)
        self.addWidget(page)
        return page

    @cached_property
    def open(self) -> OpenPage:
        """Give the page that asks for the passphrase."""
        page = OpenPage()
        page.done.connect(self._unlock)
        page.elsewhere.connect(self._open_elsewhere)
        page.restore.connect(self._restore_here)
        self.addWidget(page)
        return page

    @cached_property
    def taken(self) -> TakenPage:
        """Give the page of an office that another window has open."""
        page = TakenPage()
        page.again.connect(self._look_again)
        page.elsewhere.connect(self._open_elsewhere)
        self.addWidget(page)
        return page

    @cached_property
    def renewal(self) -> RenewPage:
        """Give the page after the recovery key."""
        page = RenewPage()
        page.done.connect(self._renew)
        self.addWidget(page)
        return page

    @cached_property
    def sign_in(self) -> SignInPage:
        """Give the page that asks who is here."""
        page = SignInPage()
        page.done.connect(self._enter)
        page.restore.connect(self._restore_here)
        self.addWidget(page)
        return page

    @cached_property
    def restoring(self) -> Restoring:
        """Give the way of a backup back into an office."""
        # It needs the store's libraries, which would slow every start.
        from ui.sign_in.restoring import Restoring  # noqa: PLC0415

        made = Restoring(self._desk, self)
        made.closing.connect(self._close_office)
        made.placed.connect(self._on_placed)
        made.left.connect(self._leave_restoring)
        self.addWidget(made.page)
        return made

    def another(self) -> None:
        """Set up or open another office while one is open; Esc goes back to its desks."""
        self._sight = Sight(door.free_folder(), exists=False, sample=False)
        self._show_choice()

    def restore(self) -> None:
        """Bring a backup back while an office is open; ``left`` goes back to its desks."""
        self._under = None
        self._begin_restoring()

    @Slot()
    def _restore_here(self) -> None:
        self._under = self.currentWidget()
        self._begin_restoring()

    def _begin_restoring(self) -> None:
        folder = self._opened.office.folder.path if self._opened else self._sight.folder
        self.setCurrentWidget(self.restoring.page)
        self.restoring.begin(folder, stands_open=self._opened is not None)

    @Slot()
    def _leave_restoring(self) -> None:
        if self._under is None and self._opened is not None:
            self.left.emit()
        elif self._under is None:
            self._ask_passphrase()
        else:
            self.setCurrentWidget(self._under)
            self._under.setFocus()

    @Slot()
    def _close_office(self) -> None:
        self.closing.emit()
        if self._opened is not None:
            self._sight = replace(self._sight, folder=self._opened.office.folder.path)
            self._opened.office.close()
            self._opened = None

    @Slot(str, object)
    def _on_placed(self, passphrase: str, aside: Path | None) -> None:
        self.news = tr("restore.done", name=aside.name) if aside else tr("restore.done_alone")
        folder = self.restoring.folder
        self._sight = Sight(folder, exists=True, sample=False)
        self._work("shell.open.opening")
        self._desk.aside(
            partial(door.enter, folder, passphrase),
            then=self._after(passphrase),
            owner=self,
            otherwise=self._ask_passphrase,
        )

    def _on_seen(self, sight: Sight) -> None:
        self._sight = sight
        if sight.opens_itself:
            self._work("shell.open.opening")
            self._desk.aside(
                door.enter, sight.folder, then=self._on_opened, otherwise=self._ask_passphrase
            )
            self.opening.emit()
        elif sight.exists:
            self._ask_passphrase()
        else:
            self._show_choice()

    def _look_again(self) -> None:
        self._on_seen(self._sight)

    def _show_choice(self) -> None:
        choice = self.choice
        self.setCurrentWidget(self._welcome)
        choice.setFocus()

    @Slot(int)
    def _on_choice(self, number: int) -> None:
        if number == 0:
            self._make_sample()
        elif number == 1:
            self._show(self.new)
        elif number == 2:  # noqa: PLR2004  (the steps of ``choice``, in order)
            self._open_elsewhere()
        else:
            self._restore_here()

    def _make_sample(self) -> None:
        self._work("shell.start.making-sample", stops=True)
        self._job = self._desk.aside(
            door.make_sample,
            self._sight.folder,
            then=self._on_opened,
            long=True,
            otherwise=self._refuse_new,
        )
        self._job.progress.connect(self._on_progress)
        self._job.ended.connect(self._on_ended)

    @Slot(object)
    def _make(self, draft: NewOffice) -> None:
        self._work("shell.new.making")
        self._desk.aside(
            door.make, draft, self._sight.folder, then=self._on_opened, otherwise=self._refuse_new
        )

    @Slot()
    def _open_elsewhere(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("shell.start.choose-folder"))
        if chosen:
            self._work("shell.start.looking")
            self._desk.aside(door.look, chosen, then=self._on_seen)

    @Slot(str, bool)
    def _unlock(self, passphrase: str, remember: bool) -> None:
        self._work("shell.open.opening")
        kept = remember and not renewing.is_recovery_key(passphrase)
        enter = partial(door.enter, self._sight.folder, passphrase, remember=kept)
        then = self._after(passphrase)
        self._desk.aside(enter, then=then, owner=self, otherwise=self._refuse_passphrase)

    def _after(self, passphrase: str) -> Callable[[Opened], None]:
        return self._on_recovered if renewing.is_recovery_key(passphrase) else self._on_opened

    def _on_recovered(self, opened: Opened) -> None:
        self._opened = opened
        self._show(self.renewal)

    @Slot(str)
    def _renew(self, passphrase: str) -> None:
        if self._opened is not None:
            asked = partial(renewing.renew, self._opened, passphrase)
            self._work("shell.open.opening")
            self._desk.aside(
                asked, then=self._on_opened, owner=self, otherwise=self._refuse_renewal
            )

    @Slot(str, str)
    def _enter(self, login: str, password: str) -> None:
        if self._opened is not None:
            self._station.keep_user(login.strip().lower())
            self._desk.aside(
                door.sign_in,
                self._opened.office,
                login,
                password,
                then=self._on_seated,
                otherwise=self._refuse_sign_in,
            )

    def _on_opened(self, opened: Opened) -> None:
        self._opened = opened
        self._station.keep_office(str(self._sight.folder))
        if opened.recovery_key:
            practice = opened.seat.practice if opened.seat is not None else ""
            self.recovery.show_key(opened.recovery_key, practice)
            self._show(self.recovery)
        elif opened.seat is not None:
            self._on_seated(opened.seat)
        else:
            self.ask_who(opened)

    def _on_seated(self, seat: Seat) -> None:
        self.entered.emit(self._opened, seat)

    @Slot()
    def _on_kept(self) -> None:
        if self._opened is not None and self._opened.seat is not None:
            self._on_seated(self._opened.seat)

    def _ask_passphrase(self, _error: Refused | Outside | None = None) -> None:
        if _error is not None and _error.code == "office.in_use":
            self._show(self.taken)
            return
        self.open.ask(self._sight.folder)
        self.open.refuse(message_of(_error).whole if _error is not None else "")
        self._show(self.open)

    def _refuse_passphrase(self, error: Refused | Outside) -> None:
        self._show(self.open)
        self.open.passphrase.show_problem(message_of(error).whole)
        self.open.passphrase.line.selectAll()

    def _refuse_sign_in(self, error: Refused | Outside) -> None:
        self.sign_in.password.show_problem(message_of(error).whole)
        self.sign_in.password.line.selectAll()
        self.sign_in.password.setFocus()

    def _refuse_renewal(self, error: Refused | Outside) -> None:
        self._show(self.renewal)
        self.renewal.refuse(message_of(error).whole)

    def _refuse_new(self, error: Refused | Outside) -> None:
        self._show(self.new)
        self.new.refuse(message_of(error).whole)

    @Slot(object)
    def _on_progress(self, step: Step) -> None:
        if step.total:
            share = step.done * 100 // step.total
            self.busy.show_work(f"{tr('shell.start.making-sample')} {share}%", stops=True)

    @Slot(object)
    def _on_ended(self, done: bool) -> None:
        stopped = self._job is not None and self._job.canceled
        self._job = None
        if stopped and not done:
            self._show_choice()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _work(self, key: str, *, stops: bool = False) -> None:
        self.busy.show_work(tr(key), stops=stops)
        self.setCurrentWidget(self.busy)

    def _show(self, page: EntryPage) -> None:
        self.setCurrentWidget(page)
        page.begin()
