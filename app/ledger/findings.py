"""The ledger's part of the check of the books: it reports and never repairs."""

from __future__ import annotations

from app.store.check import NamedCheck

CHECKS: tuple[NamedCheck, ...] = ()
