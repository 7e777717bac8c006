"""Recognition (要素识别): source paragraphs become the elements of GB/T 9704-2012 clause 7, each with its source."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from server.intake import annexes, docx, furniture, gate, head, imprint, notice, outline, record, txt
from server.intake.blocks import Block
from server.intake.elements import (
    Element,
    Piece,
    Reason,
    Recognised,
    RecognisedAnnex,
    Span,
    Unplaced,
)
from server.intake.glosses import remove_glosses
from server.intake.source import Loss, Paragraph, Remark, Source
from server.intake.wording import issued_object, title_organ

_DERIVED = 0.8


def read(name: str, data: bytes) -> Recognised:
    """Read a person's draft or a saved page: TXT or DOCX bytes -> elements.

    Raises one class of `errors` when the file may not come in.
    """
    admitted = gate.admit(name, data, gate.DRAFTS)
    reader = docx.read if admitted.kind is gate.Kind.DOCX else txt.read
    return recognise(reader(admitted.data))


def recognise(source: Source) -> Recognised:
    """Recognise the elements of one document; what is no element stands in `unplaced` with its reason."""
    source = _without_glosses(source)
    pieces = [Piece(line.text, Span(line.number, 0, len(line.text)), line.heading) for line in source.paragraphs]
    unplaced, pieces = furniture.take(pieces)
    page, pieces = record.take(pieces)
    printed, pieces = imprint.take(pieces)
    lead_object = annexes.issued_in_lead(pieces)
    top, pieces = head.take(pieces, page, must_be_named=bool(lead_object))
    issued = (issued_object(top.title.value) if top.title else "") or lead_object
    signed, attached = _signed_page(pieces, page, issued)
    unplaced += page.unplaced + top.unplaced + signed.unplaced
    if not attached:
        attached = _unlabelled(signed.after)
    if not attached:
        unplaced += [Unplaced(piece.text, piece.span, Reason.AFTER_SIGNATURE) for piece in signed.after]
    issuer = page.issuer or _issuer(top, signed)
    return Recognised(
        source=source,
        title=top.title or _derived_title(issuer, issued),
        body=_with_book_title_marks(signed.body, issued),
        annexes=attached,
        unplaced=tuple(sorted(unplaced, key=lambda out: (out.span.number, out.span.start))),
        doc_number=top.doc_number,
        issuer=issuer,
        mark=top.mark,
        copy_no=top.copy_no,
        urgency=top.urgency,
        signers=top.signers,
        main_addressees=signed.main_addressees,
        attachment_names=signed.attachment_names,
        organ=signed.organ,
        formed_on=signed.formed_on,
        note=signed.note,
        cc=printed.cc,
        printer=printed.printer,
        printed_on=printed.printed_on,
        published_on=page.published_on,
    )


def _without_glosses(source: Source) -> Source:
    """Glosses are found over the whole text, for one line holds too few of them."""
    text = "\n".join(line.text for line in source.paragraphs)
    cleaned = remove_glosses(text)
    if cleaned == text:
        return source
    lines = zip(source.paragraphs, cleaned.split("\n"), strict=True)
    paragraphs = tuple(Paragraph(line.number, clean, line.heading) for line, clean in lines)
    return Source(paragraphs, (*source.remarks, Remark(Loss.GLOSSES)))


def _signed_page(
    pieces: Sequence[Piece], page: record.Record, issued: str
) -> tuple[notice.Notice, tuple[RecognisedAnnex, ...]]:
    """Part the signed page from the annexes at the object's own title, or else at the first annex label."""
    found = annexes.find_title(pieces, issued) if issued else None
    label = annexes.begin(pieces)
    at, lines = found if found and found[0] < label else (label, 0)
    signed = notice.read(pieces[:at], page)
    return signed, annexes.read(pieces[at:], lines)


def _unlabelled(pieces: Sequence[Piece]) -> tuple[RecognisedAnnex, ...]:
    """Whole paragraphs behind the signature are an annex even without label, if their first line can be its title."""
    texts = [piece.text for piece in pieces]
    if not any("。" in text or outline.level(text) for text in texts) or "。" in texts[0]:
        return ()
    return annexes.read(pieces, 1)


def _issuer(top: head.Head, signed: notice.Notice) -> Element[str] | None:
    """发文机关 is derived: from the title, the signature, or the mark, in this order."""
    named = title_organ(top.title.value) if top.title else ""
    if named:
        return Element(named, (), "取自标题", 0.9)
    if signed.organ:
        return Element(signed.organ.value, (), "取自署名", 0.9)
    return Element(top.mark.value, (), "取自发文机关标志", 0.9) if top.mark else None


def _derived_title(issuer: Element[str] | None, issued: str) -> Element[str] | None:
    if not issuer or not issued:
        return None
    return Element(f"{issuer.value}关于印发{issued}的通知", (), "由发文机关和印发对象推定", _DERIVED)


def _with_book_title_marks(body: tuple[Element[Block], ...], issued: str) -> tuple[Element[Block], ...]:
    """Give a lead paragraph back the 《 that its page lost."""
    broken = f"{issued}》"
    return tuple(
        replace(
            block, value=structs.replace(block.value, text=f"《{block.value.text}"), method="补全书名号", confidence=0.7
        )
        if issued and block.value.text.startswith(broken)
        else block
        for block in body
    )
