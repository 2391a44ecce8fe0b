"""The desk: threads, owners that go, latest wins, refusals, long work."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QLabel

from app.progress import Progress
from app.store.changes import Changes
from app.values.problem import Outside, Refused
from ui.desk import Desk, Step


def add(work: Any, number: int) -> int:
    work.rows.append(number)
    return number


def slowly(seconds: float) -> Callable[[list[int]], float]:
    def query(session: list[int]) -> float:
        time.sleep(seconds)
        return seconds

    return query


class Asker(QLabel):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.got: list[object] = []

    def take(self, answer: object) -> None:
        assert QThread.currentThread() is self.thread()
        self.got.append(answer)
        self.setText(str(answer))


def test_a_write_is_one_unit_of_work_and_tells_what_changed(qtbot, desk, books):
    with qtbot.waitSignal(desk.changed) as told:
        desk.do(add, 7)
    assert told.args == [Changes(frozenset({"row"}))]
    assert books.rows == [7]


def test_an_answer_comes_on_the_screens_own_thread(desk, books):
    books.rows.append(4)
    asker = Asker(desk)
    desk.read(list, then=asker.take)
    assert desk.wait_idle()
    assert asker.got == [[4]]


def test_two_hundred_reads_and_writes_survive_screens_that_close(desk, books):
    askers = [Asker(desk) for _ in range(200)]
    for number, asker in enumerate(askers):
        desk.read(list, then=asker.take)
        desk.do(add, number, then=asker.take)
        if number % 2:
            shiboken6.delete(asker)
    assert desk.wait_idle()
    assert sorted(books.rows) == list(range(200))
    assert len(books.writers) == 1
    assert all(len(asker.got) == 2 for asker in askers[::2])
    assert all(asker.got == [] for asker in askers[1::2])


def test_while_typing_only_the_last_question_is_answered(desk):
    asker = Asker(desk)
    for seconds in (0.05, 0.04, 0.03, 0.001):
        desk.read(slowly(seconds), then=asker.take, latest="search")
    assert desk.wait_idle()
    assert asker.got == [0.001]


def test_two_lists_of_one_screen_do_not_silence_each_other(desk):
    asker = Asker(desk)
    desk.read(slowly(0.02), then=asker.take, latest="left")
    desk.read(slowly(0.01), then=asker.take, latest="right")
    assert desk.wait_idle()
    assert sorted(asker.got) == [0.01, 0.02]


@pytest.mark.parametrize("error", [Refused("period.closed"), Outside("disk.full")])
def test_a_refusal_is_told_and_nothing_is_kept(qtbot, desk, books, error):
    def refuse(work: Any) -> None:
        work.rows.append(1)
        raise error

    with qtbot.waitSignal(desk.refused) as told, qtbot.assertNotEmitted(desk.changed):
        desk.do(refuse)
    assert told.args == [error]
    assert books.rows == []


def test_a_screen_may_take_its_refusal_itself(qtbot, desk):
    def refuse(work: Any) -> None:
        raise Refused("period.closed")

    asker = Asker(desk)
    with qtbot.assertNotEmitted(desk.refused):
        desk.do(refuse, then=asker.take, otherwise=asker.take)
        assert desk.wait_idle()
    assert [type(answer) for answer in asker.got] == [Refused]


def test_a_bug_goes_to_the_crash_hook(desk, monkeypatch):
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))

    def broken(session: object) -> None:
        raise KeyError("x")

    desk.read(broken, then=print)
    assert desk.wait_idle()
    assert caught == [KeyError]


def test_long_work_reports_and_stops_when_asked(qtbot, desk, books):
    def many(work: Any, progress: Progress) -> None:
        for number in range(2000):
            work.rows.append(number)
            progress(number, 2000, "claims")
            time.sleep(0.002)

    job = desk.do(many, long=True)
    with qtbot.waitSignal(job.progress) as told:
        pass
    assert isinstance(told.args[0], Step)
    with qtbot.waitSignal(job.ended) as ended, qtbot.assertNotEmitted(desk.refused):
        job.cancel()
    assert ended.args == [False]
    assert books.rows == []


def test_nothing_is_answered_after_the_desk_is_closed(qtbot, desk, books):
    asker = Asker(desk)
    desk.read(slowly(0.05), then=asker.take)
    desk.close()
    desk.read(list, then=asker.take)
    qtbot.wait(20)
    assert asker.got == []


def test_before_an_office_is_open_slow_work_runs_aside(qtbot):
    desk = Desk()
    asker = Asker(desk)
    desk.aside(sum, [1, 2], then=asker.take)
    assert desk.wait_idle()
    desk.close()
    assert asker.got == [3]
