"""Reading positions off the page model, in millimetres, for the tests on golden documents."""

from collections.abc import Callable, Sequence
from itertools import groupby

import pytest

from documents.typesetting import profile
from documents.typesetting.model import Document, Format
from documents.typesetting.page import Page, Rule, Run, Tag
from documents.typesetting.profile import GBT9704
from tests.documents.typesetting.golden import GOLDEN

CLOSE = 0.3
"""Millimetres, the accuracy that is promised."""
PITCH, EM, CELL = GBT9704.pitch, GBT9704.em, GBT9704.cell
SMALL = GBT9704.small_size * profile.POINT
TEXT = (Tag.BODY, Tag.TABLE, Tag.CAPTION)
"""What shows 正文 on a page."""


def of(
    *formats: Format, where: Callable[[Document], object] = lambda document: True
) -> Callable[[Callable[[str], None]], Callable[[], None]]:
    """The law holds for every golden document of these formats for which `where` does; a failure names the first.

    One test for all of them: a test for each would cost more than what it tries.
    """
    names = [name for name, document in GOLDEN.items() if document.format in formats and where(document)]
    assert names

    def for_all(law: Callable[[str], None]) -> Callable[[], None]:
        def test() -> None:
            for name in names:
                try:
                    law(name)
                except AssertionError as broken:
                    broken.add_note(f"in the golden document {name}")
                    raise

        test.__name__, test.__doc__ = law.__name__, law.__doc__
        return test

    return for_all


def near(value: float) -> object:
    return pytest.approx(value, abs=CLOSE)


def ink(printed: Sequence[Run]) -> tuple[float, float]:
    """Upper and lower edge of what is printed."""
    boxes = [
        (run, run.face.outline(char).box, run.size * profile.POINT / 1000)
        for run in printed
        for char in run.text
        if not char.isspace()
    ]
    highest = min(run.baseline - box[3] * unit for run, box, unit in boxes)
    return highest, max(run.baseline - box[1] * unit for run, box, unit in boxes)


def end(run: Run) -> float:
    """Right edge of the cell of the last character."""
    full = run.text[-1] > "\u2000"
    cell = CELL if run.size == GBT9704.body_size else run.size * profile.POINT
    return run.xs[-1] + (cell if full else run.face.advance(run.text[-1]) * run.size * profile.POINT)


def lines(printed: Sequence[Run]) -> list[list[Run]]:
    """Runs by the baseline that they share."""
    return [list(group) for _, group in groupby(printed, key=lambda run: round(run.baseline, 2))]


def centre(line: Sequence[Run]) -> float:
    return (line[0].xs[0] + end(line[-1])) / 2


def red_rules(page: Page) -> list[Rule]:
    return [rule for rule in page.rules if rule.tag is Tag.RED_RULE]


def imprint_rules(page: Page) -> list[Rule]:
    return [rule for rule in page.rules if rule.tag is Tag.IMPRINT]
