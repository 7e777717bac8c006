"""What is printed (印制): the signed text and the facts of its issue as elements of GB/T 9704-2012 clauses 7, 10."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from documents.drafting.rules.content import PUBLICITY_NOTE, AnnexText, Content
from documents.drafting.rules.kinds import LAW, Kind, Need
from documents.typesetting.model import (
    Annex,
    Attendance,
    Block,
    BodyPart,
    Cell,
    Closing,
    Document,
    Format,
    Signatory,
    Table,
)
from server.intake.outline import level

USUAL_DIAMETER = 45.0
"""Millimetres of a city's or county's seal (国发〔1999〕25号), where the issuer has none yet."""
FORMATS = {Kind.LETTER: Format.LETTER, Kind.ORDER: Format.ORDER, Kind.MINUTES: Format.MINUTES}
"""Kinds with a format of their own (clause 10)."""


@dataclass(frozen=True)
class Imprint:
    """Everything on the paper that the drafter did not write."""

    signatories: tuple[Signatory, ...]
    """发文机关 by their full standard names, the leading one first: 发文机关标志 and 署名, and who signs for each."""
    printer: str
    """印发机关: the leading issuer's general office, or the issuer itself."""
    number: str = ""
    formed_on: date | None = None
    printed_on: date | None = None
    upward: bool = False
    """上行文 names all who signed it, 签发人 (clause 7.2.6)."""


def compose(text: Content, imprint: Imprint) -> Document:
    """The document as it goes to the compositor.

    A kind that carries no seal (命令, 纪要) gets no room for one; minutes are signed by nobody (10.3).
    """
    return Document(
        marks=tuple(_mark(text.kind, each.organ) for each in imprint.signatories),
        format=FORMATS.get(text.kind, Format.GENERAL),
        kind=LAW[text.kind].label,
        title=text.title,
        blocks=_parts(text.body),
        closing=_closing(text.kind),
        signatories=() if text.kind is Kind.MINUTES else imprint.signatories,
        doc_number=imprint.number,
        adopted=text.adopted,
        main_addressees=text.main_addressees,
        formed_on=imprint.formed_on,
        urgency=text.urgency,
        signers=tuple(each.name for each in imprint.signatories) if imprint.upward else (),
        attendance=tuple(_people(text.attendance)),
        attachment_names=text.attachment_names,
        note=PUBLICITY_NOTE[text.publicity],
        annexes=tuple(map(_annex, text.annexes)),
        cc=text.cc_addressees,
        printer=imprint.printer,
        printed_on=imprint.printed_on,
    )


def _mark(kind: Kind, issuer: str) -> str:
    """发文机关标志: 「令」 and 「纪要」 belong to it (10.2, 10.3)."""
    return issuer + LAW[kind].label if kind in (Kind.ORDER, Kind.MINUTES) else issuer


def _closing(kind: Kind) -> Closing:
    if kind is Kind.ORDER:
        return Closing.SIGNET
    return Closing.UNSEALED if LAW[kind].seal is Need.UNUSED else Closing.SEAL


def _annex(annex: AnnexText) -> Annex:
    return Annex(annex.title, _parts(annex.body), annex.label)


def _people(attendance: str) -> Iterator[Attendance]:
    for line in attendance.splitlines():
        if line.strip():
            label, _, names = line.strip().replace(":", "：", 1).partition("：")
            yield Attendance(label, names)


def _parts(text: str) -> tuple[BodyPart, ...]:
    """A line is a paragraph, its number 一、 (一) 1. or (1) makes it a heading (7.3.3); lines with tabs are a table."""
    groups = groupby(text.splitlines(), lambda line: "\t" in line)
    return tuple(part for tabs, lines in groups for part in ((_table(lines),) if tabs else _paragraphs(lines)))


def _paragraphs(lines: Iterable[str]) -> Iterator[Block]:
    stripped = (line.strip() for line in lines)
    return (Block(line, level(line)) for line in stripped if line)


def _table(lines: Iterable[str]) -> Table:
    """Rows of a table, as spreadsheets copy them; short rows are filled up."""
    rows = [[field.strip() for field in line.split("\t")] for line in lines]
    most = max(map(len, rows))
    return Table(tuple(tuple(Cell(field) for field in [*row, *[""] * (most - len(row))]) for row in rows))
