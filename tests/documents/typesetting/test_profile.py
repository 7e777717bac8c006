"""The grid derived from the standard's numbers fills the 版心."""

import math

import pytest

from documents.typesetting import profile
from documents.typesetting.errors import NoSuchNumber, NumberOutOfRange
from documents.typesetting.profile import GBT9704, deviations, office_profile


def test_the_grid_fills_the_area() -> None:
    assert pytest.approx(156) == GBT9704.cell * GBT9704.columns
    assert pytest.approx(225) == GBT9704.pitch * (GBT9704.rows - 1) + GBT9704.em
    assert GBT9704.left + GBT9704.width < profile.PAPER_WIDTH
    assert GBT9704.bottom + GBT9704.page_number_gap < profile.PAPER_HEIGHT


@pytest.mark.parametrize("changes", [{"top": math.nan}, {"rows": 40}, {"mark_size": -1}, {"imprint_on_even_page": 2}])
def test_a_number_far_from_the_standards_is_a_slip(changes: dict[str, float]) -> None:
    with pytest.raises(NumberOutOfRange):
        office_profile(changes)


@pytest.mark.parametrize("name", ["paper_width", "no_such_number"])
def test_what_the_standard_does_not_leave_open_is_refused(name: str) -> None:
    with pytest.raises(NoSuchNumber):
        office_profile({name: 210})


def test_every_number_that_is_not_the_standards_is_a_deviation() -> None:
    assert not deviations(GBT9704)
    (found,) = deviations(office_profile({"mark_ink_top": 30}))
    assert (found.name, found.standard.clause, found.standard.value, found.value) == ("mark_ink_top", "7.2.4", 35, 30)
