"""What recognition hands back: elements with their source, and everything that was not placed, with the reason."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from server.intake import traces
from server.intake.blocks import BodyPart, Figure, Mark, Table
from server.intake.source import Source

T = TypeVar("T")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Span:
    """Characters start..end of source paragraph `number` (as cleaned, see `Recognised.source`)."""

    number: int
    start: int
    end: int


WHOLE_PART = "\ufffc"
"""How a table or a figure reads while elements are looked for: as nothing that any element consists of."""


@dataclass(frozen=True)
class Piece:
    """What is still to be placed: a paragraph or a part of one, or a table or a figure as a whole."""

    text: str
    span: Span
    heading: int = 0
    marks: tuple[Mark, ...] = ()
    part: Table | Figure | None = None

    def cut(self, at: int) -> tuple["Piece", "Piece"]:
        """Two pieces, the second beginning at character `at` of this one."""
        middle = self.span.start + at
        first, second = (
            traces.cut(self.marks, start, end) if self.marks else () for start, end in ((0, at), (at, len(self.text)))
        )
        return (
            Piece(self.text[:at], Span(self.span.number, self.span.start, middle), self.heading, first),
            Piece(self.text[at:], Span(self.span.number, middle, self.span.end), self.heading, second),
        )

    def words(self) -> list["Piece"]:
        """The words of this piece, each with the space behind it; the first also with the space before."""
        begins = [found.start() for found in _WORD.finditer(self.text)][1:]
        found, rest = [], self
        for at in reversed(begins):
            rest, word = rest.cut(at)
            found.append(word)
        return [rest, *reversed(found)]

    def unplaced(self, reason: "Reason") -> "Unplaced":
        """This piece as something outside the document."""
        return Unplaced(self.part.text if self.part else self.text, self.span, reason)


@dataclass(frozen=True)
class Element(Generic[T]):
    """One element (要素) of the document as recognised."""

    value: T
    spans: tuple[Span, ...]
    """Where it stands in the source; empty when it was derived from other elements."""
    method: str
    """How it was recognised."""
    confidence: float
    """0..1; below 0.7 a person should look."""

    @property
    def lines(self) -> tuple[int, ...]:
        """The source paragraph numbers it was read from."""
        return tuple(dict.fromkeys(span.number for span in self.spans))


class Reason(StrEnum):
    """Why a piece of the source is no element of the document."""

    FILE_NAME = "附件或图片的文件名"
    SITE = "网站页面内容"
    CONTACT = "网站联系方式"
    LINKS = "相关链接"
    PAGE_NUMBER = "页码"
    RECORD = "页面元数据"
    BEFORE_TITLE = "标题之前的内容"
    BEFORE_TEXT = "标题与正文之间的内容"
    AFTER_SIGNATURE = "落款之后的内容"


@dataclass(frozen=True)
class Unplaced:
    """A piece of the source outside the document, kept for the person to see."""

    text: str
    span: Span
    reason: Reason


@dataclass(frozen=True)
class RecognisedAnnex:
    """附件, or the object of a 印发 notice (no label)."""

    title: Element[str]
    blocks: tuple[Element[BodyPart], ...]
    label: Element[str] | None = None


@dataclass(frozen=True)
class Recognised:
    """A document as read from a source. Every character of `source` is in exactly one element or in `unplaced`."""

    source: Source
    title: Element[str] | None
    body: tuple[Element[BodyPart], ...]
    annexes: tuple[RecognisedAnnex, ...]
    unplaced: tuple[Unplaced, ...]
    doc_number: Element[str] | None = None
    issuer: Element[str] | None = None
    kind: Element[str] | None = None
    """文种, one of the fifteen."""
    marks: tuple[Element[str], ...] = ()
    """发文机关标志, the leading organ first, without 「文件」; of an order the whole mark."""
    copy_no: Element[str] | None = None
    urgency: Element[str] | None = None
    signers: Element[str] | None = None
    """签发人, parted by spaces."""
    main_addressees: Element[str] | None = None
    attachment_names: tuple[Element[str], ...] = ()
    organs: tuple[Element[str], ...] = ()
    """发文机关署名, the leading organ first."""
    signet: Element[tuple[str, str]] | None = None
    """Who signs an order: 职务 and name."""
    attendance: tuple[Element[tuple[str, str]], ...] = ()
    """Who was at a meeting: 出席, 列席 or 请假, and the names as written."""
    formed_on: Element[date] | None = None
    note: Element[str] | None = None
    cc: Element[str] | None = None
    printer: Element[str] | None = None
    printed_on: Element[date] | None = None
    published_on: Element[date] | None = None
    """When a website published it; no element of the document itself."""
