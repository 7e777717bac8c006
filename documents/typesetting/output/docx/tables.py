"""表格: merged cells, a head that is repeated, rows that no page cuts, columns as wide as the layout made them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, pairwise

from documents.typesetting import profile
from documents.typesetting.engine.tables import BESIDE, Place, places_of
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Table
from documents.typesetting.output.docx.grid import Grid
from documents.typesetting.output.docx.wml import Element, Form, element, paragraph, run, run_properties, twips, value
from documents.typesetting.page import Layout, Page, Run, Tag
from documents.typesetting.profile import Profile

MOST = 1000
"""Columns: a layout has refused a table that is too wide."""


@dataclass(frozen=True)
class Printed:
    """How the layout set a table."""

    size: float
    """Points."""
    edges: tuple[float, ...]
    """Of its columns, millimetres from its left edge."""
    turned: bool


def printed_tables(layout: Layout, tables: Iterable[Table]) -> Iterator[Printed]:
    """How each of `tables`, given in order, was set; one whose cells are all empty has not been."""
    parts = groupby(
        ((page, run_) for page in layout.pages for run_ in page.runs if run_.tag is Tag.TABLE),
        lambda found: found[1].part,
    )
    for part in tables:
        texts = [place.text for place in places_of(part, MOST) if place.text.strip()]
        cells = [next(group) for _, group in islice(parts, len(texts))]
        yield _printed(layout.profile, cells)


def _printed(p: Profile, cells: Sequence[tuple[Page, Run]]) -> Printed:
    if not cells:
        return Printed(p.table_size, (), turned=False)
    first = cells[0][1]
    edges = {round(edge, 1) for page, run_ in cells for edge in _edges(page, run_)}
    return Printed(first.size, tuple(sorted(edges)), first.turned)


def _edges(page: Page, cell: Run) -> Iterator[float]:
    """Where the rules between columns stand that pass beside a cell, mm along the row."""
    for rule in page.rules:
        if rule.tag is Tag.TABLE and rule.upright is not cell.turned:
            start, at = (rule.x, rule.y) if cell.turned else (rule.y, rule.x)
            if start <= cell.baseline <= start + rule.width:
                yield -at if cell.turned else at


def table(grid: Grid, part: Table, printed: Printed) -> Element:
    """The table, its columns as wide as the layout made them."""
    cells = places_of(part, MOST)
    rows = _by_row(cells, len(part.rows))
    long = frozenset(p.column for p in cells if p.row >= part.head and p.across == 1 and not p.short)
    widths = _widths(grid, printed, max(place.column + place.across for place in cells))
    side = twips(BESIDE * printed.size * profile.POINT / 2)
    return element(
        "w:tbl",
        _properties(grid, sum(widths), side),
        element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)),
        *(_row(grid, part, row, number, widths, printed.size, long) for number, row in enumerate(rows)),
    )


def _by_row(cells: Sequence[Place], count: int) -> list[list[Place]]:
    """The cells that stand in each row, those that reach down into it too, from left to right."""
    rows: list[list[Place]] = [[] for _ in range(count)]
    for place in sorted(cells, key=lambda place: place.column):
        for row in rows[place.row : place.row + place.down]:
            row.append(place)
    return rows


def caption(grid: Grid, text: str, form: Form) -> Element:
    """表题 or 图题: centred, in 黑体 of the table's size."""
    size = grid.profile.table_size
    form = replace(form, line=_line(grid, size), align="center")
    return paragraph(form, run(text, run_properties(Role.HEITI, size)))


def _line(grid: Grid, size: float) -> int:
    """A row of its own size (clause 3), twips."""
    return round(size * 20 * (1 + grid.profile.leading))


def _widths(grid: Grid, printed: Printed, columns: int) -> list[int]:
    """Twips of every column; all equal where the layout does not tell."""
    if len(printed.edges) == columns + 1:
        return [twips(right - left) for left, right in pairwise(printed.edges)]
    return [twips(grid.profile.width / columns)] * columns


def _properties(grid: Grid, width: int, side: int) -> Element:
    """Rules of the profile's thickness, a little white beside the text."""
    eighths = round(grid.profile.table_rule / profile.POINT * 8)
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = [element(f"w:{edge}", val="single", sz=eighths, space=0, color="000000") for edge in edges]
    return element(
        "w:tblPr",
        element("w:tblW", w=width, type="dxa"),
        element("w:tblInd", w=0, type="dxa"),
        element("w:tblBorders", *rules),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", element("w:left", w=side, type="dxa"), element("w:right", w=side, type="dxa")),
    )


def _row(
    grid: Grid,
    part: Table,
    cells: Sequence[Place],
    number: int,
    widths: Sequence[int],
    size: float,
    long: frozenset[int],
) -> Element:
    """One row: its own cells, and the lower parts of those that reach down into it."""
    height = element("w:trHeight", val=_line(grid, size), hRule="atLeast")
    head = element("w:tblHeader") if number < part.head else None
    row = element("w:tr", element("w:trPr", element("w:cantSplit"), height, head))
    row.extend(_cell(grid, part, place, long, widths, size, first=place.row == number) for place in cells)
    return row


def _cell(
    grid: Grid, part: Table, place: Place, long: frozenset[int], widths: Sequence[int], size: float, *, first: bool
) -> Element:
    properties = element(
        "w:tcPr",
        element("w:tcW", w=sum(widths[place.column : place.column + place.across]), type="dxa"),
        value("w:gridSpan", place.across) if place.across > 1 else None,
        _reach(place, first=first),
        value("w:vAlign", "center"),
    )
    role = Role.HEITI if place.row < part.head else Role.FANGSONG
    align = "center" if _is_centred(place, part.head, long) else "both"
    form = Form(keep=place.row < part.head, line=_line(grid, size), align=align)
    lines = place.text.splitlines() if first else []
    return element("w:tc", properties, *_cell_lines(lines, form, role, size))


def _cell_lines(lines: Sequence[str], form: Form, role: Role, size: float) -> Iterator[Element]:
    """A paragraph a line; a cell has at least one."""
    for line in lines or [""]:
        yield paragraph(form, *([run(line, run_properties(role, size, spacing=0))] if line else []))


def _reach(place: Place, *, first: bool) -> Element | None:
    if place.down == 1:
        return None
    return value("w:vMerge", "restart" if first else "continue")


def _is_centred(place: Place, head: int, long: frozenset[int]) -> bool:
    """Heads and short entries, the latter where all of their column are short."""
    return place.row < head or (place.short and (place.across > 1 or place.column not in long))
