"""How the files were understood: the role of each, and what every column was taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_class
from itertools import pairwise
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from app.intake.column_map import BLANKS, DATE_ORDERS, ROLES, ColumnMap
from app.intake.headings import FIELDS, NOT_READ
from app.intake.staged import NOTHING, Staged
from app.intake.vocabulary import MANY
from app.values.words import has_words
from ui import theme
from ui.fields import ChoiceField, FormRows, TextField
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.panel import Panel, drop_all, row_of
from ui.kit.tip import set_tip
from ui.text import tr

GUESSED = ""
_SEVERAL = MANY | {"dropped", NOT_READ}
_HEAD_WIDE = 128
_FILE_LETTERS, _SAMPLE = 16, 22


@dataclass(frozen=True, slots=True)
class Understood:
    """One file as the panel shows it: its name and role, and each heading's field."""

    file: str
    role: str
    rows: int
    dates: str
    fields: Mapping[str, str]
    samples: Mapping[str, str] = of_class(default_factory=lambda: NOTHING)
    """The first value under each heading, where the columns are asked for."""


def understood(staged: Staged) -> list[Understood]:
    """Tell how each file was read."""
    found = []
    for file in staged.files:
        fields = {head: name for name, heads in file.columns.items() for head in heads}
        fields |= dict.fromkeys(file.unread, NOT_READ)
        found.append(Understood(file.path.name, file.role, file.rows, file.dates, fields))
    return found


class ColumnsPanel(QWidget):
    """A combo for every column of the chosen file; nothing is read again until it is asked."""

    again = Signal(object)
    """Read again with this ``ColumnMap``."""
    map_chosen = Signal(str)
    """Read again with the map of this name; empty: as guessed."""
    save_wanted = Signal(object)
    """Keep this ``ColumnMap`` under its name."""
    remove_wanted = Signal(str)
    """Let the map of this name go."""
    touched = Signal()
    """A column, the order of dates or a blank's meaning was changed and not read yet."""

    def __init__(self) -> None:
        super().__init__()
        self._files: list[Understood] = []
        self._changed: dict[tuple[str, str], str] = {}
        self._map_name = GUESSED
        self.is_changed = False
        self.file = ChoiceField(tr("intake_screen.columns.file"))
        self.maps = ChoiceField(
            tr("intake_screen.columns.map"), blank=tr("intake_screen.columns.guessed")
        )
        self.remove = small_button(tr("intake_screen.columns.remove"))
        # A long name must not widen the panel; the list that folds out shows it whole.
        for combo in (self.file.combo, self.maps.combo):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(_FILE_LETTERS)
        self.dates = ChoiceField(
            tr("intake_screen.columns.dates"),
            [(one, tr(f"intake_screen.dates.{_key(one)}")) for one in DATE_ORDERS],
        )
        self.blanks = ChoiceField(
            tr("intake_screen.columns.blanks"),
            [(one, tr(f"intake_screen.blanks.{_key(one)}")) for one in BLANKS],
        )
        self.read_again = button("plain", tr("intake_screen.columns.again"), "", "refresh-cw")
        self.read_again.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.name = TextField(tr("intake_screen.columns.name"), longest=60)
        self.save = small_button(tr("intake_screen.columns.save"))
        self.fact = label("", "soft", wrap=True)
        self.choices: dict[str, ChoiceField] = {}
        self._lay()
        self.file.changed.connect(self._show_file)
        self.maps.changed.connect(self._choose_map)
        self.dates.changed.connect(self._touch)
        self.blanks.changed.connect(self._touch)
        self.read_again.clicked.connect(self._again)
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)

    def show_files(self, files: Sequence[Understood], dates: str = "", blanks: str = "") -> None:
        """Show how these files were read; changes not yet read are dropped."""
        self._files, self._changed, self.is_changed = list(files), {}, False
        self.file.set_choices([(one.file, one.file) for one in files])
        tables = [one for one in files if one.fields]
        self.file.set_value((tables or files)[0].file if files else None)
        self.dates.set_value(dates)
        self.blanks.set_value(blanks)
        self.read_again.set_off(tr("intake_screen.columns.unchanged"))
        self._show_file()

    def offer_maps(self, names: Sequence[str]) -> None:
        """Offer the maps that are kept."""
        self.maps.set_choices([(name, name) for name in names])
        for part in (self.maps, self.maps.label, self.remove):
            part.setVisible(bool(names))
        self._choose_kept()

    def show_map(self, name: str) -> None:
        """Show which map the list was read with; a change of it is kept under its name."""
        self._map_name = name
        self.name.set_value(name)
        self._choose_kept()

    @property
    def knows_the_day(self) -> bool:
        """Tell whether a column is the date of service as the choices stand."""
        return any(one.value() == "date_of_service" for one in self.choices.values())

    def column_map(self) -> ColumnMap:
        """Give the map as it stands now, of every file with columns."""
        roles: dict[str, dict[str, list[str]]] = {}
        for one in self._files:
            if one.role not in ROLES:
                continue
            columns = roles.setdefault(one.role, {})
            for head, name in one.fields.items():
                chosen = self._changed.get((one.file, head), name)
                columns.setdefault(chosen, []).append(head)
        frozen = {
            role: MappingProxyType({name: tuple(heads) for name, heads in columns.items()})
            for role, columns in roles.items()
        }
        name = self.name.value() or ""
        dates, blanks = self.dates.value() or "", self.blanks.value() or ""
        return ColumnMap(name, MappingProxyType(frozen), dates, blanks)

    def _lay(self) -> None:
        self.rows = QVBoxLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        place = QWidget()
        place.setProperty("ground", "clear")
        place.setLayout(self.rows)
        panel = Panel(tr("intake_screen.columns.title"))
        inside = panel.inset(16, 12)
        inside.setSpacing(8)
        form = FormRows(label_wide=88)
        form.add("file", self.file)
        form.add("map", self.maps)
        form.add("dates", self.dates)
        form.add("blanks", self.blanks)
        inside.addWidget(form)
        inside.addWidget(self.fact)
        inside.addLayout(row_of(self.read_again))
        inside.addSpacing(4)
        inside.addWidget(place)
        inside.addSpacing(4)
        inside.addWidget(self.name.label)
        inside.addWidget(self.name)
        inside.addLayout(row_of(self.save, self.remove))
        panel.body.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel, 1)

    @Slot()
    def _show_file(self) -> None:
        drop_all(self.rows)
        self.choices = {}
        shown = next((one for one in self._files if one.file == self.file.value()), None)
        if shown is None:
            return
        self.fact.setText(_fact(shown))
        self.fact.setVisible(bool(shown.rows) or not shown.fields)
        for part in (self.read_again, self.name, self.name.label, self.save):
            part.setVisible(any(one.fields for one in self._files))
        form = FormRows(label_wide=_HEAD_WIDE)
        for head, name in shown.fields.items():
            field = ChoiceField(head, _offers(name))
            field.set_value(self._changed.get((shown.file, head), name))
            field.combo.setMinimumContentsLength(8)
            field.changed.connect(self._touch)
            _elide(field, head)
            if shown.samples:
                form.add_pair(head, field, _short(shown.samples.get(head, "")), QWidget())
            else:
                form.add(head, field)
            self.choices[head] = field
        self.rows.addWidget(form)
        self.rows.addStretch()
        stops = [field.entry for field in self.choices.values()]
        way = [self.read_again, *stops, self.name.entry, self.save, self.remove]
        for before, after in pairwise(way):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _touch(self) -> None:
        shown = str(self.file.value())
        for head, field in self.choices.items():
            self._changed[shown, head] = field.value() or NOT_READ
        self._tell_twice()
        self.read_again.set_off("")
        self.is_changed = True
        self.touched.emit()

    def _tell_twice(self) -> None:
        """Say of a column that one before it is taken for the same already."""
        seen: dict[str, str] = {}
        for head, field in self.choices.items():
            name = field.value() or NOT_READ
            other = seen.setdefault(name, head) if name not in _SEVERAL else head
            twice = tr("intake_screen.columns.twice", head=other) if other != head else ""
            field.show_problem(twice, "warn")

    @Slot()
    def _again(self) -> None:
        self.again.emit(self.column_map())

    @Slot()
    def _choose_map(self) -> None:
        self.map_chosen.emit(self.maps.value() or GUESSED)

    def _choose_kept(self) -> None:
        self.maps.set_value(self._map_name or None)
        if self.maps.value() is None:
            self.maps.set_value(None)
        self.remove.set_off("" if self.maps.value() else tr("intake_screen.columns.no_map"))

    @Slot()
    def _remove(self) -> None:
        self.remove_wanted.emit(self.maps.value() or GUESSED)

    @Slot()
    def _save(self) -> None:
        if not self.name.value():
            self.name.show_problem(tr("intake_screen.columns.nameless"))
            self.name.setFocus()
            return
        self.save_wanted.emit(self.column_map())


