"""A real office in a folder, the real command line beside it, and what both must hold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.claims import life
from app.commands import opening
from app.security import users
from app.store import office
from app.store.actor import COMMAND_LINE
from app.store.check import check
from app.store.office import Office, OfficeFolder
from app.values.states import Role
from models.coverage import Payer
from tests import builders

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "four plain words here"
STATEMENT_DAY = "2026-09-30"
LAST_NAMES = ("Quillfeather", "Brambleworth", "Oxenthorpe", "Winterbourne-Ashe", "Fernsby")
FIRST_NAMES = ("Thessaly", "Octavian", "Peregrine", "Isolde", "Barnabas")
ACCOUNTS = 40


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> dict:
        return json.loads(self.out)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The command line's surroundings: this office, its passphrase, nobody's home."""
    # As ./run does: without bytecode each start would compile every source anew.
    dropped = ("TWOHATS", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    return {
        **kept,
        "TWOHATS_OFFICE": str(folder),
        "TWOHATS_PASSPHRASE": PASSPHRASE,
        "HOME": str(folder.parent),
        "XDG_DATA_HOME": str(folder.parent / "data"),
        "XDG_CONFIG_HOME": str(folder.parent / "config"),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "XDG_STATE_HOME": str(folder.parent / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **more,
    }


def command(*arguments: object) -> list[str]:
    """The real command line, as its own program."""
    return [sys.executable, "-m", "ui", *map(str, arguments)]


def run(folder: Path, *arguments: object, **options) -> Answer:
    """Run a command to its end."""
    env = environment(folder, **options.pop("env", {}))
    done = subprocess.run(
        options.pop("argv", None) or command(*arguments),
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False, **options,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


def start(folder: Path, argv: Sequence[str]) -> subprocess.Popen[str]:
    """Start a program that will be killed."""
    return subprocess.Popen(
        argv, cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def make(folder: Path) -> None:
    """Make an office with accounts that owe, and claims that wait for an answer."""
    made, _ = office.create(
        OfficeFolder(folder), PASSPHRASE, closing_checks=opening.closing_checks()
    )
    with made, made.store.write(COMMAND_LINE) as work:
        builders.practice(work)
        users.add_user(work, "amy", "Amy Vance", [Role.OWNER])
        payer = builders.payer(work)
        for number in range(ACCOUNTS):
            account = builders.account(
                work,
                LAST_NAMES[number % 5],
                number=500 + number,
                guarantor_birth=date(1961, 7, 23),
            )
            who = builders.patient(
                work, account, last=LAST_NAMES[number % 5], first=FIRST_NAMES[number // 5 % 5],
                birth=date(1987, 11, 9) + timedelta(days=number), mrn=f"ZQ-77{number:05d}",
            )  # fmt: skip
            builders.charge(work, who, "85.00")
            covered = builders.coverage(work, who.patient_id, payer)
            charges = (builders.charge(work, who, coverage_id=covered),)
            life.mark_billed(work, life.make(work, charges, covered), builders.DOS)
        work.session.flush()


def copied(template: Path, folder: Path) -> Path:
    """Give a fresh copy of a closed office."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def opened(folder: Path) -> Office:
    """Open an office as the program does."""
    return opening.open_office(OfficeFolder(folder), PASSPHRASE)


def findings(of: Office) -> list[str]:
    """Give everything that the check of an office finds."""
    results = check(of.store, opening.checks_of_the_books())
    return [f"{r.name}: {finding}" for r in results for finding in r.findings]


def counts(of: Office, *models: type) -> tuple[int, ...]:
    """Count the rows of some tables, in one snapshot."""
    with of.store.read() as session:
        return tuple(
            session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models
        )


def payer_id(of: Office) -> int:
    with of.store.read() as session:
        return session.scalar(sa.select(Payer.id)) or 0


def encounter_list(path: Path, visits: int) -> Path:
    """Write a list of invented people and their visits."""
    lines = ["visit_id,mrn,last_name,first_name,dob,sex,date_of_service,payer,member_id,reason"]
    lines += [
        f"V{n:06d},ZL-88{n % 300:05d},{LAST_NAMES[n % 5]},{FIRST_NAMES[n % 300 // 5 % 5]},"
        f"{date(1950, 2, 13) + timedelta(days=n % 300 * 37)},F,"
        f"{date(2026, 3, 2) + timedelta(days=n % 180)},Meadow Health,XKV{n % 300:07d}88,"
        "Follow-up"
        for n in range(visits)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
