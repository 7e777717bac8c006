"""Rows onto pages (分页): 正文 on the first page and on the page of the seal, no heading at a page's foot.

What stands among the rows and has a height of its own, a table or a figure, is a slab; below it text falls back on
the grid. Rows of a paragraph may stand alone at a page's foot or head: the standard asks for pages of 22 full rows
(5.2.3) and not for their company.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, takewhile
from math import ceil
from typing import Protocol

from documents.typesetting.engine import landscape
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.engine.slab import Slab
from documents.typesetting.errors import SealWithoutText
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.profile import Profile

COMPANY = 2
"""Rows of 正文 that stand on the page of the seal where there are as many: one looks lost."""
ROUNDING = 0.01
"""Millimetres lost to arithmetic."""
CLEAR = 0.5
"""Share of the leading that is free below a slab."""

Item = Row | Slab


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
    first_row: float = 0
    first_rows: float = 0
    """Rows of the whole first page; 0 as on any page."""
    turned: bool = False
    """Whether the first page is turned: its rows are then those of the lying page."""

    def first(self, rows: Sequence[Item]) -> "Column":
        """The first page with these rows."""
        p = landscape.lying(self.profile) if self.turned else self.profile
        bottom = p.top + (self.first_rows - 1) * p.pitch + p.em if self.first_rows else p.bottom
        return Column(p, rows, p.top + self.first_row * p.pitch, p.pitch, bottom, turned=self.turned)

    def further(self, rows: Sequence[Item]) -> "Column":
        """Another page with these rows, turned if the first of them is; above a table's rows its head again."""
        turned = _is_turned(rows[0]) if rows else False
        p = landscape.lying(self.profile) if turned else self.profile
        opening = () if not rows or isinstance(rows[0], Row) else rows[0].opening
        return Column(p, rows, p.top, p.pitch, p.bottom, opening, turned)


@dataclass(frozen=True)
class Column:
    """The rows of one page between `top` and `bottom` mm, those of a turned one as it lies."""

    profile: Profile
    """Of the lying page where it is turned."""
    rows: Sequence[Item]
    top: float
    pitch: float
    bottom: float
    opening: Sequence[Slab] = ()
    """Set once more above the rows."""
    turned: bool = False

    @cached_property
    def places(self) -> list[tuple[float, float]]:
        """Upper and lower edge (mm) of everything, the opening included."""
        return list(_places(self, (*self.opening, *self.rows)))

    @property
    def end(self) -> float:
        """Lower edge (mm) of the last row; of an empty page, of the row above its first one."""
        return self.places[-1][1] if self.places else self.top - self.pitch + self.profile.em

    def row_top(self, row: int) -> float:
        """Upper edge (mm) of the page's row `row`."""
        return self.places[len(self.opening) + row][0]


def flow(rows: Sequence[Item], frame: Frame) -> list[Column]:
    """Fill pages of 22 rows; no blank row opens a page, no heading ends one, a turned table has its own pages."""
    column, rows = _filled(frame.first, rows, least=0)
    columns = [column]
    while rows := _from_text(rows):
        column, rows = _filled(frame.further, rows)
        columns.append(column)
    return columns


def set_column(compositor: Compositor, sheet: Sheet, column: Column) -> None:
    """Set a page's rows on its sheet."""
    if column.turned:
        lain = compositor.lying.sheet()
        _set_items(compositor.lying, lain, column)
        landscape.turn(sheet, lain)
    else:
        sheet.pitch = column.pitch
        _set_items(compositor, sheet, column)


def shows_text(column: Column) -> bool:
    """Whether the page carries 正文 (首页必须显示正文, 7.3.3)."""
    return _text_count(column.rows) > 0


def flow_signed(rows: Sequence[Item], frame: Frame, foot: Foot) -> list[Column]:
    """`flow` with room for the signature on the last page, below rows of 正文 (7.3.5.5); tables are 正文 too.

    Where the signature finds no room, or only 附件说明 or one row of 正文 would stand above it, the last page is
    set closer, or rows of the page before move there: as few as bring two of 正文 with them, or one where there
    are not more. Raises SealWithoutText when no division gives 正文 to the first page and to the last.
    """
    *before, last = flow(rows, frame)
    closed = _closed(last, foot)
    if closed and (not before or _text_count(last.rows) >= COMPANY):
        return [*before, closed]
    for start in _starts(rows, frame.profile.rows):
        further = _closed(frame.further(rows[start:]), foot)
        *before, shortened = flow(rows[:start], frame)
        if further and shows_text([*before, shortened][0]):
            return [*before, _spread(shortened), further]
    if halved := _last_slab_halved(rows):
        return flow_signed(halved, frame, foot)
    raise SealWithoutText


def foot_top(column: Column, foot: Foot) -> float:
    """Where (mm) 署名 stands on the page of `column`."""
    return column.end - column.profile.em + foot.rows_below_text(column.pitch) * column.pitch


def _places(column: Column, items: Iterable[Item]) -> Iterator[tuple[float, float]]:
    """Upper and lower edge of each: rows on the grid, a slab below them or joined to the slab above."""
    em, clear = column.profile.em, column.pitch - column.profile.em
    free, below_slab = column.top, False
    for item in items:
        if isinstance(item, Row):
            top = _on_grid(column, free + CLEAR * clear) if below_slab else free
            yield top, top + em
            free, below_slab = top + column.pitch, False
        else:
            top = free + clear if below_slab and not item.joined else free
            yield top, top + item.height
            free, below_slab = top + item.height, True


