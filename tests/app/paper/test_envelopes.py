"""Addresses follow the practice's envelopes, and nothing else comes into their windows."""

from dataclasses import replace

import pytest

from app.documents.paper.postal import USUAL, Windows
from app.practice import settings
from app.statements import issued, letter, run
from app.statements.paper.draw import draw_statement
from app.statements.paper.envelopes import draw_test_page
from tests.app.paper import reading, samples
from tests.app.statements.test_run import AS_OF, owing

LIMITS = [
    Windows(42, 200, 42, 195),
    Windows(160, 255, 108, 219),
]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("windows", LIMITS)
def test_each_address_goes_where_the_window_is_and_meets_nothing(windows, large):
    view = replace(samples.picture(), windows=windows, large=large)
    words = reading.words(draw_statement(view))
    zone = [w for w in words if reading.inside(w, 0, 389, 144, 264)]
    slip = [w for w in words if reading.inside(w, 0, 389, 672, 792)]
    assert zone[0]["x0"] == pytest.approx(windows.recipient_left, abs=1.5)
    assert max(map(reading.baseline, zone)) == pytest.approx(windows.recipient_last, abs=0.1)
    assert slip[0]["x0"] == pytest.approx(windows.return_left, abs=1.5)
    assert max(map(reading.baseline, slip)) == pytest.approx(528 + windows.return_last, abs=0.1)
    assert reading.overlaps(words) == []
    assert {w["text"] for w in zone} == {"PRIYA", "CASTELLAN", "1418", "ALDER", "MILL", "RD",
                                         "APT", "3", "CEDAR", "HOLLOW", "OR", "97999"}  # fmt: skip


def test_under_a_scan_line_the_return_address_never_comes_nearer():
    view = replace(samples.picture(), windows=LIMITS[0], scan_line="0000010482000041270000204087")
    words = reading.words(draw_statement(view))
    slip = [w for w in words if reading.inside(w, 0, 389, 675, 792)]
    assert min(w["top"] for w in slip) >= 698


def test_the_settings_reach_the_next_run_and_its_reprint(store, amy):
    owing(store, amy, 1)
    with store.write(amy) as work:
        settings.save(work, settings.STATEMENT_WINDOW_LEFT, 90)
        settings.save(work, settings.STATEMENT_RETURN_LAST, 215)
        outcome = run.issue(work, AS_OF)
    with store.write(amy) as work:
        settings.save(work, settings.STATEMENT_WINDOW_LEFT, 72)
    with store.read() as session:
        (row,) = issued.of_run(session, outcome.run_id)
        assert issued.shown(session, row.id).windows == replace(
            USUAL, recipient_left=90, return_last=215
        )


def test_the_test_page_shows_both_windows_and_both_addresses(store, amy):
    pdf = draw_test_page(samples.practice(), samples.picture().remit_to, USUAL)
    assert reading.page_count(pdf) == 1
    words = reading.words(pdf)
    assert reading.overlaps(words) == []
    name = next(w for w in words if w["text"] == "PAYS")
    assert reading.baseline(name) == pytest.approx(186, abs=0.5)
    assert "CEDAR HOLLOW CLINIC PO BOX 4182" in reading.flat(pdf)
    owing(store, amy, 1)
    with store.read() as session:
        assert "WHO PAYS" in reading.flat(letter.envelope_page(session))
