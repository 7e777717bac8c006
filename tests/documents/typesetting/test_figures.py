"""Figures stand in the middle of the 版心 with their captions, whole, and text keeps clear of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting.engine.flow import Frame, flow, set_column
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.formats.body import text_rows
from documents.typesetting.model import Block, BodyPart, Figure
from documents.typesetting.page import Picture, Sheet, Tag
from documents.typesetting.profile import GBT9704, POINT
from tests.documents.typesetting.examples import FACES

law = settings(deadline=None, max_examples=25)
sides = st.floats(min_value=1, max_value=600)


def set_pages(*parts: BodyPart) -> list[Sheet]:
    compositor = Compositor(FACES)
    sheets = []
    for column in flow(text_rows(compositor, parts, Tag.BODY), Frame(GBT9704)):
        sheets.append(compositor.sheet())
        set_column(compositor, sheets[-1], column)
    return sheets


def the_picture(sheets: list[Sheet]) -> tuple[Sheet, Picture]:
    (found,) = [(sheet, picture) for sheet in sheets for picture in sheet.pictures]
    return found


@law
@given(sides, sides, st.integers(min_value=0, max_value=25), st.sampled_from(["", "图1 示意图", "图" * 40]))
def test_a_figure_keeps_its_shape_inside_the_area_beside_its_caption(
    width: float, height: float, above: int, caption: str
) -> None:
    figure = Figure(b"", width, height, caption)
    sheets = set_pages(Block("文" * (28 * above + 2)), figure, Block("尾" * 30))
    sheet, picture = the_picture(sheets)
    below = [run for run in sheet.runs if run.tag is Tag.CAPTION]
    assert picture.x + picture.width / 2 == pytest.approx(106)
    assert picture.width / picture.height == pytest.approx(width / height)
    assert picture.width <= min(width, 156) + 0.01
    assert 36.99 <= picture.y < picture.y + picture.height <= 262.01
    assert "".join("".join(run.text for run in below).split()) == "".join(caption.split())
    assert all(picture.y + picture.height < run.top < 262.1 - 14 * POINT for run in below)


@law
@given(st.lists(st.one_of(st.integers(1, 200), sides), min_size=1, max_size=8))
def test_text_keeps_clear_of_figures_and_on_the_grid(pieces: list[int | float]) -> None:
    parts = [Block("文" * piece) if isinstance(piece, int) else Figure(b"", 100, piece) for piece in pieces]
    for sheet in set_pages(*parts):
        tops = [run.top for run in sheet.runs]
        steps = [(top - GBT9704.top) / GBT9704.pitch for top in tops]
        assert steps == pytest.approx(list(map(round, steps)), abs=0.01)
        for picture in sheet.pictures:
            ends = picture.y, picture.y + picture.height
            assert not [top for top in tops if top < ends[1] and top + GBT9704.em > ends[0]]


def test_a_small_figure_is_not_enlarged() -> None:
    _, picture = the_picture(set_pages(Figure(b"", 40, 30)))
    assert (picture.width, picture.height, picture.y) == (40, 30, 37)
