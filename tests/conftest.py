"""What every test may ask for: an office file made from a template, and a fixed clock."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, settings

from app.codesets import load, reference
from app.coding import second_look
from app.security import users
from app.store import cipher, schema
from app.store.actor import Actor
from app.store.store import Store

# The gate tries the same examples each time; a developer's machine tries new ones. Shrinking a
# long story of an account takes minutes, and the story as found tells as much. A busy machine
# is no fault of a test.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_SLOW = (HealthCheck.too_slow,)
settings.register_profile(
    "gate", derandomize=True, deadline=None, phases=_PHASES, suppress_health_check=_SLOW
)
settings.register_profile("desk", deadline=None, suppress_health_check=_SLOW)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

# Tests of widgets need no screen; a real one is asked for by naming the platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What a person has loaded on this computer is no matter of the tests.
NO_REFERENCE = str(Path(__file__).parent / "no-reference-here.sqlite")
os.environ["TWOHATS_REFERENCE"] = NO_REFERENCE

KEY = bytes(range(32))
NOON = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

AMY = Actor("amy", permissions=frozenset({"*"}))


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def pytest_collection_finish() -> None:
    """Leave what has been collected out of every later round of the garbage collector."""
    gc.collect()
    gc.freeze()


def made_once(path: Path, make: Callable[[Path], object], patience: float = 300) -> Path:
    """Let the first worker that comes make a file; the others wait for it, in seconds at most.

    A maker that fails leaves nothing, and the next makes it again.
    """
    end = time.monotonic() + patience
    taken = path.with_name(f"{path.name}.taken")
    while not path.exists():
        try:
            taken.touch(exist_ok=False)
        except FileExistsError:
            assert time.monotonic() < end, f"{path.name} was never made"
            time.sleep(0.1)
            continue
        try:
            unfinished = path.with_name(f"unfinished-{path.name}")
            if not path.exists():
                make(unfinished)
                unfinished.rename(path)
        finally:
            taken.unlink()
    return path


@pytest.fixture(scope="session")
def all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run, the same for all of its workers."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def office_template(all_workers: Path) -> Path:
    """An encrypted, empty office file at the newest schema; copied for each test."""

    def make(path: Path) -> None:
        schema.upgrade(path, KEY)
        store = Store(path, KEY)
        with store.raw_connection(writable=True) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        store.close()

    return made_once(all_workers / "template.db", make)


@pytest.fixture(scope="session", autouse=True)
def cheap_keys() -> Iterator[Callable[[pytest.MonkeyPatch], None]]:
    """Make keys and passwords from little memory in one pass: all else of the way is the same.

    Gives what puts the real costs back for a test.
    """
    with pytest.MonkeyPatch.context() as patch:
        real = cipher._MEMORY_KIB, cipher._PASSES, users.PasswordHasher

        def spend(memory_kib: int, passes: int, hasher: object, by: pytest.MonkeyPatch) -> None:
            by.setattr(cipher, "_MEMORY_KIB", memory_kib)
            by.setattr(cipher, "_PASSES", passes)
            by.setattr(users, "PasswordHasher", hasher)

        spend(64, 1, partial(PasswordHasher, time_cost=1, memory_cost=64), patch)
        yield partial(spend, *real)


@pytest.fixture(scope="session")
def starter_path(all_workers: Path) -> Path:
    """The official diagnosis codes as set-up brings them, built for real once."""
    return made_once(all_workers / "starter.sqlite", load.load_starter)


@pytest.fixture(scope="session")
def starter(starter_path: Path) -> Iterator[reference.Reference]:
    """The starter release, opened."""
    opened = reference.open_reference(starter_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def starter_reference(starter_path: Path) -> Iterator[Path]:
    """The starter release as the one that the program finds by itself."""
    before = os.environ.get("TWOHATS_REFERENCE")
    os.environ["TWOHATS_REFERENCE"] = str(starter_path)
    yield starter_path
    if before is None:
        del os.environ["TWOHATS_REFERENCE"]
    else:
        os.environ["TWOHATS_REFERENCE"] = before


@pytest.fixture(scope="session")
def no_reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The place of a reference file that is not there, outside of the checkout."""
    return str(tmp_path_factory.mktemp("nowhere") / "reference.sqlite")


@pytest.fixture(autouse=True)
def own_code_sets(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, no_reference: str
) -> None:
    """See no code sets but where a test asks for them: another test's may still be named."""
    if "starter_reference" not in request.fixturenames:
        monkeypatch.setenv("TWOHATS_REFERENCE", no_reference)


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the random share of the second look draw no visit, unless a test says otherwise."""
    monkeypatch.setattr(second_look, "randbelow", lambda most: most - 1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(office_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    path = tmp_path / "office.db"
    shutil.copyfile(office_template, path)
    opened = Store(path, KEY, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amy() -> Actor:
    """An owner who may do everything."""
    return AMY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' material beside the checkout; a test that needs it is skipped without."""
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside this checkout")
    return SHARED
