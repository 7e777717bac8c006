"""发文机关署名, 成文日期 and 印章 (7.3.5): where they stand below the text and how much room they need."""

import math
from dataclasses import dataclass

from documents.typesetting import profile
from documents.typesetting.body import note_rows
from documents.typesetting.errors import SealTooLarge
from documents.typesetting.faces import Role
from documents.typesetting.model import Document
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.setting import Compositor, Row
from documents.typesetting.wording import date_text


@dataclass(frozen=True)
class Signature:
    """The block below the text: 署名, 成文日期, 附注 and the seal if there is one."""

    organ: str
    date: str
    organ_left: float
    date_left: float
    note: tuple[Row, ...]
    seal: float | None
    """Diameter, mm."""

    def rows_below_text(self, pitch: float) -> int:
        """From the last row of text to the row of 署名.

        With a seal as few as keep its top off the text, which is always within one row of it (7.3.5.1); without
        one a blank row stands between (7.3.5.2).
        """
        if self.seal is None:
            return 2
        return math.ceil((profile.EM - self._seal_top()) / pitch)

    def depth(self, pitch: float) -> float:
        """Millimetres from the top of 署名 to the end of everything."""
        rows = bool(self.date) + len(self.note)
        text = rows * pitch + profile.EM
        return max(text, self._seal_top() + self.seal) if self.seal else text

    def set(self, compositor: Compositor, sheet: Sheet, top: float, pitch: float) -> None:
        """Set the block with 署名 at `top` mm."""
        lines = [(self.organ, Tag.ORGAN, self.organ_left), (self.date, Tag.DATE, self.date_left)]
        row = 0
        for text, tag, left in lines:
            if text:
                compositor.put_text(sheet, text, Role.FANGSONG, tag, left, top + row * pitch, compositor.body)
                row += 1
        for note in self.note:
            compositor.put(sheet, note, top + row * pitch, compositor.body)
            row += 1

    def seal_corner(self, compositor: Compositor, top: float) -> tuple[float, float]:
        """Upper left corner (mm) of the seal over a 署名 at `top`: centred on the date, never off the 版心."""
        radius = (self.seal or 0.0) / 2
        width = compositor.body.width(self.date or self.organ, Role.FANGSONG)
        centre = (self.date_left if self.date else self.organ_left) + width / 2
        return min(centre, profile.RIGHT - radius) - radius, top + self._seal_top()

    def _seal_top(self) -> float:
        """From the top of 署名 to the top of the seal; negative, for the seal rises above it."""
        return profile.EM / 2 - profile.SEAL_CENTRE_ABOVE_ORGAN - (self.seal or 0.0) / 2


def signature_of(compositor: Compositor, document: Document) -> Signature | None:
    """The signature block of `document`, None where there is neither 署名 nor date.

    Raises SealTooLarge for a seal that no page can hold.
    """
    date = date_text(document.formed_on)
    if not document.organ and not date:
        return None
    seal = document.seal_diameter or None
    if seal and seal > profile.WIDTH / 2:
        raise SealTooLarge
    organ_width = compositor.body.width(document.organ, Role.FANGSONG)
    date_width = compositor.body.width(date, Role.FANGSONG)
    place = _sealed_places if seal else _unsealed_places
    organ_left, date_left = place(organ_width, date_width)
    note = tuple(note_rows(compositor, document))
    return Signature(document.organ, date, organ_left, date_left, note, seal)


def _sealed_places(organ: float, date: float) -> tuple[float, float]:
    """The date four characters from the right, 署名 centred over it (7.3.5.1); a long name moves both left."""
    centre = profile.RIGHT - profile.DATE_RIGHT_SEALED * profile.CELL - date / 2
    centre = min(centre, profile.RIGHT - organ / 2)
    return centre - organ / 2, centre - date / 2


def _unsealed_places(organ: float, date: float) -> tuple[float, float]:
    """署名 two characters from the right, the date's start two right of its start (7.3.5.2).

    A date longer than that stands two characters from the right and moves 署名 left.
    """
    right = profile.RIGHT - profile.ORGAN_RIGHT_UNSEALED * profile.CELL
    shift = profile.DATE_SHIFT_UNSEALED * profile.CELL
    date_left = min(right - organ + shift, right - date)
    return (date_left - shift if date else right - organ), date_left
