"""What is printed (印制): the signed text and the facts of its issue as the elements of GB/T 9704-2012 clause 7."""

from dataclasses import dataclass
from datetime import date

from documents.drafting.rules.content import PUBLICITY_NOTE, AnnexText, Content
from documents.drafting.rules.kinds import LAW, Need
from documents.typesetting.model import Annex, Block, Closing, Document, Signatory
from server.intake.outline import level

USUAL_DIAMETER = 45.0
"""Millimetres of a city's or county's seal (国发〔1999〕25号), where the issuer has none yet."""


@dataclass(frozen=True)
class Imprint:
    """Everything on the paper that the drafter did not write."""

    issuer: str
    """发文机关, its full standard name: 发文机关标志 and 署名."""
    printer: str
    """印发机关: the issuer's general office, or the issuer itself."""
    number: str = ""
    formed_on: date | None = None
    printed_on: date | None = None
    signers: tuple[str, ...] = ()
    """签发人, for upward documents only (clause 7.2.6)."""
    seal_diameter: float = USUAL_DIAMETER


def compose(text: Content, imprint: Imprint) -> Document:
    """The document as it goes to the compositor. A kind that carries no seal (命令, 纪要) gets no room for one."""
    sealed = LAW[text.kind].seal is not Need.UNUSED
    return Document(
        marks=(imprint.issuer,),
        kind=LAW[text.kind].label,
        closing=Closing.SEAL if sealed else Closing.UNSEALED,
        title=text.title,
        blocks=_blocks(text.body),
        signatories=(Signatory(imprint.issuer, imprint.seal_diameter),),
        doc_number=imprint.number,
        main_addressees=text.main_addressees,
        formed_on=imprint.formed_on,
        urgency=text.urgency,
        signers=imprint.signers,
        attachment_names=text.attachment_names,
        note=PUBLICITY_NOTE[text.publicity],
        annexes=tuple(map(_annex, text.annexes)),
        cc=text.cc_addressees,
        printer=imprint.printer,
        printed_on=imprint.printed_on,
    )


def _annex(annex: AnnexText) -> Annex:
    return Annex(annex.title, _blocks(annex.body), annex.label)


def _blocks(text: str) -> tuple[Block, ...]:
    """A line is a paragraph; its number, 一、 (一) 1. or (1), makes it a heading (clause 7.3.3)."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Block(line, level(line)) for line in lines if line)
