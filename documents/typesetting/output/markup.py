"""What OFD and SVG, both XML, have in common: text that stays text, characters that all readers count alike."""

import re
from collections.abc import Iterator

from documents.typesetting import profile
from documents.typesetting.page import Run

_NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\t": " ", "\n": " ", "\r": " "}
_SPECIAL = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>\"']")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")
_JPEG = b"\xff\xd8\xff"


def escape(text: str) -> str:
    """`text` for an element or an attribute, as many characters as before.

    What XML 1.0 forbids (2.2) becomes the replacement character; tabs and ends of lines, which a parser would
    change, become spaces.
    """
    return _SPECIAL.sub(lambda found: _NAMES.get(found[0], "\ufffd"), text)


def decimal(value: float, places: int = 4) -> str:
    """A number without exponent, trailing zeros or minus zero; for numbers below a thousand."""
    return f"{round(value, places) + 0.0:.7g}"


def rgb(red: bool) -> tuple[int, int, int]:
    """The red of the office, or black; 0-255."""
    colour = profile.RED if red else (0.0, 0.0, 0.0)
    return round(colour[0] * 255), round(colour[1] * 255), round(colour[2] * 255)


def image_format(data: bytes) -> str:
    """`JPEG` or `PNG`, the two kinds of `Picture`."""
    return "JPEG" if data.startswith(_JPEG) else "PNG"


def pieces(run: Run) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The run's characters with their origins, each one beyond the basic plane (rare names) in a piece of its own.

    Readers disagree whether such a character takes one or two places in a list of positions.
    """
    start = 0
    for found in _BEYOND_BMP.finditer(run.text):
        yield from _piece(run, start, found.start())
        yield from _piece(run, found.start(), found.end())
        start = found.end()
    yield from _piece(run, start, len(run.text))


def _piece(run: Run, start: int, end: int) -> Iterator[tuple[str, tuple[float, ...]]]:
    if start < end:
        yield run.text[start:end], run.xs[start:end]
