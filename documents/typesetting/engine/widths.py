"""Widths of a table's columns (列宽): each as wide as its longest word, the rest shared by what the columns say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

COMFORT = 4
"""Characters that a line of a cell holds at least, where the cell says so much."""
LONGEST_WORD = 10
"""Ems; a longer word, such as an address on the web, does not widen its column: it is cut where it must be."""
STEPS = 60
"""Halvings of an interval until nothing that a printer could show is left."""


@dataclass(frozen=True)
class Content:
    """What one cell asks of the columns that it covers: millimetres of its longest line and longest word."""

    column: int
    across: int
    line: float
    word: float


@dataclass(frozen=True)
class Demand:
    """What a column needs and what it would like: millimetres for the text, without the white beside it."""

    least: float
    most: float

    def scaled(self, factor: float) -> "Demand":
        """Of type so many times as large."""
        return Demand(self.least * factor, self.most * factor)


def demands(contents: Iterable[Content], columns: int, em: float) -> list[Demand]:
    """The demand of each column; a cell over several columns asks an equal share of each."""
    lines, words = [em] * columns, [em] * columns
    for content in contents:
        for column in range(content.column, content.column + content.across):
            lines[column] = max(lines[column], content.line / content.across)
            words[column] = max(words[column], min(content.word, LONGEST_WORD * em) / content.across)
    return [
        Demand(min(line, max(word, COMFORT * em)), max(line, word)) for line, word in zip(lines, words, strict=True)
    ]


def shared(wanted: Sequence[Demand], total: float) -> list[float]:
    """Divide `total` mm among the columns.

    Where all lines have room, in proportion to them. Otherwise as the square roots of the lines, for so the rows
    become low, but nowhere less than the least and more than the longest line. Where not even the least has room,
    in proportion to it.
    """
    most, least = sum(demand.most for demand in wanted), sum(demand.least for demand in wanted)
    if most <= total:
        return [demand.most * total / most for demand in wanted]
    if least >= total:
        return [demand.least * total / least for demand in wanted]
    low, high = 0.0, max(sqrt(demand.most) for demand in wanted)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if sum(_clamped(wanted, middle)) > total:
            high = middle
        else:
            low = middle
    return _clamped(wanted, low)


def _clamped(wanted: Iterable[Demand], scale: float) -> list[float]:
    return [min(max(scale * sqrt(demand.most), demand.least), demand.most) for demand in wanted]
