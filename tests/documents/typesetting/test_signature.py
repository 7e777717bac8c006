"""署名, 附注 and seal keep clear of the edges and of each other, however long they are."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting.formats.layout import layout
from documents.typesetting.formats.seals import straddle
from documents.typesetting.page import Run, Tag
from documents.typesetting.profile import GBT9704
from tests.documents.typesetting.examples import FACES, law, notice, runs

TENTH = 0.1
ONE = layout(notice(), FACES)
few = settings(law, max_examples=25)
"""Long names take their time to divide."""
lengths = st.integers(min_value=4, max_value=60)
seals = st.sampled_from([None, 42.0, 45.0, 50.0])
notes = st.lists(
    st.sampled_from(["联系人：张某", "，联系电话：", "0574-12345678", "；此件公开发布", "office@example.invalid"]),
    min_size=1,
    max_size=8,
).map("".join)


def right(run: Run) -> float:
    """Where the ink of the last character ends."""
    return run.xs[-1] + run.face.outline(run.text[-1]).box[2] / 1000 * GBT9704.em


@few
@given(lengths, seals)
def test_a_name_of_any_length_stays_inside_the_area_in_even_lines(length: int, seal: float | None) -> None:
    made = layout(notice(organ="甬" * length, seal_diameter=seal), FACES)
    lines = runs(made.pages, Tag.ORGAN)
    assert "".join(line.text for line in lines) == "甬" * length
    assert all(line.xs[0] >= GBT9704.left - TENTH and right(line) <= GBT9704.right + TENTH for line in lines)
    assert (len(lines) == 1) == (length <= GBT9704.columns - 2)
    assert min(len(line.text) for line in lines) * 2 >= max(len(line.text) for line in lines)


def test_names_are_divided_between_organs() -> None:
    organs = "甬江市发展和改革委员会、甬江市经济和信息化局、甬江市大数据发展管理局、甬江市财政局"
    lines = runs(layout(notice(organ=organs), FACES).pages, Tag.ORGAN)
    assert all(line.text.endswith("、") for line in lines[:-1])


@law
@given(lengths, notes, st.sampled_from([42.0, 45.0, 50.0]))
def test_the_note_keeps_clear_of_the_seal(length: int, note: str, diameter: float) -> None:
    made = layout(notice(organ="甬" * min(length, 28), note=note, seal_diameter=diameter), FACES)
    (seal,) = made.seals
    printed = runs(made.pages, Tag.NOTE)
    day = runs(made.pages, Tag.DATE)[0]
    assert "".join(run.text for run in printed) == f"（{note}）"
    assert abs(printed[0].top - day.top - made.pages[seal.page - 1].pitch) < 0.01
    assert all(right(run) <= seal.x + TENTH for run in printed if run.top < seal.y + diameter)


@few
@given(lengths)
def test_a_divided_name_stands_about_the_middle_of_the_seal(length: int) -> None:
    made = layout(notice(organ="甬" * length), FACES)
    (seal,) = made.seals
    x, y = seal.centre
    lines = runs(made.pages, Tag.ORGAN)
    text = max(run.top for run in runs((made.pages[seal.page - 1],), Tag.BODY)) + GBT9704.em
    assert all(abs((line.xs[0] + line.xs[-1] + GBT9704.cell) / 2 - x) < 0.3 for line in lines)
    assert lines[-1].top < y < lines[-1].top + GBT9704.em
    assert lines[0].top > text
    assert seal.y > text


@few
@given(st.integers(min_value=2, max_value=60), st.sampled_from([42.0, 45.0, 50.0]))
def test_the_strips_of_a_straddling_seal_make_up_whole_seals_over_all_pages(pages: int, diameter: float) -> None:
    thick = replace(ONE, pages=tuple(replace(ONE.pages[0], number=number) for number in range(1, pages + 1)))
    strips = straddle(thick, diameter, 120.0)
    assert [strip.page for strip in strips] == list(range(1, pages + 1))
    assert all(strip.x + strip.width == pytest.approx(GBT9704.paper_width) for strip in strips)
    assert all(strip.width >= 3 and (strip.y, strip.height) == (120.0, diameter) for strip in strips)
    starts = [index for index, strip in enumerate(strips) if strip.number == 1]
    for start, end in zip(starts, [*starts[1:], len(strips)], strict=True):
        seal = strips[start:end]
        assert [strip.number for strip in seal] == list(range(1, seal[0].of + 1))
        assert sum(strip.width for strip in seal) == pytest.approx(diameter)
        assert len({strip.width for strip in seal}) == 1


def test_a_single_page_has_no_edges_to_bind() -> None:
    assert straddle(replace(ONE, pages=ONE.pages[:1]), 45.0, 120.0) == ()
