"""Full-width punctuation (GB/T 15834) where the text around it is Chinese; nowhere else.

Length never changes and a second pass changes nothing: each mark is judged by its already judged left neighbour and by
the kind of its right one.
"""

import re
from bisect import bisect_left

_TO_FULL_WIDTH = 0xFEE0
"""Distance from an ASCII mark to its form in the block Halfwidth and Fullwidth Forms."""
_POINTS = frozenset(",;:?!")
_OPENING, _CLOSING = "(\uff08", ")\uff09"
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,10}://|www\.)[!-~]*[A-Za-z0-9/]")
_AFTER = frozenset("》〉」』】〕”’…。、%℃\uff0c\uff1b\uff1a\uff1f\uff01\uff09\uff05")
_BEFORE = frozenset("《〈「『【〔“‘")


def full_width(text: str) -> str:
    """Make , ; : ? ! ( ) full width in Chinese surroundings (text -> text of the same length).

    A point turns when it follows a Chinese character or a closing mark, or stands before a Chinese character or an
    opening quote. A bracket turns with its partner, when Chinese stands inside or beside the pair. Web addresses,
    numbers (1,000; 10:30) and Latin words stay.
    """
    kept = {position for address in _ADDRESS.finditer(text) for position in range(*address.span())}
    brackets = _chinese_brackets(text, kept)
    result: list[str] = []
    for position, mark in enumerate(text):
        point = mark in _POINTS and position not in kept
        turns = position in brackets or (point and _in_chinese(result, text[position + 1 : position + 2]))
        result.append(chr(ord(mark) + _TO_FULL_WIDTH) if turns else mark)
    return "".join(result)


def _in_chinese(judged: list[str], after: str) -> bool:
    before = judged[-1] if judged else ""
    return bool(_HAN.match(before) or _HAN.match(after)) or before in _AFTER or after in _BEFORE


def _chinese_brackets(text: str, kept: set[int]) -> set[int]:
    """Positions of the half-width brackets that become full width."""
    han = [character.start() for character in _HAN.finditer(text)]
    chinese: set[int] = set()
    opened: list[int] = []
    for position, mark in enumerate(text):
        if mark in _OPENING and position not in kept:
            opened.append(position)
        elif mark in _CLOSING and position not in kept:
            start = opened.pop() if opened else position
            if _stands_in_chinese(text, han, start, position):
                chinese |= {start, position}
    chinese |= {start for start in opened if _stands_in_chinese(text, han, start, start)}
    return {position for position in chinese if text[position] in "()"}


def _stands_in_chinese(text: str, han: list[int], start: int, end: int) -> bool:
    """Whether a pair (or a lone bracket, start == end) belongs to Chinese text.

    Judged only by characters that this module never changes, so that a second pass judges alike.
    """
    before, after = text[start - 1 : start], text[end + 1 : end + 2]
    if text[start] == _OPENING[1] or text[end] == _CLOSING[1] or _HAN.match(before):
        return True
    first_inside = bisect_left(han, start)
    if first_inside < len(han) and han[first_inside] < end:
        return True
    return bool(_HAN.match(after)) and not (before.isascii() and before.isalnum())
