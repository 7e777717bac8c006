"""Line breaking (断行) on the grid: 避头尾, 标点挤压, both margins flush (撑满版心, GB/T 9704 5.2.3).

A mark at the end of a line keeps its cell where the line has room for it and takes half a cell where the line needs
the other half (GB/T 15834 5.1.10); the line is flush when that half, which holds its ink, ends at the margin. Only
then do marks inside the line give room, those that stand side by side before the others (5.1.11).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby

from documents.typesetting.engine import marks
from documents.typesetting.engine.measure import Fount, Token

TOLERANCE = 0.01
"""Millimetres lost to arithmetic."""
LARGEST_GAP = 2.8
"""Millimetres, half a cell: wider gaps between words go into the words instead."""
PUSHED_IN = 4
"""At most so many tokens are drawn into a line by squeezing its marks."""
Line = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Placed:
    """Characters of one fount set on one line; their origins are `x` + `xs[i]` mm from the line's left edge."""

    text: str
    fount: Fount
    x: float
    xs: tuple[float, ...]
    level: int = 0
    """1-4 in a numbered heading."""

    def parted(self, end: int) -> tuple[list["Placed"], list["Placed"]]:
        """What comes before character `end` and what comes behind it; nothing where that is no character."""
        parts = ((self.text[:end], self.xs[:end]), (self.text[end:], self.xs[end:]))
        before, behind = ([replace(self, text=text, xs=xs)] if text else [] for text, xs in parts)
        return before, behind


def break_lines(tokens: Line, first: float, rest: float) -> list[Line]:
    """Cut a paragraph's tokens into lines of at most `first` (the first line) and `rest` mm.

    No line starts with a mark of `marks.NO_START` or ends with one of `marks.NO_END` unless no other break exists;
    the last line holds more than one character where the paragraph has several lines. Every token but the spaces
    around a break is kept.
    """
    paragraph = _Paragraph(tokens)
    start = paragraph.skip_spaces(0)
    starts, ends = [start], list[int]()
    while start < len(tokens):
        ends.append(paragraph.line_end(start, rest if ends else first))
        starts.append(start := paragraph.skip_spaces(ends[-1]))
    if len(ends) > 1 and _characters(tokens[starts[-2] :]) == 1:
        paragraph.give_company(starts, ends, rest if len(ends) > 2 else first)
    return [tokens[start : paragraph.trimmed(start, end)] for start, end in zip(starts, ends, strict=False)]


def place(tokens: Line, width: float | None = None, left: float = 0.0) -> tuple[Placed, ...]:
    """Set one line from `left` mm: to exactly `width` mm, or to its natural width when `width` is None.

    Too long a line squeezes its marks, the last one first; too short a line widens the gaps between tokens.
    """
    if not tokens:
        return ()
    slack = 0.0 if width is None else width - natural(tokens)
    if slack < -TOLERANCE:
        return _pieces(tokens, left, _squeezed(tokens, -slack))
    gap = slack / max(len(tokens) - 1, 1)
    if gap > LARGEST_GAP:
        return _pieces(tokens, left, _opened(tokens, slack))
    lefts = accumulate([token.width + gap for token in tokens], initial=0.0)
    return _pieces(tokens, left, [x + at for x, token in zip(lefts, tokens, strict=False) for at in token.origins])


def natural(tokens: Line) -> float:
    """Width in millimetres before squeezing or widening."""
    return sum([token.width for token in tokens])


