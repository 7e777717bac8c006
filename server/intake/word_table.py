"""The grid of a table in a DOCX file: rows, the cells in them, and which cells go on from above or over columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from server.intake.blocks import Cell
from server.intake.word_part import attribute, child, name, value, whole

MAX_ACROSS = 63
"""Columns of a table in Word."""

_INSIDE = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}
_OFF = {"0", "false", "off"}


@dataclass(frozen=True)
class Field:
    """One `tc`, or columns that a row leaves free (None)."""

    element: etree._Element | None
    across: int = 1
    goes_on: bool = False
    """Goes on from the cell above it (vMerge)."""


@dataclass(frozen=True)
class Row:
    element: etree._Element
    fields: tuple[Field, ...]
    is_head: bool


@dataclass
class _Open:
    """A cell that rows below may still belong to."""

    lines: list[str]
    across: int
    down: int
    bottom: int


def rows(table: etree._Element) -> list[Row]:
    """The rows of a table; those of tables inside its cells are not among them."""
    found = _within(table, "tr")
    return [Row(row, tuple(_fields(row)), _is_on(child(row, "trPr", "tblHeader"))) for row in found]


def cells(texts: Sequence[Sequence[tuple[Field, str]]]) -> tuple[tuple[Cell, ...], ...]:
    """The fields of all rows with what they say, as cells; a field that goes on from above joins the cell there."""
    above: dict[int, _Open] = {}
    made: list[list[_Open]] = []
    for number, row in enumerate(texts):
        here, column = [], 0
        for field, text in row:
            cell = above.get(column) if field.goes_on else None
            if cell and cell.across == field.across and cell.bottom == number - 1:
                cell.lines, cell.down, cell.bottom = [*cell.lines, text], cell.down + 1, number
            else:
                above[column] = _Open([text], field.across, 1, number)
                here.append(above[column])
            column += field.across
        made.append(here)
    return tuple(
        tuple(Cell("\n".join(filter(None, cell.lines)), cell.across, cell.down) for cell in row) for row in made
    )


def head_rows(table: Sequence[Sequence[Cell]], said: int) -> int:
    """How many rows are the head: `said` by the file, else one, and as many as a cell in them reaches down.

    None when that would be the whole table.
    """
    head, at = max(1, said), 0
    while at < min(head, len(table)):
        head = max([head, *(at + cell.down for cell in table[at])])
        at += 1
    return head if head < len(table) else 0


def _fields(row: etree._Element) -> Iterator[Field]:
    before, after = (whole(value(row, "trPr", side)) for side in ("gridBefore", "gridAfter"))
    if before:
        yield Field(None, min(before, MAX_ACROSS))
    for cell in _within(row, "tc"):
        across = min(max(1, whole(value(cell, "tcPr", "gridSpan"), 1)), MAX_ACROSS)
        merge = child(cell, "tcPr", "vMerge")
        yield Field(cell, across, merge is not None and attribute(merge, "val") != "restart")
    if after:
        yield Field(None, min(after, MAX_ACROSS))


def _within(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of a name, also inside what only groups them."""
    for each in element:
        if name(each) == wanted:
            yield each
        elif name(each) in _INSIDE:
            yield from _within(each, wanted)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and attribute(switch, "val") not in _OFF
