"""The pages of the Office desk as data: its list and the palette are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from ui.text import tr


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the list; ``screen`` is "module:Class", imported at the first visit.

    ``group`` is given to the class as well where one class serves several pages.
    """

    name: str
    icon: str
    screen: str
    group: str = ""


_SETTINGS = "ui.settings_pages.settings_page:SettingsPage"
TREE: tuple[tuple[str, tuple[Leaf, ...]], ...] = (
    (
        "practice",
        (
            Leaf("practice", "hospital", "ui.admin.practice_page:PracticePage"),
            Leaf("people", "users", "ui.admin.people_page:PeoplePage"),
            Leaf("providers", "stethoscope", "ui.admin.providers_page:ProvidersPage"),
            Leaf("places", "building-2", "ui.admin.places_page:PlacesPage"),
            Leaf("payers", "landmark", "ui.admin.payers_page:PayersPage"),
            Leaf("fees", "banknote", "ui.admin.fees_page:FeesPage"),
        ),
    ),
    (
        "coding",
        (
            Leaf("codes", "book-open", "ui.admin.codes_page:CodesPage"),
            Leaf("templates", "layers", "ui.admin.templates_page:TemplatesPage"),
            Leaf("favorites", "sticky-note", "ui.admin.favorites_page:FavoritesPage"),
            Leaf("code-notes", "bell", "ui.admin.code_notes_page:CodeNotesPage"),
            Leaf("windows", "clock", "ui.admin.windows_page:WindowsPage"),
        ),
    ),
    (
        "settings",
        tuple(
            Leaf(f"settings-{group}", icon, _SETTINGS, group)
            for group, icon in (
                ("statements", "mail"),
                ("plans", "calendar-check"),
                ("money", "wallet"),
                ("registration", "user-plus"),
                ("coding", "glasses"),
                ("watch", "folder-open"),
                ("security", "lock"),
                ("mine", "user"),
            )
        ),
    ),
    (
        "file",
        (
            Leaf("backup", "hard-drive", "ui.admin.backup_page:BackupPage"),
            Leaf("passphrase", "key-round", "ui.admin.passphrase_page:PassphrasePage"),
            Leaf("check", "shield-check", "ui.admin.check_page:CheckPage"),
            Leaf("trail", "history", "ui.admin.trail_page:TrailPage"),
            Leaf("export", "download", "ui.admin.export_page:ExportPage"),
            Leaf("about", "info", "ui.admin.about_page:AboutPage"),
        ),
    ),
)
LEAVES = {leaf.name: leaf for _, leaves in TREE for leaf in leaves}


def group_words(group: str) -> str:
    """Give what a group of pages is called."""
    return tr(f"office.group.{group}")


def leaf_words(leaf: Leaf) -> str:
    """Give what a page is called."""
    return tr(f"office.page.{leaf.name}.title")
