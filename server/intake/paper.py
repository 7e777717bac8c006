"""Every text that a PDF carries, as far as PDFium tells it: for scans."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import Array, c_ushort

from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2 import raw as pdfium

from server.intake.markup import markup
from server.intake.pdfium import PDFIUM

_WRITTEN = (b"Contents", b"Subj", b"T", b"TU", b"V", b"DV")
"""What people write in an annotation or a field of a form (ISO 32000-2, tables 166, 172, 226)."""

_XMP_BEGINS, _XMP_ENDS = b"<x:xmpmeta", b"</x:xmpmeta>"


def paper(data: bytes) -> tuple[list[str], list[str]]:
    """The texts of the pages, and the corners: document properties, XMP, bookmarks, annotations and form fields.

    Nothing of a PDF that cannot be opened but its XMP. Not seen is XMP in a compressed stream, and the value of a field
    that stands apart from the field's place on the page.
    """
    pages: list[str] = []
    corners = list(_xmp(data))
    with suppress(PdfiumError), PDFIUM, PdfDocument(data) as document:
        corners += [
            _string(pdfium.FPDF_GetMetaText, document, b"%s\0" % key.encode()) for key in document.METADATA_KEYS
        ]
        corners += [_string(pdfium.FPDFBookmark_GetTitle, mark) for mark in document.get_toc()]
        for page in document:
            pages.append(page.get_textpage().get_text_bounded())
            corners += _annotations(page)
    return pages, corners


def _xmp(data: bytes) -> Iterator[str]:
    """What plain XMP packets say (ISO 32000-2, 14.3.2)."""
    begin = data.find(_XMP_BEGINS)
    while begin >= 0 and (end := data.find(_XMP_ENDS, begin)) >= 0:
        paragraphs, corners = markup(data[begin : end + len(_XMP_ENDS)])
        yield from (*paragraphs, *corners)
        begin = data.find(_XMP_BEGINS, end)


def _annotations(page: PdfPage) -> Iterator[str]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            yield from (_string(pdfium.FPDFAnnot_GetStringValue, annotation, key) for key in _WRITTEN)
            pdfium.FPDFPage_CloseAnnot(annotation)


def _string(read: Callable[..., int], *what: object) -> str:
    """A text that PDFium hands out as UTF-16, its length in bytes first."""
    size = read(*what, None, 0)
    buffer: Array[c_ushort] = (c_ushort * (size // 2))()
    read(*what, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
