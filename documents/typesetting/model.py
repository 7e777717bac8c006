"""What a document says, before it has a shape: the elements (要素) of GB/T 9704-2012 clause 7.

Everything the layout needs is here and nothing else: no ids, no states, no people's accounts.
"""

from dataclasses import dataclass
from datetime import date

from server.intake.blocks import Block

__all__ = ["Annex", "Block", "Document"]


@dataclass(frozen=True)
class Annex:
    """What follows the signed page on a new page (7.3.7).

    `label` is 「附件」 or 「附件1」; empty for the object of a 印发 notice, which carries no label.
    """

    title: str
    blocks: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True)
class Document:
    """One official document in the general format (通用格式)."""

    mark: str
    """发文机关标志 without 「文件」, e.g. 甬江市人民政府."""
    title: str
    """A line break in it is the drafter's own; without one the layout divides long titles at words."""
    blocks: tuple[Block, ...]
    organ: str
    """发文机关署名."""
    doc_number: str = ""
    main_addressees: str = ""
    """主送机关 as printed, without the closing colon."""
    formed_on: date | None = None
    """成文日期; None only in previews."""
    urgency: str = ""
    """「特急」 or 「加急」, or empty."""
    copy_no: str = ""
    signers: tuple[str, ...] = ()
    """签发人, upward documents only (7.2.6)."""
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
    seal_diameter: float | None = 45.0
    """Millimetres of the seal to be applied; None when the document carries none."""
