"""Line breaking (断行) on the grid: 避头尾, 标点挤压, both margins flush (撑满版心, GB/T 9704 5.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.typesetting.engine import marks
from documents.typesetting.engine.measure import Token
from documents.typesetting.fonts.faces import Role

TOLERANCE = 0.01
"""Millimetres lost to arithmetic."""
LARGEST_GAP = 2.8
"""Millimetres, half a cell: wider gaps between words go into the words instead."""
PUSHED_IN = 4
"""At most so many tokens are drawn into a line by squeezing its marks."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A character and its origin, in millimetres from the left edge of its line."""

    char: str
    role: Role
    x: float


def break_lines(tokens: Sequence[Token], first: float, rest: float) -> list[Sequence[Token]]:
    """Cut a paragraph's tokens into lines of at most `first` (the first line) and `rest` mm.

    No line starts with a mark of `marks.NO_START` or ends with one of `marks.NO_END` unless no other break exists;
    the last line holds more than one character where the paragraph has several lines. Every token but the spaces
    around a break is kept.
    """
    tokens = tokens[_skip_spaces(tokens, 0) :]
    ends: list[int] = []
    start = 0
    while start < len(tokens):
        end = _line_end(tokens, start, rest if ends else first)
        ends.append(end)
        start = _skip_spaces(tokens, end)
    _keep_last_line_company(tokens, ends, first, rest)
    starts = [0, *(_skip_spaces(tokens, end) for end in ends)]
    return [_trimmed(tokens[start:end]) for start, end in zip(starts, ends, strict=False)]


def place(tokens: Sequence[Token], width: float | None = None) -> tuple[Placed, ...]:
    """Set one line: to exactly `width` mm, or to its natural width when `width` is None.

    Too long a line squeezes its marks, the last one first; too short a line widens the gaps between tokens.
    """
    slack = 0.0 if width is None else width - natural(tokens)
    if slack > 0 and _gap(tokens, slack) > LARGEST_GAP:
        tokens = _letters(tokens)
    gap = _gap(tokens, slack) if slack > 0 else 0.0
    squeezes = _squeezes(tokens, -slack) if slack < 0 else [0.0] * len(tokens)
    placed: list[Placed] = []
    x = 0.0
    for token, squeeze in zip(tokens, squeezes, strict=True):
        opening = token.first in marks.RIGHT_HALF
        x -= squeeze if opening else 0.0
        for glyph in token.glyphs:
            placed.append(Placed(glyph.char, glyph.role, x + glyph.shift))
            x += glyph.width
        x += gap - (0.0 if opening else squeeze)
    return tuple(placed)


def natural(tokens: Sequence[Token]) -> float:
    """Width in millimetres before squeezing or widening."""
    return sum(token.width for token in tokens)


def _line_end(tokens: Sequence[Token], start: int, width: float) -> int:
    """The break that fills the line best: where it fits, else by drawing in, else by handing down."""
    fits = _fitting(tokens, start, width)
    if fits == len(tokens) or _may_break(tokens, fits):
        return fits
    drawn_in = range(fits + 1, min(fits + PUSHED_IN, len(tokens)) + 1)
    handed_down = range(fits - 1, start, -1)
    for end in drawn_in:
        if _may_break(tokens, end) and _squeezable(tokens[start:end], width):
            return end
    return next((end for end in handed_down if _may_break(tokens, end)), fits)


def _fitting(tokens: Sequence[Token], start: int, width: float) -> int:
    used = 0.0
    for index in range(start, len(tokens)):
        used += tokens[index].width
        if used > width + TOLERANCE and not tokens[index].space and index > start:
            return index
    return len(tokens)


def _may_break(tokens: Sequence[Token], end: int) -> bool:
    after = _skip_spaces(tokens, end)
    if after == len(tokens):
        return True
    before = end - 1
    while before > 0 and tokens[before].space:
        before -= 1
    return tokens[after].first not in marks.NO_START and tokens[before].last not in marks.NO_END


def _squeezable(line: Sequence[Token], width: float) -> bool:
    line = _trimmed(line)
    return natural(line) - sum(token.give for token in line) <= width + TOLERANCE


def _skip_spaces(tokens: Sequence[Token], index: int) -> int:
    while index < len(tokens) and tokens[index].space:
        index += 1
    return index


def _trimmed(line: Sequence[Token]) -> Sequence[Token]:
    end = len(line)
    while end > 1 and line[end - 1].space:
        end -= 1
    return line[:end]


def _keep_last_line_company(tokens: Sequence[Token], ends: list[int], first: float, rest: float) -> None:
    """No last line of a single character (末行不出现孤字): draw it in, or hand another down to it."""
    if len(ends) < 2 or _characters(tokens[ends[-2] :]) > 1:
        return
    start = _skip_spaces(tokens, ends[-3]) if len(ends) > 2 else 0
    if _squeezable(tokens[start:], rest if len(ends) > 2 else first):
        del ends[-2]
        return
    shorter = (end for end in range(ends[-2] - 1, start + 1, -1) if _may_break(tokens, end))
    ends[-2] = next(shorter, ends[-2])


def _characters(line: Sequence[Token]) -> int:
    """Characters that are neither marks nor spaces."""
    glyphs = (glyph for token in line if not token.space for glyph in token.glyphs)
    return sum(glyph.char not in marks.NO_START and glyph.char not in marks.NO_END for glyph in glyphs)


def _gap(tokens: Sequence[Token], slack: float) -> float:
    return slack / (len(tokens) - 1) if len(tokens) > 1 else slack


def _letters(tokens: Sequence[Token]) -> Sequence[Token]:
    """Words opened up, so that a line of few long words spreads evenly."""
    return [
        part
        for token in tokens
        for part in ([token] if token.first in marks.PAIRED else [Token((g,), g.width, 0.0) for g in token.glyphs])
    ]


def _squeezes(tokens: Sequence[Token], over: float) -> list[float]:
    """How much each token gives up so that the line loses `over` mm."""
    given = [0.0] * len(tokens)
    if tokens[-1].first in marks.LEFT_HALF:
        given[-1] = min(tokens[-1].give, over)
    others = sum(token.give for token in tokens[:-1])
    left = over - given[-1]
    if left <= 0 or not others:
        return given
    return [token.give * left / others for token in tokens[:-1]] + given[-1:]
