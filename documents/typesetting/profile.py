"""The numbers of GB/T 9704-2012 (党政机关公文格式), each with its clause and how strongly the standard says it.

A `Figure` is a float that knows where it comes from, so that the craft computes with it and a check report can
cite it. Lengths are millimetres, sizes of type are points.
"""

from enum import StrEnum
from typing import Self


class Strength(StrEnum):
    """How binding a figure is (约束力); `HOUSE` is our choice where the standard is silent."""

    REQUIRED = "规定"
    USUAL = "一般"
    RECOMMENDED = "推荐"
    OPTIONAL = "可以"
    HOUSE = "自定"


class Figure(float):
    """One number of the standard: its value, unit, clause and strength."""

    unit: str
    clause: str
    strength: Strength

    def __new__(cls, value: float, unit: str, clause: str, strength: Strength) -> Self:
        figure = super().__new__(cls, value)
        figure.unit, figure.clause, figure.strength = unit, clause, strength
        return figure


def _required(value: float, unit: str, clause: str) -> Figure:
    return Figure(value, unit, clause, Strength.REQUIRED)


def _usual(value: float, unit: str, clause: str) -> Figure:
    return Figure(value, unit, clause, Strength.USUAL)


def _house(value: float, unit: str, clause: str) -> Figure:
    return Figure(value, unit, clause, Strength.HOUSE)


POINT = 25.4 / 72
"""Millimetres in a point (磅)."""

# 用纸与版心 (5.1, 5.2.1)
PAPER_WIDTH = _required(210, "mm", "5.1")
PAPER_HEIGHT = _required(297, "mm", "5.1")
TOP = _required(37, "mm", "5.2.1")
LEFT = _required(28, "mm", "5.2.1")
WIDTH = _required(156, "mm", "5.2.1")
HEIGHT = _required(225, "mm", "5.2.1")
RIGHT = LEFT + WIDTH
BOTTOM = TOP + HEIGHT

# 字体字号与行列 (5.2.2, 5.2.3)
BODY_SIZE = _usual(16, "pt", "5.2.2")
TITLE_SIZE = _required(22, "pt", "7.3.1")
SMALL_SIZE = _required(14, "pt", "7.4.2")
ROWS = 22
COLUMNS = 28
"""每面排22行,每行排28个字,并撑满版心 (5.2.3, 一般)."""
EM = BODY_SIZE * POINT
CELL = WIDTH / COLUMNS
PITCH = (HEIGHT - EM) / (ROWS - 1)
"""Row pitch: the first row's em-box touches the upper edge of the 版心 and the last row's the lower edge."""
LEADING = 7 / 8
"""一行 is the height of a character plus 7/8 of a 3号 character (clause 3)."""
TITLE_PITCH = (TITLE_SIZE + LEADING * BODY_SIZE) * POINT
SMALL_PITCH = (SMALL_SIZE + LEADING * BODY_SIZE) * POINT
BASELINE = 0.88
"""Share of the em-box above the baseline; the faces' own vertical metrics are not reliable."""
TIGHTEST_PITCH = _house(0.95, "×", "7.3.5.5")

# 版头 (7.2)
MARK_INK_TOP = _required(35, "mm", "7.2.4")
MARK_SIZE = _house(48, "pt", "7.2.4")
MARK_BLANK_ROWS = _required(2, "行", "7.2.5")
SIGNERS_PER_ROW = 2
"""一般每行排两个签发人姓名 (7.2.6)."""
RED_RULE_GAP = _required(4, "mm", "7.2.7")
RED_RULE_THICKNESS = _house(0.5, "mm", "7.2.7")
RED = (0.9, 0.0, 0.0)

# 主体 (7.3), indents in characters
TITLE_BLANK_ROWS = _required(2, "行", "7.3.1")
BODY_BLANK_ROWS = _required(1, "行", "7.3.2")
INDENT = _required(2, "字", "7.3.3")
DATE_RIGHT_SEALED = _required(4, "字", "7.3.5.1")
ORGAN_RIGHT_UNSEALED = _required(2, "字", "7.3.5.2")
DATE_SHIFT_UNSEALED = _required(2, "字", "7.3.5.2")
SEAL_CENTRE_ABOVE_ORGAN = _house(1, "mm", "7.3.5.1")
"""The middle of the 署名 row lies this far below the seal's centre (居印章中心偏下位置)."""
CARRIED_ROWS = 2
"""Rows of text taken along to the signature page when the seal finds no room (7.3.5.5)."""
ANNEX_TITLE_ROW = 2
"""附件标题居中编排在版心第三行 (7.3.7), counted from nought."""
OBJECT_TITLE_ROW = 1
"""The object of a 印发 notice carries no 附件 label; its title stands one row higher."""

# 版记 (7.4) and 页码 (7.5)
THICK_RULE = Figure(0.35, "mm", "7.4.1", Strength.RECOMMENDED)
THIN_RULE = Figure(0.25, "mm", "7.4.1", Strength.RECOMMENDED)
PAGE_NUMBER_GAP = _required(7, "mm", "7.5")
