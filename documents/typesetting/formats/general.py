"""通用格式 (7.2, 7.3.1): what stands above the text on the first page."""

from documents.typesetting.engine.flow import Frame
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.formats.head import set_corner, set_number_and_signers, set_red_rule
from documents.typesetting.formats.mark import set_mark
from documents.typesetting.formats.title import set_adopted, set_title, text_row
from documents.typesetting.model import Document
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.wording import adopted_text, mark_parts


def open_general(compositor: Compositor, sheet: Sheet, document: Document, share: float) -> Frame:
    """版头 and 标题, the mark in `share` of its size; answers the room left for the text."""
    p = compositor.profile
    set_corner(compositor, sheet, document, p.top)
    mark_bottom = set_mark(
        compositor, sheet, *mark_parts(document), ink_top=p.top + p.mark_ink_top, size=p.mark_size * share
    )
    number = set_number_and_signers(compositor, sheet, document, mark_bottom + p.mark_blank_rows * p.pitch)
    return open_title(compositor, sheet, document, set_red_rule(compositor, sheet, number))


def open_title(compositor: Compositor, sheet: Sheet, document: Document, red_rule: float) -> Frame:
    """标题 two rows below the red rule (7.3.1), 题注 below it, the text one blank row further (7.3.2)."""
    p = compositor.profile
    top = red_rule + p.title_blank_rows * p.pitch
    bottom = set_title(compositor, sheet, document.title, document.organ, top, Tag.TITLE)
    bottom = set_adopted(compositor, sheet, adopted_text(document), bottom)
    return Frame(p, text_row(compositor, bottom, p.body_blank_rows))
