"""Diagnoses, services, places and states as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

_ICD = re.compile(
    r"(?<![A-Z0-9.])((?:[A-Z][0-9]|QA)[0-9AB])(?:\.([0-9A-Z]{0,4})|([0-9A-Z]{0,4}))(?![A-Z0-9])"
)
_ICD_SPLIT = re.compile(
    r"[;|,\n\r\t~^/]+|\s{2,}|\s+(?:&|and)\s+(?=[A-Z]\d)|\s+(?=\(?(?:\d{1,2}|[A-L])[).:]\s*[A-Z]\d)",
    re.IGNORECASE,
)
_ICD_APART = re.compile(r"\b([A-Z]) (?=\d[0-9AB]\.\d)|(?<=[A-Z]\d[0-9AB]\.) (?=\d)", re.IGNORECASE)
"""A blank inside a code: "E 11.9", "E11. 9"."""
_ICD_LABEL = re.compile(
    r"^(?:(?:ICD-?10(?:-?CM)?|DX|DIAG)\s*[:#=-]?\s*|\(?[0-9A-L][).:]\s*)", re.IGNORECASE
)
_CODE = re.compile(r"^(\d{4}[0-9A-Z]|[A-Z]\d{4})$")
# Modifiers that systems print right behind a code; others so written would be a guess.
_GLUED_MODIFIERS = (
    "22|24|25|26|50|51|52|53|54|55|56|57|58|59|62|76|77|78|79|80|81|82|90|91|93|95|AS|AT|E[1-4]"
    "|F[1-9A]|FQ|FS|G[0-9A-Z]|JW|JZ|KX|LT|Q[5-6K-Z]|QW|RT|SA|SL|T[1-9A]|TC|X[EPSU]"
)
_GLUED = re.compile(rf"^(\d{{4}}[0-9A-Z]|[A-Z]\d{{4}})((?:{_GLUED_MODIFIERS}){{1,4}})$")
_CODE_SPLIT = re.compile(r"[\s,;|:/+~^-]+")
_GLUED_TIMES = re.compile(r"\b(\d{4}[0-9A-Z]|[A-Z]\d{4})[X*](\d{1,3})\b")
_TIMES = re.compile(r"^(?:X|\*)(\d{1,3})$|^\((\d{1,3})\)$")
_TWO = re.compile(r"^[0-9A-Z]{2}$")

_PLACES = {
    "office": "11", "clinic": "11", "home": "12", "patient home": "12", "assisted living": "13",
    "assisted living facility": "13", "group home": "14", "mobile unit": "15", "walk-in": "17",
    "school": "03", "telehealth": "02", "telehealth - home": "10", "telehealth home": "10",
    "video": "02",
    "telehealth provided other than in patient's home": "02",
    "telehealth provided in patient's home": "10", "urgent care": "20",
    "inpatient": "21", "inpatient hospital": "21",
    "hospital": "21", "outpatient hospital": "22", "hospital outpatient": "22", "er": "23",
    "ed": "23", "emergency": "23", "emergency room": "23", "emergency department": "23",
    "asc": "24",
    "ambulatory surgical center": "24", "snf": "31", "skilled nursing facility": "31",
    "nursing home": "32", "nursing facility": "32", "hospice": "34", "fqhc": "50",
    "rural health clinic": "72", "laboratory": "81", "lab": "81",
    "on campus-outpatient hospital": "22",
    "off campus-outpatient hospital": "19",
}  # fmt: skip

NOT_HELD, NOT_FINISHED = "not yet held", "not finished yet"
"""Why a visit cannot be billed as it stands, and can be once a later list has another status.

Source: HL7 FHIR R4, Encounter.status: planned has not begun; arrived, triaged, in-progress and
onleave have begun and not ended; finished has ended.
"""
# What a status says: which words stand in it, and what becomes of the visit.
_NOT_BILLABLE = (
    ("no-show", r"no[\s_-]*sh|^n/?s$|^nsh?$|did not (?:show|attend|keep)"
                r"|^dn(?:k?a|s)$|fta\b|missed|failed (?:to|appoint)|not attend"),
    ("canceled", r"cancel|^x$|^can?c$|^cnc?l?d?$|^cx(?:l|ld)?$|^can$|withdrawn|revoked|declined"),
    ("rescheduled", r"resch|^r/?s$|^rsc?h?d?$|moved to|bumped"),
    ("left without being seen", r"lwbs|lwobs|lwot|left (?:without|w/?o)|left before|eloped"
                                r"|^lbs$|walked out"),
    ("voided", r"void|delete|entered[\s-]in[\s-]error|^error$|invalid|duplicate|reversed"
               r"|^vd$|nullified"),
    ("not billable", r"non?[\s-]?bill|do not bill|unbillable|unpayable|^nb$|no charge visit"),
    (NOT_HELD, r"planned|sched|booked|confirm|^conf$|proposed|^appt$|future|reminded"
                     r"|tentative"),
    (NOT_FINISHED, r"pend|^pen$|draft|unsigned|in[\s-]?progress|arrived|triaged|on-?leave"
                  r"|incomplete|roomed|waiting|^open$|review|^hold$|on hold|not ready|started"
                  r"|checked[\s-]?in|^chkin$"),
)  # fmt: skip
_DONE = re.compile(
    r"(?i)^(?:c|f|a|chk|cko|co|seen|done|ok|yes|y|kept|arr|comp|cmp|closed?|locked|signed|billed|final|fin)$"
    r"|approv|complet|finish|check(?:ed)?[\s-]?out|discharg|departed|ready|finali[sz]ed|signed|closed"
    r"|billed|billable|kept|submitted|paid|posted|active|attended|fulfilled|coded|showed|rejected|unknown"
)
_KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _NOT_BILLABLE)


@lru_cache(maxsize=65536)
def read_diagnoses(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the ICD-10-CM codes of a cell without their dots, and what was not one.

    A cell may hold several codes, each with its wording: "E11.9 - Type 2; I10".
    """
    codes: list[str] = []
    odd: list[str] = []
    for part in _ICD_SPLIT.split(_ICD_APART.sub(r"\1", cell)):
        words = _ICD_LABEL.sub("", part.strip().lstrip("'")).strip()
        if not words:
            continue
        found = [_joined(match) for match in _ICD.finditer(words.upper())]
        found = [code for code in found if code]
        if found and (_starts_with_code(words) or words.endswith((")", "]"))):
            codes.extend(found if _only_codes(words) else _told(words, found))
        else:
            odd.append(words)
    if codes:
        odd = [words for words in odd if any(c.isdigit() for c in words) and " " not in words]
    return tuple(dict.fromkeys(codes)), tuple(odd)


