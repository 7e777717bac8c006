"""Outlines (字形轮廓): what a face draws, as contours of quadratic curves and as the bytes of a TrueType glyph."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

from fontTools.cu2qu import curve_to_quadratic
from fontTools.pens.transformPen import TransformPen

Point = tuple[float, float]
Spot = tuple[float, float, bool]
"""A point of a contour, and whether the curve passes through it."""
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

Number = TypeVar("Number", int, float)

SHORT_X, SAME_X = 0x02, 0x10
SHORT_Y, SAME_Y = 0x04, 0x20
"""Flags of a point (OpenType, table `glyf`); the lowest bit is that it lies on the curve."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph of 1000 units to the em: its entry in a `glyf` table, which is empty for a blank, and its ink box."""

    data: bytes
    box: Box
    points: int
    contours: int


BLANK = Outline(b"", (0.0, 0.0, 0.0, 0.0), 0, 0)


class Drawing:
    """A pen in the sense of fontTools that keeps contours; none repeats its first point at its end.

    Cubic curves become quadratic ones, `error` units off at most.
    """

    def __init__(self, glyphs: Any, error: float) -> None:
        self.contours: list[list[Spot]] = []
        self._glyphs, self._error = glyphs, error

    def moveTo(self, point: Point) -> None:  # noqa: N802
        """Begin a contour."""
        self.contours.append([(*point, True)])

    def lineTo(self, point: Point) -> None:  # noqa: N802
        """A straight line to `point`."""
        self.contours[-1].append((*point, True))

    def curveTo(self, *points: Point) -> None:  # noqa: N802
        """A cubic curve from the last point."""
        x, y, _ = self.contours[-1][-1]
        self.qCurveTo(*curve_to_quadratic(((x, y), *points), self._error)[1:])

    def qCurveTo(self, *points: Point | None) -> None:  # noqa: N802
        """Quadratic curves; None as the last point makes a whole contour without a point on the curve."""
        *off, end = points
        if end is None:
            self.contours.append([])
        self.contours[-1] += [(*point, False) for point in off if point]
        if end is not None:
            self.contours[-1].append((*end, True))

    def closePath(self) -> None:  # noqa: N802
        """End a contour."""
        contour = self.contours[-1]
        if len(contour) > 1 and contour[0] == contour[-1]:
            contour.pop()

    endPath = closePath  # noqa: N815

    def addComponent(self, name: str, transformation: Sequence[float]) -> None:  # noqa: N802
        """Another glyph as a part of this one."""
        self._glyphs[name].draw(TransformPen(self, transformation))


def outline(contours: Iterable[Sequence[Spot]], *, backwards: bool) -> Outline:
    """The glyph of `contours`, in thousandths of an em.

    TrueType fills to the right of a contour and PostScript to the left: the contours of the one are walked
    `backwards` to be those of the other.
    """
    drawn = [contour[::-1] if backwards else contour for contour in contours if len(contour) > 1]
    spots = [spot for contour in drawn for spot in contour]
    if not spots:
        return BLANK
    points = [(round(x), round(y), on) for x, y, on in spots]
    ends = [end - 1 for end in accumulate(map(len, drawn))]
    head = struct.pack(f">h4h{len(ends)}HH", len(ends), *box_around(points), *ends, 0)
    return Outline(head + _packed(points), box_around(spots), len(points), len(ends))


def box_around(spots: Sequence[tuple[Number, Number, bool]]) -> tuple[Number, Number, Number, Number]:
    """The box around all points of a contour or of several."""
    xs, ys = [x for x, _, _ in spots], [y for _, y, _ in spots]
    return min(xs), min(ys), max(xs), max(ys)


def _packed(points: Iterable[tuple[int, int, bool]]) -> bytes:
    """Flags, then steps to the right, then steps upwards, each in as few bytes as it needs."""
    flags, rightwards, upwards = bytearray(), bytearray(), bytearray()
    last_x = last_y = 0
    for x, y, on in points:
        flags.append(on | _step(x - last_x, rightwards, SHORT_X, SAME_X) | _step(y - last_y, upwards, SHORT_Y, SAME_Y))
        last_x, last_y = x, y
    return bytes(flags + rightwards + upwards)


def _step(distance: int, steps: bytearray, short: int, same: int) -> int:
    if not distance:
        return same
    if -256 < distance < 256:
        steps.append(abs(distance))
        return short | same if distance > 0 else short
    steps += distance.to_bytes(2, "big", signed=True)
    return 0
