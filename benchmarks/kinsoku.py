"""Every line of a folder of real texts against the rules for lines: 避头尾, both margins flush, nothing lost.

    .venv/bin/python -m benchmarks.kinsoku FOLDER [--fandol DIR] [--first N]

FOLDER holds `*.jsonl.gz`, one document with a `body` on each line, or `*.txt`. Each is laid out and its lines are read
back from the finished pages. Prints how many lines there are and which of them anybody can fault; a paragraph that
begins or ends so in its source is not the layout's doing.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from documents.typesetting.engine import marks
from documents.typesetting.engine.measure import Measure, Span
from documents.typesetting.fonts.faces import Faces, open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Document
from documents.typesetting.page import Layout, Run, Tag
from documents.typesetting.profile import GBT9704

FLUSH = 0.2
"""Millimetres that a line may be off its margin."""


@dataclass
class Faults:
    """What can be said against lines, with the lines."""

    lines: int = 0
    full: int = 0
    starts: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    ragged: list[str] = field(default_factory=list)
    single: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Faults") -> "Faults":
        self.lines, self.full = self.lines + other.lines, self.full + other.full
        for mine, others in zip(self.kinds(), other.kinds(), strict=True):
            mine += others
        return self

    def kinds(self) -> tuple[list[str], list[str], list[str], list[str]]:
        """Lines that start badly, end badly, are not flush, stand alone with one character."""
        return self.starts, self.ends, self.ragged, self.single

    def __str__(self) -> str:
        names = ("start with a forbidden mark", "end with one", "not flush", "last lines of one character")
        told = ", ".join(f"{len(kind)} {name}" for kind, name in zip(self.kinds(), names, strict=True))
        return f"{self.lines} lines, {self.full} of them full: {told}"


def faults(made: Layout, faces: Faces, tag: Tag = Tag.BODY) -> Faults:
    """The faults of all lines of `tag`."""
    cells = _Cells(Measure(faces, made.profile.body_size, made.profile.cell))
    found = Faults()
    for _, paragraph in groupby(_lines(made, tag), lambda line: line[0].part):
        found += _paragraph_faults(list(paragraph), cells)
    return found


def _lines(made: Layout, tag: Tag) -> Iterator[list[Run]]:
    for page in made.pages:
        runs = (run for run in page.runs if run.tag is tag)
        yield from (list(line) for _, line in groupby(runs, lambda run: run.baseline))


@dataclass
class _Cells:
    """Where the cells of characters begin and end, whatever they gave up."""

    measure: Measure

    def left(self, run: Run, index: int) -> float:
        """Left edge of the cell of a run's character."""
        return run.xs[index] - self.measure.tokens([Span(run.text[index], run.role)], 999.0)[0].origins[0]

    def right(self, run: Run, index: int) -> float:
        """Right edge of it."""
        return self.left(run, index) + self.measure.width(run.text[index], run.role)


def _paragraph_faults(lines: Sequence[list[Run]], cells: _Cells) -> Faults:
    texts = ["".join(run.text for run in line) for line in lines]
    found = Faults(len(lines), len(lines) - 1)
    found.starts = [text for text in texts[1:] if text[0] in marks.NO_START]
    found.ends = [text for text in texts[:-1] if text[-1] in marks.NO_END]
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        left = GBT9704.left + (0 if number else GBT9704.indent * GBT9704.cell)
        if abs(cells.left(line[0], 0) - left) > FLUSH or not _ends_flush(line[-1], cells, last=line is lines[-1]):
            found.ragged.append(text)
    if len(lines) > 1 and len([char for char in texts[-1] if char not in marks.NO_START | marks.NO_END]) < 2:
        found.single.append(texts[-1])
    return found


def _ends_flush(run: Run, cells: _Cells, *, last: bool) -> bool:
    """At the margin ends the cell of the last character, or the half of it that holds the ink of a mark."""
    excess = cells.right(run, -1) - GBT9704.right
    half = GBT9704.cell / 2 if run.text[-1] in marks.LEFT_HALF else 0.0
    return (last and excess < 0) or min(abs(excess), abs(excess - half)) < FLUSH


def document_of(body: str, faces: Faces) -> Document:
    """A text as a document; characters that no face has are left out."""
    missing = faces.missing(body)
    kept = "".join(char for char in body if char not in missing) if missing else body
    lines = (line.strip() for line in kept.splitlines())
    return Document("关于印发有关文件的通知", tuple(Block(line) for line in lines if line), marks=("甬江市人民政府",))


def texts_in(folder: Path) -> Iterator[str]:
    """Every text in `folder`."""
    for path in sorted(folder.glob("*.txt")):
        yield path.read_text(encoding="utf-8")
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["body"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fandol", type=Path)
    parser.add_argument("--first", type=int, help="so many documents")
    options = parser.parse_args()
    faces = open_faces(fandol=options.fandol)
    total, pages, lost, characters, began = Faults(), 0, 0, 0, time.perf_counter()
    bodies = list(islice(texts_in(options.folder), options.first))
    for body in bodies:
        document = document_of(body, faces)
        made = layout(document, faces)
        printed = "".join("".join(run.text for line in _lines(made, Tag.BODY) for run in line).split())
        lost += printed != "".join("".join(block.text for block in document.blocks).split())
        total += faults(made, faces)
        pages, characters = pages + len(made.pages), characters + len(body)
    print(f"{len(bodies)} documents, {characters} characters, {pages} pages, {time.perf_counter() - began:.0f} s")
    print(total)
    print(f"{lost} documents lost a character")
    for kind in total.kinds():
        print(*kind[:5], sep="\n")


if __name__ == "__main__":
    main()
