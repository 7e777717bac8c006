"""One font file (字库文件) as the craft sees it: widths in ems and outlines as quadratic curves.

The baseline is always taken from the em-box (0.88 above, 0.12 below): the vertical metrics of free Chinese
faces cannot be relied upon.
"""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNITS = 1000
CURVE_ERROR = 1.0
"""Largest distance, in thousandths of an em, between a cubic curve and its quadratic conversion."""
DASH = "—"
RESTRICTED = 0x0002
USAGE_BITS = 0x000F
NO_SUBSET_OR_OUTLINES = 0x0300


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph of `UNITS` to the em: its TrueType curves and its ink box (left, bottom, right, top)."""

    glyph: Any
    box: tuple[float, float, float, float]


class Face:
    """A font file, read into memory once; outlines are converted when first asked for and kept.

    Safe to use from several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._outlines: dict[str, Outline] = {}

    @cached_property
    def _font(self) -> Any:
        return TTFont(BytesIO(self.path.read_bytes()), fontNumber=0, lazy=True)

    @cached_property
    def _glyph_names(self) -> dict[int, str]:
        with self._lock:
            names: dict[int, str] = self._font.getBestCmap() or {}
        return names

    @cached_property
    def _widths(self) -> dict[str, tuple[int, int]]:
        with self._lock:
            widths: dict[str, tuple[int, int]] = self._font["hmtx"].metrics
        return widths

    @cached_property
    def _scale(self) -> float:
        with self._lock:
            return UNITS / float(self._font["head"].unitsPerEm)

    @cached_property
    def name(self) -> str:
        """PostScript name, as it is written into documents."""
        with self._lock:
            name = self._font["name"].getDebugName(6)
        return str(name or self.path.stem).replace(" ", "-")

    @cached_property
    def embeddable(self) -> bool:
        """Whether the maker allows a subset in documents (OS/2 fsType, 嵌入许可)."""
        with self._lock:
            permission = self._font["OS/2"].fsType if "OS/2" in self._font else 0
        return permission & USAGE_BITS != RESTRICTED and not permission & NO_SUBSET_OR_OUTLINES

    def has(self, char: str) -> bool:
        """Whether the face can draw `char`."""
        return ord(char) in self._glyph_names

    def advance(self, char: str) -> float:
        """Width of `char` in ems. A dash always fills its em, so that 破折号 joins."""
        if char == DASH:
            return 1.0
        return self._widths[self._glyph_names[ord(char)]][0] * self._scale / UNITS

    def outline(self, char: str) -> Outline:
        """The drawing of `char`, which the face must have."""
        found = self._outlines.get(char)
        if found is None:
            name = self._glyph_names[ord(char)]
            scale = self._scale
            with self._lock:
                found = self._outlines[char] = self._convert(char, name, scale)
        return found

    def _convert(self, char: str, name: str, scale: float) -> Outline:
        glyphs = self._font.getGlyphSet()
        drawing = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(drawing)
        box = _ink(drawing)
        placing = (scale, 0, 0, scale, 0.0, 0)
        if char == DASH and box[2] > box[0]:
            stretch = UNITS / (box[2] - box[0])
            placing = (stretch, 0, 0, scale, -box[0] * stretch, 0)
        pen = TTGlyphPen(None)
        curves = Cu2QuPen(pen, CURVE_ERROR, reverse_direction="CFF " in self._font)
        drawing.replay(TransformPen(curves, placing))
        x, y, dx, dy = placing[0], placing[3], placing[4], placing[5]
        return Outline(pen.glyph(), (box[0] * x + dx, box[1] * y + dy, box[2] * x + dx, box[3] * y + dy))


def _ink(drawing: Any) -> tuple[float, float, float, float]:
    bounds = ControlBoundsPen(None)
    drawing.replay(bounds)
    return bounds.bounds or (0.0, 0.0, 0.0, 0.0)
