"""Rows onto pages (分页), so that the seal always shares its page with text (7.3.5.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.typesetting import profile
from documents.typesetting.errors import FirstPageWithoutText, SealTooLarge
from documents.typesetting.page import Tag
from documents.typesetting.setting import Row
from documents.typesetting.signature import Signature

WIDEST_PITCH = 1.15
"""A page that gave rows to the next is spread over its height, up to this much (调整行距)."""


@dataclass(frozen=True)
class Column:
    """The rows of one page; the first has its top at `top` mm."""

    rows: tuple[Row, ...]
    top: float = float(profile.TOP)
    pitch: float = profile.PITCH

    def row_top(self, row: int) -> float:
        """Upper edge (mm) of the page's row `row`."""
        return self.top + row * self.pitch


def flow(rows: Sequence[Row], first_row: int = 0) -> list[Column]:
    """Fill pages of 22 rows, the first from grid row `first_row`; a blank row never opens a page."""
    room = max(profile.ROWS - first_row, 0)
    columns = [Column(tuple(rows[:room]), profile.TOP + first_row * profile.PITCH)]
    while rows := _from_text(rows[room:]):
        room = profile.ROWS
        columns.append(Column(tuple(rows[:room])))
    return columns


def shows_text(column: Column) -> bool:
    """Whether the page carries 正文 (首页必须显示正文, 7.3.3)."""
    return any(row.tag is Tag.BODY and row.placed for row in column.rows)


def make_room(columns: Sequence[Column], signature: Signature) -> list[Column]:
    """The columns with the last one leaving room for the signature: as they are, or set closer, or with rows
    handed to a further page (7.3.5.5).

    Raises FirstPageWithoutText when that would empty the first page of text, SealTooLarge when nothing helps.
    """
    *before, last = columns
    for pitch in (profile.PITCH, profile.PITCH * profile.TIGHTEST_PITCH):
        if fits(closer := replace(last, pitch=pitch), signature):
            return [*before, closer]
    taken = profile.CARRIED_ROWS
    if not before and not shows_text(Column(last.rows[:-taken])):
        taken = 1
    remaining = _spread(replace(last, rows=last.rows[:-taken]))
    further = Column(tuple(_from_text(last.rows[-taken:])))
    if not before and not shows_text(remaining):
        raise FirstPageWithoutText
    if not fits(further, signature):
        raise SealTooLarge
    return [*before, remaining, further]


def fits(column: Column, signature: Signature) -> bool:
    """Whether the signature ends inside the 版心."""
    return signature_top(column, signature) + signature.depth(column.pitch) <= profile.BOTTOM + 0.01


def signature_top(column: Column, signature: Signature) -> float:
    """Where (mm) 署名 stands on the page of `column`."""
    return column.row_top(len(column.rows) - 1 + signature.rows_below_text(column.pitch))


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
