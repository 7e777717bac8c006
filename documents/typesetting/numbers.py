"""页码 (7.5): 4号 half-width 宋体 figures between two dashes, odd pages on the right, even ones on the left."""

from collections.abc import Sequence

from documents.typesetting import profile
from documents.typesetting.face import DASH, UNITS
from documents.typesetting.faces import Role
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.setting import Compositor

EM = profile.SMALL_SIZE * profile.POINT


def set_page_numbers(compositor: Compositor, sheets: Sequence[Sheet], content: int) -> None:
    """Number `sheets`, of which the first `content` carry text.

    Where a blank page stands before the page of the 版记, neither has a number; further pages without text
    behind the last one with text are numbered only when no page is blank.
    """
    blank = any(not sheet.runs for sheet in sheets)
    for number, sheet in enumerate(sheets, start=1):
        if number <= content or not blank:
            _set_number(compositor, sheet, number)


def _set_number(compositor: Compositor, sheet: Sheet, number: int) -> None:
    text = f"{DASH} {number} {DASH}"
    width = compositor.small.width(text, Role.SONGTI)
    left = profile.RIGHT - EM - width if number % 2 else profile.LEFT + EM
    ink_top = compositor.faces.face(Role.SONGTI, DASH).outline(DASH).box[3] / UNITS * EM
    baseline = profile.BOTTOM + profile.PAGE_NUMBER_GAP + ink_top
    top = baseline - profile.BASELINE * EM
    compositor.put_text(sheet, text, Role.SONGTI, Tag.PAGE_NUMBER, left, top, compositor.small)
