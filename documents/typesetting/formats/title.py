"""标题 (7.3.1) and 题注, and the row of the grid on which the text below them begins."""

import math

from documents.typesetting import profile
from documents.typesetting.engine.measure import Measure
from documents.typesetting.engine.setting import Compositor
from documents.typesetting.engine.title import split_title
from documents.typesetting.fonts.faces import Role
from documents.typesetting.page import Sheet, Tag

ROUNDED_DOWN = 0.45
"""The blank row below the title may lose this share of a row for the text to fall on the grid."""


def set_title(compositor: Compositor, sheet: Sheet, title: str, organ: str, top: float, tag: Tag) -> float:
    """Set a title of 2号小标宋, centred, from `top` mm; answers its lower edge."""
    p = compositor.profile
    em = p.title_size * profile.POINT
    lines = split_title(title, organ, int(p.width / em) - 1)
    _set_centred(compositor, sheet, lines, compositor.title, top, p.title_pitch, Role.XIAOBIAOSONG, tag)
    return top + (len(lines) - 1) * p.title_pitch + em


def set_adopted(compositor: Compositor, sheet: Sheet, text: str, bottom: float) -> float:
    """题注 of 3号楷体, centred in the row below a title that ends at `bottom` mm; answers the lower edge of both."""
    if not text:
        return bottom
    p = compositor.profile
    lines = split_title(text, "", p.columns - 2 * p.indent)
    top = bottom + p.pitch - p.em
    _set_centred(compositor, sheet, lines, compositor.body, top, p.pitch, Role.KAITI, Tag.ADOPTED)
    return top + (len(lines) - 1) * p.pitch + p.em


def text_row(compositor: Compositor, bottom: float, blank: int, shift: float = 0.0) -> float:
    """The row of the grid with about `blank` rows between it and what ends at `bottom` mm.

    A grid that is shifted down by the share `shift` of a row has its rows there.
    """
    p = compositor.profile
    top = bottom + blank * p.pitch + p.pitch - p.em
    return math.ceil((top - p.top) / p.pitch - shift - ROUNDED_DOWN) + shift


def _set_centred(
    compositor: Compositor,
    sheet: Sheet,
    lines: list[str],
    measure: Measure,
    top: float,
    pitch: float,
    role: Role,
    tag: Tag,
) -> None:
    p, part = compositor.profile, compositor.part()
    for number, line in enumerate(lines):
        left = p.left + (p.width - measure.width(line, role)) / 2
        compositor.put_text(sheet, line, role, tag, left, top + number * pitch, measure, part=part)
