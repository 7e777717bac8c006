"""What stands below the text (7.3.5): rows, seals and 签名章, each where it is from the first row of them."""

import math
from dataclasses import dataclass, replace

from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.page import SealBox, Sheet, SignetBox
from documents.typesetting.profile import Profile


@dataclass(frozen=True)
class Spot:
    """So many rows of the grid, which may be set closer (7.3.5.5), and millimetres below the first row."""

    rows: float = 0.0
    mm: float = 0.0

    def down(self, rows: float = 0.0, mm: float = 0.0) -> "Spot":
        """The spot so much further down."""
        return Spot(self.rows + rows, self.mm + mm)

    def below(self, top: float, pitch: float) -> float:
        """Its distance (mm) from the paper's upper edge when the first row is at `top`."""
        return top + self.rows * pitch + self.mm


@dataclass(frozen=True)
class Printed:
    """A row of characters with its left edge at `left` mm from the left of the paper."""

    row: Row
    left: float
    spot: Spot


@dataclass(frozen=True)
class Seal:
    """The seal of `organ` about the 署名 at `spot`, its centre `centre` mm from the left of the paper."""

    organ: str
    diameter: float
    centre: float
    spot: Spot

    def top(self, profile: Profile, top: float, pitch: float) -> float:
        """Its upper edge (mm): 署名 is slightly below its centre (7.3.5.1)."""
        centre = self.spot.below(top, pitch) + profile.em / 2 - profile.seal_centre_above_organ
        return centre - self.diameter / 2


@dataclass(frozen=True)
class Signet:
    """The 签名章 of `name` with its upper edge at `spot`."""

    name: str
    spot: Spot


@dataclass(frozen=True)
class Signature:
    """The block below the text."""

    profile: Profile
    rows: tuple[Printed, ...]
    note: Spot
    """Where 附注 may begin."""
    note_width: float
    """How much room 附注 has, from the left edge of the 版心, mm."""
    seals: tuple[Seal, ...] = ()
    signets: tuple[Signet, ...] = ()
    blank_rows: int = 1
    """Between the text and the first row, where no seal needs more."""

    def rows_below_text(self, pitch: float) -> int:
        """From the last row of text to the first row of the signature.

        With seals as few as keep the first ones off the text, which is always within one row of them (7.3.5.1).
        """
        if not self.seals:
            return self.blank_rows + 1
        highest = min(seal.top(self.profile, 0.0, pitch) for seal in self.seals)
        return max(1, math.ceil((self.profile.em - highest) / pitch))

    def depth(self, pitch: float) -> float:
        """Millimetres from the top of the first row to the end of everything."""
        texts = [printed.spot.below(0.0, pitch) + self.profile.em for printed in self.rows]
        seals = [seal.top(self.profile, 0.0, pitch) + seal.diameter for seal in self.seals]
        signets = [signet.spot.below(0.0, pitch) + self.profile.signet_height for signet in self.signets]
        return max([*texts, *seals, *signets])

    def set(self, compositor: Compositor, sheet: Sheet, top: float, pitch: float) -> None:
        """Set its characters with the first row at `top` mm."""
        for printed in self.rows:
            y = printed.spot.below(top, pitch)
            compositor.put(sheet, printed.row, y, compositor.body, left=printed.left)

    def seal_boxes(self, page: int, top: float, pitch: float) -> tuple[SealBox, ...]:
        """Where the seals are to be pressed, one for each organ in their order."""
        return tuple(
            SealBox(
                page,
                seal.centre - seal.diameter / 2,
                seal.top(self.profile, top, pitch),
                seal.diameter,
                seal.organ,
            )
            for seal in self.seals
        )

    def signet_boxes(self, page: int, top: float, pitch: float) -> tuple[SignetBox, ...]:
        """Where the 签名章 are to be set, one for each organ in their order."""
        p = self.profile
        x = signet_left(p)
        return tuple(
            SignetBox(page, x, signet.spot.below(top, pitch), p.signet_width, p.signet_height, signet.name)
            for signet in self.signets
        )

    def with_note(self, rows: tuple[Printed, ...]) -> "Signature":
        """The block with 附注 below it."""
        return replace(self, rows=self.rows + rows)


def signet_left(p: Profile) -> float:
    """Left edge (mm) of a 签名章, which stands four characters from the right (7.3.5.3)."""
    return p.right - p.signet_right * p.cell - p.signet_width
