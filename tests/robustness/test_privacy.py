"""Nothing of a person is readable outside the encrypted file: folder, journal, temp, messages."""

import os
import sys
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from app.commands import main
from app.store.actor import COMMAND_LINE
from app.store.backup import back_up
from models.patient import Patient
from tests.robustness import offices

LIST = """visit_id,mrn,ssn,last_name,first_name,dob,sex,date_of_service,payer,member_id,reason
PV-1,ZQX-778812,912-55-4417,Quillfeather,Thessaly,1961-07-23,F,2026-03-02,Meadow,XKV99120078,Ankle
PV-2,ZQX-778813,912-55-4418,Brambleworth,Octavian,1948-12-05,M,2026-03-03,Meadow,XKV99120079,Knee
PV-3,ZQX-778814,912-55-4419,Oxenthorpe,Isolde,1955-02-30,F,2026-13-03,Meadow,XKV99120080,Hip
"""
PEOPLE = ("Quillfeather", "Thessaly", "Brambleworth", "Octavian", "Oxenthorpe", "Isolde",
          "Winterbourne", "Fernsby", "Peregrine", "Barnabas")  # fmt: skip
NUMBERS = ("ZQX-7788", "ZQ-77", "XKV9912", "912-55-44", "912554417", "MB0000")
BIRTHS = (date(1961, 7, 23), date(1948, 12, 5), date(1987, 11, 9))
FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%m-%d-%Y", "%B %d, %Y", "%b %d, %Y")


def secrets() -> list[bytes]:
    """Every word to look for, as UTF-8 and UTF-16, names in three cases."""
    words = [*PEOPLE, *(p.upper() for p in PEOPLE), *(p.lower() for p in PEOPLE), *NUMBERS]
    words += [day.strftime(form) for day in BIRTHS for form in FORMATS]
    return [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]


def readable_in(content: bytes, where: str) -> list[str]:
    return [f"{where}: secret {n}" for n, word in enumerate(secrets()) if word in content]


def told(answers) -> list[str]:
    said = [(a.out + a.err).encode() for a in answers]
    return [found for n, one in enumerate(said) for found in readable_in(one, f"command {n}")]


def test_no_person_is_readable_in_files_temp_or_messages(folder, tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, "utf-8")
    temp = tmp_path / "temp"
    temp.mkdir()
    env = {"TMPDIR": str(temp), "SQLITE_TMPDIR": str(temp)}
    taken = offices.run(folder, "import", "encounters", listed, "--json", env=env)
    assert taken.status == 1
    assert taken.told["new"] == 2
    answers = [
        offices.run(folder, *command, env=env)
        for command in (
            ("statements", "run", "--as-of", offices.STATEMENT_DAY),
            ("office", "check", "--json"), ("office", "info", "--json"), ("office", "backup"),
            ("import", "encounters", listed.with_name("gone.csv")),
        )
    ]  # fmt: skip
    assert [a.status for a in answers] == [0, 0, 0, 0, 3]
    with offices.opened(folder) as office, office.store.write(COMMAND_LINE) as work:
        # While the office is open its write-ahead log is there too.
        work.session.get_one(Patient, 1).last = "Quillfeather-Fernsby"
        work.session.flush()
        found = _scan(folder)
    found += _scan(folder) + _scan(temp) + told(answers)
    assert found == []
    assert (folder / "logs" / "twohats.jsonl").stat().st_size > 0


def _scan(place) -> list[str]:
    found = []
    for path in place.rglob("*"):
        found += readable_in(path.name.encode(), "a file name")
        if path.is_file():
            found += readable_in(path.read_bytes(), path.relative_to(place).as_posix())
    return found


CRASH = """
import sys
from app.commands import imports, main
from app.intake import apply
real = apply.take
def take(work, staged, *rest):
    real(work, staged, *rest)
    work.session.flush()
    raise ValueError(f"cannot work with {staged.patients[0]!r}")
apply.take = take
sys.exit(main.main(sys.argv[1:]))
"""
TWICE = """
import sys
from app.commands import main
from app.intake import apply
from models.patient import Patient
real = apply.take
def take(work, staged, *rest):
    taken = real(work, staged, *rest)
    rows = [{"account_id": 1, "mrn": "ZQX-778812", "last": "Quillfeather"}] * 2
    work.add_rows(Patient, rows)
    return taken
apply.take = take
sys.exit(main.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("fault", [CRASH, TWICE], ids=["a bug", "a refusal of the database"])
def test_a_crash_names_places_in_the_code_and_nobody(folder, tmp_path, fault):
    listed = tmp_path / "list.csv"
    listed.write_text(LIST, "utf-8")
    argv = [sys.executable, "-c", fault, "import", "encounters", str(listed)]
    answer = offices.run(folder, argv=argv)
    assert answer.status == 3
    assert "Twohats met a fault" in answer.err
    assert ".py:" in answer.err
    assert told([answer]) + _scan(folder) == []
    with offices.opened(folder) as office:
        assert offices.findings(office) == []
        back_up(office, at=office.store.clock())


LIMITS = """
import resource, sys
from ui.__main__ import main
sys.argv = ["twohats", "codes", "--help"]
try:
    main()
except SystemExit:
    pass
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of a Unix process")
def test_a_crash_of_the_program_leaves_no_memory_on_disk(folder):
    answer = offices.run(folder, argv=[sys.executable, "-c", LIMITS])
    assert answer.out.splitlines()[-1] == "(0, 0)"


def test_an_error_of_the_database_does_not_quote_what_was_written(folder):
    row = {"account_id": 1, "mrn": "ZQX-778812", "last": "Quillfeather"}
    with (
        offices.opened(folder) as office,
        pytest.raises(IntegrityError, match="UNIQUE") as caught,
        office.store.write(COMMAND_LINE) as work,
    ):
        work.add_rows(Patient, [row, row])
    assert readable_in(str(caught.value).encode(), "the message") == []


def test_a_bug_of_the_program_raises_its_own_status(capsys):
    with pytest.raises(SystemExit) as caught:
        main.say_bug(ValueError, ValueError("Quillfeather, 1961-07-23"), None)
    assert caught.value.code == main.REFUSED
    assert readable_in(capsys.readouterr().err.encode(), "the message") == []


@pytest.mark.skipif(os.name != "posix", reason="modes of a Unix file")
def test_only_the_owner_may_look_into_an_offices_folder(tmp_path):
    folder = tmp_path / "mine"
    offices.make(folder)
    assert folder.stat().st_mode & 0o077 == 0
