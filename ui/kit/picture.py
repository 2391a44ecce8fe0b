"""Pictures from outside: known by their content, of few kinds, never larger than sensible."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

_KINDS = frozenset({b"png", b"jpeg", b"gif", b"tiff", b"webp"})
_MOST, _BYTES = 256 * 1024**2, 4
"""Bytes of an opened picture, and of one dot; Qt itself opens no more."""


def picture_of(data: bytes) -> QImage:
    """Give a picture, the right way up; a null image when the bytes are none that is shown.

    A drawing in SVG is none: it may fetch other files of this computer or the net.
    """
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    picture = _read(source)
    source.close()
    return picture


def _read(source: QBuffer) -> QImage:
    reader = QImageReader(source)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _KINDS:
        return QImage()
    size = reader.size()
    if size.width() * size.height() * _BYTES > _MOST:
        return QImage()
    return reader.read()