def _elide(field: ChoiceField, head: str) -> None:
    """Shorten a long heading in its middle; whole under the pointer and for readers."""
    letters = QFontMetrics(theme.font("body"))
    short = letters.elidedText(head, Qt.TextElideMode.ElideMiddle, _HEAD_WIDE)
    field.label.setText(short.replace("&", "&&"))
    field.label.setMaximumWidth(_HEAD_WIDE + 4)
    for part in (field.label, field.entry):
        set_tip(part, head if short != head else "")


def _short(sample: str) -> str:
    """Cut a first value to what fits beside its column."""
    words = " ".join(sample.split())
    return words if len(words) <= _SAMPLE else f"{words[: _SAMPLE - 1]}\N{HORIZONTAL ELLIPSIS}"


def role_words(role: str) -> str:
    """Give a role in words."""
    key = f"intake_screen.role.{role}"
    return tr(key) if has_words(key) else role


def field_words(name: str) -> str:
    """Give a field in words; one without words of its own by its name."""
    key = f"intake_screen.field.{name}"
    return tr(key) if has_words(key) else name.replace("_", " ")


def _offers(name: str) -> list[tuple[str, str]]:
    """Give the fields as the vocabulary has them: the visit, the patient, what was done, who pays.

    There what lists bring most stands first: typing "date" finds the date of service.
    """
    names = list(FIELDS if name in FIELDS or name == NOT_READ else (name, *FIELDS))
    # Typing "provider" means the provider, not the NPI that the vocabulary tries before.
    names.remove("provider")
    names.insert(names.index("provider_npi"), "provider")
    return [(one, field_words(one)) for one in (NOT_READ, *names)]


def _fact(file: Understood) -> str:
    if not file.fields:
        return tr("intake_screen.columns.no_columns", role=role_words(file.role))
    return tr("intake_screen.columns.read_as", role=role_words(file.role), n=file.rows)


def _key(order: str) -> str:
    return order.split()[0] if order else "as_seen"
