"""What the layout printed, line by line: from here come the places of everything that does not flow."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from documents.typesetting import profile
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Layout, Page, Run, Tag

SAME = 0.05
"""Millimetres within which two places are one."""
GAP = 0.6
"""Ems of white between two characters that part what they belong to."""


@dataclass(frozen=True)
class Glyph:
    """One printed character."""

    char: str
    x: float
    role: Role
    size: float
    red: bool

    @property
    def em(self) -> float:
        """Its height, millimetres."""
        return self.size * profile.POINT

    @property
    def width(self) -> float:
        """Of a Chinese character its em, of another half of it, as in the offices' own faces."""
        return self.em / 2 if self.char.isascii() else self.em


@dataclass(frozen=True)
class Piece:
    """Characters that stand together on a line."""

    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        """Where it begins, millimetres from the paper's left edge."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Where its last character ends."""
        return self.glyphs[-1].x + self.glyphs[-1].width


@dataclass(frozen=True)
class Line:
    """Everything of some elements that stands on one baseline."""

    baseline: float
    pieces: tuple[Piece, ...]
    tag: Tag

    @property
    def left(self) -> float:
        """Where its first piece begins."""
        return self.pieces[0].left

    @cached_property
    def size(self) -> float:
        """Of its largest character, points."""
        return max(glyph.size for piece in self.pieces for glyph in piece.glyphs)

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.char for piece in self.pieces for glyph in piece.glyphs)


def lines(page: Page, tags: Collection[Tag], names: Iterable[str] = ()) -> list[Line]:
    """The lines of the elements `tags`, as printed; `names` in 楷体 stay whole however wide they are spread."""
    runs = [run for run in page.runs if run.tag in tags and not run.turned and run.text.strip()]
    inside = _inside(names)
    return [
        Line(
            group[0].baseline, tuple(_pieces([glyph for run in group for glyph in _glyphs(run)], inside)), group[0].tag
        )
        for group in _by_baseline(runs)
    ]


def pages_with(layout: Layout, *tags: Tag) -> list[Page]:
    """The pages on which one of some elements stands, in order."""
    return [page for page in layout.pages if any(run.tag in tags for run in page.runs)]


def divided(text: str, printed: Sequence[Line]) -> list[str]:
    """`text` cut where the layout cut it, with the spaces that it has."""
    cut, start = [], 0
    for line in printed:
        end, left = start, len(line.text)
        while end < len(text) and left:
            left -= not text[end].isspace()
            end += 1
        cut.append("".join(text[start:end].split("\n")).strip())
        start = end
    return cut


def _by_baseline(runs: Sequence[Run]) -> Iterator[list[Run]]:
    for _, group in groupby(runs, lambda run: round(run.baseline / SAME)):
        yield list(group)


def _glyphs(run: Run) -> Iterator[Glyph]:
    for char, x in zip(run.text, run.xs, strict=True):
        if not char.isspace():
            yield Glyph(char, x, run.role, run.size, run.red)


def _inside(names: Iterable[str]) -> Iterator[bool]:
    """For every character of the names whether another of the same name stands before it."""
    for name in names:
        yield from (number > 0 for number, _ in enumerate("".join(name.split())))


def _pieces(glyphs: Sequence[Glyph], inside: Iterator[bool]) -> Iterator[Piece]:
    start = 0
    for number, glyph in enumerate(glyphs):
        within = glyph.role is Role.KAITI and next(inside, False)
        before = glyphs[number - 1]
        apart = glyph.x - before.x - before.width > GAP * before.em
        if number > start and apart and not within:
            yield Piece(tuple(glyphs[start:number]))
            start = number
    yield Piece(tuple(glyphs[start:]))
