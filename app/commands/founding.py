"""Found an office with its practice and its owner, and say what an office holds."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from app.codesets import reference
from app.commands import opening
from app.practice import identity
from app.practice.identity import PracticeDraft
from app.security import users
from app.store.actor import COMMAND_LINE
from app.store.backup import last_backup
from app.store.office import Office, OfficeFolder
from app.values.problem import Outside
from app.values.states import Role
from models.account import Account
from models.charge import Charge
from models.encounter import Encounter
from models.ledger import Entry, Movement
from models.patient import Patient
from models.plan import PaymentPlan
from models.statement import Statement
from models.superbill import Superbill

_COUNTED = (Patient, Account, Encounter, Superbill, Charge, Entry, Movement, Statement, PaymentPlan)


def found(
    folder: OfficeFolder, passphrase: str, practice_name: str, owner_name: str
) -> tuple[Office, str]:
    """Make an office with one owner who holds every role; give it, open, and its recovery key.

    Raises:
        Refused: office.exists, passphrase.empty.
        Outside: disk_full, office.read_only.
    """
    office, recovery_key = opening.create(folder, passphrase)
    name = owner_name.strip() or "Owner"
    with office.store.write(COMMAND_LINE) as work:
        identity.save(work, PracticeDraft(name=practice_name.strip() or "My practice"))
        users.add_user(work, _login(name), name, tuple(Role))
    return office, recovery_key


def facts(office: Office) -> dict[str, Any]:
    """Give what ``office info`` prints: counts, releases, size, last backup, the sample's day."""
    with office.store.read() as session:
        practice = identity.practice(session)
        counts = {
            table.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in _COUNTED
        }
    kept = last_backup(office.folder)
    told: dict[str, Any] = {
        "practice": practice.name,
        "folder": str(office.folder.path),
        "counts": counts,
        "code_sets": _releases(),
        "size": office.folder.database.stat().st_size,
        "last_backup": kept.made_at.isoformat() if kept else None,
    }
    if practice.sample_as_of:
        told["as_of"] = practice.sample_as_of.isoformat()
    return told


def _releases() -> list[dict[str, Any]]:
    """Give the releases of the reference file; none when it is missing or cannot be read."""
    try:
        opened = reference.open_reference()
    except Outside:
        return []
    try:
        return [
            {
                "system": release.system,
                "release": release.label,
                "valid_from": release.valid_from.isoformat(),
                "valid_to": release.valid_to.isoformat(),
                "codes": release.codes,
            }
            for release in opened.releases
        ]
    finally:
        opened.close()


def _login(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".") or "owner"
