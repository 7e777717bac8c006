"""移动阅读: a document as a phone shows it: its outline, its paragraphs, and the same in large type. All of it is data.

Nothing is lost: the texts of `plain` one after the other are `wording.text_of`, character by character, white space
aside. They hold the words of the format too (签发人：, the colon behind 主送机关, 抄送：…。): these are read as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from documents.typesetting.model import Annex, BodyPart, Cell, Document, Figure, Format, Table
from documents.typesetting.wording import (
    ATTACHMENT_LABEL,
    SIGNER_LABEL,
    addressees_text,
    adopted_text,
    attachment_numbers,
    attendance_label,
    copies_text,
    date_text,
    mark_text,
    moved_addressees_text,
    note_text,
    printed_on_text,
    printer_text,
    signature_texts,
    title_text,
)


class Part(StrEnum):
    """What a paragraph is (要素)."""

    COPY_NO = "copy_no"
    URGENCY = "urgency"
    MARK = "mark"
    NUMBER = "number"
    SIGNERS = "signers"
    TITLE = "title"
    ADOPTED = "adopted"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"
    FIGURE = "figure"
    ATTACHMENTS = "attachments"
    ATTENDANCE = "attendance"
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ANNEX_LABEL = "annex_label"
    ANNEX_TITLE = "annex_title"
    IMPRINT = "imprint"


class Side(StrEnum):
    """How the lines of a paragraph are aligned."""

    BOTH = "justify"
    MIDDLE = "center"
    RIGHT = "right"
    LEFT = "left"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, table or figure; `text` is everything that is printed of it."""

    role: Part
    text: str
    level: int = 0
    """1-4 of a numbered heading."""
    rows: tuple[tuple[Cell, ...], ...] = ()
    """Of a table; the first `head` rows are its head."""
    head: int = 0
    caption: str = ""
    figure: int = 0
    """Of a figure: its number in the document, counted from 1, for `figure`."""


@dataclass(frozen=True)
class Entry:
    """One line of the outline (大纲)."""

    text: str
    level: int
    """0 of a title, 1-4 of a heading."""
    paragraph: int
    """Which paragraph of `plain`, counted from 1."""


@dataclass(frozen=True)
class Flowing:
    """A paragraph in large type: lengths in ems of the reader's own size, lines broken by the screen alone."""

    paragraph: Paragraph
    size: float
    indent: float
    """Of the first line."""
    side: Side
    heavy: bool
    red: bool


def plain(document: Document) -> tuple[Paragraph, ...]:
    """Every paragraph in reading order; 主送机关 of minutes stand in the 版记, as printed."""
    found = [paragraph for paragraph in _all(document) if paragraph.text or paragraph.role is Part.FIGURE]
    figures = 0
    for at, paragraph in enumerate(found):
        if paragraph.role is Part.FIGURE:
            figures += 1
            found[at] = Paragraph(Part.FIGURE, paragraph.text, caption=paragraph.caption, figure=figures)
    return tuple(found)


def outline(document: Document) -> tuple[Entry, ...]:
    """Titles and headings with their paragraphs; of a heading that text runs on from, its first sentence."""
    titles = (Part.TITLE, Part.ANNEX_TITLE)
    return tuple(
        Entry(_heading(paragraph), paragraph.level, number)
        for number, paragraph in enumerate(plain(document), 1)
        if paragraph.role in titles or paragraph.level
    )


def large_type(document: Document) -> tuple[Flowing, ...]:
    """大字版: the same paragraphs with sizes and indents for a screen."""
    return tuple(_flowing(paragraph) for paragraph in plain(document))


def figure(document: Document, number: int) -> Figure | None:
    """The figure that paragraphs refer to by `number`, None where there is none."""
    parts = (part for blocks in (document.blocks, *(annex.blocks for annex in document.annexes)) for part in blocks)
    figures = [part for part in parts if isinstance(part, Figure)]
    return figures[number - 1] if 0 < number <= len(figures) else None


