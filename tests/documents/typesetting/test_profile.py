"""The grid derived from the standard's numbers fills the 版心."""

import pytest

from documents.typesetting import profile


def test_the_grid_fills_the_area() -> None:
    assert pytest.approx(156) == profile.CELL * profile.COLUMNS
    assert pytest.approx(225) == profile.PITCH * (profile.ROWS - 1) + profile.EM
    assert profile.LEFT + profile.WIDTH < profile.PAPER_WIDTH
    assert profile.BOTTOM + profile.PAGE_NUMBER_GAP < profile.PAPER_HEIGHT
