"""Pictures from outside: of few kinds, and none that fetches or fills the memory."""

import struct
import zlib

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from ui.kit.picture import picture_of


def _bytes_of(kind):
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    page = QBuffer()
    page.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(page, kind)
    return page.data().data()


def test_the_usual_kinds_of_scans_are_shown(qtbot):
    for kind in ("PNG", "JPG", "TIFF", "WEBP"):
        shown = picture_of(_bytes_of(kind))
        assert (shown.width(), shown.height()) == (4, 3)


def test_a_drawing_that_may_fetch_files_is_no_picture(qtbot, tmp_path):
    secret = tmp_path / "a.png"
    secret.write_bytes(_bytes_of("PNG"))
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="9" height="9"><image xlink:href="{secret.as_uri()}" width="9" height="9"/></svg>'
    )
    assert picture_of(drawing.encode()).isNull()
    assert picture_of(b"words").isNull()


def test_a_picture_that_says_it_is_enormous_is_not_opened(qtbot):
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    part = b"IHDR" + head
    said = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + part + struct.pack(">I", zlib.crc32(part))
    assert picture_of(said).isNull()
