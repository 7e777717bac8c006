"""A picture that somebody brings is a seal's picture or is refused, and comes out as nothing but that."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin
from pylopdf_fonts_zh_cn import serif_path

from signatures.picture.draw import DPI, INK, draw
from signatures.picture.errors import (
    NotPng,
    NotRed,
    NotSquare,
    NotTransparent,
    NotTrimmed,
    PictureRefused,
    PictureTooLarge,
    TooCoarse,
)
from signatures.picture.registered import FINEST, LARGEST, registered

MM = 45.0
SEAL = draw("甬江市人民政府", diameter_mm=MM, font=Path(serif_path()))


def image() -> Image.Image:
    with Image.open(io.BytesIO(SEAL)) as found:
        return found.convert("RGBA")


def png(picture: Image.Image, **facts: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", **facts)
    return out.getvalue()


def coloured(red: int, green: int, blue: int) -> bytes:
    solid = Image.new("RGBA", image().size, (red, green, blue, 255))
    solid.putalpha(image().getchannel("A"))
    return png(solid.quantize(32))


def test_a_seal_that_was_drawn_passes_and_stays_what_it_is() -> None:
    assert registered(SEAL, width_mm=MM) == SEAL


def test_what_comes_out_has_the_right_size_and_nothing_else_in_it() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "机器名和用户名")
    small = image().resize((600, 600))
    brought = png(small.quantize(64), pnginfo=told) + b"trailing"
    made = registered(brought, width_mm=MM)
    assert b"Comment" in brought
    assert b"Comment" not in made
    assert b"trailing" not in made
    with Image.open(io.BytesIO(made)) as found:
        assert found.size == (600, 600)
        assert found.info["dpi"][0] == pytest.approx(600 / MM * 25.4, abs=0.1)
        row = found.convert("RGBA").convert("RGB").crop((0, 300, 600, 301)).tobytes()
    assert {tuple(row[x : x + 3]) for x in range(0, len(row), 3)} == {INK}


def test_one_that_is_finer_than_needed_is_reduced() -> None:
    """The picture travels in every sealed file."""
    large = image().resize((1600, 1600)).quantize(8)
    with Image.open(io.BytesIO(registered(png(large), width_mm=MM))) as found:
        assert found.width == round(MM / 25.4 * FINEST)
    assert FINEST == DPI


def on_white() -> bytes:
    paper = Image.new("RGBA", image().size, (255, 255, 255, 255))
    paper.alpha_composite(image())
    return png(paper.quantize(32))


def framed() -> bytes:
    room = Image.new("RGBA", (1400, 1400))
    room.paste(image(), (170, 170))
    return png(room.quantize(32))


def empty() -> bytes:
    return png(Image.new("RGBA", (1000, 1000)))


def bomb() -> bytes:
    return png(Image.new("1", (9000, 9000)))


CASES: dict[str, tuple[type[PictureRefused], bytes]] = {
    "not a picture": (NotPng, b"GIF89a"),
    "nothing": (NotPng, b""),
    "cut off": (NotPng, SEAL[: len(SEAL) // 2]),
    "a jpeg": (NotPng, b"\xff\xd8\xff\xe0" + bytes(50)),
    "too many bytes": (PictureTooLarge, SEAL + bytes(LARGEST)),
    "too many dots": (PictureTooLarge, bomb()),
    "an oblong": (NotSquare, png(image().resize((1063, 900)).quantize(32))),
    "coarse": (TooCoarse, png(image().resize((400, 400)).quantize(32))),
    "on white paper": (NotTransparent, on_white()),
    "empty": (NotTransparent, empty()),
    "a small seal in a large picture": (NotTrimmed, framed()),
    "blue": (NotRed, coloured(0, 20, 200)),
    "black": (NotRed, coloured(0, 0, 0)),
    "pale": (NotRed, coloured(255, 230, 230)),
}


@pytest.mark.parametrize(("why", "data"), CASES.values(), ids=CASES)
def test_what_is_no_picture_of_a_seal_is_refused_for_its_own_reason(why: type[PictureRefused], data: bytes) -> None:
    with pytest.raises(why):
        registered(data, width_mm=MM)


@pytest.mark.parametrize("colour", [(214, 0, 15), (255, 0, 0), (190, 20, 30)])
def test_every_red_of_seals_passes(colour: tuple[int, int, int]) -> None:
    assert registered(coloured(*colour), width_mm=MM)


@settings(max_examples=60)
@given(place=st.integers(0, len(SEAL) - 1), value=st.integers(0, 255), cut=st.booleans())
def test_damage_is_refused_or_makes_no_difference(place: int, value: int, cut: bool) -> None:
    """Never an error that nobody foresaw."""
    bent = SEAL[:place] if cut else SEAL[:place] + bytes([value]) + SEAL[place + 1 :]
    try:
        made = registered(bent, width_mm=MM)
    except PictureRefused:
        return
    with Image.open(io.BytesIO(made)) as found:
        assert found.width == found.height


def test_a_star_in_a_square_of_ink_is_no_seal() -> None:
    block = Image.new("RGBA", (1063, 1063), (*INK, 255))
    ImageDraw.Draw(block).ellipse((400, 400, 600, 600), fill=(0, 0, 0, 0))
    with pytest.raises(NotTransparent):
        registered(png(block), width_mm=MM)
