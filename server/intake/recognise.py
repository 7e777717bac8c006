"""Recognition (要素识别): source paragraphs become the elements of GB/T 9704-2012 clause 7, each with its source."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from server.intake import (
    annexes,
    docx,
    furniture,
    gate,
    head,
    imprint,
    markdown,
    meeting,
    notice,
    order,
    outline,
    record,
    traces,
)
from server.intake import txt as text
from server.intake.blocks import Block, BodyPart, Mark, MarkKind, Table
from server.intake.elements import (
    WHOLE_PART,
    Element,
    Piece,
    Reason,
    Recognised,
    RecognisedAnnex,
    Span,
)
from server.intake.glosses import Pairs, glosses, places, without
from server.intake.letterhead import Head
from server.intake.source import Loss, Paragraph, Remark, Source
from server.intake.wording import formal_kind, issued_object, title_organ

_DERIVED = 0.8


def read(name: str, data: bytes) -> Recognised:
    """Read a person's draft or a saved page: TXT, Markdown or DOCX bytes -> elements.

    Raises one class of `errors` when the file may not come in.
    """
    return recognise(source_of(gate.admit(name, data, gate.DRAFTS)))


def source_of(file: gate.Admitted) -> Source:
    """The paragraphs, tables and figures of an admitted draft."""
    match file.kind:
        case gate.Kind.DOCX:
            return docx.read(file.data)
        case gate.Kind.MD:
            return markdown.read(file.data)
        case _:
            return text.read(file.data)


def recognise(source: Source) -> Recognised:
    """Recognise the elements of one document; what is no element stands in `unplaced` with its reason."""
    source = _without_glosses(source)
    unplaced, pieces = furniture.take([_piece(line) for line in source.paragraphs])
    page, pieces = record.take(pieces)
    printed, pieces = imprint.take(pieces)
    top, kind, issued, pieces = _head(pieces, page)
    signed, attached, attendance = _signed_page(pieces, page, issued, kind)
    unplaced += page.unplaced + top.unplaced + signed.unplaced
    if not attached:
        attached = _unlabelled(signed.after)
    if not attached:
        unplaced += [piece.unplaced(Reason.AFTER_SIGNATURE) for piece in signed.after]
    issuer = page.issuer or _issuer(top, signed)
    found = Recognised(
        source=source,
        title=top.title or _derived_title(issuer, issued, kind),
        body=_with_book_title_marks(signed.body, issued),
        annexes=attached,
        unplaced=tuple(sorted(unplaced, key=lambda out: (out.span.number, out.span.start))),
        doc_number=top.doc_number,
        issuer=issuer,
        kind=kind,
        marks=top.marks,
        copy_no=top.copy_no,
        urgency=top.urgency,
        signers=top.signers,
        main_addressees=signed.main_addressees,
        attachment_names=signed.attachment_names,
        organs=signed.organs,
        signet=signed.signet,
        attendance=attendance,
        formed_on=signed.formed_on,
        note=signed.note,
        cc=printed.cc,
        printer=printed.printer,
        printed_on=printed.printed_on,
        published_on=page.published_on,
    )
    return replace(found, source=replace(source, remarks=(*source.remarks, *_lost_comments(found))))


def _piece(line: Paragraph) -> Piece:
    span = Span(line.number, 0, len(line.text))
    return Piece(WHOLE_PART if line.part else line.text, span, line.heading, line.marks, line.part)


def _head(pieces: list[Piece], page: record.Record) -> tuple[Head, Element[str] | None, str, list[Piece]]:
    """(head, 文种, name of what the document issues, rest)."""
    if ordered := order.take(pieces):
        top, kind, rest = ordered
        return top, Element(kind, (), "取自发文机关标志", 0.95), order.proclaimed(rest), rest
    lead_object = annexes.issued_in_lead(pieces)
    top, rest = head.take(pieces, page, must_be_named=bool(lead_object))
    named = formal_kind(top.title.value) if top.title else ""
    issued = (issued_object(top.title.value) if top.title else "") or lead_object
    return top, Element(named, (), "取自标题", 0.95) if named else None, issued, rest


# --- glosses -------------------------------------------------------------------------------------------------


def _without_glosses(source: Source) -> Source:
    """Glosses are found over the whole text, for one line holds too few of them."""
    pairs = glosses("\n".join(line.text for line in source.paragraphs))
    if not pairs:
        return source
    paragraphs = tuple(_cleaned(line, pairs) for line in source.paragraphs)
    return Source(paragraphs, (*source.remarks, Remark(Loss.GLOSSES)))


def _cleaned(line: Paragraph, pairs: Pairs) -> Paragraph:
    part = _cleaned_table(line.part, pairs) if isinstance(line.part, Table) else line.part
    return replace(line, text=without(line.text, pairs), marks=_kept_marks(line, pairs), part=part)


def _kept_marks(line: Paragraph, pairs: Pairs) -> tuple[Mark, ...]:
    if not line.marks:
        return ()
    gone = {at for start, end in places(line.text, pairs) for at in range(start, end)}
    return traces.kept(line.marks, [at for at in range(len(line.text)) if at not in gone])


def _cleaned_table(table: Table, pairs: Pairs) -> Table:
    rows = tuple(tuple(structs.replace(cell, text=without(cell.text, pairs)) for cell in row) for row in table.rows)
    return structs.replace(table, rows=rows, caption=without(table.caption, pairs))


# --- the signed page, and what follows it --------------------------------------------------------------------


def _signed_page(
    pieces: Sequence[Piece], page: record.Record, issued: str, kind: Element[str] | None
) -> tuple[notice.Notice, tuple[RecognisedAnnex, ...], tuple[Element[tuple[str, str]], ...]]:
    """Part the signed page from the annexes at the object's own title, or else at the first annex label."""
    found = annexes.find_title(pieces, issued) if issued else None
    label = annexes.begin(pieces)
    at, lines = found if found and found[0] < label else (label, 0)
    minutes = kind is not None and kind.value == "纪要"
    attendance, text = meeting.take(pieces[:at]) if minutes else ((), pieces[:at])
    return notice.read(text, page), annexes.read(pieces[at:], lines), attendance


