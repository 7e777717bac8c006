"""All the text that a file can show, in any corner of it: for scans, not for reading."""

from lxml import etree
from pypdfium2 import PdfDocument, PdfiumError

from documents.typesetting.intake.archive import open_archive
from documents.typesetting.intake.encoding import decode
from documents.typesetting.intake.gate import Admitted, Kind
from documents.typesetting.proof import PDFIUM

_PARAGRAPHS = {"p", "si", "TextCode"}
"""Elements that stand alone on a line: Word paragraphs, spreadsheet strings, OFD text."""


def text_of(file: Admitted) -> str:
    """The text of an admitted file, one paragraph a line; empty for pictures and for a PDF that cannot be opened.

    A package (DOCX, XLSX, OFD) is searched in every part, headers, footers, comments and deleted text included.
    """
    match file.kind:
        case Kind.TXT:
            return decode(file.data).text
        case Kind.PDF:
            return _pdf(file.data)
        case Kind.DOCX | Kind.XLSX | Kind.OFD:
            return _package(file.data)
        case _:
            return ""


def _pdf(data: bytes) -> str:
    try:
        with PDFIUM, PdfDocument(data) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    except PdfiumError:
        return ""


def _package(data: bytes) -> str:
    archive = open_archive(data)
    parts = (archive.read(name) for name in archive.entries if name.endswith(".xml"))
    return "\n".join(_paragraphs(part) for part in parts)


def _paragraphs(part: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(part, parser)
    if root is None:
        return ""
    found = (e for e in root.iter(etree.Element) if etree.QName(e).localname in _PARAGRAPHS)
    return "\n".join("".join(e.itertext()) for e in found)
