"""Recognised elements become a Document with the punctuation of GB/T 15834: what a draft begins with."""

from collections.abc import Iterable

from documents.typesetting.model import Annex, Block, Document, Signatory
from server.intake.elements import Element, Recognised, T
from server.intake.punctuation import full_width


def document(found: Recognised) -> Document:
    """A draft from what was recognised; missing elements stay empty for the drafter to fill in."""
    issuer = _text(found.issuer)
    return Document(
        marks=((_text(found.mark) or issuer),) if found.mark or issuer else (),
        title=_text(found.title),
        blocks=_blocks(found.body),
        signatories=(Signatory(_text(found.organ) or issuer),) if found.organ or issuer else (),
        doc_number=_text(found.doc_number),
        main_addressees=_text(found.main_addressees),
        formed_on=_value(found.formed_on),
        urgency=_text(found.urgency),
        copy_no=_text(found.copy_no),
        signers=tuple(_text(found.signers).split()),
        attachment_names=tuple(_text(name) for name in found.attachment_names),
        note=_text(found.note),
        annexes=tuple(Annex(_text(each.title), _blocks(each.blocks), _text(each.label)) for each in found.annexes),
        cc=_text(found.cc),
        printer=_text(found.printer),
        printed_on=_value(found.printed_on),
    )


def _text(element: Element[str] | None) -> str:
    return full_width(element.value) if element else ""


def _value(element: Element[T] | None) -> T | None:
    return element.value if element else None


def _blocks(elements: Iterable[Element[Block]]) -> tuple[Block, ...]:
    return tuple(Block(full_width(element.value.text), element.value.level) for element in elements)
