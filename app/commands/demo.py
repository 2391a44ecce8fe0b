"""The command ``demo``: a sample practice of invented people, to look around in."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.commands import typed
from app.progress import Progress, unheard
from app.values.words import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``demo`` to the command line."""
    demo = commands.add_parser("demo", help="make a sample practice of invented people")
    demo.add_argument(
        "--encounters",
        type=typed.positive,
        default=240,
        metavar="N",
        help="how many visits; else 240",
    )
    demo.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help="another number makes other visits",
    )
    demo.add_argument(
        "--main-job",
        metavar="DIR",
        help="do the main job once there, without a screen",
    )
    typed.add_json(demo)
    demo.set_defaults(run=_demo)


def make_sample(folder: Path, progress: Progress = unheard) -> None:
    """Make the sample practice in a folder; for the window's first start.

    Raises:
        Refused: office.exists.
        Cancelled: the user stopped; nothing is left.
    """
    from app.commands.sample import story  # noqa: PLC0415  (heavy; keeps --help fast)
    from app.store.office import OfficeFolder  # noqa: PLC0415

    story.make(OfficeFolder(folder), None, progress=progress).close()


def _demo(args: argparse.Namespace) -> int:
    from app.commands import founding, opening  # noqa: PLC0415
    from app.commands.sample import story  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    if args.main_job:
        return _main_job(Path(args.main_job))
    folder = default_folder()
    made = story.make(folder, opening.told_passphrase(), encounters=args.encounters, seed=args.seed)
    with made as office:
        facts = founding.facts(office)
    if args.json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, default=str) + "\n")
    sys.stderr.write(say("commands.sample_made", folder=str(folder.path)) + "\n")
    return 0


def _main_job(folder: Path) -> int:
    from app.commands.sample import main_job  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    lies = main_job.do(folder)
    places = {
        "office": lies.office,
        "list": lies.encounters,
        "superbill": lies.superbill,
        "statement": ", ".join(str(path) for path in lies.statements),
    }
    for name, place in places.items():
        sys.stdout.write(say(f"commands.main_job.{name}", place=str(place)) + "\n")
    done = say("commands.main_job.done", n=lies.taken, paid=str(lies.posted))
    sys.stderr.write(done + "\n")
    return 0
