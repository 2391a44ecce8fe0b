"""The chart of the open visit: who and when, the note with its evidence, papers, past visits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.charting.chart import Chart, Note
from app.coding.draft import CodingDraft
from app.values.dates import show_date
from app.values.states import CodingStatus, HintKind
from ui.coding import chart_words, looking
from ui.coding.documents_page import DocumentsPage, scrolled
from ui.coding.note_find import NoteFind
from ui.coding.note_view import Chosen, NoteView
from ui.coding.past_page import PastPage
from ui.coding.visit import Visit
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.label import Chip, label, letter_box
from ui.kit.page import EmptyState, NextStep, Tabs, key_hint
from ui.text import tr

_CHIPS = {
    CodingStatus.SENT_BACK: ("warn", "triangle-alert"),
    CodingStatus.NEEDS_DOCUMENTATION: ("note", "message-circle-question-mark"),
    CodingStatus.QUERY_OPEN: ("note", "message-circle-question-mark"),
    CodingStatus.SECOND_LOOK: ("note", "glasses"),
    CodingStatus.HANDED_OFF: ("ok", "circle-check"),
    CodingStatus.POSTED: ("ok", "circle-check"),
    CodingStatus.NOT_BILLABLE: ("wait", "circle-minus"),
}
_NOTE, _PAPERS, _PAST = range(3)
_WAIT = 2
"""The step of a visit without a note that lets it wait for one."""
_HINTS = 6
_LOW = 260


class ChartPane(QFrame):
    """What the coder reads. The note's own words are never changed here.

    ``links`` False leaves the foot out that tells of passages and how they are linked.
    """

    wanted = Signal()
    """The pane is about to take the focus and must be in sight."""
    attach_wanted = Signal()
    """A file is to be attached to the visit."""
    note_wanted = Signal()
    """A note is to be typed or pasted."""
    wait_wanted = Signal()
    """The visit is to wait for its note."""
    superbill_wanted = Signal(object)
    """The superbill of a visit is to be shown: the encounter's id."""

    def __init__(self, desk: Desk, *, links: bool = True) -> None:
        super().__init__()
        self._desk, self._links = desk, links
        self._visit: Visit | None = None
        self._draft: CodingDraft | None = None
        self._chosen: Chosen = None
        self.name, self._who, self._when = (
            label("", "section"),
            label("", "soft", wrap=True),
            label("", "soft", wrap=True),
        )
        self.chip = Chip("", "note", "info")
        self.banner = Banner("warn", "")
        self._hints = label("", "soft", wrap=True)
        self.tabs = Tabs(tr("coder_desk.chart.tabs"), ("", "", ""))
        self._line, self.which = QFrame(), QComboBox()
        self.note = NoteView()
        self.find_line = NoteFind(self.note)
        self.papers, self.past = DocumentsPage(desk), PastPage(desk)
        self._pages, self._notes = QStackedWidget(), QStackedWidget()
        self._tag = letter_box("", evidence=True)
        self._support = label("", wrap=True)
        self._foot = QFrame()
        self._build()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Come into sight and give the focus to the page that is shown."""
        self.wanted.emit()
        self.focus_page().setFocus(reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the note some lines in a low window."""
        super().resizeEvent(event)
        self._give_room()

    def show_visit(self, visit: Visit | None) -> None:
        """Show the chart of a visit; the note first."""
        other = visit is None or self._visit is None or visit.id != self._visit.id
        self._visit = visit
        self.setEnabled(visit is not None)
        if visit is None:
            return
        chart = visit.chart
        self._line.show()
        self._show_head(chart)
        self._show_state(visit)
        self._tell_hints(chart)
        self._fill_notes(chart.notes)
        self.papers.show_papers(chart.attachments)
        self.past.show_visits(chart.earlier, visit)
        self._count(chart)
        if other:
            self.find_line.hide()
            self.tabs.setCurrentIndex(_NOTE if chart.notes or not chart.attachments else _PAPERS)
            self.note.verticalScrollBar().setValue(0)

    def show_draft(self, draft: CodingDraft | None) -> None:
        """Show the evidence of a draft in the note."""
        self._draft = draft
        note = self.current_note()
        if draft is None or note is None:
            return
        letters = chart_words.letters_of(draft)
        spans = [span for span in draft.evidence if span.document_id == note.document_id]
        self.note.show_note(note.text, spans, letters)
        self.stress(self._chosen)

    def stress(self, chosen: Chosen) -> None:
        """Show the passages of the selected code stronger, and count them in the foot."""
        self._chosen = chosen
        self.note.stress(chosen)
        draft = self._draft
        known = chart_words.letters_of(draft) if draft is not None else {}
        self._tag.setVisible(chosen in known)
        if draft is None or chosen is None or chosen not in known:
            self._support.setText(tr("coder_desk.chart.no_code"))
            return
        self._tag.setText(known[chosen].split(" ")[0])
        count = sum((s.is_diagnosis, s.code) == chosen for s in draft.evidence)
        code = next((str(d) for d in draft.diagnoses if d.code == chosen[1]), chosen[1])
        self._support.setText(tr("coder_desk.chart.support", n=count, code=code))

    def current_note(self) -> Note | None:
        """Give the note that is shown; None when the visit has none."""
        notes = self._visit.chart.notes if self._visit is not None else ()
        place = max(0, self.which.currentIndex())
        return notes[place] if place < len(notes) else None

    def find_words(self, back: QWidget) -> bool:
        """Ask for words to find in the notes, the shown one first; False when there are none."""
        if self._visit is None or self.current_note() is None:
            return False
        self.wanted.emit()
        self.tabs.setCurrentIndex(_NOTE)
        shown = max(0, self.which.currentIndex())
        notes = [
            (place, note.text)
            for place, note in enumerate(self._visit.chart.notes)
            if note.is_current or place == shown
        ]
        notes.sort(key=lambda one: one[0] != shown)
        self.find_line.open_over(notes, back)
        return True

    def leave(self) -> bool:
        """Close what is found in the note, or a superbill that is shown; False when neither is."""
        return self.find_line.close_find() or self.past.close_paper()

    def focus_page(self) -> QWidget:
        """Give what takes the focus of the page that is shown."""
        if self.tabs.currentIndex() == _PAPERS:
            return self.papers
        if self.tabs.currentIndex() == _PAST:
            return self.past
        return self.note if self.current_note() is not None else self._empty

    def show_tab(self, tab: str) -> None:
        """Open one of the tabs: note, papers or past."""
        self.tabs.setCurrentIndex({"note": _NOTE, "papers": _PAPERS, "past": _PAST}[tab])

    def _build(self) -> None:
        self.setProperty("ground", "surface")
        self.setMinimumWidth(320)
        head = QVBoxLayout()
        head.setContentsMargins(20, 10, 20, 6)
        head.setSpacing(0)
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.chip)
        head.addLayout(first)
        for part in (self._who, self._when, self._hints):
            head.addWidget(part)
        self._line.setProperty("edge", "bottom")
        tabs = QHBoxLayout(self._line)
        tabs.setContentsMargins(8, 0, 8, 0)
        tabs.addWidget(self.tabs)
        which = QHBoxLayout()  # beside the tabs no title of a note would be whole
        which.setContentsMargins(8, 0, 8, 0)
        which.addWidget(self.which)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self._line)
        column.addLayout(which)
        column.addWidget(self._pages, 1)
        column.addWidget(self.find_line)
        column.addWidget(self._foot)
        for later in (self.banner, self.chip, self._line, self.which):
            later.hide()  # until a visit is here
        self._build_pages()
        self._build_foot()
        self.which.setAccessibleName(tr("coder_desk.note.which"))
        self.which.setProperty("kind", "quiet")
        self.which.activated.connect(self._on_which)
        self.find_line.turned.connect(self._on_turned)
        self.tabs.currentChanged.connect(self._on_tab)
        self.papers.attach_wanted.connect(self.attach_wanted)
        self.past.superbill_wanted.connect(self.superbill_wanted)

    def _build_pages(self) -> None:
        steps = [
            NextStep(tr("chart_note.title"), tr("chart_note.write_fact"), "pencil", "F4"),
            NextStep(
                tr("coder_desk.note.attach"), tr("coder_desk.note.attach_fact"), "paperclip",
                "Ctrl+Shift+A",
            ),
            NextStep(
                tr("chart_note.wait"), tr("chart_note.wait_fact"), "clock", "Shift+F4"
            ),
        ]  # fmt: skip
        self._empty = EmptyState(
            "sticky-note", tr("coder_desk.note.none"), tr("coder_desk.note.none_words"), steps
        )
        self._empty.taken.connect(self._on_step)
        self._notes.addWidget(self.note)
        self._notes.addWidget(scrolled(self._empty))
        for page in (self._notes, self.papers, self.past):
            self._pages.addWidget(page)

    def _build_foot(self) -> None:
        self._foot.setProperty("edge", "top")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(20, 9, 20, 9)
        row.setSpacing(8)
        row.addWidget(self._tag)
        row.addWidget(self._support, 1)
        row.addWidget(key_hint("Ctrl+E", tr("coder_desk.chart.link")))

    def _show_head(self, chart: Chart) -> None:
        patient, visit = chart.patient, chart.visit
        self.name.setText(patient.name)
        age = "" if patient.age is None else tr("coder_desk.chart.age", age=patient.age)
        sex = tr(f"coder_desk.sex.{patient.sex.name.lower()}")
        born = tr("coder_desk.chart.no_birth")
        if patient.birth is not None:
            born = tr("coder_desk.chart.born", day=show_date(patient.birth))
        mrn = tr("coder_desk.chart.mrn", mrn=patient.mrn) if patient.mrn else ""
        self._who.setText(chart_words.joined(", ".join(p for p in (age, sex) if p), born, mrn))
        provider = visit.provider or tr("coder_desk.provider.none")
        referred = visit.referring and tr("coder_desk.chart.referred", by=visit.referring)
        told = (
            show_date(visit.dos),
            provider,
            chart_words.place_of(chart),
            chart_words.payer_of(chart),
            referred,
            self._owned(visit.owner_id, visit.owner),
        )
        self._when.setText(chart_words.joined(*told))

    def _owned(self, user_id: int | None, name: str) -> str:
        """Say whose the visit is; nothing while it is nobody's."""
        actor = self._desk.actor
        if user_id is not None and actor is not None and actor.user_id == user_id:
            return tr("owning.mine")
        return tr("owning.theirs", owner=name) if name else ""

    def _show_state(self, visit: Visit) -> None:
        state = visit.state
        self._empty.offer(_WAIT, state.is_open and state is not CodingStatus.NEEDS_DOCUMENTATION)
        tone, icon = _CHIPS.get(state, ("", ""))
        self.chip.setVisible(bool(tone))
        if tone:
            self.chip.show_state(self._chip_words(visit), tone, icon)
        lead, words = looking.banner(visit) or chart_words.banner(visit)
        rest, why = looking.rest_words(visit, self._desk.today)
        if rest:
            lead, words = chart_words.dotted(rest, lead), chart_words.dotted(why, words)
        begun, goes_on = chart_words.begun_words(visit)
        if begun:
            lead, words = chart_words.dotted(lead, begun), chart_words.dotted(words, goes_on)
        self.banner.setVisible(bool(lead))
        if lead:
            warns = state is CodingStatus.SENT_BACK or visit.changed is not None
            self.banner.show_message("warn" if warns else "note", words, lead)

    def _chip_words(self, visit: Visit) -> str:
        held = looking.chip(visit, self._desk.today)
        return held or tr(f"coder_desk.status.{visit.state}")

    def _tell_hints(self, chart: Chart) -> None:
        said = [chart.visit.reason] if chart.visit.reason else []
        for hint in chart.hints[:_HINTS]:
            words = hint.words or hint.code
            if hint.kind is not HintKind.REASON or words not in said:
                said.append(words)
        said = list(dict.fromkeys(word for word in said if word))
        self._hints.setText(tr("coder_desk.chart.hints", words="; ".join(said)) if said else "")
        self._give_room()

    def _fill_notes(self, notes: tuple[Note, ...]) -> None:
        kept = self.which.currentIndex()
        self.which.clear()
        for note in notes:
            day = show_date(note.created_at.astimezone().date())
            key = "one" if note.is_current else "older"
            words = tr(f"coder_desk.note.{key}", title=note.title, version=note.version, day=day)
            self.which.addItem(words)
        self.which.setVisible(len(notes) > 1)
        self.which.setCurrentIndex(kept if 0 < kept < len(notes) else 0 if notes else -1)
        self._notes.setCurrentIndex(0 if notes else 1)
        self._give_room()

    def _count(self, chart: Chart) -> None:
        note = self.current_note()
        first = tr("coder_desk.chart.note")
        if note is not None and note.version > 1:
            first = tr("coder_desk.chart.note_version", version=note.version)
        self.tabs.set_words(
            (
                first,
                tr("coder_desk.chart.papers", n=len(chart.attachments)),
                tr("coder_desk.chart.past", n=len(chart.earlier)),
            )
        )

    def _give_room(self) -> None:
        """Show hints and foot where they leave room for the note; the key bar has their key."""
        low = self.height() < _LOW
        self._hints.setVisible(bool(self._hints.text()) and not low)
        note = self.tabs.currentIndex() == _NOTE and self.current_note() is not None
        self._foot.setVisible(self._links and note and not low)

    @Slot()
    def _on_which(self) -> None:
        if self._visit is not None:
            self._count(self._visit.chart)
        self.show_draft(self._draft)

    @Slot(object)
    def _on_turned(self, place: int) -> None:
        self.which.setCurrentIndex(place)
        self._on_which()

    @Slot()
    def _on_tab(self) -> None:
        place = self.tabs.currentIndex()
        self._pages.setCurrentIndex(max(0, place))
        if place != _NOTE:
            self.find_line.hide()
        self._give_room()
        self.which.setVisible(place == _NOTE and self.which.count() > 1)

    @Slot(object)
    def _on_step(self, step: int) -> None:
        (self.note_wanted, self.attach_wanted, self.wait_wanted)[step].emit()
