"""A straddling seal: the strips of neighbouring pages add up to whole seals, and a missing one is noticed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.ofd.description import StampAnnot
from signatures.ofd.documents import Page
from signatures.ofd.errors import StraddleTooShort
from signatures.ofd.stamps import judge_stamps, place
from signatures.ofd.straddle import NARROWEST, Slice, straddle

A4 = (210.0, 297.0)


def stamps(slices: Sequence[Slice]) -> list[StampAnnot]:
    return [
        StampAnnot(
            f"p{number}",
            str(each.box.page),
            (each.box.left_mm, each.box.top_mm, each.box.width_mm, each.box.height_mm),
            (each.start_mm, 0.0, each.width_mm, each.box.height_mm),
            clipped=True,
        )
        for number, each in enumerate(slices)
    ]


def paper(count: int, size: tuple[float, float] = A4) -> dict[str, Page]:
    return {str(number): Page(number, str(number), *size) for number in range(1, count + 1)}


def codes(annots: Sequence[StampAnnot], pages: int, size: tuple[float, float] = A4) -> set[Code]:
    return {finding.code for finding in judge_stamps("s", annots, paper(pages, size))}


@given(st.integers(2, 200), st.floats(30, 60), st.sampled_from([A4, (297.0, 210.0), (148.0, 210.0)]))
def test_every_page_bears_one_strip_and_neighbouring_strips_add_up_to_whole_seals(
    count: int, width: float, size: tuple[float, float]
) -> None:
    slices = straddle([size] * count, width_mm=width, height_mm=width)
    assert [each.box.page for each in slices] == list(range(1, count + 1))
    assert all(each.width_mm >= NARROWEST - 1e-9 for each in slices)
    for each in slices:
        assert each.box.left_mm + each.start_mm + each.width_mm == pytest.approx(size[0])
        assert each.box.top_mm + width / 2 == pytest.approx(size[1] / 2)
    assert sum(each.width_mm for each in slices) == pytest.approx(width * sum(each.start_mm == 0 for each in slices))
    assert not codes(stamps(slices), count, size)


@given(st.integers(2, 60), st.data())
def test_a_strip_that_is_missing_is_noticed(count: int, data: st.DataObject) -> None:
    annots = stamps(straddle([A4] * count, width_mm=42, height_mm=42))
    del annots[data.draw(st.integers(0, count - 1))]
    assert Code.STRADDLE_INCOMPLETE in codes(annots, count)


def test_a_page_without_a_strip_is_noticed() -> None:
    annots = stamps(straddle([A4] * 4, width_mm=42, height_mm=42))
    assert codes(annots, 4) == set()
    assert codes(annots, 5) == {Code.STRADDLE_INCOMPLETE}


def test_five_pages_are_cut_as_others_cut_them() -> None:
    found = straddle([A4] * 5, width_mm=40, height_mm=40)
    assert [(each.box.left_mm, each.box.top_mm, each.start_mm, each.width_mm) for each in found] == [
        (202, 128.5, 0, 8),
        (194, 128.5, 8, 8),
        (186, 128.5, 16, 8),
        (178, 128.5, 24, 8),
        (170, 128.5, 32, 8),
    ]


def test_many_pages_bear_several_seals_in_even_groups() -> None:
    found = straddle([A4] * 20, width_mm=42, height_mm=42)
    starts = [each.box.page for each in found if each.start_mm == 0]
    assert starts == [1, 7, 14]


def test_a_single_page_has_no_edge_to_share() -> None:
    with pytest.raises(StraddleTooShort):
        straddle([A4], width_mm=42, height_mm=42)


def test_strips_along_the_left_edge_are_whole_too() -> None:
    """Others cut from the right: the first page shows the picture's right part."""
    annots = [
        replace(each, clip=((4 - number) * 8.0, 0.0, 8.0, 40.0), box=(-(4 - number) * 8.0, 128.5, 40.0, 40.0))
        for number, each in enumerate(stamps(straddle([A4] * 5, width_mm=40, height_mm=40)))
    ]
    assert codes(annots, 5) == set()


WHOLE = StampAnnot("p1", "1", (100.0, 200.0, 42.0, 42.0))


@pytest.mark.parametrize(
    ("stamp", "code"),
    [
        (replace(WHOLE, box=(190.0, 200.0, 42.0, 42.0)), Code.STAMP_OUTSIDE_PAGE),
        (replace(WHOLE, box=(100.0, 200.0, 0.0, 42.0)), Code.STAMP_OUTSIDE_PAGE),
        (replace(WHOLE, page="7"), Code.STAMP_OUTSIDE_PAGE),
        (replace(WHOLE, box=(10.0, 10.0, 180.0, 180.0)), Code.STAMP_OVERSIZED),
        (replace(WHOLE, box=None), Code.STAMP_UNREADABLE),
        (replace(WHOLE, clipped=True), Code.STAMP_UNREADABLE),
    ],
)
def test_a_stamp_off_the_page_too_large_or_unreadable_is_told(stamp: StampAnnot, code: Code) -> None:
    assert codes([stamp], 1) == {code}
    assert codes([WHOLE], 1) == set()


def test_a_signature_that_shows_nothing_says_so() -> None:
    assert codes([], 1) == {Code.STAMP_INVISIBLE}


def test_a_clipped_stamp_is_shown_where_its_part_is_seen() -> None:
    (shown,) = place([replace(WHOLE, clip=(20.0, 0.0, 30.0, 42.0), clipped=True)], paper(1))
    assert (shown.box.left_mm, shown.box.width_mm) == (120.0, 22.0)