@dataclass(frozen=True)
class _Paragraph:
    """A paragraph's tokens with the sums of their widths, so that a line's width costs one subtraction."""

    tokens: Line

    @cached_property
    def widths(self) -> list[float]:
        return list(accumulate([token.width for token in self.tokens], initial=0.0))

    @cached_property
    def gives(self) -> list[float]:
        return list(accumulate([token.give for token in self.tokens], initial=0.0))

    def line_end(self, start: int, width: float) -> int:
        """The break that fills the line best: where it fits, else by drawing in, else by handing down."""
        fits = self._fitting(start, width)
        if self.may_break(fits):
            return fits
        for end in range(fits + 1, min(fits + PUSHED_IN, len(self.tokens)) + 1):
            if self.may_break(end) and self.squeezable(start, end, width):
                return end
        return next((end for end in range(fits - 1, start, -1) if self.may_break(end)), fits)

    def _fitting(self, start: int, width: float) -> int:
        end = bisect_right(self.widths, self.widths[start] + width + TOLERANCE) - 1
        return self.skip_spaces(max(end, start + 1))

    def may_break(self, end: int) -> bool:
        """Whether the mark before the break may end a line and the one behind it start one."""
        after = self.skip_spaces(end)
        if after == len(self.tokens):
            return True
        return not (self.tokens[after].starts_badly or self.tokens[self.trimmed(0, end) - 1].ends_badly)

    def squeezable(self, start: int, end: int, width: float) -> bool:
        """Whether the line's marks can give enough; a mark at its start keeps to the margin and gives nothing."""
        end = self.trimmed(start, end)
        given = self.gives[end] - self.gives[start + self.tokens[start].opens]
        return self.widths[end] - self.widths[start] - given <= width + TOLERANCE

    def skip_spaces(self, index: int) -> int:
        """The first token from `index` on that is no space."""
        while index < len(self.tokens) and self.tokens[index].space:
            index += 1
        return index

    def trimmed(self, start: int, end: int) -> int:
        """The end of the line `start`..`end` without the spaces that hang behind it."""
        while end > start + 1 and self.tokens[end - 1].space:
            end -= 1
        return end

    def give_company(self, starts: list[int], ends: list[int], width: float) -> None:
        """No last line of a single character (末行不出现孤字): draw it in, or hand others down to it."""
        start = starts[-3]
        if self.squeezable(start, len(self.tokens), width):
            del starts[-2], ends[-2]
            return
        for end in range(ends[-2] - 1, start + 1, -1):
            if self.may_break(end):
                starts[-2], ends[-2] = self.skip_spaces(end), end
                return


def _characters(line: Line) -> int:
    """Characters that are neither marks nor spaces; at least one."""
    text = "".join([token.text for token in line if not token.space])
    return max(sum(char not in marks.NO_START and char not in marks.NO_END for char in text), 1)


def _squeezed(tokens: Line, over: float) -> list[float]:
    """Origins in a line that loses `over` mm; where half a cell of the last mark is more, the gaps take the rest."""
    gives = _shares(tokens, over)
    gap = max(sum(gives) - over, 0.0) / max(len(tokens) - 1, 1)
    xs: list[float] = []
    x = 0.0
    for token, give in zip(tokens, gives, strict=True):
        x -= give if token.opens else 0.0
        xs += [x + at for at in token.origins]
        x += token.width + gap - (0.0 if token.opens else give)
    return xs


def _shares(tokens: Line, over: float) -> list[float]:
    """What each token gives: the mark that ends the line all it can, then neighbouring marks, then the others."""
    last = len(tokens) - 1
    inner = [index for index in range(last) if tokens[index].give and not (index == 0 and tokens[0].opens)]
    facing = [index for index in inner if _faces_a_mark(tokens, index)]
    shares = [0.0] * len(tokens)
    if not tokens[last].opens:
        shares[last] = tokens[last].give
    for group in (facing, [index for index in inner if index not in facing]):
        left, most = over - sum(shares), sum(tokens[index].give for index in group)
        for index in group if left > 0 else ():
            shares[index] = tokens[index].give * min(left / most, 1.0)
    return shares


def _faces_a_mark(tokens: Line, index: int) -> bool:
    """Whether the blank half of this mark is on the side of another mark."""
    neighbour = tokens[index - 1 if tokens[index].opens else index + 1]
    return neighbour.give > 0


def _opened(tokens: Line, slack: float) -> list[float]:
    """Origins in a line of few long words, spread between the letters; 破折号 and 省略号 stay joined."""
    before = 0
    shifts: list[int] = []
    for token in tokens:
        step = token.text[0] not in marks.PAIRED
        shifts += [before + step * index for index in range(len(token.text))]
        before = shifts[-1] + 1
    gap = slack / max(before - 1, 1)
    lefts = accumulate([token.width for token in tokens], initial=0.0)
    origins = [x + at for x, token in zip(lefts, tokens, strict=False) for at in token.origins]
    return [x + shift * gap for x, shift in zip(origins, shifts, strict=True)]


def _pieces(tokens: Line, left: float, xs: list[float]) -> tuple[Placed, ...]:
    text = "".join([token.text for token in tokens])
    founts = [fount for token in tokens for fount in token.founts]
    if founts.count(founts[0]) == len(founts):
        return (Placed(text, founts[0], left, tuple(xs)),)
    pieces: list[Placed] = []
    at = 0
    for fount, group in groupby(founts):
        end = at + sum(1 for _ in group)
        pieces.append(Placed(text[at:end], fount, left, tuple(xs[at:end])))
        at = end
    return tuple(pieces)
