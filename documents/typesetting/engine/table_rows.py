"""Rows of a table (表格) as slabs: fields between rules, which a page takes whole or cut between lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.slab import Line, Slab, Type
from documents.typesetting.page import Rule, Sheet, Tag

COMPANY = 2
"""So many lines of a cell at least stand on the page where the cell is cut."""
ROUNDING = 0.01
"""Millimetres lost to arithmetic."""


@dataclass(frozen=True)
class Caption:
    """表题: above its table, on the page of its first two rows."""

    type: Type
    lines: Sequence[Line]
    turned: bool
    keep: int
    joined: bool = False
    opening: Sequence[Slab] = ()

    @property
    def height(self) -> float:
        """Of its lines."""
        return len(self.lines) * self.type.pitch

    def cut(self, room: float) -> None:
        """A caption is not cut."""

    def set(
        self, compositor: Compositor, sheet: Sheet, left: float, top: float, *, opens: bool = False, again: bool = False
    ) -> None:
        """Set its lines one below the other."""
        self.type.set(compositor, sheet, self.lines, left, top, again=again)


@dataclass(frozen=True)
class Field:
    """A cell in its place: rows counted from the first of its slab, millimetres from the slab's left edge."""

    row: int
    down: int
    left: float
    width: float
    lines: Sequence[Line]

    @property
    def end(self) -> int:
        """The row below it."""
        return self.row + self.down


@dataclass(frozen=True)
class Rows:
    """Rows of a table that cells reaching down hold together; mostly a single one."""

    type: Type
    fields: Sequence[Field]
    """Row by row, from left to right."""
    count: int
    keep: int = 0
    joined: bool = True
    turned: bool = False
    first: bool = False
    """Of the table: it draws the table's upper rule."""
    opening: Sequence[Slab] = field(default=(), repr=False)

    @cached_property
    def tops(self) -> list[float]:
        """The upper edge of every row and the lower one of the last, mm: each row as high as its cells want."""
        heights = [self.type.pitch] * self.count
        for one in sorted(self.fields, key=lambda one: one.end):
            wanted = len(one.lines) * self.type.pitch
            heights[one.end - 1] += max(wanted - sum(heights[one.row : one.end]), 0.0)
        return list(accumulate(heights, initial=0.0))

    @property
    def height(self) -> float:
        """Of all rows."""
        return self.tops[-1]

    def cut(self, room: float) -> tuple["Rows", "Rows"] | None:
        """Two pieces, parted below the last row that has room, or between the lines of a row that has none."""
        whole = sum(top <= room + ROUNDING for top in self.tops[1:])
        if whole == self.count or (not whole and room < COMPANY * self.type.pitch):
            return None
        edge, room = (whole, self.tops[whole]) if whole else (1, room)
        upper = [self._above(one, edge, room) for one in self.fields if one.row < edge]
        lower = [self._below(one, whole, room) for one in self.fields if one.end > whole]
        return (
            replace(self, fields=upper, count=edge, keep=0),
            replace(self, fields=lower, count=self.count - whole, first=False, joined=True),
        )

    def set(
        self, compositor: Compositor, sheet: Sheet, left: float, top: float, *, opens: bool = False, again: bool = False
    ) -> None:
        """Set the cells and the rules to their right and below them; the upper one where no row stands above."""
        for one in self.fields:
            middle = (self.tops[one.row] + self.tops[one.end] - len(one.lines) * self.type.pitch) / 2
            self.type.set(compositor, sheet, one.lines, left, top + middle, again=again)
        width = max(one.left + one.width for one in self.fields)
        thickness = compositor.profile.table_rule
        levels = [(0.0, 0.0, width)] if opens or self.first else []
        for y, start, end in [*levels, *self._levels()]:
            sheet.rules.append(
                Rule(left + start - thickness / 2, top + y, end - start + thickness, thickness, Tag.TABLE)
            )
        for x, start, end in self._uprights():
            sheet.rules.append(Rule(left + x, top + start, end - start, thickness, Tag.TABLE, upright=True))

    def _above(self, one: Field, edge: int, room: float) -> Field:
        """What of a field stands above row `edge` and above `room`."""
        return replace(one, down=min(one.end, edge) - one.row, lines=one.lines[: self._fitting(one, room)])

    def _below(self, one: Field, edge: int, room: float) -> Field:
        """What of a field stands from row `edge` on, where nothing stands above `room`."""
        row = max(one.row, edge)
        return replace(one, row=row - edge, down=one.end - row, lines=one.lines[self._fitting(one, room) :])

    def _fitting(self, one: Field, room: float) -> int:
        """How many lines of a field stand above `room`."""
        return max(int((room - self.tops[one.row] + ROUNDING) / self.type.pitch), 0)

    def _levels(self) -> list[tuple[float, float, float]]:
        """The rules below the fields: y, start and end; those of neighbours are one."""
        found: list[tuple[float, float, float]] = []
        for one in sorted(self.fields, key=lambda one: (one.end, one.left)):
            y, start = self.tops[one.end], one.left
            if found and found[-1][0] == y and abs(found[-1][2] - start) < ROUNDING:
                start = found.pop()[1]
            found.append((y, start, one.left + one.width))
        return found

    def _uprights(self) -> list[tuple[float, float, float]]:
        """The rules to the right of the fields and at the left edge: x, start and end."""
        edges = [(one.left + one.width, self.tops[one.row], self.tops[one.end]) for one in self.fields]
        return [(0.0, 0.0, self.height), *edges]
