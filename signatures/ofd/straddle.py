"""骑缝章: one seal cut into strips, one at the edge of each page, so that no page can be taken out or put in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from signatures.judgement.verdict import Box
from signatures.ofd.errors import StraddleTooShort

NARROWEST = 5.0
"""Millimetres of a strip; a longer document bears the seal several times."""


@dataclass(frozen=True)
class Slice:
    """A strip of a seal: `box` is where the whole picture would lie, the strip is cut from it at its full height."""

    box: Box
    start_mm: float
    """From the picture's left edge."""
    width_mm: float


def straddle(
    pages: Sequence[tuple[float, float]], *, width_mm: float, height_mm: float, middle: float = 0.5
) -> list[Slice]:
    """Cut a seal of that size into strips along the right edges of all pages, whose sizes are millimetres.

    `middle` is how far down the page the seal's middle lies, as a share of the page's height. Strips are at least 5 mm
    wide: the pages of a longer document fall into groups as even as can be, each with a whole seal.
    Raises StraddleTooShort for a single page.
    """
    if len(pages) < 2:
        raise StraddleTooShort
    groups = ceil(len(pages) / max(2, int(width_mm / NARROWEST)))
    cuts = [len(pages) * group // groups for group in range(groups + 1)]
    slices = []
    for first, last in pairwise(cuts):
        strip = width_mm / (last - first)
        for place, (wide, high) in enumerate(pages[first:last]):
            left, top = wide - strip * (place + 1), high * middle - height_mm / 2
            box = Box(first + place + 1, left, top, width_mm, height_mm)
            slices.append(Slice(box, strip * place, strip))
    return slices
