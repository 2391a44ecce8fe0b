"""Pages that systems save under a workbook's name, also as a web archive (MHTML).

Source: RFC 2557 (MHTML): a multipart/related message whose first part is the page, or a frameset
over the pages that follow it.
"""

from __future__ import annotations

import re
from email import policy
from email.message import Message
from email.parser import BytesParser

from app.intake.decoding import text_of

_ARCHIVE = re.compile(
    rb"\s*(?:[\w-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){0,20}?MIME-Version:", re.IGNORECASE
)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_HEAD = 4096


def is_archive(content: bytes) -> bool:
    """Tell a web archive by the head of the message that it is."""
    head = content[:_HEAD]
    return _ARCHIVE.match(head) is not None and _RELATED.search(head) is not None


def page_text(content: bytes) -> str:
    """Give the words of a page; of an archive those of all its pages, in their order.

    Empty for an archive in which parts lie within parts without an end.
    """
    if not is_archive(content):
        return text_of(content)
    try:
        # The older policy reads heads without judging them; the newer one breaks at odd ones.
        message = BytesParser(policy=policy.compat32).parsebytes(content)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except RecursionError:
        return ""
    return "\n".join(text_of(_bytes(part)) for part in parts)


def _bytes(part: Message) -> bytes:
    """Give the bytes of a part as they were before they were made fit to be sent."""
    sent = part.get_payload(decode=True)
    return sent if isinstance(sent, bytes) else b""
