"""命令(令)格式 (10.2): the mark 20 mm below the 版心's edge, 令号, the text; no title and no 主送机关."""

import math

from documents.typesetting.engine.flow import Frame
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.formats.head import set_corner, set_number
from documents.typesetting.formats.mark import set_mark
from documents.typesetting.model import Document
from documents.typesetting.page import Sheet
from documents.typesetting.wording import mark_parts


def open_order(compositor: Compositor, sheet: Sheet, document: Document, share: float) -> Frame:
    """The mark and, two rows below, 令号; the text two rows further.

    The text falls on the grid, so the two gaps, which stay alike, may differ from two rows by a quarter of a row.
    """
    p = compositor.profile
    set_corner(compositor, sheet, document, p.top)
    ink_top = p.top + p.order_mark_ink_top
    mark_bottom = set_mark(compositor, sheet, *mark_parts(document), ink_top=ink_top, size=p.mark_size * share)
    gaps = p.order_number_blank_rows + p.order_body_blank_rows
    row = math.floor((mark_bottom + gaps * p.pitch + p.em - p.top) / p.pitch + 0.5)
    free = sheet.top(row) - mark_bottom - p.em
    set_number(compositor, sheet, document, mark_bottom + free * p.order_number_blank_rows / gaps)
    return Frame(p, row)
