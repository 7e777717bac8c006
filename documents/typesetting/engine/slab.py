"""What stands among the rows of text and has a height of its own: a caption, rows of a table, a figure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Protocol, Self

from documents.typesetting import profile
from documents.typesetting.engine.lines import break_lines, natural, place
from documents.typesetting.engine.measure import Measure, Span, Token
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Sheet, Tag

WIDEST_GAP = 0.125
"""Ems: a wider gap would read as a blank in the few characters of a narrow column."""


class Slab(Protocol):
    """A piece of a page that is not on the grid; text below it falls back on the grid."""

    @property
    def height(self) -> float:
        """Millimetres."""
        ...

    @property
    def keep(self) -> int:
        """So many rows or slabs behind it stay on its page."""
        ...

    @property
    def joined(self) -> bool:
        """Whether it stands directly on the slab above."""
        ...

    @property
    def turned(self) -> bool:
        """Whether it stands on a page that is turned."""
        ...

    @property
    def opening(self) -> Sequence["Slab"]:
        """What is repeated above it where it opens a page."""
        ...

    def cut(self, room: float) -> tuple[Self, Self] | None:
        """Two slabs of which the first is at most `room` mm high; None where it cannot be cut so."""
        ...

    def set(
        self, compositor: Compositor, sheet: Sheet, left: float, top: float, *, opens: bool = False, again: bool = False
    ) -> None:
        """Set it with its upper left corner at (`left`, `top`) mm.

        `opens` says that it is the first on its page, `again` that it has been printed before.
        """
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell or caption, its left edge `left` mm from that of its slab."""

    row: Row
    left: float


@dataclass(frozen=True)
class Type:
    """Type of one size off the grid, its lines as far apart in their measure as those on the grid (clause 3)."""

    measure: Measure
    leading: float

    @cached_property
    def em(self) -> float:
        """Height of a character, mm."""
        return self.measure.size * profile.POINT

    @cached_property
    def pitch(self) -> float:
        """From line to line, mm."""
        return self.em * (1 + self.leading)

    def centred(self, text: str, role: Role, tag: Tag, left: float, width: float, part: int) -> list[Line]:
        """`text` broken to `width` mm, each line in the middle."""
        lines: list[Line] = []
        for line in chain.from_iterable(self._broken(text, role, width)):
            wide = min(natural(line), width)
            lines.append(Line(Row(place(line, wide), tag, part=part), left + (width - wide) / 2))
        return lines

    def justified(self, text: str, role: Role, tag: Tag, left: float, width: float, part: int) -> list[Line]:
        """`text` broken to `width` mm, flush on both sides where that opens no gaps between the characters."""
        lines: list[Line] = []
        for *full, last in self._broken(text, role, width):
            for line in full:
                opened = width - natural(line) <= (len(line) - 1) * WIDEST_GAP * self.em
                lines.append(Line(Row(place(line, width if opened else None), tag, part=part), left))
            lines.append(Line(Row(place(last, min(natural(last), width)), tag, part=part), left))
        return lines

    def _broken(self, text: str, role: Role, width: float) -> Iterator[list[Sequence[Token]]]:
        """The lines of every paragraph of `text` that says something."""
        for piece in text.splitlines():
            if lines := break_lines(self.measure.tokens([Span(piece, role)], width), width, width):
                yield lines

    def set(
        self, compositor: Compositor, sheet: Sheet, lines: Sequence[Line], left: float, top: float, *, again: bool
    ) -> None:
        """Set lines from `top` mm, each in the middle of its pitch; those set `again` are no part of the text."""
        first = top + (self.pitch - self.em) / 2
        for number, line in enumerate(lines):
            row = replace(line.row, tag=Tag.TABLE_HEAD_AGAIN, part=0) if again else line.row
            compositor.put(sheet, row, first + number * self.pitch, self.measure, left=left + line.left)