def _unlabelled(pieces: Sequence[Piece]) -> tuple[RecognisedAnnex, ...]:
    """Whole paragraphs behind the signature are an annex even without label, if their first line can be its title."""
    if not pieces or pieces[0].part or "。" in pieces[0].text:
        return ()
    whole = any("。" in piece.text or outline.level(piece.text) or isinstance(piece.part, Table) for piece in pieces)
    return annexes.read(pieces, 1) if whole else ()


def _issuer(top: Head, signed: notice.Notice) -> Element[str] | None:
    """发文机关 is derived: from the title, the signature, or the mark, in this order."""
    named = title_organ(top.title.value) if top.title else ""
    if named:
        return Element(named, (), "取自标题", 0.9)
    if signed.organs:
        return Element(" ".join(organ.value for organ in signed.organs), (), "取自署名", 0.9)
    marks = " ".join(order.organ(mark.value) for mark in top.marks)
    return Element(marks, (), "取自发文机关标志", 0.9) if marks else None


def _derived_title(issuer: Element[str] | None, issued: str, kind: Element[str] | None) -> Element[str] | None:
    """A title for a notice whose page has none; an order has none of its own."""
    if not issuer or not issued or kind:
        return None
    return Element(f"{issuer.value}关于印发{issued}的通知", (), "由发文机关和印发对象推定", _DERIVED)


def _with_book_title_marks(body: tuple[Element[BodyPart], ...], issued: str) -> tuple[Element[BodyPart], ...]:
    """Give a lead paragraph back the 《 that its page lost."""
    broken = f"{issued}》"
    return tuple(
        _with_book_title_mark(block) if issued and block.value.text.startswith(broken) else block for block in body
    )


def _with_book_title_mark(element: Element[BodyPart]) -> Element[BodyPart]:
    block = element.value
    if not isinstance(block, Block):
        return element
    marked = Block(f"《{block.text}", block.level, traces.edited(block.marks, 0, 0, 1))
    return replace(element, value=marked, method="补全书名号", confidence=0.7)


def _lost_comments(found: Recognised) -> list[Remark]:
    """Comments on what is no paragraph of the text: a title, a signature, a line that is no element."""
    parts = [part.value for part in (*found.body, *(each for annex in found.annexes for each in annex.blocks))]
    there = {_comment(mark) for part in parts if isinstance(part, Block) for mark in part.marks}
    written = [(line.number, mark) for line in found.source.paragraphs for mark in line.marks]
    return [
        Remark(Loss.COMMENT, number, mark.text)
        for number, mark in written
        if mark.kind is MarkKind.COMMENT and _comment(mark) not in there
    ]


def _comment(mark: Mark) -> Mark:
    return structs.replace(mark, start=0, end=0)