def _joined(match: re.Match[str]) -> str:
    """Give the matched code without its dot."""
    return match[1] + (match[2] or match[3] or "")


def _starts_with_code(words: str) -> bool:
    """Tell whether a code stands first, alone or before its wording."""
    return _ICD.match(words.upper().lstrip("([{")) is not None


def _only_codes(words: str) -> bool:
    """Tell whether nothing but codes and blanks stands in the cell: "I10 E78.5"."""
    return not _ICD.sub("", words.upper()).strip(" .()[]{}-")


def _told(words: str, found: list[str]) -> list[str]:
    """Choose the code of a wording: the first, or the one in brackets at the end."""
    return found[:1] if _starts_with_code(words) else found[-1:]


@lru_cache(maxsize=65536)
def read_services(
    cell: str,
) -> tuple[tuple[tuple[str, tuple[str, ...], int], ...], tuple[str, ...]]:
    """Give the services of a cell as (code, modifiers, units), and the words that are none.

    "99213,25" is one code with a modifier; "99204; 20610" are two; "99213 - Office visit" and
    "96372 x2" are read as meant. Units are 0 where the cell does not tell them.
    """
    cell = _GLUED_TIMES.sub(r"\1 X\2", cell.upper())
    found: list[tuple[str, list[str], int]] = []
    odd: list[str] = []
    in_words = False
    for token in _CODE_SPLIT.split(cell.upper().strip()):
        code, modifiers = _code_of(token.removesuffix(".0"))
        if code:
            found.append((code, modifiers, 0))
            in_words = False
        elif found and (times := _TIMES.match(token)):
            found[-1] = (found[-1][0], found[-1][1], int(times[1] or times[2]))
        elif found and not in_words and _TWO.match(token) and len(found[-1][1]) < 4:
            found[-1][1].append(token)
        elif token:
            in_words = bool(found)
            odd.append(token)
    return tuple((code, tuple(mods), units) for code, mods, units in found), tuple(
        [] if found else odd
    )


def is_service(cell: str) -> bool:
    """Tell whether a cell begins with a service code, whatever follows it."""
    return bool(_code_of(_CODE_SPLIT.split(cell.upper().strip())[0].removesuffix(".0"))[0])


def _code_of(token: str) -> tuple[str, list[str]]:
    """Part a token into a service code and modifiers glued to it; empty when it is none."""
    if _CODE.match(token):
        return token, []
    if glued := _GLUED.match(token):
        return glued[1], re.findall("..", glued[2])
    return "", []


@lru_cache(maxsize=4096)
def read_modifiers(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the modifiers of a cell ("25,59", "2559", "RT 25"), and what is none."""
    found: list[str] = []
    odd: list[str] = []
    for token in _CODE_SPLIT.split(cell.upper().strip()):
        token = token.removesuffix(".0")
        if len(token) in (2, 4, 6, 8) and token.isalnum() and token.isascii():
            found.extend(re.findall("..", token))
        elif token:
            odd.append(token)
    return tuple(dict.fromkeys(found)), tuple(odd)


@lru_cache(maxsize=1024)
def read_place(cell: str) -> str:
    """Give the two digits of a place of service ("11 - Office", "Office", "2"), else empty."""
    bare = cell.strip().lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if lead := re.match(r"^0*(\d{1,2})(?:\.0)?(?:\s*[-–:(].*|\s+[a-z].*)?$", bare):
        return lead[1].zfill(2)
    return _PLACES.get(bare, "")


@lru_cache(maxsize=4096)
def not_billable(status: str) -> str | None:
    """Tell why a status keeps a visit from billing: a reason, "" for none, None if unknown."""
    bare = status.strip()
    if not bare:
        return ""
    if re.match(r"(?i)^(?:un-?cancel|not cancel)", bare):
        return ""
    if bare.lower() in ("unsigned", "incomplete", "not signed", "not ready"):
        return NOT_FINISHED
    for kind, words in _KINDS:
        if words.search(bare) and not (kind == NOT_FINISHED and _DONE.search(bare)):
            return kind
    return "" if _DONE.search(bare) else None
