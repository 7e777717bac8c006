"""加盖印章 (7.3.5.1): 署名 with a seal over each, of one organ or of several, and 骑缝章."""

import math
from collections.abc import Sequence
from itertools import pairwise

from documents.typesetting.engine.lines import natural, place
from documents.typesetting.engine.measure import Span, Token
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.engine.title import split_title
from documents.typesetting.errors import SealTooLarge
from documents.typesetting.formats.foot import Printed, Seal, Signature, Spot
from documents.typesetting.model import Signatory
from documents.typesetting.page import Layout, SealStrip, Tag
from documents.typesetting.profile import Profile

NARROWEST_STRIP = 3.0
"""Millimetres of a seal that each page must show of a 骑缝章."""
NOTE_CELLS = 8
"""附注 stands beside the seals where it has so many characters' room, else below them."""
Line = Sequence[Token]


def sealed_signature(compositor: Compositor, signatories: Sequence[Signatory], date: Line) -> Signature:
    """署名 in rows, a seal over each, the last one over the date too (7.3.5.1).

    Names stand in their order, as many in a row as the 版心 holds apart; names of many organs are divided until the
    rows fit on a page. Raises SealTooLarge when they never do.
    """
    p = compositor.profile
    for cells in (p.columns - p.organ_right_unsealed, p.columns // 2, p.columns // 3):
        rows = _SealRows(compositor, signatories, date, cells)
        if rows.fit:
            return rows.signature()
    raise SealTooLarge


class _SealRows:
    """署名 and seals on a grid of their own, whose last column stands over the date."""

    def __init__(self, compositor: Compositor, signatories: Sequence[Signatory], date: Line, cells: int) -> None:
        self._compositor, self._profile, self._date = compositor, compositor.profile, date
        self._signatories = signatories
        self._names = [_lines(compositor, each.organ, cells) for each in signatories]
        self._diameter = max(each.seal_diameter for each in signatories)
        widest = max((natural(line) for lines in self._names for line in lines), default=0.0)
        self._half = max(self._diameter, widest) / 2
        """Of a column."""
        self._step = max(self._diameter + self._profile.seals_apart, widest + self._profile.cell)
        """From column to column."""
        self._down = max(self._diameter + self._profile.seals_apart, (self._lines + 1) * self._profile.pitch)
        """From row to row."""
        most = 1 + int((self._profile.width - 2 * self._half) / self._step + 1e-6)
        self._rows = math.ceil(len(signatories) / max(most, 1))
        self._columns = math.ceil(len(signatories) / self._rows)

    @property
    def fit(self) -> bool:
        """Whether a page holds them with some text above."""
        p = self._profile
        high = (self._rows - 1) * self._down + self._diameter
        return 2 * self._half <= p.width and self._diameter <= p.width / 2 and high <= p.height - 3 * p.pitch

    def signature(self) -> Signature:
        """The block: names, the date under the last one, seals."""
        p, printed, seals = self._profile, [], []
        for number, (signatory, lines) in enumerate(zip(self._signatories, self._names, strict=True)):
            centre, spot = self._centre(number), self._spot(number)
            printed += self._name(lines, centre, spot)
            seals.append(Seal(signatory.organ, signatory.seal_diameter, centre, spot))
        if self._date:
            row = Row(place(self._date), Tag.DATE)
            printed.append(Printed(row, seals[-1].centre - natural(self._date) / 2, seals[-1].spot.down(rows=1)))
        note, width = self._note(seals)
        return Signature(p, tuple(printed), note, width, tuple(seals))

    @property
    def _lines(self) -> int:
        return max(map(len, self._names))

    def _row_and_column(self, number: int) -> tuple[int, int]:
        """A last row that is not full ends like the others: its last seal is over the date."""
        row, column = divmod(number, self._columns)
        missing = self._rows * self._columns - len(self._signatories)
        return row, column + missing if row == self._rows - 1 else column

    def _centre(self, number: int) -> float:
        """Of the date four characters from the right, left or right of that where the columns need it."""
        p = self._profile
        half = max(self._half, natural(self._date) / 2)
        usual = p.right - max(half, p.date_right_sealed * p.cell + natural(self._date) / 2)
        last = max(usual, p.left + self._half + (self._columns - 1) * self._step)
        return last - (self._columns - 1 - self._row_and_column(number)[1]) * self._step

    def _spot(self, number: int) -> Spot:
        """Of the last line of a name; names of fewer lines end in the same row."""
        return Spot(max(self._lines - 1, 0), self._row_and_column(number)[0] * self._down)

    def _name(self, lines: Sequence[Line], centre: float, spot: Spot) -> list[Printed]:
        part = self._compositor.part()
        return [
            Printed(
                Row(place(line), Tag.ORGAN, part=part),
                centre - natural(line) / 2,
                spot.down(rows=number + 1 - len(lines)),
            )
            for number, line in enumerate(lines)
        ]

    def _note(self, seals: Sequence[Seal]) -> tuple[Spot, float]:
        """Where 附注 begins and its room: in the row below the date, clear of the seals, else below them."""
        p, last = self._profile, seals[-1].spot
        beside = min(seal.centre - seal.diameter / 2 for seal in seals if seal.spot == last) - p.left
        cells = beside // p.cell
        if cells >= NOTE_CELLS:
            return last.down(rows=2 if self._date else 1), cells * p.cell
        return last.down(mm=self._diameter / 2 + p.em / 2), p.width


def _lines(compositor: Compositor, organ: str, cells: int) -> list[Line]:
    """署名, divided between words where it is longer than `cells` characters."""
    lines = split_title(organ, "", cells)
    return [compositor.body.tokens([Span(line)], compositor.profile.width) for line in lines if line]


def straddle(layout: Layout, diameter: float, y: float) -> tuple[SealStrip, ...]:
    """骑缝章: equal strips of a seal over the right edges of all pages, the seal's upper edge at `y` mm.

    The first page carries the left strip. Where the strips would be narrower than 3 mm, several seals share the
    pages evenly. A single page has no edges to bind together.
    """
    pages = [page.number for page in layout.pages]
    if len(pages) < 2:
        return ()
    seals = math.ceil(len(pages) / max(int(diameter / NARROWEST_STRIP), 1))
    bounds = [len(pages) * seal // seals for seal in range(seals + 1)]
    groups = [pages[start:end] for start, end in pairwise(bounds)]
    return tuple(strip for group in groups for strip in _strips(layout.profile, group, diameter, y))


def _strips(profile: Profile, pages: Sequence[int], diameter: float, y: float) -> list[SealStrip]:
    width = diameter / len(pages)
    x = profile.paper_width - width
    return [SealStrip(page, x, y, width, diameter, number, len(pages)) for number, page in enumerate(pages, start=1)]
