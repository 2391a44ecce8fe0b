"""Names, sexes, addresses and phones as lists write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.values.person import STATES, Sex

_SUFFIX = frozenset({"JR", "SR", "II", "III", "IV", "V", "2ND", "3RD"})
_PARTICLES = frozenset(
    """
    VAN VON DE DEL DELA DELLA DI DA DOS DAS DU DER DEN DEM LA LOS LAS SAN SANTA ST ST. TEN TER
    BIN IBN ABU
    """.split()  # noqa: SIM905  (a table of words)
)
_AFTER_MIDDLE_VAN = frozenset(
    """
    NGUYEN TRAN LE PHAM HUYNH HOANG PHAN VU VO DANG BUI DO HO NGO DUONG LY TRUONG DINH
    """.split()  # noqa: SIM905  (a table of words)
)
"""Vietnamese last names: the Van before one is a middle name, no particle."""
_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR", "MX", "PROF", "REV", "SIR"})
CREDENTIALS = frozenset(
    """
    MD DO NP PA PAC PA-C PHD DPM DDS DMD DC OD RN LPN LCSW LICSW LMHC FNP ARNP APRN CNP CNM CRNA
    PT DPT OT OTR SLP AUD PSYD MA LMFT RD RPH PHARMD FNP-C FNP-BC DNP NP-C MBBS FACP CNS LPC CRNP
    """.split()  # noqa: SIM905  (a table of words)
)
_DEGREES = frozenset({"MD", "PHD", "RN", "DDS", "DMD", "JD", "ESQ", "Esq", "PhD"})
# What stands beside a name and is none: brackets, a nickname in quotes, "continued", "deceased".
_MARKS = re.compile(
    r"\s*(?:\([^)]*\)|\[[^\]]*\]|[\"“][^\"”]*[\"”]|(?<=\s)'[^']+'(?=\s|$)"
    r"|[-–\s]{1,9}(?:continued|cont'?d|cont\.)\W*$"
    r"|\s[-–*]{1,9}\s*(?:deceased|inactive|expired|do not use)\W*$)",
    re.IGNORECASE,
)
# States whose ZIP codes begin with a zero, which spreadsheets drop. Source: USPS, L002.
_ZERO_STATES = frozenset(["MA", "RI", "NH", "ME", "VT", "CT", "NJ", "PR", "VI", "AE"])
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_SEX = {
    "m": Sex.MALE, "male": Sex.MALE, "man": Sex.MALE, "boy": Sex.MALE, "1": Sex.MALE,
    "f": Sex.FEMALE, "female": Sex.FEMALE, "woman": Sex.FEMALE, "girl": Sex.FEMALE,
    "2": Sex.FEMALE, "o": Sex.OTHER, "other": Sex.OTHER, "x": Sex.OTHER, "nonbinary": Sex.OTHER,
    "non-binary": Sex.OTHER, "nb": Sex.OTHER, "masculino": Sex.MALE, "femenino": Sex.FEMALE,
    "h": Sex.MALE, "fem": Sex.FEMALE,
}  # fmt: skip
_NPI_BESIDE = re.compile(
    r"([12]\d{9})\s*[-–:^|]?\s*([^\W\d].*)|([^\W\d].*?)\s*[-–:|(\[]\s*(?:NPI\s*[:#]?\s*)?([12]\d{9})[)\]]?",
    re.IGNORECASE,
)
_SEX_TWICE = re.compile(r"([mfxo]|(?:fe)?male)\s*(?:[-–:=/]\s*[a-z]+|\([mf]\))")
"""A letter with its word: "F - Female"."""
_UNSAID = frozenset(
    {"", "u", "unk", "unknown", "0", "9", "3", "n", "a", "not specified", "unspecified",
     "undetermined", "declined", "refused", "ambiguous", "not applicable", "not asked",
     "asked but unknown", "undifferentiated", "prefer not to say", "desconocido", "?"}
)  # fmt: skip
_STATE_NAMES = dict(
    pair.split("=")
    for pair in """
    alabama=AL alaska=AK arizona=AZ arkansas=AR california=CA colorado=CO connecticut=CT
    delaware=DE florida=FL georgia=GA hawaii=HI idaho=ID illinois=IL indiana=IN iowa=IA
    kansas=KS kentucky=KY louisiana=LA maine=ME maryland=MD massachusetts=MA michigan=MI
    minnesota=MN mississippi=MS missouri=MO montana=MT nebraska=NE nevada=NV newhampshire=NH
    newjersey=NJ newmexico=NM newyork=NY northcarolina=NC northdakota=ND ohio=OH oklahoma=OK
    oregon=OR pennsylvania=PA rhodeisland=RI southcarolina=SC southdakota=SD tennessee=TN
    texas=TX utah=UT vermont=VT virginia=VA washington=WA westvirginia=WV wisconsin=WI
    wyoming=WY districtofcolumbia=DC puertorico=PR mass=MA
    """.split()  # noqa: SIM905  (a table of words)
)
Name = tuple[str, str, str, str]


@lru_cache(maxsize=65536)
def read_name(cell: str, last_first: bool = False) -> Name:
    """Give last, first, middle and suffix of "LAST, FIRST M", "First M Last" or "LAST^FIRST^M".

    ``last_first``: without a comma the last name stands first, "LAST FIRST M".
    """
    bare = _MARKS.sub(" ", " ".join(cell.split())).strip(" *!~")
    bare = bare.replace("^", ",", 1).replace("^", " ")
    if "," not in bare and bare.count("/") == 1 and _is_last_first(bare):
        bare = bare.replace("/", ",")
    head, comma, rest = bare.replace(";", ",", 1).partition(",")
    given = [words for part in rest.split(",") if (words := part.split())]
    given = [words for words in given if len(given) == 1 or not _is_degree(words)]
    if not comma or _is_suffix(given) or (len(given) == 1 and _is_degree(given[0])):
        suffix = given[0][0].rstrip(".") if _is_suffix(given) else ""
        found = _uncomma(head, last_first)
        return (*found[:3], found[3] or suffix)
    last, suffix = _suffix_off(_untitled(head.split()))
    words = [w for part in given for w in part]
    if words and len(given) > 1 and words[0].rstrip(".").upper() in _SUFFIX:
        suffix, words = words[0], words[1:]
    words, later = _suffix_off([w for w in words if w.rstrip(".").upper() not in _TITLES])
    return (" ".join(last), " ".join(words[:1]), " ".join(words[1:]), suffix or later)


def _uncomma(head: str, last_first: bool) -> Name:
    """Read a name without a comma: "First M Last", else "LAST FIRST M"."""
    words = [w for w in head.split() if w.rstrip(".").upper() not in _TITLES]
    words, suffix = _suffix_off(words)
    if len(words) < 2:
        return (" ".join(words), "", "", suffix)
    if last_first or ends_in_initial(words):
        at = _last_ends(words)
        early, words = _suffix_off(words[:at]), words[at:]
        return (" ".join(early[0]), words[0], " ".join(words[1:]), suffix or early[1])
    at = _last_begins(words)
    return (" ".join(words[at:]), words[0], " ".join(words[1:at]), suffix)


def ends_in_initial(words: list[str]) -> bool:
    """Tell "STONE ADA B": nobody's last name is one letter, so it stands first."""
    return len(words) > 2 and len(words[-1].rstrip(".")) == 1 and len(words[-2].rstrip(".")) > 1


