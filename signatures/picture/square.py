"""A personal seal (个人名章): square, a frame, two columns of characters read from the right."""

from pathlib import Path

from PIL import Image, ImageDraw

from signatures.picture.draw import DPI, FINENESS, Canvas, check_glyphs, encode, ink_character
from signatures.picture.errors import PersonalName

FRAME = 0.8
"""Millimetres, width of the frame."""
GAP = 0.7
"""Millimetres between frame and characters."""
LENGTHS = range(2, 5)
ENDING = "印"


def draw_square(name: str, *, side_mm: float, font: Path) -> bytes:
    """Draw the seal of a person's name as a PNG of 600 dpi, red on transparent, `side_mm` wide.

    A name of 2 to 4 characters, which 印 completes to four: 张三 is written 张三之印.
    Raises PersonalName, GlyphMissing.
    """
    if len(name) not in LENGTHS:
        raise PersonalName
    words = {2: f"{name}之{ENDING}", 3: f"{name}{ENDING}", 4: name}[len(name)]
    check_glyphs(words, font)
    width = round(side_mm / 25.4 * DPI) * FINENESS
    canvas = Canvas(Image.new("L", (width, width)), width / side_mm, font)
    edge = canvas.dots.width - 1
    ImageDraw.Draw(canvas.dots).rectangle((0, 0, edge, edge), outline=255, width=round(FRAME * canvas.scale))
    cell = (side_mm - 2 * (FRAME + GAP)) / 2
    for place, character in enumerate(words):
        column, row = 1 - place // 2, place % 2
        middle = [FRAME + GAP + cell * (step + 0.5) for step in (column, row)]
        spot = (middle[0] * canvas.scale, middle[1] * canvas.scale)
        ink_character(canvas, character, cell * 0.95, cell * 0.95, spot, 0.0)
    return encode(canvas.dots.reduce(FINENESS), DPI)
