"""A registered picture (备案印模) that an organ brings, such as one with the national emblem: checked, written anew."""

import io

from PIL import Image, UnidentifiedImageError

from signatures.picture.draw import encode
from signatures.picture.errors import (
    NotPng,
    NotRed,
    NotSquare,
    NotTransparent,
    NotTrimmed,
    PictureTooLarge,
    TooCoarse,
)

LARGEST = 200_000
"""Bytes; the picture travels in every sealed file."""
MOST_DOTS = 4_000_000
COARSEST, FINEST = 300, 600
"""Dots to the inch: fewer are refused, more are reduced."""
UNEVEN = 0.03
"""By which share width and height may differ."""
MARGIN = 0.03
"""Which share of the picture may be empty on each side."""
LEAST_INK, MOST_INK = 0.03, 0.7
"""Which share of the picture the seal covers."""
LEAST_RED = 0.9
"""Which share of the ink is red."""
VISIBLE = 64
"""From which opacity on a dot counts as ink."""
MM = 25.4


def registered(data: bytes, *, width_mm: float) -> bytes:
    """Check a picture for a seal `width_mm` wide and write it anew, red on transparent, with nothing else in the file.

    Raises PictureTooLarge, NotPng, NotSquare, TooCoarse, NotTransparent, NotTrimmed, NotRed.
    """
    if len(data) > LARGEST:
        raise PictureTooLarge
    image = _opened(data)
    _check_size(image, width_mm)
    opacity = image.getchannel("A")
    _check_shape(opacity)
    _check_colour(image, opacity)
    widest = round(width_mm / MM * FINEST)
    side = min(image.width, widest)
    return encode(opacity.resize((side, side), Image.Resampling.LANCZOS), side / width_mm * MM)


def _opened(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if image.width * image.height > MOST_DOTS:
                raise PictureTooLarge
            return image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        if isinstance(fault, PictureTooLarge):
            raise
        raise NotPng from fault


def _check_size(image: Image.Image, width_mm: float) -> None:
    if abs(image.width - image.height) > UNEVEN * max(image.size):
        raise NotSquare
    if min(image.size) < width_mm / MM * COARSEST:
        raise TooCoarse


def _check_shape(opacity: Image.Image) -> None:
    ink = opacity.point([255 if level >= VISIBLE else 0 for level in range(256)])
    box = ink.getbbox()
    share = ink.histogram()[255] / (ink.width * ink.height)
    if box is None or not LEAST_INK <= share <= MOST_INK:
        raise NotTransparent
    slack = max(box[0] / ink.width, box[1] / ink.height, 1 - box[2] / ink.width, 1 - box[3] / ink.height)
    if slack > MARGIN:
        raise NotTrimmed


def _check_colour(image: Image.Image, opacity: Image.Image) -> None:
    """A dot is red where red is strong and stands out against green and blue."""
    dots = image.convert("RGB").resize((200, 200)).tobytes()
    inked = opacity.resize((200, 200)).tobytes()
    colours = [dots[place * 3 : place * 3 + 3] for place, level in enumerate(inked) if level >= VISIBLE]
    red = sum(r >= 120 and r - max(g, b) >= 60 for r, g, b in colours)
    if red < LEAST_RED * len(colours):
        raise NotRed
