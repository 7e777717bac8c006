"""Draw an organ's seal by rule (国发〔1999〕25号): circle, star, name from left to right along the ring.

The rule fixes the diameter, the round shape, the star and the direction of the name; the proportions in
between are those customary among seal makers.
"""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from signatures.picture.errors import BottomTooLong, GlyphMissing, NameLength

DPI = 600
INK = (214, 0, 15)
NAME_LENGTHS = range(2, 26)

RING = 1.2
"""Millimetres, width of the outer circle."""
CLEARANCE = 0.9
"""Millimetres between the circle and the name."""
STAR = 1 / 6
"""Radius of the star's points as a share of the seal's diameter."""
STAR_WAIST = math.sin(math.radians(18)) / math.sin(math.radians(54))
"""Radius of the star's inner corners as a share of its points' radius."""
TALLEST = 0.15
BOTTOM_HEIGHT = 0.085
BOTTOM_MIDDLE = 0.285
"""Height of the characters of the name and of the bottom line, and how far below the centre the bottom
line's middle lies, as shares of the diameter."""
WIDEST_STEP = 30.0
LONGEST_ARC = 216.0
ARC_GROWTH = 3.0
"""Degrees: between two neighbours at most; from the first character's middle to the last one's; what each
further character adds to that when no bottom line needs the room."""
FILL = 0.86
"""A character's width as a share of its step; the rest is the gap to its neighbour."""
WIDEST, NARROWEST = 0.95, 0.5
"""A character's width as a share of its height: squeezed at most to half (长体)."""
BOLDNESS = 0.018
"""Strokes are thickened by this share of the height: 宋体 hairlines would break in print."""
FINENESS = 3
"""The seal is drawn this many times larger and then reduced, which smooths its edges."""
SHADES = 16
"""Steps of transparency; four bits a pixel keep a sealed file small."""


@dataclass(frozen=True)
class Canvas:
    """A square of opacity, `scale` dots to the millimetre, its origin in the middle of the seal."""

    dots: Image.Image
    scale: float
    font: Path


@lru_cache(maxsize=32)
def draw(name: str, bottom: str = "", *, diameter_mm: float, font: Path) -> bytes:
    """Draw a seal (印章) as a PNG of 600 dpi, red on transparent, `diameter_mm` wide.

    `name` is the organ's full name, 2 to 25 characters; `bottom` a straight line below the star, such
    as 「公文专用章」. `font` is a TrueType or OpenType file. The same arguments give the same bytes.
    Raises NameLength, BottomTooLong, GlyphMissing.
    """
    if len(name) not in NAME_LENGTHS:
        raise NameLength
    check_glyphs(name + bottom, font)
    width = round(diameter_mm / 25.4 * DPI)
    canvas = Canvas(Image.new("L", (width * FINENESS, width * FINENESS)), width * FINENESS / diameter_mm, font)
    _ring(canvas)
    _star(canvas, diameter_mm * STAR)
    _name(canvas, name, diameter_mm, _arc(name, bottom))
    if bottom:
        _bottom(canvas, bottom, diameter_mm)
    return encode(canvas.dots.reduce(FINENESS), DPI)


def check_glyphs(text: str, font: Path) -> None:
    """Raises GlyphMissing with the characters that a font lacks."""
    missing = [character for character in text if ord(character) not in _characters(font)]
    if missing:
        raise GlyphMissing("".join(missing))


@lru_cache(maxsize=8)
def _characters(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as face:
        return frozenset(face.getBestCmap())


def _ring(canvas: Canvas) -> None:
    edge = canvas.dots.width - 1
    ImageDraw.Draw(canvas.dots).ellipse((0, 0, edge, edge), outline=255, width=round(RING * canvas.scale))


def _star(canvas: Canvas, radius: float) -> None:
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * STAR_WAIST
        corners.append(_place(canvas, reach, 36.0 * corner))
    ImageDraw.Draw(canvas.dots).polygon(corners, fill=255)


def _name(canvas: Canvas, name: str, diameter: float, arc: float) -> None:
    step = arc / (len(name) - 1)
    outer = diameter / 2 - RING - CLEARANCE
    # Neighbours come closest at their feet, on the inner edge of the band, `height` further in.
    share = FILL * math.radians(step)
    height = min(diameter * TALLEST, outer * share / (NARROWEST + share))
    width = min(height * WIDEST, share * (outer - height))
    for place, character in enumerate(name):
        angle = step * place - arc / 2
        spot = _place(canvas, outer - height / 2, angle)
        ink_character(canvas, character, height, width, spot, angle)


def _arc(name: str, bottom: str) -> float:
    """Degrees from the first character's middle to the last one's."""
    steps = len(name) - 1
    growth = 0.0 if bottom else ARC_GROWTH * steps
    return min(WIDEST_STEP * steps, LONGEST_ARC + growth)


def _bottom(canvas: Canvas, bottom: str, diameter: float) -> None:
    height, middle = diameter * BOTTOM_HEIGHT, diameter * BOTTOM_MIDDLE
    inside = diameter / 2 - RING - CLEARANCE
    room = 2 * math.sqrt(inside**2 - (middle + height / 2) ** 2)
    width = min(height, room / len(bottom))
    if width < height / 2:
        raise BottomTooLong
    for place, character in enumerate(bottom):
        across = (place - (len(bottom) - 1) / 2) * width
        centre = canvas.dots.width / 2
        spot = (centre + across * canvas.scale, centre + middle * canvas.scale)
        ink_character(canvas, character, height, width * 0.95, spot, 0.0)


def _place(canvas: Canvas, radius: float, angle: float) -> tuple[float, float]:
    """Dots from the corner for a point `radius` mm from the middle, `angle` degrees clockwise from the top."""
    centre, reach, turn = canvas.dots.width / 2, radius * canvas.scale, math.radians(angle)
    return centre + reach * math.sin(turn), centre - reach * math.cos(turn)


def ink_character(
    canvas: Canvas, character: str, height: float, width: float, spot: tuple[float, float], angle: float
) -> None:
    """Ink one character, squeezed to `width` x `height` mm and turned clockwise about its middle."""
    tall, wide = round(height * canvas.scale), round(width * canvas.scale)
    face = ImageFont.truetype(canvas.font, tall, layout_engine=ImageFont.Layout.BASIC)
    stroke = round(tall * BOLDNESS)
    glyph = Image.new("L", (tall, tall))
    ImageDraw.Draw(glyph).text((tall / 2, tall / 2), character, 255, face, "mm", stroke_width=stroke)
    turned = glyph.resize((wide, tall), Image.Resampling.BICUBIC)
    turned = turned.rotate(-angle, Image.Resampling.BICUBIC, expand=True)
    corner = (round(spot[0] - turned.width / 2), round(spot[1] - turned.height / 2))
    canvas.dots.paste(255, corner, turned)


def encode(opacity: Image.Image, dpi: float) -> bytes:
    """A picture of that opacity in the red of seals (印泥), as a PNG with few shades."""
    shades = opacity.point([round(level * (SHADES - 1) / 255) for level in range(256)])
    picture = Image.frombytes("P", shades.size, shades.tobytes())
    picture.putpalette(INK * SHADES)
    clear = bytes(round(shade * 255 / (SHADES - 1)) for shade in range(SHADES))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True, bits=4, transparency=clear, dpi=(dpi, dpi))
    return out.getvalue()
