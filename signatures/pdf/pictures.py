"""Pictures (PNG) as image objects with their own transparency (ISO 32000-2, 8.9.5 and 11.6.5.2)."""

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PIL import Image, UnidentifiedImageError

from signatures.pdf.errors import PictureUnreadable
from signatures.pdf.objects import add_deflated

LARGEST_PICTURE = 40_000_000
"""Dots; a seal of 60 mm at 1200 dots to the inch has eight millions."""
MOST_KEPT = 16
"""Pictures kept unpacked and packed again: an office presses the same few seals all day."""
OPAQUE = (255, 255)


@dataclass(frozen=True)
class _Ink:
    """A picture's dots, deflated; `alpha` is None where nothing shows through."""

    width: int
    height: int
    colour: bytes
    alpha: bytes | None


def opened(png: bytes) -> Image.Image:
    """The dots of a PNG. Raises PictureUnreadable."""
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if image.width * image.height > LARGEST_PICTURE:
                raise PictureUnreadable
            return image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as fault:
        raise PictureUnreadable from fault


def add_picture(writer: Any, png: bytes) -> Any:
    """Add an image object; the reference to it comes back. Raises PictureUnreadable."""
    ink = _ink(png)
    entries = {**_entries(ink), "ColorSpace": "/DeviceRGB"}
    if ink.alpha is not None:
        entries["SMask"] = add_deflated(writer, {**_entries(ink), "ColorSpace": "/DeviceGray"}, ink.alpha)
    return add_deflated(writer, entries, ink.colour)


def check_picture(png: bytes) -> None:
    """Find out whether a picture can be drawn. Raises PictureUnreadable."""
    _ink(png)


@lru_cache(maxsize=MOST_KEPT)
def _ink(png: bytes) -> _Ink:
    image = opened(png)
    alpha = image.getchannel("A")
    shows_through = alpha.getextrema() != OPAQUE
    colour = zlib.compress(image.convert("RGB").tobytes())
    return _Ink(image.width, image.height, colour, zlib.compress(alpha.tobytes()) if shows_through else None)


def _entries(ink: _Ink) -> dict[str, Any]:
    return {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": ink.width,
        "Height": ink.height,
        "BitsPerComponent": 8,
    }
