"""Statements a second, beside the same page drawn straight on a ReportLab canvas.

Run by hand: python -m tests.benchmarks.bench_statements [STATEMENTS]

The floor draws the very same strings in the same fonts at the same places, and the same
lines, fills and codes, from a list made beforehand: it decides nothing, measures nothing,
formats nothing. CPU time of this process, median of five.
"""

import statistics
import sys
import time
from dataclasses import replace
from io import BytesIO

from app.documents.paper import fitting, fonts, qr
from app.documents.paper import sheet as paper
from app.statements.paper import back
from app.statements.paper.draw import draw_batch, draw_statement
from app.values.money import ZERO
from tests.app.paper import samples
from tests.app.paper.samples import usd

ROUNDS = 5


def views(count: int) -> list:
    """Statements that differ in number, account, name, figures and length."""
    return [_view(n) for n in range(count)]


def _view(n: int):
    base = samples.picture()
    owed = usd("20.00") + usd("0.37") * n
    visits = tuple(
        replace(
            base.visits[k % 2],
            patient=f"Patient{n}",
            charged=owed + usd("100.00"),
            insurance_paid=usd("60.00"),
            insurance_discount=usd("40.00"),
            you_paid=ZERO,
            you_owe=owed,
            reasons=(replace(base.visits[0].reasons[0], amount=owed),),
        )
        for k in range(1 + n % 3)
    )
    whole = owed * len(visits)
    return replace(
        base,
        number=f"S-{n:06d}",
        account=f"{10000 + n}",
        responsible=f"Person {n} Castellan",
        recipient=replace(base.recipient, name=f"Person {n} Castellan"),
        pay_url=f"https://pay.cedarhollow.example/s/{n:011d}",
        visits=visits,
        pending=(),
        plans=(),
        aging=samples.Aging((whole, ZERO, ZERO, ZERO, ZERO)),
        bridge=samples.plain_bridge(whole),
    )


STRAIGHT = (
    "setStrokeColorRGB",
    "setFillColorRGB",
    "setLineWidth",
    "line",
    "rect",
    "roundRect",
    "setDash",
    "drawImage",
    "saveState",
    "restoreState",
    "transform",
    "addLiteral",
    "showPage",
)


def record(batch: list) -> list:
    """Draw once and keep every call: words with their face, size and place, the rest as made."""
    calls: list = []
    text, canvas = paper.Sheet.text, paper.Canvas

    def kept_text(self, x, y, words, style):
        if words:
            calls.append(("text", (style.face, style.size, x, paper.HEIGHT - y, words), {}))
        text(self, x, y, words, style)

    paper.Sheet.text, paper.Canvas = kept_text, watched_canvas(calls)
    try:
        draw_batch(batch)
    finally:
        paper.Sheet.text, paper.Canvas = text, canvas
    return calls


def watched_canvas(calls: list) -> type:
    """Give a canvas that writes down what is asked of it, not what it asks of itself."""
    inner = [False]

    def watched(real, name):
        def call(self, *args, **kwargs):
            if inner[0]:
                return real(self, *args, **kwargs)
            calls.append((name, args, kwargs))
            inner[0] = True
            try:
                return real(self, *args, **kwargs)
            finally:
                inner[0] = False

        return call

    methods = {name: watched(getattr(paper.Canvas, name), name) for name in STRAIGHT}
    return type("WatchedCanvas", (paper.Canvas,), methods)


def replay(calls: list) -> bytes:
    """Draw the list straight on a canvas."""
    out = BytesIO()
    canvas = paper.open_canvas(paper.Paper("Statements", "Cedar Hollow Clinic"), out)
    canvas.setFillColorRGB(*paper.TEXT)
    set_font, draw_string = canvas.setFont, canvas.drawString
    for name, args, kwargs in calls:
        if name == "text":
            set_font(args[0], args[1])
            draw_string(args[2], args[3], args[4])
        else:
            getattr(canvas, name)(*args, **kwargs)
    canvas.save()
    return out.getvalue()


def forget() -> None:
    """Empty what the drawing kit remembers, so that each round begins like a new run."""
    for kept in (fonts._thousandths, fonts.clean, fitting._wrapped, qr._strips, back._shared):
        kept.cache_clear()


def median_cpu(work) -> float:
    """Give the median CPU seconds of five runs after one to warm up."""
    work()
    spent = []
    for _ in range(ROUNDS):
        forget()
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def main(count: int) -> int:
    """Measure and print; 1 when a limit of the project is missed."""
    batch = views(count)
    pages = draw_batch(batch).pages[-1][1]
    calls = record(batch)
    ours = median_cpu(lambda: draw_batch(batch))
    floor = median_cpu(lambda: replay(calls))
    some = batch[: max(1, count // 10)]
    single = median_cpu(lambda: [draw_statement(view) for view in some])
    ratio = floor / ours
    rate = pages / ours
    say = sys.stdout.write
    say(f"{count} statements, {pages} pages in one file: {ours:.2f} s, {rate:.0f} pages/s\n")
    say(f"same page straight on a canvas: {floor:.2f} s, {pages / floor:.0f} pages/s\n")
    say(f"ratio {ratio:.2f} (limit 0.60)\n")
    say(f"one file each: {len(some) / single:.0f} statements/s\n")
    return 0 if ratio >= 0.60 and rate >= 50 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
