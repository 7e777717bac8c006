"""The mark with the verification code: a QR code that leads to the office, and the code under it to be typed."""

import io
from functools import lru_cache
from typing import Any

import segno
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import serif_path

from signatures.uses.rules.codes import grouped

DPI = 600
SIDE_MM = 15.0
"""Of the QR code, its quiet zone (four modules, ISO/IEC 18004) included."""
TEXT_MM = 3.0
"""The line under it."""
LETTER_MM = 2.3
WIDTH_MM, HEIGHT_MM = 32.0, SIDE_MM + TEXT_MM
MARGIN_MM = 0.5
"""Kept free on both sides of the line."""


def mark(code: str, address: str) -> bytes:
    """The mark as a PNG of 600 dpi, black on white, `WIDTH_MM` x `HEIGHT_MM`; its QR code says address and code."""
    canvas = Image.new("1", (_dots(WIDTH_MM), _dots(HEIGHT_MM)), 1)
    symbol = _qr(f"{address}{code}")
    canvas.paste(symbol, ((canvas.width - symbol.width) // 2, 0))
    middle = (canvas.width / 2, _dots(SIDE_MM + LETTER_MM / 2))
    text = grouped(code)
    ImageDraw.Draw(canvas).text(middle, text, 0, _face(_fitting(text)), "mm")
    out = io.BytesIO()
    canvas.save(out, "PNG", optimize=True, dpi=(DPI, DPI))
    return out.getvalue()


def _qr(said: str) -> Image.Image:
    """Whole dots to the module, so that every edge is sharp."""
    symbol: Any = segno.make(said, error="m", micro=False)
    modules, _ = symbol.symbol_size(border=4)
    picture = io.BytesIO()
    symbol.save(picture, kind="png", scale=_dots(SIDE_MM) // modules, border=4)
    return Image.open(picture).convert("1")


def _fitting(text: str) -> int:
    """The size of type, in dots, at which a line of wide letters still fits."""
    room, size = _dots(WIDTH_MM - 2 * MARGIN_MM), _dots(LETTER_MM)
    return min(size, int(size * room / _face(size).getlength(text)))


@lru_cache(maxsize=8)
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(serif_path(), size, layout_engine=ImageFont.Layout.BASIC)


def _dots(mm: float) -> int:
    return round(mm / 25.4 * DPI)
