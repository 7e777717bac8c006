"""版头 (7.2) and 标题 (7.3.1): everything on the first page above the text."""

import math

from documents.typesetting import profile
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.title import split_title
from documents.typesetting.fonts.face import UNITS
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Document
from documents.typesetting.page import Rule, Sheet, Tag
from documents.typesetting.wording import SIGNER_LABEL, mark_text

ROUNDED_DOWN = 0.3
"""The blank row below the title may lose this share of a row for the text to fall on the grid."""
NAME_CELLS = 3
"""Names of two characters are spread to the width of three (同宽)."""


def set_head(compositor: Compositor, sheet: Sheet, document: Document) -> float:
    """Set the 版头 on the first page; answers the y (mm) of the red rule."""
    p = compositor.profile
    _set_corner(compositor, sheet, document)
    mark_bottom = _set_mark(compositor, sheet, mark_text(document))
    first_row = _row_below(sheet, mark_bottom + p.mark_blank_rows * p.pitch)
    signer_rows = math.ceil(len(document.signers) / p.signers_per_row)
    number_top = sheet.top(first_row + max(signer_rows, 1) - 1)
    _set_number(compositor, sheet, document, number_top)
    _set_signers(compositor, sheet, document.signers, first_row)
    red_rule = number_top + p.em + p.red_rule_gap
    thickness = p.red_rule_thickness
    middle = red_rule + thickness / 2
    sheet.rules.append(Rule(p.left, middle, p.width, thickness, Tag.RED_RULE, red=True))
    return red_rule


def set_title(compositor: Compositor, sheet: Sheet, title: str, organ: str, top: float, tag: Tag) -> int:
    """Set a title of 2号小标宋 from `top` (mm); answers the grid row of the text after one blank row (7.3.2)."""
    p = compositor.profile
    em = p.title_size * profile.POINT
    lines = split_title(title, organ, int(p.width / em) - 1)
    for number, line in enumerate(lines):
        _centre(compositor, sheet, line, top + number * p.title_pitch, tag)
    bottom = top + (len(lines) - 1) * p.title_pitch + em
    blank = p.body_blank_rows * p.pitch + p.pitch - p.em
    return math.ceil((bottom + blank - p.top) / sheet.pitch - ROUNDED_DOWN)


def _centre(compositor: Compositor, sheet: Sheet, text: str, top: float, tag: Tag) -> None:
    p = compositor.profile
    width = compositor.title.width(text, Role.XIAOBIAOSONG)
    left = p.left + (p.width - width) / 2
    compositor.put_text(sheet, text, Role.XIAOBIAOSONG, tag, left, top, compositor.title)


def _set_corner(compositor: Compositor, sheet: Sheet, document: Document) -> None:
    """份号 and 紧急程度, one below the other in the upper left corner (7.2.1, 7.2.3)."""
    p = compositor.profile
    corner = [
        (document.copy_no, Role.FANGSONG, Tag.COPY_NO),
        (document.urgency, Role.HEITI, Tag.URGENCY),
    ]
    for row, (text, role, tag) in enumerate(entry for entry in corner if entry[0]):
        compositor.put_text(sheet, text, role, tag, p.left, sheet.top(row), compositor.body)


def _set_mark(compositor: Compositor, sheet: Sheet, text: str) -> float:
    """The red mark, its ink 35 mm below the 版心's upper edge; answers where its ink ends."""
    p = compositor.profile
    ink_top = p.top + p.mark_ink_top
    if not text:
        return ink_top
    role = Role.XIAOBIAOSONG
    natural = compositor.solid(p.mark_size).width(text, role)
    measure = compositor.solid(p.mark_size * min(1.0, p.width / natural))
    boxes = [compositor.faces.face(role, char).outline(char).box for char in text if not char.isspace()]
    em = measure.cell
    above = max(box[3] for box in boxes) / UNITS * em
    below = min(box[1] for box in boxes) / UNITS * em
    left = p.left + (p.width - measure.width(text, role)) / 2
    top = ink_top + above - profile.BASELINE * em
    compositor.put_text(sheet, text, role, Tag.MARK, left, top, measure, red=True)
    return ink_top + above - below


def _row_below(sheet: Sheet, y: float) -> int:
    return math.ceil((y - sheet.profile.top) / sheet.pitch)


def _set_number(compositor: Compositor, sheet: Sheet, document: Document, top: float) -> None:
    """发文字号: centred, or one character from the left when signers stand on the right (7.2.5)."""
    p = compositor.profile
    text = document.doc_number
    centred = p.left + (p.width - compositor.body.width(text, Role.FANGSONG)) / 2
    left = p.left + p.cell if document.signers else centred
    compositor.put_text(sheet, text, Role.FANGSONG, Tag.NUMBER, left, top, compositor.body)


def _set_signers(compositor: Compositor, sheet: Sheet, signers: tuple[str, ...], first_row: int) -> None:
    """签发人: two names a row, aligned under the first name, one character from the right (7.2.6)."""
    p = compositor.profile
    if not signers:
        return
    columns = min(len(signers), p.signers_per_row)
    cells = max(NAME_CELLS, *map(len, signers))
    right = p.right - p.cell
    names = right - (columns * cells + columns - 1) * p.cell
    label = names - len(SIGNER_LABEL) * p.cell
    compositor.put_text(sheet, SIGNER_LABEL, Role.FANGSONG, Tag.SIGNER, label, sheet.top(first_row), compositor.body)
    for index, name in enumerate(signers):
        row, column = divmod(index, columns)
        left = names + column * (cells + 1) * p.cell
        _set_name(compositor, sheet, name, left, sheet.top(first_row + row))


def _set_name(compositor: Compositor, sheet: Sheet, name: str, left: float, top: float) -> None:
    p = compositor.profile
    step = float(NAME_CELLS - 1) if len(name) == 2 else 1.0
    for index, char in enumerate(name):
        x = left + index * step * p.cell
        compositor.put_text(sheet, char, Role.KAITI, Tag.SIGNER, x, top, compositor.body)
