"""Where the headings stand, what file it is, and which column means what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.intake.coded import is_service
from app.intake.column_map import Columns
from app.intake.text_table import Row
from app.intake.vocabulary import MANY, meaning

_SEARCHED_ROWS = 80
_SAMPLE = 400
_ICD10 = re.compile(r"ICD[-\s]?10", re.IGNORECASE)
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_ID_LIKE = re.compile(r"[A-Za-z]{0,4}[-_]?\d[\w-]*|[0-9a-fA-F-]{32,36}")
_PHONE = re.compile(r"\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}")
_DAY = re.compile(
    r"\d{4}-?\d{2}-?\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}"
)
_TOLD_BY_VALUES = frozenset(
    {"patient", "provider", "payer", "encounter", "patient_name", "patient_id"}
)
_INSURED = frozenset({"payer", "payer_id", "member_id"})
_IDENTITY = frozenset({"patient_id", "mrn", "patient", "patient_name", "last_name"})
_STEMS = (
    ("payers", re.compile(r"payer|payor|insur|carrier", re.IGNORECASE)),
    ("providers", re.compile(r"provider|doctor|practitioner|physician|clinician", re.IGNORECASE)),
    ("patients", re.compile(r"patient|demograph|person", re.IGNORECASE)),
)
_VAGUE = frozenset({"id", "name", "last_name", "first_name"})
_GENERIC = {
    "encounters": ("encounter_id", "patient_name"),
    "charges": ("charge_id", "reason"),
    "patients": ("patient_id", "patient_name"),
    "payers": ("payer_id", "payer"),
    "providers": ("provider_id", "provider"),
}


@dataclass(slots=True)
class Layout:
    """The columns of one table: field to places, from the left. ``heading_row`` is its number."""

    headings: list[str]
    heading_row: int
    role: str = ""
    columns: dict[str, list[int]] = field(default_factory=dict)
    secret: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        """Count the columns up to the last one with a heading."""
        used = [place for place, heading in enumerate(self.headings) if heading]
        return used[-1] + 1 if used else 0

    def at(self, name: str) -> int:
        """Give the place of a field that stands once, −1 when it has no column."""
        places = self.columns.get(name)
        return places[0] if places else -1

    def again(self, name: str) -> list[int]:
        """Give the other columns under the very heading of a field that stands once."""
        at = self.at(name)
        heading = self.headings[at].casefold() if at >= 0 else ""
        return [
            place
            for place, other in enumerate(self.headings)
            if heading and place != at and other.casefold() == heading
        ]

    def named(self) -> dict[str, tuple[str, ...]]:
        """Give the headings of each field, to show and to save."""
        return {
            name: tuple(self.headings[place] for place in places)
            for name, places in self.columns.items()
        }

    def unread(self) -> tuple[str, ...]:
        """Name the headings that were taken for nothing; never those of secret columns."""
        taken = {place for places in self.columns.values() for place in places} | self.secret
        return tuple(h for place, h in enumerate(self.headings) if h and place not in taken)


def heading_score(rows: list[list[str]]) -> int:
    """Tell how many headings the best of the first rows has; a measure for the delimiter."""
    return max((known_headings(row) for row in rows[:_SEARCHED_ROWS]), default=0)


def known_headings(cells: Sequence[str]) -> int:
    """Count the fields that the cells of a row would name as headings."""
    fields = {found[0] for cell in cells if (found := meaning(cell[:80].strip()))}
    return len(fields)


def is_heading(cells: Sequence[str]) -> bool:
    """Tell whether a row in the midst of a list is a heading again."""
    used = [cell for cell in cells if cell]
    if len(used) < 3:
        return False
    return known_headings(used) >= 3 and sum(1 for c in used if meaning(c)) * 10 >= len(used) * 7


def find_heading(rows: Sequence[Row], wanted: Iterable[str] = ()) -> int:
    """Give the index of the heading row, −1 when no row looks like one.

    ``wanted`` are the headings of a saved map; a row that holds one of them counts more.
    """
    exact = {heading.casefold() for heading in wanted}
    best, highest = -1, 1
    for place, (_, cells) in enumerate(rows[:_SEARCHED_ROWS]):
        score = known_headings(cells) + 10 * sum(1 for cell in cells if cell.casefold() in exact)
        if score > highest:
            best, highest = place, score
    return best


def grouped_headings(above: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Give the headings, those that say too little with the group that stands over them.

    "ID" under "Patient" is the patient's id. A title alone over the headings is no group.
    """
    if sum(1 for cell in above if cell) < 2:
        return list(cells)
    group, found = "", []
    for place, cell in enumerate(cells):
        group = (above[place] if place < len(above) else "") or group
        mine, whole = meaning(cell), meaning(f"{group} {cell}")
        vague = mine is None or (mine[0] in _VAGUE and whole is not None and whole[0] != mine[0])
        found.append(f"{group} {cell}" if cell and group and whole and vague else cell)
    return found


