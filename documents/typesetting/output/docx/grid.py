"""The grid of 28 x 22 in Word's terms: margins, exact lines and spacing between characters, in twips.

An exact line holds its characters in the middle in Word and at four fifths in LibreOffice; the margins are half the
white of a row nearer to the paper's edges for the first row to begin where the standard wants it, and the line is a
little lower than the row, or the last of 22 would find no room.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from documents.typesetting import profile
from documents.typesetting.output.docx.wml import twips
from documents.typesetting.profile import Profile

HALF_WHITE = 2.42
"""Millimetres of white above the characters of a row, and as much below."""
LOWER = 3
"""Twips that a line is lower than its row."""
SHARE_ABOVE = 0.8
"""Of an exact line that is above its baseline."""
EVEN_BOX = 1.267
"""Line height in ems in which both ways to place the characters agree."""


@dataclass(frozen=True)
class Grid:
    """The measures of one profile."""

    profile: Profile

    @cached_property
    def top(self) -> float:
        """Upper margin, millimetres."""
        return self.profile.top - HALF_WHITE

    @cached_property
    def bottom(self) -> float:
        """Lower margin, millimetres."""
        return self.profile.paper_height - self.profile.bottom - HALF_WHITE

    @cached_property
    def right(self) -> float:
        """Right margin, millimetres."""
        return self.profile.paper_width - self.profile.right

    @cached_property
    def line(self) -> int:
        """Exact line of the text, twips."""
        return self.line_of(self.profile.pitch)

    @cached_property
    def spacing(self) -> int:
        """Between the characters of the text, twips: 28 fill the width, 27 would if it were rounded up."""
        return math.floor(twips(self.profile.cell * 100) / 100 - self.profile.body_size * 20)

    def line_of(self, pitch: float) -> int:
        """Exact line (twips) of a page whose rows are `pitch` mm apart."""
        return twips(pitch) - LOWER

    def cells(self, count: float) -> int:
        """Twips of `count` characters of the text."""
        return twips(count * self.profile.cell)

    def spacing_of(self, size: float) -> int:
        """Between characters of `size` points: only those of the text stand on the grid."""
        return self.spacing if size == self.profile.body_size else 0

    def row_top(self, row: float) -> float:
        """Where (mm from the paper's edge) the line of row `row` of the text begins."""
        return self.top + row * self.line / 1440 * 25.4

    def row_of(self, top: float) -> int:
        """The row of the text whose characters begin at `top` mm."""
        return round((top - self.profile.top) / self.profile.pitch)


def even_box(size: float) -> float:
    """Height (mm) of an exact line in which every program puts the characters of `size` points in one place."""
    return EVEN_BOX * size * profile.POINT
