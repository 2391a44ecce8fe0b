"""The locks, the two commands and what lies in the repository."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.house.sources import ROOT, assert_none, inner_name, kept_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
LOCKS = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": GROUPS["dev"],
    "requirements-setup.lock": GROUPS["setup"],
}
# Written in pieces, or this file would be the first breach.
HOSTS = re.compile(
    r"(py" + r"pi\.org|python" + r"hosted\.org|deb\." + r"debian\.org|/sim" + r"ple/)"
)
PLACES = re.compile(r"(?<![\w.}~])/(wo" + r"rk|ro" + r"ot|ho" + r"me|Us" + r"ers)/[\w.]")


def plain(name: str) -> str:
    """Package name as an index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {plain(n): v for n, v in re.findall(r"^([\w.\-]+)==([^\s;\\]+)", text, re.MULTILINE)}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name):
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [
        f"{name}:{number}: {line}"
        for number, line in enumerate(lines, 1)
        if "://" in line or "git+" in line or " @ " in line
    ]
    assert_none(found, "a lock holds names, versions and hashes")


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name):
    parts = re.split(r"^(?=[\w])", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    assert [p.split()[0] for p in parts if p.strip() and "--hash=sha256:" not in p] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_agrees_with_the_pins(name):
    have, wrong = locked(name), []
    for asked in LOCKS[name]:
        package, _, version = asked.split(";")[0].strip().partition("==")
        held = have.get(plain(package))
        if held is None or (version and held != version):
            wrong.append(f"{asked}: the lock has {held}")
    assert_none(wrong, "make the locks again (docs/development.md)")


def test_the_locks_agree_with_each_other():
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for package, version in locked(name).items():
            versions.setdefault(package, set()).add(version)
    assert {p: v for p, v in versions.items() if len(v) > 1} == {}


def test_every_dependency_says_why_it_is_here():
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    told = {plain(name) for name in re.findall(r"^\| *([\w.\-]+) *\|", text, re.MULTILINE)}
    asked = {plain(re.split(r"[=<>; ]", one)[0]) for one in (*RUNTIME, *GROUPS["dev"])}
    assert asked - told == set()


def test_every_shipped_package_has_its_license_told():
    text = (ROOT / "docs" / "licenses.md").read_text("utf-8")
    told = {plain(name) for name in re.findall(r"^\| *([\w.\-]+) *\|", text, re.MULTILINE)}
    assert set(locked("requirements.lock")) - told == set()


def test_no_kept_file_names_a_registry_or_a_place_on_somebodys_machine():
    found = []
    for path in kept_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if HOSTS.search(line) or PLACES.search(line):
                found.append(f"{inner_name(path)}:{number}: {line.strip()[:80]}")
    assert_none(found, "nothing of the machine it was made on")


@pytest.mark.parametrize("name", ["run", ".ci/run"])
def test_a_command_can_be_started(name):
    path = ROOT / name
    assert path.stat().st_mode & 0o111
    shell = "sh" if name == "run" else "bash"
    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0