def lay_out(rows: Sequence[Row], place: int, role: str, name: str) -> Layout:
    """Guess the meaning of each column from its heading and the first values under it."""
    number, cells = rows[place]
    layout = Layout(grouped_headings(rows[place - 1][1] if place else (), cells), number)
    sample = [row for _, row in rows[place + 1 : place + 1 + _SAMPLE]]
    found = _found_fields(layout, sample)
    _settle_instant(found, sample)
    layout.role = role or _role_of(set(found), name)
    _name_generic(found, layout.role)
    if not found.keys() & _INSURED:
        # "Effective Date" beside no payer is the day of something else.
        for name in ("coverage_start", "coverage_end"):
            found.pop(name, None)
    layout.columns = {field: _chosen(field, ranked) for field, ranked in found.items()}
    _settle_by_content(layout, sample)
    _put_in_order(layout)
    return layout


def mapped_role(cells: Sequence[str], roles: Mapping[str, Columns]) -> str:
    """Give the role whose saved headings a row holds all of; empty when there is none."""
    used = {cell.casefold() for cell in cells}
    held = {
        role: len(headings)
        for role, columns in roles.items()
        if (headings := {h.casefold() for found in columns.values() for h in found}) <= used
    }
    return max(held, key=lambda role: held[role], default="")


def map_columns(layout: Layout, columns: Columns) -> None:
    """Let a saved map decide: its headings take their fields, the rest stays guessed."""
    by_heading: dict[str, list[int]] = {}
    for place, heading in enumerate(layout.headings):
        by_heading.setdefault(heading.casefold(), []).append(place)
    for name, headings in columns.items():
        places = [p for h in dict.fromkeys(headings) for p in by_heading.get(h.casefold(), ())]
        places = [place for place in places if place not in layout.secret]
        for other in layout.columns.values():
            other[:] = [place for place in other if place not in places]
        if places:
            layout.columns[name] = places
    layout.columns = {name: places for name, places in layout.columns.items() if places}


