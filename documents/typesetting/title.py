"""Titles (标题) of several lines: whole words, symmetric, 梯形 or 菱形 (7.3.1)."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from documents.typesetting import marks
from documents.typesetting.words import WORDS

VERBS = ("印发", "转发", "批转", "设立", "成立", "调整", "召开")
"""A line may end with these."""
SEPARATE = ("、", "和", "与", "及", "暨")
LONGEST_BOOK = 16
"""A work's name in 《》 up to this many characters is not broken."""
FREE, WORD, HALF_WORD, ANYWHERE = 0.0, 1.0, 3.0, 5.0
"""What a break costs: at a phrase, between two known words, beside one, among unknown characters."""
SHORT_LINE = 4
MOST_LINES = 8


def split_title(title: str, organ: str, capacity: int) -> list[str]:
    """Break `title` into centred lines of at most `capacity` characters.

    Words and the name of `organ` stay whole; among the divisions with the fewest costs the one whose lines widen,
    narrow, or do both around the middle is taken. A line break that the drafter typed is obeyed.
    """
    if "\n" in title:
        return [line.strip() for line in title.splitlines() if line.strip()]
    if _length(title) <= capacity:
        return [title]
    costs = _break_costs(title, organ)
    fewest = math.ceil(_length(title) / capacity)
    for most in range(fewest + 1, MOST_LINES + 1):
        divisions = [_cut(title, ends) for ends in _divisions(title, costs, capacity, most)]
        if divisions:
            return min(divisions, key=lambda lines: _ugliness(lines, costs, fewest))
    return [title[start : start + capacity] for start in range(0, len(title), capacity)]


def _length(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _divisions(title: str, costs: dict[int, float], capacity: int, most: int) -> Iterator[tuple[int, ...]]:
    """All ways to cut the title into at most `most` lines: where each line but the last ends."""

    def grow(start: int, lines: int) -> Iterator[tuple[int, ...]]:
        if _length(title[start:]) <= capacity:
            yield ()
        if lines == 1:
            return
        for end in costs:
            too_much_left = _length(title[end:]) > capacity * (lines - 1)
            if end > start and _length(title[start:end]) <= capacity and not too_much_left:
                yield from ((end, *others) for others in grow(end, lines - 1))

    return grow(0, most)


def _cut(title: str, ends: tuple[int, ...]) -> list[str]:
    edges = (0, *ends, len(title))
    return [title[start:end] for start, end in pairwise(edges)]


def _ugliness(lines: list[str], costs: dict[int, float], fewest: int) -> float:
    lengths = [_length(line) for line in lines]
    mean = sum(lengths) / len(lengths)
    at, breaks = 0, 0.0
    for line in lines[:-1]:
        at += len(line)
        breaks += costs[at]
    ragged = sum((length - mean) ** 2 for length in lengths) / mean / len(lengths)
    short = 6.0 * sum(length < SHORT_LINE for length in lengths)
    return 2 * breaks + ragged + short + _shape(lengths) + 4.0 * (len(lines) - fewest)


def _shape(lengths: list[float]) -> float:
    """矩形 and 沙漏形 are to be avoided (7.3.1)."""
    steps = [right - left for left, right in pairwise(lengths)]
    waist = any(before < 0 < after for before, after in pairwise(steps))
    level = sum(abs(step) < 1 for step in steps)
    return 8.0 * waist + 2.0 * level


def _break_costs(title: str, organ: str) -> dict[int, float]:
    owner = _words(title, organ)
    costs: dict[int, float] = {}
    for at in range(1, len(title)):
        left, right = title[at - 1], title[at]
        inside = owner[at - 1] is not None and owner[at - 1] == owner[at]
        if not inside and right not in marks.NO_START and left not in marks.NO_END and right != "的":
            costs[at] = _break_cost(title, at, owner, organ)
    return costs


def _break_cost(title: str, at: int, owner: list[int | None], organ: str) -> float:
    before, after = title[:at], title[at:]
    if after.startswith(("关于", "《")) or before == organ or before.endswith("》"):
        return FREE
    if before.endswith("关于") or after.startswith(SEPARATE):
        return HALF_WORD
    if before.endswith((*SEPARATE, *VERBS)):
        return FREE
    known = (owner[at - 1] is not None) + (owner[at] is not None)
    return (ANYWHERE, HALF_WORD, WORD)[known]


def _words(title: str, organ: str) -> list[int | None]:
    """For each character the start of the word that holds it, or None."""
    owner: list[int | None] = [None] * len(title)
    books = rf"《[^》]{{1,{LONGEST_BOOK}}}》"
    names = [re.escape(organ)] if organ else []
    pattern = "|".join([*names, books, r"[A-Za-z0-9.%〔〕\-—]+[年月日号个项]?", *WORDS])
    for match in re.finditer(pattern, title):
        owner[match.start() : match.end()] = [match.start()] * len(match[0])
    return owner
