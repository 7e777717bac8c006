"""发文机关署名, 成文日期, 附注 and 印章 (7.3.5, 7.3.6): where they stand below the text, how much room they need."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.typesetting import profile
from documents.typesetting.body import INDENT
from documents.typesetting.errors import SealTooLarge
from documents.typesetting.lines import break_lines, natural, place
from documents.typesetting.measure import Span, Token
from documents.typesetting.model import Document
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.setting import Compositor, Row
from documents.typesetting.title import split_title
from documents.typesetting.wording import date_text, note_text

Line = Sequence[Token]


@dataclass(frozen=True)
class Signature:
    """The block below the text: rows of 署名, 成文日期 and 附注, and the seal if there is one."""

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
        return max(1, math.ceil((profile.EM - self._seal_top(pitch)) / pitch))

    def depth(self, pitch: float) -> float:
        """Millimetres from the top of 署名 to the end of everything."""
        text = (len(self.rows) - 1) * pitch + profile.EM
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
        return last + profile.EM / 2 - profile.SEAL_CENTRE_ABOVE_ORGAN - (self.seal or 0.0) / 2


def signature_of(compositor: Compositor, document: Document) -> Signature | None:
    """The signature block of `document`, None where there is neither 署名 nor date.

    A 署名 too wide for one line is divided like a title; a long 附注 ends before the seal.
    Raises SealTooLarge for a seal that no page can hold.
    """
    date = compositor.body.tokens([Span(date_text(document.formed_on))], profile.WIDTH)
    if not document.organ and not date:
        return None
    organ = _organ_lines(compositor, document.organ)
    if not document.seal_diameter:
        rows = [*_unsealed_rows(organ, date), *_note_rows(compositor, document, profile.WIDTH)]
        return Signature(tuple(rows), len(organ), profile.RIGHT, None)
    if document.seal_diameter > profile.WIDTH / 2:
        raise SealTooLarge
    centre = _seal_centre(organ, date, document.seal_diameter)
    beside = (centre - document.seal_diameter / 2 - profile.LEFT) // profile.CELL * profile.CELL
    rows = [*_sealed_rows(organ, date, centre), *_note_rows(compositor, document, beside)]
    return Signature(tuple(rows), len(organ), centre, document.seal_diameter)


def _organ_lines(compositor: Compositor, organ: str) -> list[Line]:
    """署名, divided between words where one line would not leave two characters of the 版心 free."""
    lines = split_title(organ, "", profile.COLUMNS - profile.ORGAN_RIGHT_UNSEALED)
    return [compositor.body.tokens([Span(line)], profile.WIDTH) for line in lines if line]


def _note_rows(compositor: Compositor, document: Document, width: float) -> list[Row]:
    """附注: two characters in, in brackets (7.3.6); its lines end ragged, for they hold numbers and addresses."""
    tokens = compositor.body.tokens([Span(note_text(document))], width - INDENT)
    first, *others = break_lines(tokens, width - INDENT, width) or [()]
    rows = [_row(first, Tag.NOTE, profile.LEFT + INDENT, width - INDENT)] if first else []
    return rows + [_row(line, Tag.NOTE, profile.LEFT, width) for line in others]


def _sealed_rows(organ: Sequence[Line], date: Line, centre: float) -> list[Row]:
    """署名 and date one below the other about the seal's centre (7.3.5.1)."""
    tagged = [*((line, Tag.ORGAN) for line in organ), (date, Tag.DATE)]
    return [_row(line, tag, centre - natural(line) / 2) for line, tag in tagged if line]


def _seal_centre(organ: Sequence[Line], date: Line, diameter: float) -> float:
    """Of the date four characters from the right (7.3.5.1); a long name or a large seal moves it left."""
    right = profile.DATE_RIGHT_SEALED * profile.CELL + natural(date) / 2
    return profile.RIGHT - max(right, _widest(organ) / 2, diameter / 2)


def _unsealed_rows(organ: Sequence[Line], date: Line) -> list[Row]:
    """署名 two characters from the right, the date's start two right of its start (7.3.5.2).

    A date longer than that stands two characters from the right and moves 署名 left.
    """
    right = profile.RIGHT - profile.ORGAN_RIGHT_UNSEALED * profile.CELL
    shift = profile.DATE_SHIFT_UNSEALED * profile.CELL
    left = right - max(_widest(organ), natural(date) + shift if date else 0.0)
    tagged = [*((line, Tag.ORGAN, left) for line in organ), (date, Tag.DATE, left + shift)]
    return [_row(*entry) for entry in tagged if entry[0]]


def _widest(lines: Sequence[Line]) -> float:
    return max(map(natural, lines), default=0.0)


def _row(line: Line, tag: Tag, left: float, width: float = profile.WIDTH) -> Row:
    placed = place(line, min(natural(line), width))
    return Row(tuple(replace(one, x=one.x + left - profile.LEFT) for one in placed), tag)