def _all(document: Document) -> Iterator[Paragraph]:
    minutes = document.format is Format.MINUTES
    yield from _head(document)
    yield Paragraph(Part.TITLE, "".join(title_text(document).split("\n")))
    yield Paragraph(Part.ADOPTED, adopted_text(document))
    yield Paragraph(Part.ADDRESSEE, addressees_text(document))
    yield from map(_part, document.blocks)
    yield from _attachments(document.attachment_names)
    for group in document.attendance:
        yield Paragraph(Part.ATTENDANCE, attendance_label(group) + group.names)
    yield from (Paragraph(Part.SIGNATURE, text) for text in signature_texts(document))
    yield Paragraph(Part.DATE, date_text(document.formed_on))
    yield Paragraph(Part.NOTE, note_text(document))
    yield from (paragraph for annex in document.annexes for paragraph in _annex(annex))
    yield Paragraph(Part.IMPRINT, moved_addressees_text(document) if minutes else "")
    for text in (copies_text(document), printer_text(document), printed_on_text(document)):
        yield Paragraph(Part.IMPRINT, text)


def _head(document: Document) -> Iterator[Paragraph]:
    """版头; a letter's mark stands above its 份号 and 紧急程度 (10.1)."""
    corner = (Paragraph(Part.COPY_NO, document.copy_no), Paragraph(Part.URGENCY, document.urgency))
    mark, letter = Paragraph(Part.MARK, mark_text(document)), document.format is Format.LETTER
    yield from (mark, *corner) if letter else (*corner, mark)
    yield Paragraph(Part.NUMBER, document.doc_number)
    if document.signers and document.format is Format.GENERAL:
        yield Paragraph(Part.SIGNERS, SIGNER_LABEL + "\u3000".join(document.signers))


def _part(part: BodyPart) -> Paragraph:
    match part:
        case Table():
            return Paragraph(Part.TABLE, part.text, rows=part.rows, head=part.head, caption=part.caption)
        case Figure():
            return Paragraph(Part.FIGURE, part.text, caption=part.caption)
        case _:
            return Paragraph(Part.HEADING if part.level else Part.TEXT, part.text, part.level)


def _attachments(names: tuple[str, ...]) -> Iterator[Paragraph]:
    for index, (number, name) in enumerate(zip(attachment_numbers(names), names, strict=True)):
        yield Paragraph(Part.ATTACHMENTS, ("" if index else ATTACHMENT_LABEL) + number + name)


def _annex(annex: Annex) -> Iterator[Paragraph]:
    yield Paragraph(Part.ANNEX_LABEL, annex.label)
    yield Paragraph(Part.ANNEX_TITLE, "".join(annex.title.split("\n")))
    yield from map(_part, annex.blocks)


def _heading(paragraph: Paragraph) -> str:
    sentence, stop, running = paragraph.text.partition("。")
    return sentence + stop if running else paragraph.text


_MIDDLE = frozenset(
    {
        Part.MARK,
        Part.NUMBER,
        Part.TITLE,
        Part.ADOPTED,
        Part.ANNEX_TITLE,
        Part.FIGURE,
    }
)
_RIGHT = frozenset({Part.SIGNATURE, Part.DATE, Part.SIGNERS})
_INDENTED = frozenset({Part.TEXT, Part.HEADING, Part.NOTE, Part.ATTACHMENTS, Part.ATTENDANCE})
_SIZES = {
    Part.MARK: 1.5,
    Part.TITLE: 1.375,
    Part.ANNEX_TITLE: 1.375,
    Part.TABLE: 0.875,
    Part.IMPRINT: 0.875,
}
"""Ems; 2号 to 3号 as 22 to 16 points, 4号 as 14."""


def _flowing(paragraph: Paragraph) -> Flowing:
    role = paragraph.role
    middle, right = role in _MIDDLE, role in _RIGHT
    return Flowing(
        paragraph,
        size=_SIZES.get(role, 1.0),
        indent=2.0 if role in _INDENTED else 0.0,
        side=Side.MIDDLE if middle else Side.RIGHT if right else Side.LEFT if role is Part.TABLE else Side.BOTH,
        heavy=role in (Part.MARK, Part.TITLE, Part.ANNEX_TITLE) or paragraph.level in (1, 2),
        red=role is Part.MARK,
    )
