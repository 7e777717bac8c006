"""纪要格式 (10.3): the mark of the meeting, its number, and who was there below the text."""

from dataclasses import replace

from documents.typesetting.engine.flow import Frame
from documents.typesetting.engine.lines import natural, place
from documents.typesetting.engine.measure import Span
from documents.typesetting.engine.setting import BLANK, Compositor, Row
from documents.typesetting.fonts.faces import Role
from documents.typesetting.formats.general import open_title
from documents.typesetting.formats.head import set_corner, set_number, set_red_rule
from documents.typesetting.formats.mark import set_mark
from documents.typesetting.model import Attendance, Document
from documents.typesetting.page import Sheet, Tag
from documents.typesetting.wording import attendance_label, mark_parts


def open_minutes(compositor: Compositor, sheet: Sheet, document: Document, share: float) -> Frame:
    """纪要标志, number, red rule and 标题; answers the room left for the text."""
    p = compositor.profile
    set_corner(compositor, sheet, document, p.top)
    ink_top = p.top + p.minutes_mark_ink_top
    mark_bottom = set_mark(compositor, sheet, *mark_parts(document), ink_top=ink_top, size=p.mark_size * share)
    number = mark_bottom + p.mark_blank_rows * p.pitch
    set_number(compositor, sheet, document, number)
    return open_title(compositor, sheet, document, set_red_rule(compositor, sheet, number))


def attendance_rows(compositor: Compositor, attendance: tuple[Attendance, ...]) -> list[Row]:
    """出席, 请假, 列席: a blank row, labels in 黑体, turned lines under the first name (10.3)."""
    rows = [BLANK] * compositor.profile.attendance_blank_rows if attendance else []
    return rows + [row for group in attendance for row in _group_rows(compositor, group)]


def _group_rows(compositor: Compositor, group: Attendance) -> list[Row]:
    p = compositor.profile
    indent = p.indent * p.cell
    label = compositor.body.tokens([Span(attendance_label(group), Role.HEITI)], p.width)
    hang = indent + natural(label)
    lines = _name_lines(compositor, group.names, p.width - hang)
    named = [row for line in lines for row in compositor.rows([Span(line)], Tag.ATTENDANCE, hang, hang)]
    first, *others = named or [Row(tag=Tag.ATTENDANCE, part=compositor.part())]
    first = replace(first, placed=place(label, None, indent) + first.placed)
    return [first, *(replace(row, part=first.part) for row in others)]


def _name_lines(compositor: Compositor, names: str, width: float) -> list[str]:
    """Names that are set apart by white space, as many on a line as it holds: no name is divided."""
    lines: list[str] = []
    for name in names.split():
        longer = f"{lines[-1]}\u3000{name}" if lines else name
        if lines and compositor.body.width(longer, Role.FANGSONG) <= width:
            lines[-1] = longer
        else:
            lines.append(name)
    return lines
