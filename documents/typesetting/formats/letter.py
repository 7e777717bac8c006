"""信函格式 (10.1): the mark 30 mm below the paper's edge, red double rules at the head and foot of the first page."""

from documents.typesetting import profile
from documents.typesetting.engine.flow import Frame
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.fonts.faces import Role
from documents.typesetting.formats.head import set_corner
from documents.typesetting.formats.mark import set_mark
from documents.typesetting.formats.title import set_adopted, set_title, text_row
from documents.typesetting.model import Document
from documents.typesetting.page import Rule, Sheet, Tag
from documents.typesetting.profile import Profile
from documents.typesetting.wording import adopted_text, mark_parts


def open_letter(compositor: Compositor, sheet: Sheet, document: Document, share: float) -> Frame:
    """The mark, both double rules, what stands between the upper one and the text; answers the room for the text."""
    p = compositor.profile
    size = p.letter_mark_size * share
    mark_bottom = set_mark(compositor, sheet, *mark_parts(document), ink_top=p.letter_mark_ink_top, size=size)
    upper = mark_bottom + p.letter_rule_gap
    _set_double_rule(p, sheet, upper, (p.letter_rule_thick, p.letter_rule_thin))
    _set_double_rule(p, sheet, _lower_rule(p), (p.letter_rule_thin, p.letter_rule_thick))
    bottom = _set_first_rows(compositor, sheet, document, upper + _double_rule(p) + p.letter_gap * p.em)
    top = bottom + p.letter_title_blank_rows * p.pitch
    bottom = set_title(compositor, sheet, document.title, document.organ, top, Tag.TITLE)
    bottom = set_adopted(compositor, sheet, adopted_text(document), bottom)
    rows = _rows_above_the_lower_rule(p)
    return Frame(p, text_row(compositor, bottom, p.body_blank_rows, rows % 1), rows)


def _set_first_rows(compositor: Compositor, sheet: Sheet, document: Document, top: float) -> float:
    """份号 and 紧急程度 on the left, 发文字号 on the right of the first row; answers where the last of them ends."""
    p = compositor.profile
    rows = set_corner(compositor, sheet, document, top)
    if document.doc_number:
        left = p.right - compositor.body.width(document.doc_number, Role.FANGSONG)
        compositor.put_text(sheet, document.doc_number, Role.FANGSONG, Tag.NUMBER, left, top, compositor.body)
        rows = max(rows, 1)
    return top + (rows - 1) * p.pitch + p.em if rows else top


def _double_rule(p: Profile) -> float:
    """Height of a double rule, mm."""
    return p.letter_rule_thick + p.letter_rules_apart + p.letter_rule_thin


def _lower_rule(p: Profile) -> float:
    """Upper edge of the lower double rule, whose lower edge is 20 mm above the paper's."""
    return p.paper_height - p.letter_lower_rule - _double_rule(p)


def _rows_above_the_lower_rule(p: Profile) -> float:
    """Rows of the grid down to 7/8 of a character above the lower rule; the first page's rows are shifted by the rest.

    So the row above the rule, where there is one, keeps that distance (10.1).
    """
    return (_lower_rule(p) - p.letter_gap * p.em - p.em - p.top) / p.pitch + 1


def _set_double_rule(p: Profile, sheet: Sheet, top: float, thicknesses: tuple[float, float]) -> None:
    """Two red rules, 170 mm long and centred on the paper, the upper edge of the first at `top` mm."""
    x = (profile.PAPER_WIDTH - p.letter_rule_width) / 2
    for thickness in thicknesses:
        sheet.rules.append(Rule(x, top + thickness / 2, p.letter_rule_width, thickness, Tag.RED_RULE, red=True))
        top += thickness + p.letter_rules_apart
