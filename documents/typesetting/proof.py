"""Reading a PDF back (校核): as a picture, and as the text that is really printed in it."""

import unicodedata
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import islice

import pypdfium2
from pypdfium2 import raw

from documents.typesetting.fonts.face import DASH
from documents.typesetting.model import Document, Table
from documents.typesetting.page import Layout, Tag
from documents.typesetting.wording import text_of
from server.intake.pdfium import PDFIUM

HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium answers for a hyphen at the end of a line."""
LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Latin ligatures (ﬁ), which PDFium answers as their letters."""


def png(pdf: bytes, page: int, dpi: int = 96) -> bytes:
    """Page `page`, counted from 1, of `pdf` as a PNG picture of `dpi` dots to the inch."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            picture = document[page - 1].render(scale=dpi / 72).to_pil()
        finally:
            document.close()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def printed_text(pdf: bytes) -> str:
    """All characters that are printed, in reading order, without white space or page numbers."""
    return "".join(printed_pages(pdf))


def printed_pages(pdf: bytes) -> list[str]:
    """`printed_text` of each page."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_characters(page, number) for number, page in enumerate(document, start=1)]
        finally:
            document.close()


def same_text(pdf: bytes, document: Document, layout: Layout | None = None) -> bool:
    """Whether `pdf` prints the elements of `document` and nothing else (印制文本与签发文本一致).

    Compared character by character, white space aside, in reading order; 主送机关 may stand below the title or in
    the 版记, and a page may begin with the head of a table of the document, which is repeated there. Where rows of a
    table are cut over two pages, each page shows a part of every cell: then the pages must be those of `layout`, and
    its parts, one after the other, must say what was signed.
    """
    pages = printed_pages(pdf)
    signed = [_solid(text_of(document, addressees_in_imprint=moved)) for moved in (False, True)]
    if any(_reads(pages, text, _heads(document)) for text in signed):
        return True
    return layout is not None and pages == _pages(layout) and _parts(layout) in signed


def _pages(layout: Layout) -> list[str]:
    """What each page of a layout prints, without its number."""
    return [_solid("".join(run.text for run in page.runs if run.tag is not Tag.PAGE_NUMBER)) for page in layout.pages]


def _parts(layout: Layout) -> str:
    """What the paragraphs and cells of a layout say, each whole."""
    said = [run for page in layout.pages for run in page.runs if run.tag not in (Tag.PAGE_NUMBER, Tag.TABLE_HEAD_AGAIN)]
    return _solid("".join(run.text for run in sorted(said, key=lambda run: run.part)))


def _reads(pages: Iterable[str], signed: str, heads: Sequence[str]) -> bool:
    """Whether the pages say `signed`, each with or without one of `heads` before what it says."""
    reached = {0}
    for page in pages:
        ways = [page, *(page.removeprefix(head) for head in heads if page.startswith(head))]
        reached = {start + len(way) for start in reached for way in ways if signed.startswith(way, start)}
    return len(signed) in reached


def _heads(document: Document) -> list[str]:
    parts = [*document.blocks, *(part for annex in document.annexes for part in annex.blocks)]
    tables = [part for part in parts if isinstance(part, Table)]
    return [_solid("".join(cell.text for row in table.rows[: table.head] for cell in row)) for table in tables]


def _solid(text: str) -> str:
    return "".join(text.translate(LIGATURES).split())


def _characters(page: pypdfium2.PdfPage, number: int) -> str:
    text = page.get_textpage()
    found = "".join(text.get_text_range().translate(HYPHENS).split())
    page_number = f"{DASH}{number}{DASH}"
    if found.endswith(page_number) and _stands_below(text, len(page_number)):
        return found.removesuffix(page_number)
    return found


def _stands_below(text: pypdfium2.PdfTextPage, count: int) -> bool:
    """Whether the last `count` characters stand on a line of their own below what comes before them."""
    backwards = reversed(range(text.count_chars()))
    printed = (index for index in backwards if not chr(raw.FPDFText_GetUnicode(text, index)).isspace())
    heights = [_baseline(text, index) for index in islice(printed, count + 1)]
    return max(heights[:count]) < min(heights[count:], default=float("inf"))


def _baseline(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Points from the lower edge of the paper."""
    x, y = raw.c_double(), raw.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    return float(y.value)
