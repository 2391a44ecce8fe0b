from __future__ import annotations

from datetime import date

ON = date(2026, 6, 1)
