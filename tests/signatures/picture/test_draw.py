"""Seal pictures: every name of lawful length fits, nothing touches, and sizes are those of the rule."""

import io
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pylopdf_fonts_zh_cn import serif_path

from signatures.picture.draw import BOTTOM_HEIGHT, BOTTOM_MIDDLE, CLEARANCE, DPI, RING, STAR, draw
from signatures.picture.errors import BottomTooLong, GlyphMissing, NameLength
from signatures.picture.sizes import DIAMETERS

FONT = serif_path()
LARGEST = 120_000
"""Bytes; the picture travels in every sealed file."""

CHARACTERS = st.sampled_from("甬江市人民政府办公厅财局发展和改革委员会经济信息化大数据管理龘一口")
NAMES = st.text(CHARACTERS, min_size=2, max_size=25)
SIZES = st.sampled_from(sorted(set(DIAMETERS.values())))


def opacity(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGBA").getchannel("A")


def circle_is_clear(ink: Image.Image, diameter: float, radius: float) -> bool:
    """Whether no ink lies on the circle of that radius (mm)."""
    centre, scale = ink.width / 2, ink.width / diameter
    turns = [math.radians(step / 4) for step in range(1440)]
    spots = [(centre + radius * scale * math.sin(turn), centre + radius * scale * math.cos(turn)) for turn in turns]
    return all(ink.getpixel((int(x), int(y))) == 0 for x, y in spots)


@settings(max_examples=8, deadline=None)
@given(NAMES, SIZES)
def test_every_lawful_name_fits(name: str, diameter: float) -> None:
    png = draw(name, diameter_mm=diameter, font=FONT)
    ink = opacity(png)
    assert len(png) < LARGEST
    assert ink.width == ink.height == round(diameter / 25.4 * DPI)
    assert circle_is_clear(ink, diameter, diameter / 2 - RING - CLEARANCE / 3), "the name touches the ring"
    assert circle_is_clear(ink, diameter, diameter * STAR + 0.3), "the name touches the star"


@pytest.mark.parametrize("length", [2, 6, 7, 13, 19, 25])
def test_neighbours_do_not_touch(length: int) -> None:
    """A closed box 口 has no gaps of its own, so all around there are as many gaps as characters."""
    ink = opacity(draw("口" * length, diameter_mm=45, font=FONT))
    dots, centre = ink.load(), ink.width / 2
    assert dots is not None
    reach = range(int(ink.width * (STAR + 0.01)), int(ink.width * (0.5 - (RING + CLEARANCE / 3) / 45)), 3)
    turns = [math.radians(step / 5) for step in range(1800)]
    inked = [
        any(dots[int(centre + r * math.sin(turn)), int(centre - r * math.cos(turn))] for r in reach) for turn in turns
    ]
    assert sum(now and not before for before, now in zip(inked, inked[1:] + inked[:1], strict=True)) == length


def test_the_ring_is_as_wide_as_drawn() -> None:
    ink = opacity(draw("甬江", diameter_mm=42, font=FONT))
    row = [ink.getpixel((x, ink.height * 4 // 5)) for x in range(ink.width // 2)]
    first, last = row.index(255), len(row) - 1 - row[::-1].index(255)
    slant = math.sqrt(1 - (0.6) ** 2)
    width = (last - first + 1) * slant / DPI * 25.4
    assert width == pytest.approx(RING, abs=0.15)


def test_the_name_reads_from_left_to_right() -> None:
    """国发〔1999〕25号: 自左而右环行. A character of many strokes is on the side on which it is written."""
    for name, heavy_left in (("龘一", True), ("一龘", False)):
        ink = opacity(draw(name, diameter_mm=42, font=FONT))
        half = ink.width // 2
        left, right = (
            sum(part.histogram()[128:]) for part in (ink.crop((0, 0, half, half)), ink.crop((half, 0, ink.width, half)))
        )
        assert (left > right) is heavy_left


def test_the_bottom_line_stands_below_the_star() -> None:
    plain, lined = (opacity(draw("甬江市", text, diameter_mm=42, font=FONT)) for text in ("", "专用章"))
    middle = int(plain.height * (0.5 + BOTTOM_MIDDLE))
    row = (plain.width // 4, middle, plain.width * 3 // 4, middle + 1)
    assert plain.crop(row).getbbox() is None
    assert lined.crop(row).getbbox() is not None


@pytest.mark.parametrize(("length", "bottom"), [(12, "合同专用章"), (13, "行政审批专用章"), (25, "合同专用章")])
def test_however_long_the_name_it_leaves_the_bottom_line_its_room(length: int, bottom: str) -> None:
    """The ends of a long name would run into the line; its arc is shortened for it."""
    named, both = (opacity(draw("口" * length, line, diameter_mm=42, font=FONT)) for line in ("", bottom))
    line = opacity(draw("口口", bottom, diameter_mm=42, font=FONT))
    middle, half = both.height * (0.5 + BOTTOM_MIDDLE), both.height * BOTTOM_HEIGHT / 2 * 1.2
    band = (0, int(middle - half), both.width, int(middle + half))
    ring = int(both.width * 0.06)
    inked, alone = (each.crop(band).crop((ring, 0, both.width - ring, int(2 * half))) for each in (both, line))
    assert inked.getbbox() == alone.getbbox(), "only the line stands in its band"
    assert named.width == both.width


def test_the_paper_shows_through_and_the_same_seal_is_the_same_bytes() -> None:
    png = draw("甬江市人民政府", diameter_mm=45, font=FONT)
    assert opacity(png).getpixel((0, 0)) == 0
    assert png == draw("甬江市人民政府", diameter_mm=45, font=FONT)


@pytest.mark.parametrize("name", ["", "甬", "甬" * 26])
def test_other_lengths_are_refused(name: str) -> None:
    with pytest.raises(NameLength):
        draw(name, diameter_mm=45, font=FONT)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(GlyphMissing, match="\U0001f600"):
        draw("甬江\U0001f600", diameter_mm=45, font=FONT)
    with pytest.raises(BottomTooLong):
        draw("甬江市", "章" * 40, diameter_mm=45, font=FONT)
