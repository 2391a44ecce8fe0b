"""Garbage is collected on the window's thread, and nowhere else."""

import gc
import weakref

from PySide6.QtCore import QObject

from ui.collector import Collector


class Knot:
    """Something that only the collector can free."""

    def __init__(self):
        self.itself = self


def test_knots_are_freed_by_the_timer_and_not_by_chance(qtbot):
    owner = QObject()
    collector = Collector(owner)
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    rubbish = [Knot() for _ in range(gc.get_threshold()[0] + 10)]
    del rubbish
    assert knot() is not None
    collector.collect()
    assert knot() is None
    owner.deleteLater()


def test_with_little_to_do_it_does_nothing(qtbot):
    owner = QObject()
    collector = Collector(owner)
    gc.collect()
    knot = weakref.ref(Knot())
    collector.collect()
    assert knot() is not None
    owner.deleteLater()
