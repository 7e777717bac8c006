"""版头 (7.2) below the mark and beside it: 份号, 紧急程度, 发文字号, 签发人, the red rule."""

import math

from documents.typesetting.engine.lines import place
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import Compositor, Row
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Document
from documents.typesetting.page import Rule, Sheet, Tag
from documents.typesetting.wording import SIGNER_LABEL

NAME_CELLS = 3
"""Names of two characters are spread to the width of three (同宽)."""


def set_corner(compositor: Compositor, sheet: Sheet, document: Document, top: float) -> int:
    """份号 and 紧急程度, each in a row of its own from `top` mm (7.2.1, 7.2.3); answers how many rows they take."""
    corner = [
        (text, role, tag)
        for text, role, tag in (
            (document.copy_no, Role.FANGSONG, Tag.COPY_NO),
            (document.urgency, Role.HEITI, Tag.URGENCY),
        )
        if text
    ]
    p = compositor.profile
    for row, (text, role, tag) in enumerate(corner):
        compositor.put_text(sheet, text, role, tag, p.left, top + row * p.pitch, compositor.body)
    return len(corner)


def set_number(compositor: Compositor, sheet: Sheet, document: Document, top: float) -> None:
    """发文字号 centred at `top` mm (7.2.5)."""
    width = compositor.body.width(document.doc_number, Role.FANGSONG)
    _number_at(
        compositor, sheet, document.doc_number, compositor.profile.left + (compositor.profile.width - width) / 2, top
    )


def set_number_and_signers(compositor: Compositor, sheet: Sheet, document: Document, top: float) -> float:
    """The rows of 签发人 from `top` mm, 发文字号 one character from the left beside the last one (7.2.5, 7.2.6).

    Without signers the number is centred. Answers the top of the number's row.
    """
    if not document.signers:
        set_number(compositor, sheet, document, top)
        return top
    p = compositor.profile
    columns = _columns(compositor, document)
    last = top + (math.ceil(len(document.signers) / columns) - 1) * p.pitch
    _number_at(compositor, sheet, document.doc_number, p.left + p.cell, last)
    _set_signers(compositor, sheet, document.signers, columns, top)
    return last


def set_red_rule(compositor: Compositor, sheet: Sheet, number_top: float) -> float:
    """红色分隔线 4 mm below 发文字号, as wide as the 版心 (7.2.7); answers its upper edge."""
    p = compositor.profile
    edge = number_top + p.em + p.red_rule_gap
    thickness = p.red_rule_thickness
    sheet.rules.append(Rule(p.left, edge + thickness / 2, p.width, thickness, Tag.RED_RULE, red=True))
    return edge


def _number_at(compositor: Compositor, sheet: Sheet, number: str, left: float, top: float) -> None:
    compositor.put_text(sheet, number, Role.FANGSONG, Tag.NUMBER, left, top, compositor.body)


def _name_cells(signers: tuple[str, ...]) -> int:
    return max(NAME_CELLS, *map(len, signers))


def _names_left(compositor: Compositor, signers: tuple[str, ...], columns: int) -> float:
    """Where the first name of a row begins, the last one ending one character from the right."""
    p = compositor.profile
    cells = columns * _name_cells(signers) + columns - 1
    return p.right - (1 + cells) * p.cell


def _columns(compositor: Compositor, document: Document) -> int:
    """Two names a row; one where the label of a single row would run into the number."""
    p = compositor.profile
    columns = min(len(document.signers), p.signers_per_row)
    label = _names_left(compositor, document.signers, columns) - len(SIGNER_LABEL) * p.cell
    number = p.left + 2 * p.cell + compositor.body.width(document.doc_number, Role.FANGSONG)
    return 1 if len(document.signers) <= columns and number > label else columns


def _set_signers(compositor: Compositor, sheet: Sheet, signers: tuple[str, ...], columns: int, top: float) -> None:
    """签发人: the label once, turned rows aligned under the first name (7.2.6)."""
    p = compositor.profile
    names = _names_left(compositor, signers, columns)
    label = names - len(SIGNER_LABEL) * p.cell
    compositor.put_text(sheet, SIGNER_LABEL, Role.FANGSONG, Tag.SIGNER, label, top, compositor.body)
    for index, name in enumerate(signers):
        row, column = divmod(index, columns)
        left = names + column * (_name_cells(signers) + 1) * p.cell
        _set_name(compositor, sheet, name, left, top + row * p.pitch)


def _set_name(compositor: Compositor, sheet: Sheet, name: str, left: float, top: float) -> None:
    tokens = compositor.body.tokens([Span(name, Role.KAITI)], float("inf"))
    width = NAME_CELLS * compositor.profile.cell if len(name) == 2 else None
    compositor.put(sheet, Row(place(tokens, width), Tag.SIGNER), top, compositor.body, left=left)