def shows_last_first(names: Iterable[str]) -> bool:
    """Tell a column in which last names stand first without a comma, by its initials."""
    last = middle = 0
    for name in names:
        if "," in name or "^" in name:
            continue
        words = _suffix_off(_MARKS.sub(" ", " ".join(name.split())).split())[0]
        last += ends_in_initial(words)
        middle += len(words) > 2 and len(words[-1]) > 1 and len(words[-2].rstrip(".")) == 1
    return last > 0 and middle * 10 <= last


def _last_ends(words: list[str]) -> int:
    """Give where the last name ends in "VAN DYKE PETER A": behind the first that is no particle."""
    at = 0
    while at < len(words) - 2 and words[at].upper() in _PARTICLES:
        at += 1
    at += 1
    while at < len(words) - 1 and words[at].rstrip(".").upper() in _SUFFIX:
        at += 1
    return at


def _is_suffix(given: list[list[str]]) -> bool:
    """Tell that behind the comma stands only a suffix: "Adam Stone, Jr."."""
    word = given[0][0].rstrip(".") if len(given) == 1 and len(given[0]) == 1 else ""
    return len(word) > 1 and word.upper() in _SUFFIX


def _is_degree(words: list[str]) -> bool:
    """Tell a patient's degree that stands alone behind a comma."""
    return len(words) == 1 and words[0].replace(".", "") in _DEGREES


def _untitled(words: list[str]) -> list[str]:
    """Take a title off before a last name; alone it is the name."""
    return words[1:] if len(words) > 1 and words[0].rstrip(".").upper() in _TITLES else words


