"""Bytes into text: marks, UTF-8, UTF-16 without a mark, and the code pages of old systems."""

from __future__ import annotations

import re

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What clinics' systems write, the likeliest first: Windows, old Macs, DOS.
_CODE_PAGES = ("cp1252", "mac_roman", "cp850")
_DOUBLED = re.compile(
    "[\u00c3\u00c2\u00c4\u00c5][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]|\u00e2\u20ac"
)
"""First bytes of two-byte letters, read as Windows letters, with a second byte behind them."""
_FITTING = frozenset("’‘“”–—…•€£§°®©½¼¾±µªº·´«»¿¡ \N{NO-BREAK SPACE}")


def text_of(content: bytes) -> str:
    """Decode a whole file; bytes that nothing explains become the replacement sign.

    A file that is mostly UTF-8 with some lines of another code page is read line by line.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return content.decode(codec, "replace").lstrip("\ufeff")
    if bare := _unmarked_utf16(content):
        return content.decode(bare, "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _by_line(content)
    return "\n".join(map(_undoubled, text.split("\n"))) if _DOUBLED.search(text) else text


def _undoubled(line: str) -> str:
    """Take back an encoding that was done twice: "MuÃ±oz"; other lines stay."""
    if not _DOUBLED.search(line):
        return line
    try:
        return b"".join(map(_byte, line)).decode("utf-8")
    except UnicodeError:
        return line


def _byte(char: str) -> bytes:
    """Give the Windows byte of a character; the five that the page lacks stand for themselves."""
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252")


def _unmarked_utf16(content: bytes) -> str:
    """Name the byte order of UTF-16 without a mark; empty when it is none."""
    sample = content[: 64 * 1024]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 8:
        return ""
    if min(even, odd) > max(even, odd) // 8:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_line(content: bytes) -> str:
    """Decode each line as UTF-8 where it is, else in the code page that fits the file."""
    odd_lines: list[bytes] = []
    lines = content.split(b"\n")
    texts: list[str | None] = []
    for line in lines:
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(None)
            odd_lines.append(line)
    codec = code_page(b"\n".join(odd_lines))
    return "\n".join(
        line.decode(codec, "replace") if text is None else text
        for line, text in zip(lines, texts, strict=True)
    )


def code_page(sample: bytes) -> str:
    """Choose the code page in which the special characters make words."""
    best, fewest = "latin-1", -1
    for codec in _CODE_PAGES:
        odd = _misfits(sample, codec)
        if odd >= 0 and (fewest < 0 or odd < fewest):
            best, fewest = codec, odd
    return best


def _misfits(sample: bytes, codec: str) -> int:
    """Count the special characters out of place; −1 when the bytes are none of the page."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return -1
    misfits = 0
    for place, char in enumerate(text):
        if char > "\x7f":
            before, after = text[place - 1 : place], text[place + 1 : place + 2]
            misfits += _is_misfit(char, before, after)
    return misfits


def _is_misfit(char: str, before: str, after: str) -> bool:
    """Tell a character that stands where a person would not write it."""
    if char.isalpha():
        # A capital in the middle of a small word shows the wrong page.
        return char.isupper() and before.islower()
    in_a_word = before.isalpha() and after.isalpha() and char not in "’‘"
    return char not in _FITTING or in_a_word
