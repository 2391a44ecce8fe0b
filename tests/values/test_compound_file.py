"""An XLS that its reader would never end with, or die of, is told before it is opened."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path
from random import Random
from zipfile import BadZipFile

import pytest

from app.intake import workbook
from app.values import compound_file, workbook_size
from app.values.compound_file import Damaged
from app.values.problem import Refused

WHOLE = (Path(__file__).parents[1] / "samples" / "lists" / "errors.xls").read_bytes()
SIZE = 512


def put(at: int, *numbers: int) -> bytes:
    """Give the workbook with 32-bit numbers written over it."""
    return WHOLE[:at] + struct.pack(f"<{len(numbers)}I", *numbers) + WHOLE[at + 4 * len(numbers) :]


def table_at() -> int:
    """Give where the first sector of the table lies."""
    return (struct.unpack_from("<I", WHOLE, 76)[0] + 1) * SIZE


def book_entry() -> int:
    """Give where the directory tells of the workbook."""
    return WHOLE.index("Workbook".encode("utf-16-le"))


def dimensions_at() -> int:
    """Give where the first sheet tells its first row."""
    return WHOLE.index(struct.pack("<HH", 0x0200, 14)) + 4


def circle_of_tables() -> bytes:
    """Give the workbook with a last sector that names itself as the next one of tables."""
    number = len(WHOLE) // SIZE - 1
    own = struct.pack("<I", 0xFFFFFFFF) * (SIZE // 4 - 1) + struct.pack("<I", number)
    return put(68, number, 0xFFFFFFFF) + own


def last_record_cut() -> bytes:
    """Give the workbook with one long record and the head of another behind it."""
    long, head = struct.pack("<HH", 0x0809, 4088), struct.pack("<HH", 0x0200, 14)
    return WHOLE[:SIZE] + long + WHOLE[SIZE + 4 : SIZE + 4092] + head + WHOLE[SIZE + 4096 :]


def test_an_honest_workbook_is_measured() -> None:
    assert compound_file.cells(WHOLE) == workbook_size.cells(WHOLE) == 7 * 9
    assert compound_file.book(WHOLE)[:2] == b"\x09\x08"


@pytest.mark.parametrize(
    "raw",
    [
        circle_of_tables(),
        put(76, 1, 1),
        put(76, 4_000),
        put(table_at(), 0),
        put(table_at(), 1, 2, 0),
        put(48, 4_000),
        put(40, 4_000),
        put(book_entry() + 120, 1 << 31),
        put(dimensions_at(), 0xFE0000),
        last_record_cut(),
        WHOLE[:90],
    ],
    ids=[
        "tables", "twice", "table", "self", "circle", "list", "count", "length", "rows", "record",
        "cut",
    ],
)  # fmt: skip
def test_a_workbook_without_an_end_is_refused_and_not_opened(raw: bytes) -> None:
    with pytest.raises(Damaged):
        compound_file.cells(raw)
    with pytest.raises(Refused, match=r"intake\.broken_workbook"):
        workbook.read_workbook("list.xls", raw)


def test_a_workbook_of_more_cells_than_any_list_is_refused() -> None:
    with pytest.raises(Refused, match=r"intake\.swelling"):
        workbook.read_workbook("list.xls", put(dimensions_at() + 4, 1 << 31))


def test_wrong_bytes_anywhere_are_refused_or_read_and_nothing_worse() -> None:
    chance = Random(7)
    for _ in range(300):
        raw = bytearray(WHOLE[: chance.randrange(SIZE, len(WHOLE) + 1)])
        for _ in range(chance.randrange(1, 6)):
            raw[chance.randrange(len(raw))] = chance.choice((0, 254, 255))
        with suppress(Refused):
            workbook.read_workbook("list.xls", bytes(raw))


def test_a_panic_of_the_reader_is_told_as_damage_and_anything_else_as_it_is() -> None:
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(BadZipFile), workbook_size.unpanicked():
        raise panic
    with pytest.raises(KeyboardInterrupt), workbook_size.unpanicked():
        raise KeyboardInterrupt