def _is_last_first(cell: str) -> bool:
    """Tell "ALDANA/RUTH" and "VAN DYKE/ANN" from "José García/López", who has two last names."""
    words = cell.partition("/")[0].split()
    return len(words) < 2 or words[0].upper() in _PARTICLES or cell.isupper()  # noqa: PLR2004


def _last_begins(words: list[str]) -> int:
    """Give where the last name begins in "Peter van Dyke": at the first of its particles."""
    at = len(words) - 1
    if words[at - 1].upper() == "VAN" and words[at].upper() in _AFTER_MIDDLE_VAN:
        return at
    while at > 1 and words[at - 1].upper() in _PARTICLES:
        at -= 1
    return at


def _suffix_off(words: list[str]) -> tuple[list[str], str]:
    """Part a suffix from the end of the words; a lone word is none."""
    if len(words) > 1 and words[-1].rstrip(".").upper() in _SUFFIX and len(words[-1]) > 1:
        return words[:-1], words[-1].rstrip(".")
    return words, ""


@lru_cache(maxsize=8192)
def read_provider(cell: str) -> tuple[str, str, str]:
    """Give last name, first name and credentials of "Jane Doe, MD", "Doe, Jane NP", "DOE_J"."""
    parts = [part.split() for part in cell.replace("^", ",").replace("_", ", ").split(",")]
    credentials: list[str] = []
    kept: list[list[str]] = []
    for part in parts:
        words = [w for w in part if w.rstrip(".").upper() not in _TITLES]
        while words and words[-1].replace(".", "").upper() in CREDENTIALS and (kept or words[1:]):
            credentials.insert(0, words.pop())
        if words:
            kept.append(words)
    if not kept:
        return ("", "", " ".join(credentials))
    if len(kept) > 1:
        return (" ".join(kept[0]), " ".join(w for p in kept[1:] for w in p), " ".join(credentials))
    words = kept[0]
    first = " ".join(words[:-1])
    return (words[-1], first, " ".join(credentials))


def npi_beside(cell: str) -> tuple[str, str]:
    """Give a provider's name and the NPI that stands before or behind it, empty for none."""
    found = _NPI_BESIDE.fullmatch(cell.strip())
    return (found[2] or found[3], found[1] or found[4]) if found else (cell, "")


@lru_cache(maxsize=131072)
def folded(text: str) -> str:
    """Bring a name to a form in which two spellings of it are equal: no case, accent or sign."""
    if text.isascii():
        return "".join(c for c in text.lower() if c.isalnum())
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("ł", "l")).casefold()
    return "".join(c for c in plain if c.isalnum())


def read_sex(cell: str) -> Sex:
    """Read M, Female, 1, U and the like; what is not known here is unknown."""
    bare = cell.strip().lower().removesuffix(".0")
    told_twice = _SEX_TWICE.fullmatch(bare)
    return _SEX.get(told_twice[1] if told_twice else bare, Sex.UNKNOWN)


def is_unsaid(cell: str) -> bool:
    """Tell whether a cell says that the sex is not known."""
    return cell.strip().lower().removesuffix(".0") in _UNSAID


def read_state(cell: str) -> str:
    """Give the two letters of a state, from its name if need be; empty for none."""
    bare = cell.strip().rstrip(".").upper()
    if bare in STATES:
        return bare
    return _STATE_NAMES.get("".join(bare.lower().split()), "")


@lru_cache(maxsize=16384)
def read_zip(cell: str, state: str) -> tuple[str, bool]:
    """Give a ZIP code and whether a lost leading zero was given back to it."""
    bare = cell.strip().removesuffix(".0")
    digits = re.sub(r"[\s-]", "", bare)
    if not digits.isdigit() or not set(digits) - {"0"}:
        return "", False
    main, _, plus = bare.replace(" ", "-").partition("-")
    whole = (7, 8, 9) if state in ("PR", "VI") else (8, 9)
    if not plus and len(digits) in whole:
        main, plus = digits[:-4], digits[-4:]
    lost = len(main) == 4 or (len(main) == 3 and state in (*_ZERO_STATES, ""))
    main = main.zfill(5) if lost else main
    if len(main) != 5:
        return "", False
    return (f"{main}-{plus}" if len(plus) == 4 else main), lost


def read_phone(cell: str) -> str:
    """Give ten digits as 508-555-0100, extensions and other numbers as they stand.

    Empty for one that a spreadsheet shortened (5.09E+09) or that has no digit.
    """
    bare = cell.strip().removesuffix(".0")
    digits = re.sub(r"\D", "", bare)
    if not digits or _SHORTENED.fullmatch(bare):
        return ""
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) == 10 and not re.search(r"[A-Za-z]", bare):
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return bare[:40]
