"""Reading a PDF back (校核): as a picture, and as the text that is really printed in it."""

import unicodedata
from io import BytesIO

import pypdfium2
from pypdfium2 import raw

from documents.typesetting import profile
from documents.typesetting.model import Document
from documents.typesetting.wording import text_of
from server.intake.pdfium import PDFIUM

HYPHENS = "\x02\ufffe"
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
    """The characters printed inside the 版心 of all pages, in reading order, without white space or page numbers."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            halves = "".join(_characters(page) for page in document)
        finally:
            document.close()
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def same_text(pdf: bytes, document: Document) -> bool:
    """Whether `pdf` prints the elements of `document` and nothing else (印制文本与签发文本一致).

    Compared character by character, white space aside, in reading order; 主送机关 may stand below the title or in
    the 版记.
    """
    printed = printed_text(pdf)
    signed = (text_of(document, addressees_in_imprint=moved) for moved in (False, True))
    return any(printed == "".join(text.translate(LIGATURES).split()) for text in signed)


def _characters(page: pypdfium2.PdfPage) -> str:
    """The page's characters as PDFium tells them: those beyond the basic plane in two surrogate halves."""
    lowest = (profile.PAPER_HEIGHT - profile.GBT9704.bottom) / profile.POINT
    text = page.get_textpage()
    found: list[str] = []
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        generated = raw.FPDFText_IsGenerated(text, index) == 1
        if not char.isspace() and not generated and _baseline(text, index) > lowest:
            found.append("-" if char in HYPHENS else char)
    return "".join(found)


def _baseline(text: pypdfium2.PdfTextPage, index: int) -> float:
    """Points from the lower edge of the paper."""
    x, y = raw.c_double(), raw.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    return float(y.value)
