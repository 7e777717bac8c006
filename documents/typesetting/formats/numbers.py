"""页码 (7.5): 4号 half-width 宋体 figures between two dashes, odd pages on the right, even ones on the left."""

from collections.abc import Sequence

from documents.typesetting import profile
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.fonts.face import DASH, UNITS
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Sheet, Tag


def set_page_numbers(compositor: Compositor, sheets: Sequence[Sheet], content: int, first: int = 1) -> None:
    """Number `sheets` from page `first` on, of which the first `content` carry text; landscape pages like others.

    Where a blank page stands before the page of the 版记, neither has a number; further pages without text
    behind the last one with text are numbered only when no page is blank.
    """
    blank = any(not (sheet.runs or sheet.pictures) for sheet in sheets)
    for number, sheet in enumerate(sheets, start=1):
        if number >= first and (number <= content or not blank):
            _set_number(compositor, sheet, number)


def _set_number(compositor: Compositor, sheet: Sheet, number: int) -> None:
    p, text = compositor.profile, f"{DASH} {number} {DASH}"
    em = p.small_size * profile.POINT
    width = compositor.small.width(text, Role.SONGTI)
    left = p.right - em - width if number % 2 else p.left + em
    ink_top = compositor.faces.face(Role.SONGTI, DASH).outline(DASH).box[3] / UNITS * em
    baseline = p.bottom + p.page_number_gap + ink_top
    top = baseline - profile.BASELINE * em
    compositor.put_text(sheet, text, Role.SONGTI, Tag.PAGE_NUMBER, left, top, compositor.small)
