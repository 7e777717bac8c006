"""Titles (标题) of several lines: whole words, symmetric, 梯形 or 菱形 (7.3.1)."""

import math
import re
from functools import cache

from documents.typesetting.engine import marks
from documents.typesetting.engine.words import WORDS

VERBS = ("印发", "转发", "批转", "设立", "成立", "调整", "召开")
"""A line may end with these."""
SEPARATE = ("、", "和", "与", "及", "暨")
LONGEST_BOOK = 16
"""A work's name in 《》 up to this many characters is not broken."""
NUMBERS = r"第?[A-Za-z0-9.%〔〕\-—]+(?:年度|月份|[年月日号个项届次批期级条])?"
"""A number with its unit, or a Latin word."""
_KNOWN = re.compile("|".join([rf"《[^》]{{1,{LONGEST_BOOK}}}》", NUMBERS, *WORDS]))
FREE, WORD, HALF_WORD, ANYWHERE = 0.0, 1.0, 3.0, 5.0
"""What a break costs: at a phrase, between two known words, beside one, among unknown characters."""
SHORT_LINE = 4
TOO_SHORT, WAIST, LEVEL, MORE_LINES = 6.0, 8.0, 3.0, 4.0
"""What a line costs: too short, wider after a narrowing one, as long as the one before, one more than needed."""
MOST_LINES = 8
Division = tuple[float, tuple[str, ...]]
"""What the lines cost, and the lines."""
NONE: Division = (math.inf, ())


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
        cost, lines = min((_division(title, costs, capacity, count) for count in range(fewest, most + 1)), key=_cost)
        if cost < math.inf:
            return list(lines)
    return [title[start : start + capacity] for start in range(0, len(title), capacity)]


def _length(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _division(title: str, costs: dict[int, float], capacity: int, count: int) -> Division:
    """The best way to cut the title into `count` lines, each end tried once for each line before it."""
    mean = _length(title) / count

    @cache
    def rest(start: int, left: int, before: float, narrowing: bool) -> Division:
        ends = costs if left > 1 else {len(title): FREE}
        lines = ((end, title[start:end]) for end in ends if end > start)
        return min((ended(end, line, left, before, narrowing) for end, line in lines), default=NONE, key=_cost)

    def ended(end: int, line: str, left: int, before: float, narrowing: bool) -> Division:
        length = _length(line)
        if length > capacity or _length(title[end:]) > capacity * (left - 1):
            return NONE
        ragged = (length - mean) ** 2 / mean / count
        shape = _shape(before, length, narrowing) if before else 0.0
        ugly = 2 * costs.get(end, FREE) + ragged + TOO_SHORT * (length < SHORT_LINE) + shape
        cost, lines = rest(end, left - 1, length, length < before) if left > 1 else (0.0, ())
        return cost + ugly, (line, *lines)

    cost, lines = rest(0, count, 0.0, False)
    return cost + MORE_LINES * count, lines


def _cost(division: Division) -> float:
    """Rounded, so that of equals the first is taken: the one with the shorter first line."""
    return round(division[0], 6)


def _shape(before: float, length: float, narrowing: bool) -> float:
    """What a line costs after one of `before`: 矩形 and 沙漏形 are to be avoided (7.3.1)."""
    return WAIST * (narrowing and length > before) + LEVEL * (abs(length - before) < 1)


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
    if before.endswith("关于"):
        return HALF_WORD
    if before.endswith((*SEPARATE, *VERBS, "的")):
        return FREE
    if after.startswith(SEPARATE):
        return WORD
    known = (owner[at - 1] is not None) + (owner[at] is not None)
    return (ANYWHERE, HALF_WORD, WORD)[known]


def _words(title: str, organ: str) -> list[int | None]:
    """For each character the start of the word that holds it, or None; the organ's name counts as a word."""
    owner: list[int | None] = [None] * len(title)
    for match in _KNOWN.finditer(title):
        owner[match.start() : match.end()] = [match.start()] * len(match[0])
    for match in re.finditer(re.escape(organ), title) if organ else ():
        owner[match.start() : match.end()] = [match.start()] * len(organ)
    return owner
