"""Tables (表格): cells become fields in columns of their own width, rows become slabs, the head is repeated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, product

from documents.typesetting.engine.lines import natural
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.slab import Line, Slab, Type
from documents.typesetting.engine.table_rows import Caption, Field, Rows
from documents.typesetting.engine.widths import Content, Demand, demands, shared
from documents.typesetting.errors import TableTooWide
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Table
from documents.typesetting.page import Tag
from documents.typesetting.profile import POINT

SMALLER = (12.0, 10.5, 9.0)
"""小四, 五号, 小五: for tables of more columns than have room, points."""
BESIDE = 0.25
"""Ems of white between a rule and the text."""
SHORT = 8
"""Characters up to which an entry stands in the middle of its column."""
COMPANY = 2
"""Rows on the page of the caption."""
HEAD_SHARE = 0.5
"""A head that takes more of the page than this is not repeated."""
NUMERIC = re.compile(r"[\d\s.,:%‰+\-—~～/]*")


@dataclass(frozen=True)
class Place:
    """A cell with the fields of the table that it covers; a field without a cell is empty."""

    row: int
    column: int
    text: str = ""
    across: int = 1
    down: int = 1

    @property
    def covered(self) -> set[tuple[int, int]]:
        """Row and column of each field under it."""
        return set(product(range(self.row, self.row + self.down), range(self.column, self.column + self.across)))

    @property
    def short(self) -> bool:
        """Whether it stands in the middle rather than from the left."""
        return len(self.text) <= SHORT or NUMERIC.fullmatch(self.text) is not None


@dataclass(frozen=True)
class Design:
    """How a table is set: its type, the widths of its columns, which way it lies."""

    type: Type
    widths: Sequence[float]
    turned: bool

    @property
    def width(self) -> float:
        """Of the whole table, mm."""
        return sum(self.widths)


def table_slabs(compositor: Compositor, table: Table) -> list[Slab]:
    """The caption and the rows of `table`, as wide as the 版心.

    Raises TableTooWide when not even 小五 on a turned page has room for a character in each column.
    """
    p = compositor.profile
    places = places_of(table, int(p.height / (SMALLER[-1] * POINT * (1 + 2 * BESIDE))))
    if not places:
        return []
    design = _design(compositor, table, places)
    caption = _caption(compositor, table, design)
    fields = _fields(compositor, table, places, design)
    blocks = [
        Rows(
            design.type, inside, end - start, turned=design.turned, first=start == 0, joined=start > 0 or bool(caption)
        )
        for start, end, inside in _blocks(fields)
    ]
    return [*caption, *_with_head(compositor, blocks, table.head)]


def places_of(table: Table, most: int) -> list[Place]:
    """Every cell in its row and column, row by row; a cell that reaches into another one's place is cut back.

    Raises TableTooWide for a table of more than `most` columns.
    """
    taken: set[tuple[int, int]] = set()
    found: list[Place] = []
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            if column + cell.across > most:
                raise TableTooWide
            across = next((n for n in range(1, cell.across) if (row, column + n) in taken), max(cell.across, 1))
            down = max(min(cell.down, len(table.rows) - row), 1)
            place = Place(row, column, cell.text, across, down)
            taken |= place.covered
            found.append(place)
            column += place.across
    columns = 1 + max((column for _, column in taken), default=-1)
    grid = product(range(len(table.rows)), range(columns))
    found += [Place(row, column) for row, column in grid if (row, column) not in taken]
    return sorted(found, key=lambda place: (place.row, place.column))


def _design(compositor: Compositor, table: Table, places: Sequence[Place]) -> Design:
    """The largest type in which every column has a comfortable width; on a turned page where none has."""
    p = compositor.profile
    wanted = _demands(Type(compositor.solid(p.table_size), p.leading), table, places)
    sizes = [p.table_size, *(size for size in SMALLER if size < p.table_size)]
    tries = [(size, turned) for turned in (False, True) if turned or not table.landscape for size in sizes]
    for size, turned in tries:
        type_ = Type(compositor.solid(size), p.leading)
        scaled = [demand.scaled(size / p.table_size) for demand in wanted]
        white = 2 * BESIDE * type_.em
        room = (p.height if turned else p.width) - white * len(wanted)
        if sum(demand.least for demand in scaled) <= room:
            break
    return Design(type_, [width + white for width in shared(scaled, room)], turned)


def _demands(type_: Type, table: Table, places: Sequence[Place]) -> list[Demand]:
    contents = [
        Content(place.column, place.across, *_longest(type_, place.text, _role(table, place))) for place in places
    ]
    return demands(contents, max(place.column + place.across for place in places), type_.em)


def _longest(type_: Type, text: str, role: Role) -> tuple[float, float]:
    """Its longest line and its longest word, mm."""
    lines = [type_.measure.tokens([Span(line, role)], float("inf")) for line in text.splitlines()]
    words = (token.width for line in lines for token in line)
    return max(map(natural, lines), default=0.0), max(words, default=0.0)


def _role(table: Table, place: Place) -> Role:
    return Role.HEITI if place.row < table.head else Role.FANGSONG


def _caption(compositor: Compositor, table: Table, design: Design) -> list[Slab]:
    """表题: of 黑体, above the table and on the page of its first two rows."""
    if not table.caption:
        return []
    p = compositor.profile
    type_ = Type(compositor.solid(p.table_size), p.leading)
    lines = type_.centred(table.caption, Role.HEITI, Tag.CAPTION, 0.0, design.width, compositor.part())
    return [Caption(type_, lines, design.turned, min(COMPANY, len(table.rows)))]


def _fields(compositor: Compositor, table: Table, places: Sequence[Place], design: Design) -> list[Field]:
    lefts = list(accumulate(design.widths, initial=0.0))
    ragged = {place.column for place in places if place.row >= table.head and place.across == 1 and not place.short}
    fields: list[Field] = []
    for place in places:
        left = lefts[place.column]
        width = lefts[place.column + place.across] - left
        centred = place.row < table.head or (place.short and (place.across > 1 or place.column not in ragged))
        lines = _lines(compositor, place, _role(table, place), design.type, left, width, centred)
        fields.append(Field(place.row, place.down, left, width, lines))
    return fields


def _lines(
    compositor: Compositor, place: Place, role: Role, type_: Type, left: float, width: float, centred: bool
) -> list[Line]:
    set_in = type_.centred if centred else type_.justified
    white = BESIDE * type_.em
    return set_in(place.text, role, Tag.TABLE, left + white, width - 2 * white, compositor.part())


def _blocks(fields: Sequence[Field]) -> Iterator[tuple[int, int, list[Field]]]:
    """The rows that cells reaching down hold together: first row, row behind the last, and their fields."""
    rows: list[list[Field]] = [[] for _ in range(max(one.end for one in fields))]
    for one in fields:
        rows[one.row].append(one)
    start, end, inside = 0, 0, list[Field]()
    for number, row in enumerate(rows, start=1):
        inside += [replace(one, row=one.row - start) for one in row]
        end = max(end, number, *(one.end for one in row))
        if end == number:
            yield start, end, inside
            start, inside = end, []


def _with_head(compositor: Compositor, blocks: Sequence[Rows], head: int) -> list[Slab]:
    """The blocks of a table, those of the head never last on a page and repeated above the others.

    A head that takes half the page, or that a cell ties to the rows below it, is not repeated.
    """
    starts = list(accumulate((block.count for block in blocks), initial=0))
    count = sum(start < head for start in starts[:-1])
    heads = [replace(block, keep=count - number) for number, block in enumerate(blocks[:count])]
    page = compositor.profile.width if blocks[0].turned else compositor.profile.height
    again = starts[count] == head and sum(block.height for block in heads) <= HEAD_SHARE * page
    return [*heads, *(replace(block, opening=heads if again else ()) for block in blocks[count:])]
