"""Print what every list of the window reads in an office of ten years, and how long it takes.

Run by hand: python -m tests.benchmarks.bench_window FOLDER [PART OF A PLACE'S NAME]
The real window goes to every place over the office of ``bench_lists``, through each filter and
tab. Every reading that it asks of its desk is noted with the CPU time of its thread, then asked
again five times: the median counts, beside the floor, 200 rows by plain driver. So a list that
is added to the window is measured without being told here. Told apart: first rows, which have
to be there within 100 ms, the first time too; what follows them by itself, which has no limit;
and reports and sums over all accounts, within 2 s.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTabBar, QWidget

from app.claims.life import Queue
from app.store.actor import Actor
from app.store.store import Store
from app.values.states import Hat
from tests.benchmarks.bench_lists import LIMIT_MS, SUMS_LIMIT_MS, cpu_ms, floor
from tests.benchmarks.big_office import LONG_STORY, opened
from ui import desk as desks
from ui.admin.tree import LEAVES
from ui.collector import Collector
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.queries import reading
from ui.reports.figures import REPORTS
from ui.reports.lag_figures import LAG
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window

AMY = Actor("Amy Vance", 1, frozenset({"*"}), Hat.BILLER)
OF_A_WHOLE_OFFICE = {"backup", "check", "export", "about"}
"""Pages that ask for the office's folder, which this file does without."""
FOLLOWS = {
    "app.reports.account_story.story_of",
    "app.plans.book.plans_due",
    "app.remittance.posting.posted, wanted",
    "ui.queries.reading.read_list, behind",
    "ui.intake.expected_page._look, behind",
}
"""What lists ask behind their first rows."""
OVER_ALL = {"_money", "due_list", "_levels", "_looks", "_accuracy", "_kept"}
"""Reports, and what is summed over the books of all accounts."""
USUAL_WINDOW = 30
"""Days of expected visits that are asked first."""
REPEATS = 5


@dataclass(slots=True)
class Reading:
    """One question to the office: who asked, what, and its first, cold CPU time in ms."""

    step: str
    name: str
    again: Callable[[Any], object]
    cold: float


class Watch:
    """Notes every reading of the desk, on whichever thread it runs."""

    def __init__(self) -> None:
        self.step, self.seen = "", list[Reading]()
        self._known: set[str] = set()
        desks._query = self._query

    def _query(self, query: Callable[..., Any], args: tuple[object, ...], source: Any) -> object:
        began = time.thread_time()
        answer = query(source, *args)
        spent = (time.thread_time() - began) * 1000
        name = name_of(query, args)
        told = f"{self.step} {name} {args!r}"
        if told not in self._known:
            self._known.add(told)
            self.seen.append(Reading(self.step, name, lambda s: query(s, *args), spent))
        return answer


def name_of(query: Callable[..., Any], args: tuple[object, ...]) -> str:
    """Name a reading; one that comes behind first rows says so."""
    asked = query.func if isinstance(query, partial) else query
    name = f"{asked.__module__}.{asked.__qualname__}"
    if name.endswith(".ask"):
        return str(args[0])
    if isinstance(query, partial) and query.keywords.get("wanted"):
        return f"{name}, wanted"
    grows = name.endswith("queries.reading.read_list") and reading.grows(str(args[0]))
    long = name.endswith("expected_page._look") and int(str(args[1])) > USUAL_WINDOW
    return f"{name}, behind" if grows or long else name


class Walker:
    """Goes through the window: each place, each filter, each tab."""

    def __init__(self, window: Window, desk: Desk, watch: Watch) -> None:
        self.window, self.desk, self.watch = window, desk, watch

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            self.desk.wait_idle(120_000)
            end = time.monotonic() + 0.25
            while time.monotonic() < end:
                QApplication.processEvents()

    def go(self, step: str, target: Target) -> None:
        """Open a place, then turn every list of choices and every tab on it."""
        self.watch.step = step
        self.window.go(target)
        self.settle()
        here = self.window.screens.here
        assert here is not None
        for box in _shown(here, QComboBox):
            if box.isEditable() or box.count() > 14:
                continue
            for at in range(box.count()):
                self.watch.step = f"{step} [{box.itemText(at)[:24]}]"
                box.setCurrentIndex(at)
                box.activated.emit(at)
                self.settle()
            box.setCurrentIndex(0)
            box.activated.emit(0)
            self.settle()
        for bar in _shown(here, QTabBar):
            for at in range(bar.count()):
                self.watch.step = f"{step} <{bar.tabText(at)[:24]}>"
                bar.setCurrentIndex(at)
                self.settle()
        self.chips(here, step)

    def chips(self, here: QWidget, step: str) -> None:
        """Press every button that stays down, as the filters of some lists are."""
        for chip in _shown(here, QAbstractButton):
            # A press may take others of the row away.
            if not shiboken6.isValid(chip):
                continue
            if chip.isCheckable() and chip.isEnabled() and not chip.isChecked():
                self.watch.step = f"{step} ({chip.text()[:24]})"
                chip.click()
                self.settle()

    def type(self, step: str, words: str) -> None:
        """Type into the first field of the page that is shown."""
        here = self.window.screens.here
        assert here is not None
        field = _shown(here, QLineEdit)[0]
        for length in range(1, len(words) + 1):
            self.watch.step = f"{step}: {words[:length]}"
            field.setText(words[:length])
            field.textEdited.emit(words[:length])
            self.settle()

    def action(self, step: str, name: str) -> None:
        """Run an action of the menus."""
        self.watch.step = step
        self.window.run(name)
        self.settle()


