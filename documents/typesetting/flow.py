"""Rows onto pages (分页): 正文 on the first page and on the page of the seal, no heading at a page's foot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.typesetting import profile
from documents.typesetting.errors import SealWithoutText
from documents.typesetting.page import Tag
from documents.typesetting.setting import Row
from documents.typesetting.signature import Signature

WIDEST_PITCH = 1.15
"""A page that gave rows to the next is spread over its height, up to this much (调整行距)."""
COMPANY = 2
"""Rows of 正文 that stand on the page of the seal where there are as many: one looks lost."""
ROUNDING = 0.01
"""Millimetres lost to arithmetic."""


@dataclass(frozen=True)
class Column:
    """The rows of one page; the first has its top at `top` mm."""

    rows: Sequence[Row]
    top: float = profile.TOP
    pitch: float = profile.PITCH

    def row_top(self, row: int) -> float:
        """Upper edge (mm) of the page's row `row`."""
        return self.top + row * self.pitch


def flow(rows: Sequence[Row], first_row: int = 0) -> list[Column]:
    """Fill pages of 22 rows, the first from grid row `first_row`; no blank row opens a page, no heading ends one."""
    top = profile.TOP + first_row * profile.PITCH
    end = _page_end(rows, max(profile.ROWS - first_row, 0))
    columns = [Column(rows[:end], top)]
    while rows := _from_text(rows[end:]):
        end = _page_end(rows, profile.ROWS)
        columns.append(Column(rows[:end]))
    return columns


def shows_text(column: Column) -> bool:
    """Whether the page carries 正文 (首页必须显示正文, 7.3.3)."""
    return _text_count(column.rows) > 0


def flow_signed(rows: Sequence[Row], first_row: int, signature: Signature) -> list[Column]:
    """`flow` with room for the signature on the last page, below rows of 正文 (7.3.5.5).

    Where the signature finds no room, or only 附件说明 or one row of 正文 would stand above it, the last page is
    set closer, or rows of the page before move there: as few as bring two of 正文 with them, or one where there
    are not more. Raises SealWithoutText when no division gives 正文 to the first page and to the last.
    """
    *before, last = flow(rows, first_row)
    closed = _closed(last, signature)
    if closed and (not before or _text_count(last.rows) >= COMPANY):
        return [*before, closed]
    for start in _starts(rows):
        further = _closed(Column(rows[start:]), signature)
        *before, shortened = flow(rows[:start], first_row)
        if further and shows_text([*before, shortened][0]):
            return [*before, _spread(shortened), further]
    raise SealWithoutText


def signature_top(column: Column, signature: Signature) -> float:
    """Where (mm) 署名 stands on the page of `column`."""
    return column.row_top(len(column.rows) - 1 + signature.rows_below_text(column.pitch))


def _page_end(rows: Sequence[Row], room: int) -> int:
    """How many rows the page takes; headings at its foot go with their text, unless only they have room."""
    end = min(room, len(rows))
    if end == len(rows):
        return end
    while end and rows[end - 1].heading:
        end -= 1
    return end if any(row.tag is not Tag.ADDRESSEE for row in rows[:end]) else room


def _closed(column: Column, signature: Signature) -> Column | None:
    """The column with the signature inside the 版心 below it: as it is, or set closer, or not at all."""
    for pitch in (profile.PITCH, profile.PITCH * profile.TIGHTEST_PITCH):
        closer = replace(column, pitch=pitch)
        if signature_top(closer, signature) + signature.depth(pitch) <= profile.BOTTOM + ROUNDING:
            return closer
    return None


def _starts(rows: Sequence[Row]) -> list[int]:
    """Rows of 正文 with which the page of the signature may start, the best first."""

    def blemish(start: int) -> tuple[bool, bool, int]:
        return rows[start - 1].heading, _text_count(rows[start:]) < COMPANY, -start

    nearest = range(max(1, len(rows) - profile.ROWS), len(rows))
    return sorted((start for start in nearest if _text_count(rows[start : start + 1])), key=blemish)


def _text_count(rows: Sequence[Row]) -> int:
    return sum(row.tag is Tag.BODY and bool(row.placed) for row in rows)


def _spread(column: Column) -> Column:
    gaps = len(column.rows) - 1
    if gaps < 1:
        return column
    pitch = (profile.BOTTOM - profile.EM - column.top) / gaps
    return replace(column, pitch=pitch) if pitch <= profile.PITCH * WIDEST_PITCH else column


def _from_text(rows: Sequence[Row]) -> Sequence[Row]:
    while rows and not rows[0].placed:
        rows = rows[1:]
    return rows
