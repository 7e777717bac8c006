"""A personal seal: four characters in a frame, read from the right."""

import io
from pathlib import Path

import pytest
from PIL import Image
from pylopdf_fonts_zh_cn import serif_path

from signatures.picture.draw import DPI
from signatures.picture.errors import GlyphMissing, PersonalName
from signatures.picture.square import FRAME, GAP, draw_square

FONT = Path(serif_path())
MM = 20.0


def opacity(name: str) -> Image.Image:
    with Image.open(io.BytesIO(draw_square(name, side_mm=MM, font=FONT))) as image:
        return image.convert("RGBA").getchannel("A")


@pytest.mark.parametrize("name", ["王敏", "沈怀远", "欧阳文渊"])
def test_every_name_stands_in_its_frame_and_touches_nothing(name: str) -> None:
    ink = opacity(name)
    scale = ink.width / MM
    assert ink.width == ink.height == round(MM / 25.4 * DPI)
    assert ink.getpixel((2, 2)) == 255
    inner = round((FRAME + GAP / 2) * scale)
    for along in range(inner, ink.width - inner):
        for across in (inner, ink.width - inner):
            assert ink.getpixel((along, across)) == ink.getpixel((across, along)) == 0


@pytest.mark.parametrize(("name", "words"), [("一口", "一口之印"), ("一一口", "一一口印"), ("一一一口", "一一一口")])
def test_it_reads_down_the_right_column_and_then_down_the_left(name: str, words: str) -> None:
    """一 leaves the upper part of its field empty, 口 does not."""
    ink = opacity(name)
    half, edge = ink.width // 2, round((FRAME + GAP) * ink.width / MM)
    columns = [(half, ink.width - edge), (edge, half)]
    corners = [(column, row) for column in columns for row in ((edge, half), (half, ink.width - edge))]
    for character, ((left, right), (top, bottom)) in zip(words, corners, strict=True):
        box = ink.crop((left, top, right, bottom)).point(lambda level: 255 if level > 128 else 0).getbbox()
        assert box is not None
        tall = (box[3] - box[1]) / (bottom - top)
        assert tall < 0.35 if character == "一" else tall > 0.5


@pytest.mark.parametrize("name", ["", "王", "司马相如如"])
def test_other_lengths_are_refused(name: str) -> None:
    with pytest.raises(PersonalName):
        draw_square(name, side_mm=MM, font=FONT)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(GlyphMissing):
        draw_square("王\U0001f600", side_mm=MM, font=FONT)
