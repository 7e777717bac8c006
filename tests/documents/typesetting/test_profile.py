"""The grid derived from the standard's numbers fills the 版心."""

import pytest

from documents.typesetting import profile
from documents.typesetting.profile import GBT9704


def test_the_grid_fills_the_area() -> None:
    assert pytest.approx(156) == GBT9704.cell * GBT9704.columns
    assert pytest.approx(225) == GBT9704.pitch * (GBT9704.rows - 1) + GBT9704.em
    assert GBT9704.left + GBT9704.width < profile.PAPER_WIDTH
    assert GBT9704.bottom + GBT9704.page_number_gap < profile.PAPER_HEIGHT
