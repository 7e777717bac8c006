"""看样: a document as its readers may look at it: its pages, the same in other files, in large type, and examined.

Everything here is the present text, or the numbered one once it is registered; nothing is written anywhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from documents.drafting import service as drafting
from documents.issuing.errors import NoSuchPage, PreviewRunning
from documents.issuing.models import RegisterRow
from documents.issuing.service import press
from documents.issuing.service.printing import as_signed
from documents.typesetting import reading as phone
from documents.typesetting.checks.examine import examine
from documents.typesetting.checks.report import Report
from documents.typesetting.model import Document
from documents.typesetting.output.docx.writer import docx
from documents.typesetting.output.ofd.writer import ofd
from documents.typesetting.output.svg import drawn
from documents.typesetting.page import Page
from documents.workflow import service as workflow
from server.directory.rules.standing import Actor
from server.kit.files import File

SVG = "image/svg+xml"


class Copy(StrEnum):
    """The files in which a text can be taken along (另存)."""

    PDF = "pdf"
    OFD = "ofd"
    DOCX = "docx"


MEDIA_TYPES = {
    Copy.PDF: "application/pdf",
    Copy.OFD: "application/ofd",
    Copy.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_looking: set[UUID] = set()
"""Whose copy is being made."""


@dataclass(frozen=True)
class Reading:
    """A document for a phone: every paragraph with its size, and where the headings stand among them."""

    outline: tuple[phone.Entry, ...]
    paragraphs: tuple[phone.Flowing, ...]


async def preview(actor: Actor, document_id: UUID, copy: Copy = Copy.PDF) -> File:
    """The present text as it would be printed, without a number; written nowhere.

    Raises NoSuchDocument, PreviewRunning while this person's last one is not finished, CannotPrint, PrintDiffers.
    """
    file = await workflow.open_file(actor, document_id)
    text = await drafting.content(document_id, file.draft.no)
    document = await press.arrange(file, text)
    with _one_at_a_time(actor.person_id):
        data = await _copied(document, copy)
    return File(data, MEDIA_TYPES[copy], f"{text.title}(预览).{copy}")


async def page(actor: Actor, document_id: UUID, number: int) -> File:
    """Page `number` as SVG, the units millimetres. Raises NoSuchDocument, NoSuchPage, CannotPrint."""
    document = await _shown(actor, document_id)
    page = await press.look(lambda fonts: _page(document, number, fonts))
    return File(drawn(page, document.title).encode(), SVG, f"{number}.svg")


async def reading(actor: Actor, document_id: UUID) -> Reading:
    """The text in reading order for a screen of any width. Raises NoSuchDocument."""
    document = await _shown(actor, document_id)
    return await press.look(lambda _: Reading(phone.outline(document), phone.large_type(document)))


async def checkup(actor: Actor, document_id: UUID) -> Report:
    """公文体检 of words and pages. Raises NoSuchDocument, PreviewRunning, CannotPrint."""
    document = await _shown(actor, document_id)
    with _one_at_a_time(actor.person_id):
        return await press.look(lambda fonts: examine(document, press.laid(document, fonts)))


def _page(document: Document, number: int, fonts: press.Fonts) -> Page:
    """A page; the first one does not wait for those behind it."""
    if number == 1:
        return press.opening(document, fonts)
    pages = press.laid(document, fonts).pages
    if number > len(pages):
        raise NoSuchPage
    return pages[number - 1]


async def _copied(document: Document, copy: Copy) -> bytes:
    match copy:
        case Copy.PDF:
            return (await press.trial(document, press.previewing)).data
        case Copy.OFD:
            return await press.look(lambda fonts: ofd(press.laid(document, fonts)))
        case Copy.DOCX:
            return await press.look(lambda fonts: docx(document, press.laid(document, fonts)))


async def _shown(actor: Actor, document_id: UUID) -> Document:
    """What a reader sees: the numbered text, or before that the present one."""
    file = await workflow.open_file(actor, document_id)
    line = await RegisterRow.get_or_none(document_id=document_id)
    if line is not None:
        return await as_signed(file, line)
    return await press.arrange(file, await drafting.content(document_id, file.draft.no))


@contextmanager
def _one_at_a_time(person_id: UUID) -> Iterator[None]:
    if person_id in _looking:
        raise PreviewRunning
    _looking.add(person_id)
    try:
        yield
    finally:
        _looking.discard(person_id)
