"""Recognised elements become a Document with the punctuation of GB/T 15834: what a draft begins with."""

from collections.abc import Iterable

from msgspec.structs import replace

from documents.typesetting.model import (
    Annex,
    Attendance,
    Block,
    BodyPart,
    Closing,
    Document,
    Figure,
    Format,
    Signatory,
    Table,
)
from server.intake.elements import Element, Recognised, T
from server.intake.punctuation import full_width

_FORMATS = {"命令": Format.ORDER, "令": Format.ORDER, "函": Format.LETTER, "纪要": Format.MINUTES}
_CLOSINGS = {Format.ORDER: Closing.SIGNET, Format.MINUTES: Closing.UNSEALED}


def document(found: Recognised) -> Document:
    """A draft from what was recognised; missing elements stay empty for the drafter to fill in.

    The format follows the kind (clause 10). The issuer stands in for a missing mark and signature, save in minutes,
    whose mark is more than its name and which nobody signs.
    """
    kind = _text(found.kind)
    form = _FORMATS.get(kind, Format.GENERAL)
    return Document(
        format=form,
        kind=kind,
        closing=_CLOSINGS.get(form, Closing.SEAL),
        marks=_texts(found.marks) or _issuers(found, form),
        bare_mark=form is not Format.GENERAL,
        title=_text(found.title),
        blocks=_blocks(found.body),
        signatories=_signatories(found, form),
        attendance=tuple(Attendance(label, full_width(names)) for label, names in map(_value, found.attendance)),
        doc_number=_text(found.doc_number),
        main_addressees=_text(found.main_addressees),
        formed_on=_optional(found.formed_on),
        urgency=_text(found.urgency),
        copy_no=_text(found.copy_no),
        signers=tuple(_text(found.signers).split()),
        attachment_names=_texts(found.attachment_names),
        note=_text(found.note),
        annexes=tuple(Annex(_text(each.title), _blocks(each.blocks), _text(each.label)) for each in found.annexes),
        cc=_text(found.cc),
        printer=_text(found.printer),
        printed_on=_optional(found.printed_on),
    )


def _signatories(found: Recognised, form: Format) -> tuple[Signatory, ...]:
    """The organs that sign; the first one's chief where an order names its signer (7.3.5.3)."""
    position, name = found.signet.value if found.signet else ("", "")
    first, *others = _texts(found.organs) or _issuers(found, form) or ("",)
    if not (first or name):
        return ()
    return Signatory(first, position=position, name=name), *map(Signatory, others)


def _issuers(found: Recognised, form: Format) -> tuple[str, ...]:
    return () if form is Format.MINUTES else tuple(_text(found.issuer).split())


def _text(element: Element[str] | None) -> str:
    return full_width(element.value) if element else ""


def _texts(elements: Iterable[Element[str]]) -> tuple[str, ...]:
    return tuple(map(_text, elements))


def _value(element: Element[T]) -> T:
    return element.value


def _optional(element: Element[T] | None) -> T | None:
    return element.value if element else None


def _blocks(elements: Iterable[Element[BodyPart]]) -> tuple[BodyPart, ...]:
    return tuple(_part(element.value) for element in elements)


def _part(part: BodyPart) -> BodyPart:
    """The same with full-width marks: as many characters as before, so that traces keep their place."""
    match part:
        case Block():
            return replace(part, text=full_width(part.text))
        case Table():
            rows = tuple(tuple(replace(cell, text=full_width(cell.text)) for cell in row) for row in part.rows)
            return replace(part, rows=rows, caption=full_width(part.caption))
        case Figure():
            return replace(part, caption=full_width(part.caption))
