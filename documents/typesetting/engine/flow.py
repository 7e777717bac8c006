"""Rows onto pages (分页): 正文 on the first page and on the page of the seal, no heading at a page's foot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.errors import SealWithoutText
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.profile import Profile

COMPANY = 2
"""Rows of 正文 that stand on the page of the seal where there are as many: one looks lost."""
ROUNDING = 0.01
"""Millimetres lost to arithmetic."""


class Foot(Protocol):
    """What stands below the last row of text and wants room on its page: 署名, date and seal."""

    def rows_below_text(self, pitch: float) -> int:
        """From the last row of text to the first row of 署名."""
        ...

    def depth(self, pitch: float) -> float:
        """Millimetres from the top of 署名 to the end of everything."""
        ...


@dataclass(frozen=True)
class Frame:
    """What the pages offer: the grid, the row of it on which the first page begins, and how many rows that has."""

    profile: Profile
    first_row: int = 0
    first_rows: int = 0
    """Rows of the whole first page; 0 as on any page."""

    @property
    def first_room(self) -> int:
        """Rows for text on the first page."""
        return max((self.first_rows or self.profile.rows) - self.first_row, 0)

    def first(self, rows: Sequence[Row]) -> "Column":
        """The first page with these rows."""
        top = self.profile.top + self.first_row * self.profile.pitch
        return Column(rows, top, self.profile.pitch)

    def further(self, rows: Sequence[Row]) -> "Column":
        """Another page with these rows."""
        return Column(rows, self.profile.top, self.profile.pitch)


@dataclass(frozen=True)
class Column:
    """The rows of one page; the first has its top at `top` mm."""

    rows: Sequence[Row]
    top: float
    pitch: float

    def row_top(self, row: int) -> float:
        """Upper edge (mm) of the page's row `row`."""
        return self.top + row * self.pitch


def flow(rows: Sequence[Row], frame: Frame) -> list[Column]:
    """Fill pages of 22 rows; no blank row opens a page, no heading ends one."""
    end = _page_end(rows, frame.first_room)
    columns = [frame.first(rows[:end])]
    while rows := _from_text(rows[end:]):
        end = _page_end(rows, frame.profile.rows)
        columns.append(frame.further(rows[:end]))
    return columns


def set_column(compositor: Compositor, sheet: Sheet, column: Column) -> None:
    """Set a page's rows on its sheet."""
    sheet.pitch = column.pitch
    for number, row in enumerate(column.rows):
        compositor.put(sheet, row, column.row_top(number), compositor.body)


def shows_text(column: Column) -> bool:
    """Whether the page carries 正文 (首页必须显示正文, 7.3.3)."""
    return _text_count(column.rows) > 0


def flow_signed(rows: Sequence[Row], frame: Frame, foot: Foot) -> list[Column]:
    """`flow` with room for the signature on the last page, below rows of 正文 (7.3.5.5).

    Where the signature finds no room, or only 附件说明 or one row of 正文 would stand above it, the last page is
    set closer, or rows of the page before move there: as few as bring two of 正文 with them, or one where there
    are not more. Raises SealWithoutText when no division gives 正文 to the first page and to the last.
    """
    *before, last = flow(rows, frame)
    closed = _closed(last, frame, foot)
    if closed and (not before or _text_count(last.rows) >= COMPANY):
        return [*before, closed]
    for start in _starts(rows, frame.profile.rows):
        further = _closed(frame.further(rows[start:]), frame, foot)
        *before, shortened = flow(rows[:start], frame)
        if further and shows_text([*before, shortened][0]):
            return [*before, _spread(shortened, frame.profile), further]
    raise SealWithoutText


def foot_top(column: Column, foot: Foot) -> float:
    """Where (mm) 署名 stands on the page of `column`."""
    return column.row_top(len(column.rows) - 1 + foot.rows_below_text(column.pitch))


def _page_end(rows: Sequence[Row], room: int) -> int:
    """How many rows the page takes; headings at its foot go with their text, unless only they have room."""
    end = min(room, len(rows))
    if end == len(rows):
        return end
    while end and rows[end - 1].heading:
        end -= 1
    return end if any(row.tag is not Tag.ADDRESSEE for row in rows[:end]) else room


def _closed(column: Column, frame: Frame, foot: Foot) -> Column | None:
    """The column with the signature inside the 版心 below it: as it is, or set closer, or not at all."""
    profile = frame.profile
    for pitch in (profile.pitch, profile.pitch * profile.tightest_pitch):
        closer = replace(column, pitch=pitch)
        if foot_top(closer, foot) + foot.depth(pitch) <= profile.bottom + ROUNDING:
            return closer
    return None


def _starts(rows: Sequence[Row], most: int) -> list[int]:
    """Rows of 正文 with which the page of the signature may start, the best first."""

    def blemish(start: int) -> tuple[bool, bool, int]:
        return rows[start - 1].heading, _text_count(rows[start:]) < COMPANY, -start

    nearest = range(max(1, len(rows) - most), len(rows))
    return sorted((start for start in nearest if _text_count(rows[start : start + 1])), key=blemish)


def _text_count(rows: Sequence[Row]) -> int:
    return sum(row.tag is Tag.BODY and bool(row.placed) for row in rows)


def _spread(column: Column, profile: Profile) -> Column:
    """A page that gave rows to the next is spread over its height (调整行距)."""
    gaps = len(column.rows) - 1
    if gaps < 1:
        return column
    pitch = (profile.bottom - profile.em - column.top) / gaps
    return replace(column, pitch=pitch) if pitch <= profile.pitch * profile.widest_pitch else column


def _from_text(rows: Sequence[Row]) -> Sequence[Row]:
    while rows and not rows[0].placed:
        rows = rows[1:]
    return rows
