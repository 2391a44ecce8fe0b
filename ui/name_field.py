"""A person's name in a form; it warns at once of letters that no paper can print."""

from __future__ import annotations

from ui.fields import TextField
from ui.text import tr


class NameField(TextField):
    """A name, last or first. The warning keeps nobody from saving it."""

    def set_value(self, value: str | None) -> None:
        """Show a name, with the warning when it needs one."""
        super().set_value(value)
        self._warn()

    def leave(self) -> None:
        """Take the name, and warn."""
        super().leave()
        self._warn()

    def _warn(self) -> None:
        sign = _off_paper(self.value() or "")
        if sign and not self.problem():
            self.show_problem(tr("people.off_paper", sign=sign), "warn")


def _off_paper(name: str) -> str:
    """Give the first letter that the fonts of our papers lack; empty when they have all."""
    if name.isascii():
        return ""
    # ReportLab is heavy, and most names do not need it.
    from app.documents.paper import fonts  # noqa: PLC0415

    found = fonts.unprintable(name, "")
    return chr(int(found[0].values["code"].removeprefix("U+"), 16)) if found else ""
