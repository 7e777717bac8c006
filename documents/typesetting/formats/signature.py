"""发文机关署名, 成文日期, 附注 and 印章 (7.3.5, 7.3.6): where they stand below the text, how much room they need."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.typesetting.engine.lines import break_lines, natural, place
from documents.typesetting.engine.measure import Span, Token
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.engine.title import split_title
from documents.typesetting.errors import SealTooLarge
from documents.typesetting.model import Closing, Document
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.profile import Profile
from documents.typesetting.wording import date_text, note_text

Line = Sequence[Token]


@dataclass(frozen=True)
class Signature:
    """The block below the text: rows of 署名, 成文日期 and 附注, and the seal if there is one."""

    profile: Profile
    rows: tuple[Row, ...]
    organ_rows: int
    seal_centre: float
    """Millimetres from the left of the paper."""
    seal: float | None
    """Diameter, mm."""

    def rows_below_text(self, pitch: float) -> int:
        """From the last row of text to the first row of 署名.

        With a seal as few as keep its top off the text, which is always within one row of it (7.3.5.1); without
        one a blank row stands between (7.3.5.2).
        """
        if self.seal is None:
            return 2
        return max(1, math.ceil((self.profile.em - self._seal_top(pitch)) / pitch))

    def depth(self, pitch: float) -> float:
        """Millimetres from the top of 署名 to the end of everything."""
        text = (len(self.rows) - 1) * pitch + self.profile.em
        return max(text, self._seal_top(pitch) + self.seal) if self.seal else text

    def set(self, compositor: Compositor, sheet: Sheet, top: float, pitch: float) -> None:
        """Set the block with 署名 at `top` mm."""
        for number, row in enumerate(self.rows):
            compositor.put(sheet, row, top + number * pitch, compositor.body)

    def seal_corner(self, top: float, pitch: float) -> tuple[float, float]:
        """Upper left corner (mm) of the seal over a 署名 at `top`."""
        return self.seal_centre - (self.seal or 0.0) / 2, top + self._seal_top(pitch)

    def _seal_top(self, pitch: float) -> float:
        """From the top of 署名 to the top of the seal, whose centre is at the last row of 署名; negative, mostly."""
        last = max(self.organ_rows - 1, 0) * pitch
        return last + self.profile.em / 2 - self.profile.seal_centre_above_organ - (self.seal or 0.0) / 2


def signature_of(compositor: Compositor, document: Document) -> Signature | None:
    """The signature block of `document`, None where there is neither 署名 nor date.

    A 署名 too wide for one line is divided like a title; a long 附注 ends before the seal.
    Raises SealTooLarge for a seal that no page can hold.
    """
    p = compositor.profile
    date = compositor.body.tokens([Span(date_text(document.formed_on))], p.width)
    if not document.organ and not date:
        return None
    organ = _organ_lines(compositor, document.organ)
    diameter = document.signatories[0].seal_diameter if document.signatories else 45.0
    if document.closing is not Closing.SEAL:
        rows = [*_unsealed_rows(p, organ, date), *_note_rows(compositor, document, p.width)]
        return Signature(p, tuple(rows), len(organ), p.right, None)
    if diameter > p.width / 2:
        raise SealTooLarge
    centre = _seal_centre(p, organ, date, diameter)
    beside = (centre - diameter / 2 - p.left) // p.cell * p.cell
    rows = [*_sealed_rows(p, organ, date, centre), *_note_rows(compositor, document, beside)]
    return Signature(p, tuple(rows), len(organ), centre, diameter)


def _organ_lines(compositor: Compositor, organ: str) -> list[Line]:
    """署名, divided between words where one line would not leave two characters of the 版心 free."""
    p = compositor.profile
    lines = split_title(organ, "", p.columns - p.organ_right_unsealed)
    return [compositor.body.tokens([Span(line)], p.width) for line in lines if line]


def _note_rows(compositor: Compositor, document: Document, width: float) -> list[Row]:
    """附注: two characters in, in brackets (7.3.6); its lines end ragged, for they hold numbers and addresses."""
    p = compositor.profile
    indent = p.indent * p.cell
    tokens = compositor.body.tokens([Span(note_text(document))], width - indent)
    first, *others = break_lines(tokens, width - indent, width) or [()]
    rows = [_row(p, first, Tag.NOTE, p.left + indent, width - indent)] if first else []
    return rows + [_row(p, line, Tag.NOTE, p.left, width) for line in others]


def _sealed_rows(p: Profile, organ: Sequence[Line], date: Line, centre: float) -> list[Row]:
    """署名 and date one below the other about the seal's centre (7.3.5.1)."""
    tagged = [*((line, Tag.ORGAN) for line in organ), (date, Tag.DATE)]
    return [_row(p, line, tag, centre - natural(line) / 2) for line, tag in tagged if line]


def _seal_centre(p: Profile, organ: Sequence[Line], date: Line, diameter: float) -> float:
    """Of the date four characters from the right (7.3.5.1); a long name or a large seal moves it left."""
    right = p.date_right_sealed * p.cell + natural(date) / 2
    return p.right - max(right, _widest(organ) / 2, diameter / 2)


def _unsealed_rows(p: Profile, organ: Sequence[Line], date: Line) -> list[Row]:
    """署名 two characters from the right, the date's start two right of its start (7.3.5.2).

    A date longer than that stands two characters from the right and moves 署名 left.
    """
    right = p.right - p.organ_right_unsealed * p.cell
    shift = p.date_shift_unsealed * p.cell
    left = right - max(_widest(organ), natural(date) + shift if date else 0.0)
    tagged = [*((line, Tag.ORGAN, left) for line in organ), (date, Tag.DATE, left + shift)]
    return [_row(p, *entry) for entry in tagged if entry[0]]


def _widest(lines: Sequence[Line]) -> float:
    return max(map(natural, lines), default=0.0)


def _row(p: Profile, line: Line, tag: Tag, left: float, width: float = math.inf) -> Row:
    placed = place(line, min(natural(line), width))
    return Row(tuple(replace(one, x=one.x + left - p.left) for one in placed), tag)
