"""A new audit in one panel: whose coding, which days, how many; and how many visits qualify."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.auditing import sampling
from app.auditing.sampling import Preview, Scope
from ui.auditing.reads import Choices, read_choices
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, FormRows, NumberField
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.text import tr

_USUAL = 10
_MOST = 500


class NewAudit(QWidget):
    """The form; every change asks again how many visits qualify."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        words = {key: tr(f"audit_screen.form.{key}") for key in _FIELDS}
        everybody = tr("audit_screen.everybody")
        self.coder = ChoiceField(words["coder"], blank=everybody)
        self.provider = ChoiceField(words["provider"], blank=everybody)
        self.first = DateField(words["first"], desk.today, needed=True)
        self.last = DateField(words["last"], desk.today, needed=True)
        kinds = [(key, tr(f"audit_screen.form.{key}")) for key in ("random", "risk")]
        self.kind = ChoiceField(words["kind"], kinds, needed=True)
        self.wanted = NumberField(words["size"], 1, _MOST)
        self.share = NumberField(words["share"], 1, 100, unit="%")
        self.told = label("", "strong", wrap=True)
        self.draw = button("primary", tr("audit_screen.form.draw"), "Ctrl+Enter")
        self._build()
        for field in self._fields():
            field.changed.connect(self._ask)
        self.wanted.line.textEdited.connect(self._on_size)
        self.share.line.textEdited.connect(self._on_share)

    def begin(self) -> None:
        """Start anew: the quarter before this one, ten visits at random."""
        first, last = sampling.last_quarter(self._desk.today)
        self.first.put(first)
        self.last.put(last)
        self.coder.put(None)
        self.provider.put(None)
        self.kind.put("random")
        self.wanted.put(_USUAL)
        self.share.put(None)
        self._desk.read(read_choices, then=self._offer, latest="choices")
        self._ask()
        self.first_field().setFocus()

    def first_field(self) -> QWidget:
        """Give the field where typing starts."""
        return self.coder.combo

    def scope(self) -> Scope | None:
        """Give what is asked for; None while a field is wrong, which then says so."""
        if not all([field.is_good() for field in (self.first, self.last, self.wanted, self.share)]):
            return None
        return self._asked()

    def _asked(self) -> Scope | None:
        first, last = self.first.value(), self.last.value()
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        provider = self.provider.value()
        return Scope(
            first, last, self.wanted.value() or 0,
            provider_id=None if provider is None else int(provider),
            coder=self.coder.value() or "",
            is_risk=self.kind.value() == "risk",
            share=self.share.value(),
        )  # fmt: skip

    def _fields(self) -> tuple[ChoiceField | DateField | NumberField, ...]:
        return (
            self.coder, self.provider, self.first, self.last, self.kind, self.wanted, self.share,
        )  # fmt: skip

    def _build(self) -> None:
        rows = FormRows(label_wide=130)
        for key, field in zip(_FIELDS, self._fields(), strict=True):
            if key == "share":
                continue
            if key == "size":
                rows.add_pair(key, self.wanted, tr("audit_screen.form.or"), self.share)
            else:
                rows.add(key, field)
        panel = Panel(tr("audit_screen.form.title"))
        inside = panel.inset(16)
        inside.setSpacing(12)
        inside.addWidget(label(tr("audit_screen.form.words"), "soft", wrap=True))
        inside.addWidget(rows)
        inside.addWidget(self.told)
        foot = QHBoxLayout()
        foot.addWidget(self.draw)
        foot.addStretch(1)
        inside.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.addWidget(panel)
        column.addStretch()
        panel.setMaximumWidth(640)

    def _offer(self, found: Choices) -> None:
        self.coder.set_choices([(one, one) for one in found.coders])
        self.provider.set_choices(found.providers)

    @Slot()
    def _on_size(self) -> None:
        """A number takes the place of a share."""
        self.share.put(None)
        self._ask()

    @Slot()
    def _on_share(self) -> None:
        self.wanted.put(None)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        scope = self._asked()
        if scope is None or scope.last < scope.first:
            self.told.setText(tr("audit_screen.form.no_days"))
            return
        self._desk.read(sampling.preview, scope, then=self._tell, latest="preview")

    @Slot(object)
    def _tell(self, found: Preview) -> None:
        if not found.qualify:
            self.told.setText(tr("audit_screen.form.none"))
        else:
            taken = tr("audit_screen.form.taken", n=found.taken)
            self.told.setText(tr("audit_screen.form.qualify", n=found.qualify, taken=taken))


_FIELDS = ("coder", "provider", "first", "last", "kind", "size", "share")
