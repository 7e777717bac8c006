"""主体: paragraphs, headings and the attachment note as rows of the grid (7.3.3, 7.3.4, 7.3.6)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from documents.typesetting.engine.figures import figure_slab
from documents.typesetting.engine.flow import COMPANY, Item
from documents.typesetting.engine.lines import Placed, place
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import BLANK, Compositor, Row
from documents.typesetting.engine.tables import table_slabs
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Block, BodyPart, Document, Figure, Table
from documents.typesetting.page import Tag
from documents.typesetting.wording import (
    ATTACHMENT_LABEL,
    addressees_text,
    attachment_numbers,
)

HEADING_ROLES = {1: Role.HEITI, 2: Role.KAITI}
"""一、黑体, (一)楷体; the third and fourth levels are 仿宋 like the text (7.3.3)."""


def addressee_rows(compositor: Compositor, document: Document) -> list[Row]:
    """主送机关: from the margin, turned lines to the margin (7.3.2)."""
    return compositor.rows([Span(addressees_text(document))], Tag.ADDRESSEE)


def text_rows(compositor: Compositor, parts: Sequence[BodyPart], tag: Tag) -> list[Item]:
    """正文: every paragraph two characters in, turned lines to the margin (7.3.3); tables and figures where they stand.

    Raises TableTooWide.
    """
    made = [_part_rows(compositor, part, tag) for part in parts]
    for number, (part, below) in enumerate(pairwise(parts)):
        if isinstance(part, Block) and _heads(part, below):
            made[number] = _kept(made[number], min(COMPANY, len(made[number + 1])))
    return [row for rows in made for row in rows]


def _part_rows(compositor: Compositor, part: BodyPart, tag: Tag) -> Sequence[Item]:
    match part:
        case Table():
            return table_slabs(compositor, part)
        case Figure():
            return [figure_slab(compositor, part)]
        case Block():
            indent = compositor.profile.indent * compositor.profile.cell
            return compositor.rows(heading_spans(part), tag, indent, level=_heading_level(part))


def _kept(rows: Sequence[Item], below: int) -> list[Item]:
    """The rows of a heading, which stay together and with so many rows below them."""
    return [
        replace(row, keep=left + below) if isinstance(row, Row) else row
        for left, row in zip(reversed(range(len(rows))), rows, strict=True)
    ]


def _heading_level(block: Block) -> int:
    """Of a numbered heading; an item of a list that goes on after a semicolon is none."""
    return 0 if block.text.endswith(("；", ";")) else block.level


def heading_spans(block: Block) -> list[Span]:
    """The typefaces of a paragraph: where text runs on behind a heading, only its first sentence takes the face."""
    role = HEADING_ROLES.get(block.level, Role.FANGSONG)
    end = block.text.find("。") + 1
    if not block.level or end in (0, len(block.text)):
        return [Span(block.text, role)]
    return [Span(block.text[:end], role), Span(block.text[end:])]


def _heads(block: Block, below: BodyPart) -> bool:
    """Whether `block` is a heading over `below`: one numbered sentence before text or a lower level.

    One before its like (一、…。二、…。) is an item of a list, and one that ends in a semicolon is too.
    """
    one_sentence = "。" not in block.text[:-1] and not block.text.endswith(("；", ";"))
    return one_sentence and block.level > 0 and not 0 < below.level <= block.level


def attachment_rows(compositor: Compositor, names: tuple[str, ...]) -> list[Row]:
    """附件说明: a blank row, then the names, turned lines under the name's first character (7.3.4)."""
    if not names:
        return []
    numbers = attachment_numbers(names)
    indent = compositor.profile.indent * compositor.profile.cell
    label_end = indent + len(ATTACHMENT_LABEL) * compositor.profile.cell
    field = max(compositor.body.width(number, Role.FANGSONG) for number in numbers)
    rows = [BLANK]
    for index, (number, name) in enumerate(zip(numbers, names, strict=True)):
        left = label_end + field
        named = compositor.rows([Span(name)], Tag.ATTACHMENTS, left, left)
        number_left = left - compositor.body.width(number, Role.FANGSONG)
        front = _set_at(compositor, number, number_left)
        if index == 0:
            front = _set_at(compositor, ATTACHMENT_LABEL, indent) + front
        keep = int(index == 0 and len(numbers) + len(named) > 2)
        rows += [replace(named[0], placed=front + named[0].placed, keep=keep), *named[1:]]
    return rows


def _set_at(compositor: Compositor, text: str, left: float) -> tuple[Placed, ...]:
    tokens = compositor.body.tokens([Span(text)], float("inf"))
    return tuple(replace(placed, x=placed.x + left) for placed in place(tokens))