def _found_fields(layout: Layout, sample: list[list[str]]) -> dict[str, list[tuple[int, int]]]:
    """Give (rank, place) of the columns by field; columns of social security numbers aside."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(layout.headings):
        named = meaning(heading) if heading else None
        if (named and named[0] == "ssn") or _holds_ssn(place, sample):
            layout.secret.add(place)
        elif named and named[0] != "never":
            found.setdefault(_by_values(named[0], place, sample), []).append((named[1], place))
    return found


def _settle_instant(found: dict[str, list[tuple[int, int]]], sample: list[list[str]]) -> None:
    """Take a column of times for the date of service where its values begin with a day.

    "start_time" is 2026-09-01T10:15 in one list and 10:15 beside a date in the next.
    """
    ranked = found.pop("instant", [])
    if "date_of_service" in found:
        return
    for rank, place in sorted(ranked):
        values = [row[place] for row in sample if len(row) > place and row[place]]
        if values and sum(1 for value in values if _DAY.match(value)) * 3 > len(values) * 2:
            found["date_of_service"] = [(rank, place)]
            return


def _holds_ssn(place: int, sample: list[list[str]]) -> bool:
    """Tell a column whose values are written like social security numbers, whatever its name."""
    values = [row[place] for row in sample if len(row) > place and row[place]]
    return bool(values) and sum(1 for v in values if _SSN.fullmatch(v)) * 2 > len(values)


def _by_values(name: str, place: int, sample: list[list[str]]) -> str:
    """Tell a name from an id where the heading does not: "PATIENT", "Provider", "Payer"."""
    if name not in _TOLD_BY_VALUES:
        return name
    values = [row[place] for row in sample if len(row) > place and row[place]]
    if name == "patient_id":
        # One phone serves a whole family; as a number of a patient it would make one of them.
        phones = sum(1 for value in values if _PHONE.fullmatch(value))
        return "phone" if phones * 3 > len(values) * 2 else name
    is_id = bool(values) and sum(1 for v in values if _ID_LIKE.fullmatch(v)) * 3 > len(values) * 2
    if name in ("patient", "patient_name"):
        return "patient_id" if is_id else "patient_name"
    if name == "encounter":
        return "encounter_id" if is_id else "kind"
    return f"{name}_id" if is_id else name


def _chosen(name: str, ranked: list[tuple[int, int]]) -> list[int]:
    """Keep the surest column of a field, or all that repeat it under the same heading."""
    ranked = sorted(ranked)
    if name in ("dx", "dropped"):
        return sorted(place for _, place in ranked)
    if name in MANY:
        return sorted(place for rank, place in ranked if rank == ranked[0][0])
    return [ranked[0][1]]


def _name_generic(found: dict[str, list[tuple[int, int]]], role: str) -> None:
    """Give "Id" and "Name" the meaning they have in a file of this role."""
    if role not in _GENERIC:
        return
    for generic, name in zip(("id", "name"), _GENERIC[role], strict=True):
        if generic in found:
            places = found.pop(generic)
            if generic == "name" and "last_name" in found:
                # "Apellidos, Nombre" and "Last Name, Name": what is left is the first name.
                found.setdefault("first_name", places)
            elif name not in found:
                found[name] = places


def _settle_by_content(layout: Layout, sample: list[list[str]]) -> None:
    """Leave a "code" column that holds no service codes (SNOMED, say) unread."""
    kept = [
        place
        for place in layout.columns.get("code", ())
        if _is_service_column([row[place] for row in sample if len(row) > place and row[place]])
    ]
    if "code" in layout.columns:
        layout.columns["code"] = kept
    if not kept:
        layout.columns.pop("code", None)


def _put_in_order(layout: Layout) -> None:
    """Put diagnosis columns in the order of their numbers, wherever they stand."""
    places = layout.columns.get("dx", [])
    numbers = [re.findall(r"\d+", _ICD10.sub("", layout.headings[place])) for place in places]
    if all(len(found) == 1 for found in numbers):
        ranks = {place: int(found[0]) for place, found in zip(places, numbers, strict=True)}
        places.sort(key=lambda place: (ranks[place], place))


def _is_service_column(values: list[str]) -> bool:
    """Tell whether some value begins like a service code; an empty column may."""
    return not values or any(is_service(value) for value in values)


def _role_of(fields: set[str], name: str) -> str:
    """Tell what a file is from the fields it has; its name only breaks a tie. Empty: nothing."""
    identity = bool(fields & _IDENTITY)
    billed = bool(fields & {"code", "amount"})
    if "date_of_service" in fields and (identity or ("encounter_id" in fields and not billed)):
        return "encounters"
    if "encounter_id" in fields and "code" in fields:
        return "charges"
    if "birth" in fields and identity:
        return "patients"
    if fields & {"edi", "payer", "payer_id"} and not identity:
        return "payers"
    if fields & {"provider_npi", "provider_id", "provider", "taxonomy"} and not identity:
        return "providers"
    stem = next((role for role, words in _STEMS if words.search(name)), "")
    return stem if identity or fields & {"name", "id"} else ""


def merged_names(layouts: Iterable[Layout]) -> Mapping[str, tuple[str, ...]]:
    """Give the headings of each field over several tables of one file."""
    merged: dict[str, tuple[str, ...]] = {}
    for layout in layouts:
        for name, headings in layout.named().items():
            merged.setdefault(name, headings)
    return merged
