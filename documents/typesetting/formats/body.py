"""主体: paragraphs, headings and the attachment note as rows of the grid (7.3.3, 7.3.4, 7.3.6)."""

from collections.abc import Sequence
from dataclasses import replace

from documents.typesetting.engine.lines import Placed, place
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import BLANK, Compositor, Row
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import BodyPart, Document
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


def text_rows(compositor: Compositor, blocks: Sequence[BodyPart], tag: Tag) -> list[Row]:
    """正文: every paragraph two characters in, turned lines to the margin (7.3.3)."""
    rows: list[Row] = []
    indent = compositor.profile.indent * compositor.profile.cell
    for block, below in zip(blocks, (*blocks[1:], None), strict=True):
        heading = below is not None and _heads(block, below)
        rows += [replace(row, heading=heading) for row in compositor.rows(heading_spans(block), tag, indent)]
    return rows


def heading_spans(block: BodyPart) -> list[Span]:
    """The typefaces of a paragraph: where text runs on behind a heading, only its first sentence takes the face."""
    role = HEADING_ROLES.get(block.level, Role.FANGSONG)
    end = block.text.find("。") + 1
    if role is Role.FANGSONG or not end:
        return [Span(block.text, role)]
    return [Span(block.text[:end], role), Span(block.text[end:])]


def _heads(block: BodyPart, below: BodyPart) -> bool:
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
        rows += [replace(named[0], placed=front + named[0].placed), *named[1:]]
    return rows


def _set_at(compositor: Compositor, text: str, left: float) -> tuple[Placed, ...]:
    tokens = compositor.body.tokens([Span(text)], float("inf"))
    return tuple(replace(placed, x=placed.x + left) for placed in place(tokens))
