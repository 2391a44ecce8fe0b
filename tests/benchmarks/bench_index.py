"""Size, time and recall of the search with an Alphabetic Index of full size, made up by us.

    python -m tests.benchmarks.bench_index QUERIES.tsv [QUERIES.tsv ...] [INDEXES.zip]

The official main index was not to be had, so a file of its form and size is made: titles and
inclusion terms of the starter release turned round, each word at the front in turn ("Pain" -
"knee" - "right"), some 90,000 chains. Its words are the tabular's own, so it says how large and
how fast the search is with a full index, not how well the official one would answer. The index
queries of the lists are asked three times: without it, with it, and with a chain for each of
them put into it, as the official index has one. Official indexes in a ZIP are loaded beside it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from app.codesets import load, reference
from app.codesets.folding import words_of
from app.codesets.loaded import Asked
from tests.benchmarks import bench_encoder
from tests.benchmarks.bench_encoder import read_queries, say

WANTED = 90_000
_DEEPEST = 6
Tree = dict[str, "Branch"]


class Branch:
    """A term: the terms below it and the code it leads to, empty for none."""

    def __init__(self) -> None:
        self.below: Tree = {}
        self.code = ""


def texts(opened: reference.Reference) -> Iterator[tuple[str, str]]:
    """Give what the tabular calls its codes, and the code with its dot; 7th characters not."""
    yield from opened.rows("SELECT title, code FROM code WHERE extension = '' ORDER BY ord")
    yield from opened.rows(
        "SELECT n.text, c.code FROM note n JOIN code c ON c.release_id = n.release_id"
        " AND c.ord = n.owner WHERE n.kind = 'inclusion' ORDER BY c.ord, n.seq"
    )


def chains(opened: reference.Reference) -> list[tuple[tuple[str, ...], str]]:
    """Turn the texts round, by chance and always alike, until there are enough."""
    told = random.Random(2026)
    found: dict[tuple[str, ...], str] = {}
    rows = [(words_of(text), code) for text, code in texts(opened)]
    for _ in range(4):
        for words, code in told.sample(rows, len(rows)):
            kept = list(dict.fromkeys(words))[:_DEEPEST]
            if not kept:
                continue
            head = told.randrange(len(kept))
            found.setdefault((kept[head], *kept[:head], *kept[head + 1 :]), code)
            if len(found) >= WANTED:
                return list(found.items())
    return list(found.items())


def planted(main: Tree, chain: tuple[str, ...], code: str) -> None:
    """Put a chain into the tree."""
    branch = Branch()
    for word in chain:
        branch = main.setdefault(word, Branch())
        main = branch.below
    branch.code = code


def written(tree: Tree, path: Path) -> None:
    """Write the tree as the official index is written."""
    with path.open("w", encoding="utf-8") as file:
        file.write("<ICD10CM.index><version>2026</version><title>Index to Diseases</title>\n")
        letter = ""
        for word in sorted(tree):
            if word[0] != letter:
                file.write(f"{'</letter>' if letter else ''}<letter><title>{word[0]}</title>")
                letter = word[0]
            file.writelines(_lines(word, tree[word], 0))
        file.write("</letter></ICD10CM.index>\n")


def _lines(word: str, branch: Branch, level: int) -> Iterator[str]:
    tag = "term" if level else "mainTerm"
    yield (
        f'<{tag} level="{level}"><title>{escape(word)}</title>'
        if level
        else (f"<{tag}><title>{escape(word)}</title>")
    )
    if branch.code:
        dotted = branch.code[:3] + ("." + branch.code[3:] if branch.code[3:] else "")
        yield f"<code>{dotted}</code>"
    for below in sorted(branch.below):
        yield from _lines(below, branch.below[below], level + 1)
    yield f"</{tag}>\n"


def loaded(tree: Tree, folder: Path, path: Path) -> None:
    """Write the tree, take it, and say what that took."""
    file = folder / "icd10cm_index_2026.xml"
    written(tree, file)
    start = time.process_time()
    (told,) = load.take([file], Asked(path))
    spent = time.process_time() - start
    size = path.stat().st_size / 1e6
    say(f"{told.codes:,} chains of {file.stat().st_size / 1e6:.1f} MB loaded in {spent:.1f} s CPU;"
        f" reference file {size:.1f} MB")  # fmt: skip


def asked(path: Path, what: str, rows: list[dict[str, str]], *, typed: bool = False) -> None:
    """Print the recall of some queries, and what their keystrokes take."""
    say(f"{what}:")
    opened = reference.open_reference(path)
    bench_encoder.recall(opened, rows, show=False)
    if typed:
        bench_encoder.keystrokes(opened, rows)
    opened.close()


def main() -> None:
    """Make the index, load it, ask."""
    lists = [Path(name) for name in sys.argv[1:]]
    beside = [path for path in lists if path.suffix == ".zip"]
    everything = [row for path in lists if path not in beside for row in read_queries(path)]
    judged = [row for row in everything if row["stratum"] == "index"]
    with tempfile.TemporaryDirectory() as name:
        folder, tree = Path(name), Tree()
        path = folder / "reference.sqlite"
        load.load_starter(path)
        asked(path, "without an index", judged)
        opened = reference.open_reference(path)
        made = chains(opened)
        opened.close()
        for chain, code in made:
            planted(tree, chain, code)
        loaded(tree, folder, path)
        for file in beside:
            took = load.take([file], Asked(path, load.STARTER_FROM))
            told = ", ".join(f"{one.setting or one.system} {one.codes:,}" for one in took)
            say(f"{told}: reference file {path.stat().st_size / 1e6:.1f} MB")
        asked(path, "with the made-up index", judged)
        asked(path, "all kinds with it", everything, typed=True)
        drawn = random.Random(1).sample(made, 400)
        own = [
            {"stratum": "chains", "query": " ".join(chain), "accept": f"{code}*"}
            for chain, code in drawn
        ]
        asked(path, "400 of its own chains", own, typed=True)
        for row in judged:
            code = row["accept"].split(",")[0].rstrip("*").replace(".", "")
            planted(tree, tuple(words_of(row["query"])), code)
        loaded(tree, folder, path)
        asked(path, "with a chain for each index query", judged)


if __name__ == "__main__":
    main()
