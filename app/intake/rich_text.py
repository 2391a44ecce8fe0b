"""The words of a note that came as RTF or HTML; pictures, styles and scripts are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])"
    r"|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_UNSEEN = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "themedata",
     "datastore", "latentstyles", "listtable", "listoverridetable", "generator", "xmlnstbl"}
)  # fmt: skip
_SAID = {"par": "\n", "line": "\n", "row": "\n", "tab": "\t", "cell": "\t", "emdash": "—",
         "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
         "rdblquote": "”"}  # fmt: skip
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"}
)
_HIDDEN = frozenset({"script", "style", "head", "object", "iframe", "svg"})


def of_rtf(source: str) -> str:
    """Give the words of an RTF text; empty when there are none."""
    return _RichText().read(source)


class _RichText:
    """Walks through RTF; destinations that nobody reads are passed over with all they hold."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._hidden: list[bool] = [False]
        self._skip = 0
        self._unicode_skip: list[int] = [1]

    def read(self, source: str) -> str:
        """Give the words."""
        for token in _TOKEN.finditer(source):
            word, number, byte, sign, brace, text = token.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, number)
            elif sign:
                self._sign(sign)
            elif byte:
                self._say(bytes([int(byte, 16)]).decode("cp1252", "replace"))
            elif text:
                self._say(text)
        return _tidied("".join(self._said))

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._hidden.append(self._hidden[-1])
            self._unicode_skip.append(self._unicode_skip[-1])
        elif len(self._hidden) > 1:
            self._hidden.pop()
            self._unicode_skip.pop()
        self._skip = 0

    def _word(self, word: str, number: str | None) -> None:
        if word in _UNSEEN:
            self._hidden[-1] = True
        elif word == "uc":
            self._unicode_skip[-1] = min(int(number or 1), 8)
        elif word == "u" and number:
            code = int(number) % 65536
            self._skip = 0
            self._say("\ufffd" if 0xD800 <= code < 0xE000 else chr(code))
            self._skip = max(0, self._unicode_skip[-1])
        elif word in _SAID:
            self._say(_SAID[word])

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._hidden[-1] = True
        elif sign in "\\{}":
            self._say(sign)
        elif sign == "~":
            self._say(" ")
        elif sign in "\r\n":
            self._say("\n")

    def _say(self, text: str) -> None:
        if self._hidden[-1]:
            return
        if self._skip:
            dropped = min(self._skip, len(text))
            self._skip -= dropped
            text = text[dropped:]
        self._said.append(text)


def of_html(source: str) -> str:
    """Give the words of an HTML text, a block to a line and a tab between cells."""
    reader = _Page()
    reader.feed(source)
    reader.close()
    return _tidied("".join(reader.said))


class _Page(HTMLParser):
    """Collects what a reader of the page would see; nothing is fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block on its own line."""
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.said.append("\n")
        elif tag in ("td", "th"):
            self.said.append("\t")

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is seen."""
        if not self._hidden:
            self.said.append(re.sub(r"\s+", " ", data))


def _tidied(text: str) -> str:
    lines = [re.sub(r" +", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
