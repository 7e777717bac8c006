"""The profile cites its source for every figure, and the grid derived from it fills the 版心."""

import re

import pytest

from documents.typesetting import profile
from documents.typesetting.profile import Figure, Strength

FIGURES = {name: value for name, value in vars(profile).items() if isinstance(value, Figure)}


def test_every_figure_names_clause_unit_and_strength() -> None:
    assert len(FIGURES) > 20
    for figure in FIGURES.values():
        assert re.fullmatch(r"[5-7](\.\d){1,3}", figure.clause)
        assert figure.unit in {"mm", "pt", "字", "行", "×"}
        assert figure.strength in Strength


def test_the_grid_fills_the_area() -> None:
    assert pytest.approx(156) == profile.CELL * profile.COLUMNS
    assert pytest.approx(225) == profile.PITCH * (profile.ROWS - 1) + profile.EM
    assert profile.LEFT + profile.WIDTH < profile.PAPER_WIDTH
    assert profile.BOTTOM + profile.PAGE_NUMBER_GAP < profile.PAPER_HEIGHT
