"""When a seal may be pressed (用印): on what was signed, dated and named, by that very organ (条例 art. 9(13))."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from documents.issuing.errors import PrintDiffers, SealElsewhere, Unsigned


@dataclass(frozen=True)
class Place:
    """Where a seal goes on paper: page from 1, its upper left corner and diameter in millimetres."""

    page: int
    x: float
    y: float
    diameter: float

    def corner(self, diameter: float) -> tuple[float, float]:
        """The upper left corner of a seal of another diameter with the same centre."""
        shift = (self.diameter - diameter) / 2
        return self.x + shift, self.y + shift


def check_sealable(
    *, signed_hash: str, printed_hash: str, organ: str, formed_on: date | None, issuer_id: UUID, seal_organ_id: UUID
) -> None:
    """Refuse a seal on what was not signed, is blank, or names another organ.

    Raises PrintDiffers, Unsigned, SealElsewhere.
    """
    if not signed_hash or printed_hash != signed_hash:
        raise PrintDiffers
    if not organ or formed_on is None:
        raise Unsigned
    if seal_organ_id != issuer_id:
        raise SealElsewhere
