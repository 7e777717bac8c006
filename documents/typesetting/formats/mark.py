"""发文机关标志 (7.2.4, 10.1-10.3): the red name of the organ, or of several one above the other."""

from dataclasses import dataclass

from documents.typesetting import profile
from documents.typesetting.engine.lines import place
from documents.typesetting.engine.measure import Measure, Span
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.fonts.face import UNITS
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Sheet, Tag

STACKED = 1.2
"""From one name to the next below it, in ems."""
ASIDE = 0.3
"""Ems between a stack of names and the word to its right."""
ROLE = Role.XIAOBIAOSONG


@dataclass(frozen=True)
class Ink:
    """How far the ink of a text reaches above and below its baseline, mm."""

    above: float
    below: float


def set_mark(
    compositor: Compositor, sheet: Sheet, organs: tuple[str, ...], word: str, ink_top: float, size: float
) -> float:
    """Set the mark centred with its ink from `ink_top` (mm) down; answers where its ink ends.

    Names of several organs are spread to one width, `word` stands to their right, about the middle of their
    height (7.2.4). `size` (points) is made smaller where the 版心 is too narrow.
    """
    if not organs:
        return ink_top
    if len(organs) == 1:
        organs, word = (organs[0] + word,), ""
    measure = _fitting(compositor, organs, word, size)
    em, widest = measure.cell, _widest(measure, organs)
    left = compositor.profile.left + (compositor.profile.width - _width(measure, organs, word)) / 2
    first, last = _ink(compositor, organs[0], em), _ink(compositor, organs[-1], em)
    baselines = [ink_top + first.above + number * STACKED * em for number in range(len(organs))]
    part = compositor.part()
    for organ, baseline in zip(organs, baselines, strict=True):
        _set(compositor, sheet, measure, organ, left, baseline, part, widest)
    bottom = baselines[-1] + last.below
    if word:
        ink = _ink(compositor, word, em)
        baseline = (ink_top + bottom + ink.above - ink.below) / 2
        _set(compositor, sheet, measure, word, left + widest + ASIDE * em, baseline, part)
    return bottom


def _fitting(compositor: Compositor, organs: tuple[str, ...], word: str, size: float) -> Measure:
    measure = compositor.solid(size)
    narrower = compositor.profile.width / _width(measure, organs, word)
    return compositor.solid(size * narrower) if narrower < 1 else measure


def _width(measure: Measure, organs: tuple[str, ...], word: str) -> float:
    aside = ASIDE * measure.cell + measure.width(word, ROLE) if word else 0.0
    return _widest(measure, organs) + aside


def _widest(measure: Measure, organs: tuple[str, ...]) -> float:
    return max(measure.width(organ, ROLE) for organ in organs)


def _ink(compositor: Compositor, text: str, em: float) -> Ink:
    boxes = [compositor.faces.face(ROLE, char).outline(char).box for char in text if not char.isspace()]
    return Ink(max(box[3] for box in boxes) / UNITS * em, -min(box[1] for box in boxes) / UNITS * em)


def _set(
    compositor: Compositor,
    sheet: Sheet,
    measure: Measure,
    text: str,
    left: float,
    baseline: float,
    part: int,
    width: float | None = None,
) -> None:
    """One name, spread to `width` mm (两端对齐) where it is given."""
    placed = place(measure.tokens([Span(text, ROLE)], float("inf")), width)
    top = baseline - profile.BASELINE * measure.cell
    compositor.put(sheet, Row(placed, Tag.MARK, part=part), top, measure, left=left, red=True)
