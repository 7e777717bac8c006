"""What a document says, before it has a shape: the elements (要素) of GB/T 9704-2012 clauses 7 and 10.

Everything the layout needs is here and nothing else: no ids, no states, no people's accounts. 密级 is missing on
purpose: this house takes in no state secrets.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.intake.blocks import Block, BodyPart, Cell, Figure, Mark, MarkKind, Table

__all__ = [
    "Annex",
    "Attendance",
    "Block",
    "BodyPart",
    "Cell",
    "Closing",
    "Document",
    "Figure",
    "Format",
    "Mark",
    "MarkKind",
    "Signatory",
    "Table",
]


class Format(StrEnum):
    """公文格式: the general one (clause 7) and the three special ones (clause 10)."""

    GENERAL = "general"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"


class Closing(StrEnum):
    """What authenticates the end of the text (7.3.5)."""

    SEAL = "seal"
    """加盖印章 (7.3.5.1)."""
    UNSEALED = "unsealed"
    """不加盖印章 (7.3.5.2)."""
    SIGNET = "signet"
    """加盖签发人签名章 (7.3.5.3)."""


@dataclass(frozen=True)
class Signatory:
    """One organ that issues the document, the leading one (主办机关) first."""

    organ: str
    """发文机关署名, full or standard short name."""
    seal_diameter: float = 45.0
    """Millimetres of the seal to be applied."""
    position: str = ""
    """职务 of who signs, printed left of the 签名章."""
    name: str = ""
    """Who signs; not printed, for the 签名章 says it."""


@dataclass(frozen=True)
class Attendance:
    """One group of a meeting's people (10.3): 出席, 请假 or 列席, and their names as printed."""

    label: str
    names: str


@dataclass(frozen=True)
class Annex:
    """What follows the signed page on a new page (7.3.7).

    `label` is 「附件」 or 「附件1」; empty for the object of a 印发 notice, which carries no label.
    """

    title: str
    blocks: tuple[BodyPart, ...]
    label: str = ""


@dataclass(frozen=True)
class Document:
    """One official document."""

    title: str
    """A line break in it is the drafter's own; without one the layout divides long titles at words."""
    blocks: tuple[BodyPart, ...]
    marks: tuple[str, ...] = ()
    """发文机关标志: the organs, the leading one first, without 「文件」; of minutes and orders the whole mark."""
    bare_mark: bool = False
    """The mark without 「文件」 behind it (7.2.4)."""
    format: Format = Format.GENERAL
    kind: str = ""
    """文种, e.g. 通知; empty where it is not known."""
    closing: Closing = Closing.SEAL
    signatories: tuple[Signatory, ...] = ()
    doc_number: str = ""
    """发文字号; of an order 令号, e.g. 第12号."""
    adopted: str = ""
    """题注: when and where it was adopted, printed in brackets below the title."""
    main_addressees: str = ""
    """主送机关 as printed, without the closing colon."""
    formed_on: date | None = None
    """成文日期; None only in previews."""
    urgency: str = ""
    """「特急」 or 「加急」, or empty."""
    copy_no: str = ""
    signers: tuple[str, ...] = ()
    """签发人, upward documents only (7.2.6)."""
    attendance: tuple[Attendance, ...] = ()
    attachment_names: tuple[str, ...] = ()
    """附件说明 (7.3.4), names without numbers."""
    note: str = ""
    """附注 without its parentheses."""
    annexes: tuple[Annex, ...] = ()
    cc: str = ""
    """抄送机关 as printed, without the closing full stop."""
    printer: str = ""
    """印发机关."""
    printed_on: date | None = None

    @property
    def organ(self) -> str:
        """The leading organ's name; empty where nobody signs."""
        return self.signatories[0].organ if self.signatories else ""
