"""发文机关署名, 成文日期 and 附注 below the text (7.3.5, 7.3.6): sealed, unsealed, or with 签名章."""

from collections.abc import Sequence

from documents.typesetting.engine.lines import break_lines, natural, place
from documents.typesetting.engine.measure import Span, Token
from documents.typesetting.engine.setting import BLANK, Compositor, Row
from documents.typesetting.engine.title import split_title
from documents.typesetting.formats.foot import Printed, Signature, Signet, Spot, signet_left
from documents.typesetting.formats.seals import sealed_signature
from documents.typesetting.model import Closing, Document, Signatory
from documents.typesetting.page import Tag
from documents.typesetting.wording import date_text, note_text, signature_texts

SIGNETS_APART = 2.0
"""Millimetres between 签名章 one below the other."""
Line = Sequence[Token]


def signature_of(compositor: Compositor, document: Document) -> Signature | None:
    """The signature block of `document`, None where there is neither 署名 nor date.

    A 署名 too wide for one line is divided like a title; a long 附注 ends before the seal.
    Raises SealTooLarge for seals that no page can hold.
    """
    if not _is_signed(document):
        return None
    date = compositor.body.tokens([Span(date_text(document.formed_on))], compositor.profile.width)
    if document.closing is Closing.SIGNET:
        signature = _signet_signature(compositor, document.signatories, date)
    elif document.closing is Closing.SEAL and document.signatories:
        signature = sealed_signature(compositor, document.signatories, date)
    else:
        signature = _unsealed_signature(compositor, document.signatories, date)
    return signature.with_note(_note_rows(compositor, document, signature))


def unsigned_note_rows(compositor: Compositor, document: Document) -> list[Row]:
    """附注 of a document that nobody signs or dates, a blank row below the text."""
    if _is_signed(document) or not document.note:
        return []
    indent = compositor.profile.indent * compositor.profile.cell
    return [BLANK, *compositor.rows([Span(note_text(document))], Tag.NOTE, indent)]


def _is_signed(document: Document) -> bool:
    return bool(document.formed_on) or any(signature_texts(document))


def _unsealed_signature(compositor: Compositor, signatories: Sequence[Signatory], date: Line) -> Signature:
    """署名 two characters from the right, the date's start two right of its start (7.3.5.2).

    The organs stand one below the other, the leading one first. A date longer than the names stands two characters
    from the right and moves them left.
    """
    p = compositor.profile
    right, shift = p.right - p.organ_right_unsealed * p.cell, p.date_shift_unsealed * p.cell
    lines = [(line, part) for each in signatories for line, part in _organ_lines(compositor, each.organ)]
    widest = max((natural(line) for line, _ in lines), default=0.0)
    left = right - max(widest, natural(date) + shift if date else 0.0)
    rows = [Printed(Row(place(line), Tag.ORGAN, part=part), left, Spot(row)) for row, (line, part) in enumerate(lines)]
    if date:
        rows.append(Printed(Row(place(date), Tag.DATE), left + shift, Spot(len(rows))))
    return Signature(p, tuple(rows), Spot(len(rows)), p.width)


def _organ_lines(compositor: Compositor, organ: str) -> list[tuple[Line, int]]:
    """署名, divided between words where one line would not leave two characters of the 版心 free."""
    p, part = compositor.profile, compositor.part()
    lines = split_title(organ, "", p.columns - p.organ_right_unsealed)
    return [(compositor.body.tokens([Span(line)], p.width), part) for line in lines if line]


def _signet_signature(compositor: Compositor, signatories: Sequence[Signatory], date: Line) -> Signature:
    """签名章 four characters from the right, one below the other, 职务 on their left; below them the date (7.3.5.3)."""
    p = compositor.profile
    rows: list[Printed] = []
    signets: list[Signet] = []
    for number, each in enumerate(signatories):
        top = Spot(mm=number * (p.signet_height + SIGNETS_APART))
        rows += _position_rows(compositor, each.position, top.down(mm=(p.signet_height - p.em) / 2))
        signets.append(Signet(each.name, top))
    end = signets[-1].spot.down(mm=p.signet_height) if signets else Spot(-p.signet_date_blank_rows)
    if date:
        end = end.down(rows=p.signet_date_blank_rows)
        left = p.right - p.signet_right * p.cell - natural(date)
        rows.append(Printed(Row(place(date), Tag.DATE), left, end))
        end = end.down(rows=1)
    return Signature(p, tuple(rows), end, p.width, (), tuple(signets), p.signet_blank_rows)


def _position_rows(compositor: Compositor, position: str, middle: Spot) -> list[Printed]:
    """职务, its end two characters left of the 签名章, about the middle of its height."""
    p, part = compositor.profile, compositor.part()
    right = signet_left(p) - p.signet_gap * p.cell
    lines = split_title(position, "", int((right - p.left) / p.cell))
    return [
        Printed(
            Row(place(tokens), Tag.POSITION, part=part),
            right - natural(tokens),
            middle.down(rows=number - (len(lines) - 1) / 2),
        )
        for number, line in enumerate(lines)
        if (tokens := compositor.body.tokens([Span(line)], p.width))
    ]


def _note_rows(compositor: Compositor, document: Document, signature: Signature) -> tuple[Printed, ...]:
    """附注: two characters in, in brackets (7.3.6); its lines end ragged, for they hold numbers and addresses."""
    p, part, width = compositor.profile, compositor.part(), signature.note_width
    indent = p.indent * p.cell
    tokens = compositor.body.tokens([Span(note_text(document))], width - indent)
    lines = break_lines(tokens, width - indent, width) if tokens else []
    rows: list[Printed] = []
    for number, line in enumerate(lines):
        left = 0.0 if number else indent
        row = Row(place(line, min(natural(line), width - left)), Tag.NOTE, part=part)
        rows.append(Printed(row, p.left + left, signature.note.down(rows=number)))
    return tuple(rows)
