"""The contact log of an account: what was said, what was promised, and whether it was kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.contacts import log
from app.contacts.log import ContactDraft, ContactRow
from app.reports.account_page import AccountPage
from app.values.dates import show_date
from app.values.problem import Outside, Refused
from app.values.states import ContactChannel
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, MoneyField, NoteField, show_problems
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.page import EmptyState
from ui.kit.panel import Panel, row_of
from ui.kit.two_line import Happening, LinesModel, timeline
from ui.messages import message_of
from ui.text import tr


class ContactsTab(QStackedWidget):
    """The calls and letters of an account, newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = LinesModel[ContactRow](self._line, lambda row: row.id)
        self.table = timeline(self.model, tr("accounts.contacts.title"))
        self.addWidget(self.table)
        self.addWidget(
            EmptyState("phone", tr("accounts.contacts.empty"), tr("accounts.contacts.empty_words"))
        )

    def show_account(self, account_id: int) -> None:
        """Read and show the contacts of an account."""
        args = (account_id, self._desk.today)
        self._desk.read(log.contacts_of, *args, then=self._show, owner=self, latest="contacts")

    def _show(self, rows: tuple[ContactRow, ...]) -> None:
        self.model.set_rows(rows)
        self.setCurrentIndex(0 if rows else 1)

    def _line(self, row: ContactRow) -> Happening:
        today = self._desk.today
        title = f"{tr(f'contacts.channel.{row.channel.value}')}, {row.by}"
        said = ". ".join(part.rstrip(".") for part in (row.outcome, row.note) if part)
        if row.promised is not None and row.promised_by is not None:
            state = {None: "open", True: "kept", False: "broken"}[row.kept]
            by = show_date(row.promised_by, today)
            words = tr(f"accounts.contacts.{state}", amount=row.promised, day=by)
            said = f"{said}. {words}" if said else words
        day = show_date(row.happened_at.astimezone().date(), today)
        return Happening(day, title, said, now=row.kept is None and row.promised is not None)


class ContactForm(Panel):
    """Log a contact: how, what was said, and what was promised by when."""

    done = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("accounts.contacts.log"))
        self._desk = desk
        self._account = 0
        self._busy = False
        self._unsaved: dict[int, ContactDraft] = {}
        channels = [(one.value, tr(f"contacts.channel.{one.value}")) for one in ContactChannel]
        self.channel = ChoiceField(tr("accounts.contacts.channel"), channels)
        self.note = NoteField(tr("accounts.contacts.note"), lines=4)
        self.promised = MoneyField(tr("accounts.contacts.promised"))
        self.by = DateField(tr("accounts.contacts.by"), desk.today)
        self.error = Banner("block", "")
        self.error.hide()
        self.save = button("primary", tr("accounts.contacts.save"), "Ctrl+Enter")
        self.cancel = button("plain", tr("accounts.close"), "Esc")
        column = self.inset()
        column.setSpacing(8)
        for field in (self.channel, self.note, self.promised, self.by):
            column.addWidget(field.label)
            column.addWidget(field)
        column.addWidget(self.error)
        column.addLayout(row_of(self.save, self.cancel))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.closed)

    def begin(self, page: AccountPage) -> None:
        """Make the form for an account: empty, or with what was typed and not logged."""
        self._keep()
        self._account, self._busy = page.account_id, False
        empty = ContactDraft(page.account_id, ContactChannel.CALL_IN)
        draft = self._unsaved.get(page.account_id, empty)
        self.channel.set_value(draft.channel.value)
        self.note.set_value(draft.note or None)
        self.promised.set_value(draft.promised)
        self.by.set_value(draft.promised_by)
        self.error.hide()

    def start(self) -> None:
        """Put the focus where one writes."""
        self.note.entry.setFocus()

    def draft(self) -> ContactDraft:
        """Give what is typed."""
        return ContactDraft(
            account_id=self._account,
            channel=ContactChannel(self.channel.value() or ContactChannel.CALL_IN.value),
            note=self.note.value() or "",
            promised=self.promised.value(),
            promised_by=self.by.value(),
        )

    def _keep(self) -> None:
        """Keep what is typed, so that Esc and another account lose nothing of it."""
        draft = self.draft()
        if draft.note or draft.promised or draft.promised_by:
            self._unsaved[self._account] = draft
        else:
            self._unsaved.pop(self._account, None)

    def _save(self) -> None:
        draft = self.draft()
        fields = {"note": self.note, "promised": self.promised, "promised_by": self.by}
        problems = draft.problems()
        show_problems(fields, problems)  # type: ignore[arg-type]
        if problems or self._busy:
            return
        self._busy = True
        self._desk.do(log.log, draft, then=self._saved, otherwise=self._refused, owner=self)

    def _saved(self, _contact: int) -> None:
        self.note.set_value(None)
        self.promised.set_value(None)
        self.by.set_value(None)
        self.done.emit(tr("accounts.contacts.saved"))

    def _refused(self, error: Refused | Outside) -> None:
        self._busy = False
        message = message_of(error)
        self.error.show_message(message.tone, message.now, message.what)
        self.error.show()
