"""One font file (字库文件) as the craft sees it: widths in ems and outlines as quadratic curves.

The baseline is always taken from the em-box (0.88 above, 0.12 below): the vertical metrics of free Chinese
faces cannot be relied upon.
"""

from functools import cached_property
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.ttLib import TTFont

from documents.typesetting.fonts.outlines import Drawing, Outline, box_around, outline

UNITS = 1000
CURVE_ERROR = 1.0
"""Largest distance, in thousandths of an em, between a cubic curve and its quadratic conversion."""
DASH = "—"
RESTRICTED = 0x0002
USAGE_BITS = 0x000F
NO_SUBSET_OR_OUTLINES = 0x0300


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
    def _glyphs(self) -> Any:
        """Asked for with the lock held: fontTools reads glyphs from the file as they are drawn."""
        return self._font.getGlyphSet()

    @cached_property
    def _postscript(self) -> bool:
        return "CFF " in self._font

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
            name, scale = self._glyph_names[ord(char)], self._scale
            with self._lock:
                drawing = Drawing(self._glyphs, CURVE_ERROR / scale)
                self._glyphs[name].draw(drawing)
            found = self._outlines[char] = self._place(char, drawing, scale)
        return found

    def _place(self, char: str, drawing: Drawing, scale: float) -> Outline:
        """The drawing in our units; a dash is stretched to its whole em."""
        stretch, left = scale, 0.0
        spots = [spot for contour in drawing.contours for spot in contour]
        if char == DASH and spots:
            left, _, right, _ = box_around(spots)
            stretch = UNITS / (right - left)
        placed = [[((x - left) * stretch, y * scale, on) for x, y, on in contour] for contour in drawing.contours]
        return outline(placed, backwards=self._postscript)
