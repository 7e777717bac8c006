"""A look ahead (首页预览): of a long text only as much as decides what its first page looks like."""

import math
from collections.abc import Sequence

from documents.typesetting.engine import marks
from documents.typesetting.model import Block, BodyPart
from documents.typesetting.profile import GBT9704

NARROWEST = 0.2
"""Cells of the narrowest Latin letter."""
SQUEEZED = 0.5
"""Cells of a mark that gave up its half."""


def enough(parts: Sequence[BodyPart], characters: int) -> tuple[BodyPart, ...]:
    """The first of `parts` that surely take the room of `characters` cells of the grid; all where they do not.

    The page of the signature and the one before it are made up together, so a first page is the same as in the whole
    document when what is left fills three pages: `characters` is then three times 22 x 28.
    """
    rows = math.ceil(characters / GBT9704.columns)
    for number, part in enumerate(parts, start=1):
        rows -= _rows_at_least(part)
        if rows <= 0:
            return tuple(parts[:number])
    return tuple(parts)


def _rows_at_least(part: BodyPart) -> int:
    """Rows that a part takes however closely it is set; a table or a figure takes one."""
    if not isinstance(part, Block):
        return 1
    return max(1, math.floor(sum(map(_cells, part.text)) / GBT9704.columns))


def _cells(char: str) -> float:
    if char.isascii():
        return NARROWEST if char.strip() else 0.0
    return SQUEEZED if char in marks.NO_START or char in marks.NO_END else 1.0
