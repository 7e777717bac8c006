"""结构层次 (7.3.3): 一、 （一） 1. （1） in their order, without gaps, with the marks that belong to them."""

import re
from collections.abc import Iterator

from documents.typesetting.checks.report import Edit, Flaw, Rule
from documents.typesetting.checks.texts import Text
from documents.typesetting.profile import Strength
from server.intake.wording import han_number, han_numeral

_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBERS = (
    re.compile(rf"(?P<n>{_HAN})(?P<mark>[、．.])"),
    re.compile(rf"[（(](?P<n>{_HAN})[)）](?P<mark>、?)"),
    re.compile(r"(?P<n>\d{1,2})(?P<mark>[.．、])(?!\d)"),
    re.compile(r"[（(](?P<n>\d{1,2})[)）](?P<mark>、?)"),
)
_RIGHT = ("、", "", ".", "")
"""What stands behind the number of each level."""
_ARTICLE = re.compile(rf"第{_HAN}[编章节条]")
Paragraphs = tuple[Text, ...]


def number_of(text: str) -> tuple[int, int] | None:
    """(level 1-4, number) of a numbered paragraph, None for running text."""
    for level, pattern in enumerate(_NUMBERS, 1):
        if found := pattern.match(text):
            return level, int(found["n"]) if found["n"].isdigit() else han_number(found["n"])
    return None


def written(level: int, number: int) -> str:
    """A number as its level is written: (2, 3) -> （三）."""
    figure = han_numeral(number) if level < 3 else str(number)
    return (f"{figure}、", f"（{figure}）", f"{figure}.", f"（{figure}）")[level - 1]


def marks(paragraphs: Paragraphs) -> Iterator[Flaw]:
    """一 is followed by a pause mark, 1 by a dot, a bracket by nothing."""
    for text in paragraphs:
        for right, pattern in zip(_RIGHT, _NUMBERS, strict=True):
            found = pattern.match(text.text)
            if found and found["mark"] != right and _goes_on(text.text[found.end() : found.end() + 1]):
                yield text.flaw(found[0], _with_mark(found[0], found["mark"], right), Edit(*found.span("mark"), right))
            if found:
                break


def _goes_on(character: str) -> bool:
    """Whether words follow the number: between other marks it is none."""
    return character.isalnum() or character.isspace() or character in "《“"


def _with_mark(number: str, old: str, new: str) -> str:
    return number.removesuffix(old) + new


def gaps(paragraphs: Paragraphs) -> Iterator[Flaw]:
    """Numbers of one level follow each other; below a new heading they begin anew or run on through the whole text."""
    counts, latest = [0, 0, 0, 0], [0, 0, 0, 0]
    for text in paragraphs:
        if _ARTICLE.match(text.text):
            counts = [0, 0, 0, 0]
        elif at := number_of(text.text):
            level, number = at
            expected = counts[level - 1] + 1
            if number not in (1, expected, latest[level - 1] + 1):
                yield text.flaw(written(level, number), written(level, expected))
            counts[level - 1 :] = [number, *[0] * (4 - level)]
            latest[level - 1] = number


def order(paragraphs: Paragraphs) -> Iterator[Flaw]:
    """（一） stands under 一、 and （1） under 1.; between 一、 and 1. the second level may be left out."""
    if any(_ARTICLE.match(text.text) for text in paragraphs):
        return
    seen = 0
    for text in paragraphs:
        at = number_of(text.text)
        if not at:
            continue
        level = at[0]
        if level > seen + 1 and (seen, level) != (1, 3):
            yield text.flaw(written(*at), f"先用「{written(seen + 1, 1)}」")
        seen = level


def _numbered(paragraphs: Paragraphs) -> bool:
    return any(number_of(text.text) for text in paragraphs)


RULES: tuple[Rule[Paragraphs], ...] = (
    Rule(
        "GW-7.3.3-marks",
        "7.3.3",
        Strength.USUAL,
        "层次序数写作「一、」「（一）」「1.」「（1）」。",
        _numbered,
        marks,
    ),
    Rule("GW-7.3.3-gaps", "7.3.3", Strength.USUAL, "同一层次的序数应当连续。", _numbered, gaps),
    Rule(
        "GW-7.3.3-order",
        "7.3.3",
        Strength.ALLOWED,
        "层次序数依次用「一、」「（一）」「1.」「（1）」。",
        _numbered,
        order,
    ),
)
"""Rules of the paragraphs of the text, or of one annex."""
