"""What a text consists of: paragraphs with their place in the outline, tables, figures."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct


class MarkKind(StrEnum):
    """What somebody left on a paragraph (痕迹)."""

    INSERTED = "inserted"
    DELETED = "deleted"
    COMMENT = "comment"


class Mark(Struct, frozen=True):
    """A trace on characters `start`..`end` of a paragraph's text as it reads when all changes are accepted.

    A deletion stands between two characters (`start` == `end`) and carries what was deleted in `text`; a comment
    carries what it says.
    """

    kind: MarkKind
    start: int
    end: int
    text: str = ""
    author: str = ""
    at: datetime | None = None


class Block(Struct, frozen=True, tag_field="form", tag="text"):
    """One paragraph. `level` 0 is running text; 1-4 are headings 一、 (一) 1. (1) (7.3.3)."""

    text: str
    level: int = 0
    marks: tuple[Mark, ...] = ()


class Cell(Struct, frozen=True):
    """A field of a table; it may reach over columns to the right and rows below, which then have no cell there."""

    text: str
    across: int = 1
    down: int = 1


class Table(Struct, frozen=True, tag_field="form", tag="table"):
    """A table; the first `head` rows are repeated on every page that it goes on to."""

    rows: tuple[tuple[Cell, ...], ...]
    head: int = 1
    caption: str = ""
    landscape: bool = False
    """Set across the height of the paper on pages of its own (A4纸型的表格横排, clause 8)."""
    level: ClassVar[int] = 0

    @property
    def text(self) -> str:
        """Its characters: the caption, then one line a row, cells parted by tabs."""
        rows = ("\t".join(" ".join(cell.text.split()) for cell in row) for row in self.rows)
        return "\n".join([*([self.caption] if self.caption else []), *rows])


class Figure(Struct, frozen=True, tag_field="form", tag="figure"):
    """A picture, PNG or JPEG, printed `width` x `height` millimetres large."""

    data: bytes
    width: float
    height: float
    caption: str = ""
    level: ClassVar[int] = 0

    @property
    def text(self) -> str:
        """Its characters."""
        return self.caption


BodyPart = Block | Table | Figure
"""Whatever may stand in a text."""
