"""What a file is like before it is sealed: its pages, which of them are blank, whether it bears a seal, its words.

Everything here computes: call it in a worker thread.
"""

from collections.abc import Iterator
from math import sqrt
from typing import Any

from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2 import raw as pdfium

from server.intake.pdfium import PDFIUM
from signatures.judgement.verdict import Box
from signatures.uses.errors import NotReadable, PageTooLarge, TooManyPages
from signatures.uses.rules.paper import Paper, Sheet
from signatures.uses.rules.requests import FileKind
from signatures.uses.service import ofd_pages

POINT = 25.4 / 72
"""Millimetres."""
MOST_PAGES = 1000
MOST_POINTS = 14_400
"""To a side of a page (ISO 32000-2, annex C): 5080 mm."""
LOOKING = 0.5
"""Dots to the point at which a page is looked at."""
MOST_DOTS = 1_000_000
"""Of one page: an A3 sheet at a dot to the point; larger ones are looked at more coarsely."""


def paper_of(name: str, kind: FileKind, data: bytes) -> Paper:
    """The pages of a file, and whether it is sealed. Raises NotReadable, TooManyPages, PageTooLarge."""
    paper = _pdf(name, data) if kind is FileKind.PDF else ofd_pages.paper_of(name, data)
    for number, sheet in enumerate(paper.sheets, start=1):
        _check_size(name, number, max(sheet.width_mm, sheet.height_mm) / POINT)
    if not paper.sheets:
        raise NotReadable(name=name)
    if len(paper.sheets) > MOST_PAGES:
        raise TooManyPages(name=name, limit=MOST_PAGES)
    return paper


def words_in(name: str, kind: FileKind, data: bytes, word: str) -> list[Box]:
    """Where a word stands, in the order of the pages. Raises NotReadable."""
    found = _words(name, data, word) if kind is FileKind.PDF else ofd_pages.words_in(name, data, word)
    return list(found)


def is_free(kind: FileKind, data: bytes, box: Box) -> bool:
    """Whether nothing is printed on a part of a page, in a file that is known to open.

    A page of a PDF that is turned or cut when shown counts as full: nothing more can be put in its place exactly.
    """
    return _is_free(data, box) if kind is FileKind.PDF else ofd_pages.is_free(data, box)


def is_sealed(kind: FileKind, data: bytes) -> bool:
    """Whether a file that is known to open bears a seal or another signature."""
    if kind is FileKind.OFD:
        return ofd_pages.is_signed(data)
    with PDFIUM, PdfDocument(data) as document:
        return _signed(document)


def _is_free(data: bytes, box: Box) -> bool:
    with PDFIUM, PdfDocument(data) as document:
        page = document[box.page - 1]
        left, bottom, right, top = page.get_mediabox()
        if page.get_rotation() or page.get_cropbox() != (left, bottom, right, top):
            return False
        dots = _look(page, 1)
        scale = dots.width / ((right - left) * POINT)
        edges = (box.left_mm, box.top_mm, box.left_mm + box.width_mm, box.top_mm + box.height_mm)
        return _white(dots.crop(tuple(round(edge * scale) for edge in edges)))


def _pdf(name: str, data: bytes) -> Paper:
    try:
        with PDFIUM, PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise TooManyPages(name=name, limit=MOST_PAGES)
            return Paper(tuple(_sheet(name, n, page) for n, page in enumerate(document, start=1)), _signed(document))
    except PdfiumError as fault:
        raise NotReadable(name=name) from fault


def _check_size(name: str, number: int, points: float) -> None:
    # Half a point more for a length that was rounded.
    if points > MOST_POINTS + 0.5:
        raise PageTooLarge(name=name, page=number, limit=round(MOST_POINTS * POINT))


def _sheet(name: str, number: int, page: Any) -> Sheet:
    left, bottom, right, top = page.get_mediabox()
    _check_size(name, number, max(right - left, top - bottom, *page.get_size()))
    return Sheet(round((right - left) * POINT, 3), round((top - bottom) * POINT, 3), _white(_look(page, LOOKING)))


def _look(page: Any, scale: float) -> Any:
    """The page in grey, at so many dots to the point, but never of more than `MOST_DOTS`."""
    width, height = page.get_size()
    scale = min(scale, sqrt(MOST_DOTS / max(width * height, 1)))
    return page.render(scale=scale, grayscale=True).to_pil()


def _white(dots: Any) -> bool:
    return bool(dots.getextrema() == (255, 255))


def _signed(document: Any) -> bool:
    """Whether one of its signature fields is filled in."""
    fields = (pdfium.FPDF_GetSignatureObject(document, n) for n in range(pdfium.FPDF_GetSignatureCount(document)))
    return any(pdfium.FPDFSignatureObj_GetContents(field, None, 0) for field in fields)


def _words(name: str, data: bytes, word: str) -> Iterator[Box]:
    try:
        with PDFIUM, PdfDocument(data) as document:
            for number, page in enumerate(document, start=1):
                yield from _on_page(page, number, word)
    except PdfiumError as fault:
        raise NotReadable(name=name) from fault


def _on_page(page: Any, number: int, word: str) -> Iterator[Box]:
    text, (left, _, _, top) = page.get_textpage(), page.get_mediabox()
    search = text.search(word, match_case=True)
    while found := search.get_next():
        start, count = found
        boxes = [text.get_charbox(index) for index in range(start, start + count)]
        west, east = min(box[0] for box in boxes), max(box[2] for box in boxes)
        south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
        size = (east - west) * POINT, (north - south) * POINT
        yield Box(number, (west - left) * POINT, (top - north) * POINT, *size)
