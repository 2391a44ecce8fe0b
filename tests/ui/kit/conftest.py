from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    """The application in the light theme, unless the test dresses it otherwise."""
    if theme.worn() != ("light", "biller") or not qapp.styleSheet():
        theme.apply(qapp, "light", "biller")
    return qapp