def _on_grid(column: Column, y: float) -> float:
    return column.top + ceil((y - column.top - ROUNDING) / column.pitch) * column.pitch


def _filled(
    page: Callable[[Sequence[Item]], Column], rows: Sequence[Item], *, least: int = 1
) -> tuple[Column, Sequence[Item]]:
    """A page with as many of `rows` as it takes, and the others."""
    column = page(rows)
    fit, full = _fitting(column)
    if full and (pieces := _pieces(column, rows, fit)):
        rows, fit = [*rows[:fit], *pieces, *rows[fit + 1 :]], fit + 1
    end = max(_kept(rows, fit) if full else fit, least)
    return page(rows[:end]), rows[end:]


def _fitting(column: Column) -> tuple[int, bool]:
    """How many of its rows the page has room for, and whether the next one stays behind for want of it."""
    places = islice(_places(column, chain(column.opening, column.rows)), len(column.opening), None)
    for fit, (item, (_, end)) in enumerate(zip(column.rows, places, strict=True)):
        if _is_turned(item) != column.turned:
            return fit, False
        if end > column.bottom + ROUNDING:
            return fit, True
    return len(column.rows), False


def _pieces(column: Column, rows: Sequence[Item], fit: int) -> tuple[Slab, Slab] | None:
    """Of a slab that no page holds what stands here and what stands on the next page."""
    slab = rows[fit]
    if isinstance(slab, Row) or sum(each.height for each in (*column.opening, slab)) <= column.profile.height:
        return None
    return slab.cut(column.bottom - replace(column, rows=rows[: fit + 1]).row_top(fit))


def _kept(rows: Sequence[Item], fit: int) -> int:
    """How many of the `fit` rows leave none behind that the next page needs; all where only 主送机关 would be left."""
    reach, end = 0, 0
    for number, item in enumerate(rows[:fit], start=1):
        reach = max(reach, number + item.keep)
        if reach <= number:
            end = number
    return end if any(not isinstance(item, Row) or item.tag is not Tag.ADDRESSEE for item in rows[:end]) else fit


def _closed(column: Column, foot: Foot) -> Column | None:
    """The column with the signature inside the 版心 below it: as it is, or set closer, or not at all."""
    profile = column.profile
    for pitch in (profile.pitch, profile.pitch * profile.tightest_pitch):
        closer = replace(column, pitch=pitch)
        if not column.turned and foot_top(closer, foot) + foot.depth(pitch) <= column.bottom + ROUNDING:
            return closer
    return None


def _starts(rows: Sequence[Item], most: int) -> list[int]:
    """Rows of 正文 with which the page of the signature may start, the best first."""
    upright = max((number for number, item in enumerate(rows, start=1) if _is_turned(item)), default=1)

    def blemish(start: int) -> tuple[bool, bool, int]:
        parted = any(index + rows[index].keep >= start for index in range(max(start - most, 0), start))
        return parted, _text_count(rows[start:]) < COMPANY, -start

    nearest = range(max(upright, len(rows) - most), len(rows))
    return sorted((start for start in nearest if _text_count(rows[start : start + 1])), key=blemish)


def _last_slab_halved(rows: Sequence[Item]) -> Sequence[Item] | None:
    """The rows with the last table's last row cut between its lines, if it can be."""
    for index in reversed(range(len(rows))):
        slab = rows[index]
        if not isinstance(slab, Row):
            pieces = None if slab.turned else slab.cut(slab.height / 2)
            return [*rows[:index], *pieces, *rows[index + 1 :]] if pieces else None
    return None


def _text_count(rows: Sequence[Item]) -> int:
    return sum(not isinstance(row, Row) or (row.tag is Tag.BODY and bool(row.placed)) for row in rows)


def _spread(column: Column) -> Column:
    """A page of rows that gave some to the next is spread over its height (调整行距)."""
    gaps = len(column.rows) - 1
    if gaps < 1 or not all(isinstance(row, Row) for row in column.rows):
        return column
    pitch = (column.bottom - column.profile.em - column.top) / gaps
    return replace(column, pitch=pitch) if pitch <= column.profile.pitch * column.profile.widest_pitch else column


def _from_text(rows: Sequence[Item]) -> Sequence[Item]:
    blank = sum(1 for _ in takewhile(lambda row: isinstance(row, Row) and not row.placed, rows))
    return rows[blank:]


def _is_turned(item: Item) -> bool:
    return not isinstance(item, Row) and item.turned


def _set_items(compositor: Compositor, sheet: Sheet, column: Column) -> None:
    left = compositor.profile.left
    for number, slab in enumerate(column.opening):
        slab.set(compositor, sheet, left, column.places[number][0], opens=number == 0, again=True)
    for number, item in enumerate(column.rows):
        top = column.row_top(number)
        if isinstance(item, Row):
            compositor.put(sheet, item, top, compositor.body)
        else:
            item.set(compositor, sheet, left, top, opens=number == 0 and not column.opening)