def _shown(of: QWidget, kind: type[Any]) -> list[Any]:
    return [one for one in of.findChildren(kind) if one.isVisible()]


def places() -> Iterator[tuple[str, Target]]:
    """Give every place with rows."""
    yield "today", Target("today")
    yield "coder", Target("coder")
    yield "coder, a visit", Target("coder", ("visit", 200_001))
    yield "queries", Target("queries")
    yield "biller", Target("biller")
    for queue in ("superbills", *(one.value for one in Queue)):
        yield f"biller, {queue}", Target("biller", ("queue", queue))
    yield "biller, a claim", Target("biller", ("claim", 195_010))
    yield "remittance", Target("remittance")
    yield "remittance, a check", Target("remittance", ("remittance", 300))
    yield "remittance, new", Target("remittance", ("new",))
    yield "denials", Target("denials")
    yield "accounts", Target("accounts")
    yield "accounts, one", Target("accounts", ("account", 4_001))
    yield "accounts, 1,500 visits", Target("accounts", ("account", LONG_STORY))
    yield "statements", Target("statements")
    yield "plans", Target("plans")
    yield "plans, one", Target("plans", ("plan", 1_200))
    for name in ("find", *(one.name for one in (*REPORTS, LAG))):
        yield f"reports, {name}", Target("reports", (name,))
    for name in LEAVES:
        if name not in OF_A_WHOLE_OFFICE:
            yield f"office, {name}", Target("office", (name,))
    for page in ("take-in", "type-visit", "expected", "audits", "lessons", "watched", "merges"):
        yield page, Target(page)
    yield "audit, a visit", Target("audit", ("visit", 11_805))


def walk(walker: Walker, wanted: str) -> None:
    """Go everywhere, or where the name of the place has the words that are wanted."""
    for step, target in places():
        if wanted not in step:
            continue
        try:
            walker.go(step, target)
            if step == "accounts":
                walker.type("accounts, typed", "quillf")
            elif step == "type-visit":
                walker.type("type-visit, typed", "quillf")
            elif step == "statements":
                walker.action("statements, past runs", "statements.past")
        except Exception as error:  # noqa: BLE001  (one page must not end the walk)
            sys.stderr.write(f"{step}: {type(error).__name__} {error}\n")
    walker.watch.step = "palette, typed"
    for words in ("qu", "quillf", "quillfeather07", "14999", "20001"):
        walker.desk.read(desks_find(), words, then=_nothing)
        walker.settle()


def desks_find() -> Callable[..., Any]:
    """Give what the palette asks."""
    from app.reports import find  # noqa: PLC0415  (as the palette: at its first use)

    return find.find


def _nothing(_answer: object) -> None:
    """Take an answer that is only timed."""


def kind_of(name: str) -> str:
    """Tell which part of the table a reading belongs to."""
    if name in FOLLOWS:
        return "follows by itself, no limit"
    is_sum = name.rpartition(".")[2] in OVER_ALL or name == "ui.reports.lag_figures._read"
    return "over all" if is_sum else "first rows"


LIMITS = {
    "first rows": LIMIT_MS, "follows by itself, no limit": None, "over all": SUMS_LIMIT_MS,
}  # fmt: skip


def tell(store: Store, seen: list[Reading]) -> int:
    """Ask each reading again and print it, slowest first; give how many are late."""
    bare = cpu_ms(partial(floor, store, "encounter"), 9)
    rows = [(warm_ms(store, one), one) for one in seen]
    late = 0
    for kind, limit in LIMITS.items():
        sys.stdout.write(f"{kind}{f' (limit {limit:,} ms)' if limit else ''}\n")
        for warm, one in sorted(rows, key=lambda row: -row[0]):
            if kind_of(one.name) != kind:
                continue
            word = "MISSED" if limit and warm > limit else ""
            word = word or ("late the first time" if limit and one.cold > limit else "")
            late += word == "MISSED"
            sys.stdout.write(
                f"  {one.step:42.42} {one.name:52.52} first {one.cold:8.1f}"
                f" then {warm:8.1f} ms {word}\n"
            )
    sys.stdout.write(f"floor, 200 rows by plain driver: {bare:.2f} ms; {late} late\n")
    return late


def warm_ms(store: Store, one: Reading) -> float:
    """Ask a reading again and give the median of its CPU milliseconds."""
    times = []
    for _ in range(REPEATS if one.cold < 500 else 2):
        with store.read() as session:
            began = time.thread_time()
            try:
                one.again(session)
            except Exception:  # noqa: BLE001  (a snapshot of plain SQL: its cold time counts)
                return one.cold
            times.append((time.thread_time() - began) * 1000)
        gc.collect(0)
    return statistics.median(times)


def main(folder: Path, wanted: str = "") -> int:
    """Walk, measure and print; 1 when a list misses its limit."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    form = QSettings.Format.IniFormat
    QSettings.setDefaultFormat(form)
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setPath(form, QSettings.Scope.UserScope, settings)
        store = opened(folder / "big-office.db")
        app = QApplication(sys.argv[:1])
        # As the program runs: its collector is the window's, and beside the readings.
        Collector(app)
        Looks("light", hat="biller").put_on()
        watch = Watch()
        desk = Desk(store, AMY)
        window = Window(desk, Workstation())
        window.resize(1440, 900)
        window.show()
        clinic = "Larkspur Family Clinic"
        window.sit_down(Seat(AMY, AMY.name, clinic, "amy", (Hat.CODER, Hat.BILLER)))
        walker = Walker(window, desk, watch)
        walker.settle()
        walk(walker, wanted)
        window.close()
        desk.close()
        app.processEvents()
        late = tell(store, watch.seen)
        store.close()
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
