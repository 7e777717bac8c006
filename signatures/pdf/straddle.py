"""骑缝章: one seal cut into slices along the right edges of a document's pages, so that no page can be exchanged."""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image

from signatures.judgement.verdict import Box
from signatures.pdf.errors import OnePage, PdfUnreadable
from signatures.pdf.gate import open_pdf
from signatures.pdf.marks import PageMark
from signatures.pdf.paper import pages, paper_of
from signatures.pdf.pictures import opened

NARROWEST = 5.0
"""Millimetres of a slice; on more pages the seal begins again."""


def pages_of(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of every page in millimetres. Raises PdfUnreadable."""
    try:
        papers = [paper_of(page) for page in pages(open_pdf(pdf).root)]
    except Exception as fault:
        # A damaged file makes the parser fail in any of many ways; all mean the same to the sealer.
        raise PdfUnreadable(str(fault)) from fault
    return tuple((round(paper.width_mm, 3), round(paper.height_mm, 3)) for paper in papers)


def straddle(
    sizes: Sequence[tuple[float, float]], picture: bytes, width_mm: float, height_mm: float, *, alt: str
) -> tuple[PageMark, ...]:
    """Slices of the picture (PNG) for all pages, in the middle of their right edges, top to bottom.

    `sizes` are the pages' widths and heights in millimetres. On many pages the seal is repeated, over groups of
    pages as even as can be. Raises OnePage, PictureUnreadable.
    """
    if len(sizes) < 2:
        raise OnePage
    marks: list[PageMark] = []
    for of in groups(len(sizes), width_mm):
        for part, piece in enumerate(_slices(picture, of), start=1):
            page = len(marks) + 1
            across, down = sizes[page - 1]
            width = width_mm / of
            box = Box(page, across - width, (down - height_mm) / 2, width, height_mm)
            marks.append(PageMark(box, piece, alt, part, of))
    return tuple(marks)


def groups(pages: int, width_mm: float) -> list[int]:
    """How many pages each repetition of a seal of that width covers; at least two each."""
    most = max(2, int(width_mm / NARROWEST))
    count = -(-pages // most)
    return [pages // count + (1 if number < pages % count else 0) for number in range(count)]


@lru_cache(maxsize=8)
def _slices(picture: bytes, of: int) -> tuple[bytes, ...]:
    image = opened(picture)
    edges = [round(image.width * number / of) for number in range(of + 1)]
    return tuple(_png(image.crop((edges[i], 0, edges[i + 1], image.height))) for i in range(of))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
