"""The numbers of GB/T 9704-2012 (党政机关公文格式), each with its clause and how strongly the standard says it.

规定 is required, 一般 usual, 推荐 recommended; 自定 is our choice where the standard is silent. Lengths are
millimetres, sizes of type are points.
"""

POINT = 25.4 / 72
"""Millimetres in a point (磅)."""

# 用纸与版心 (5.1, 5.2.1)
PAPER_WIDTH = 210.0  # 5.1 规定
PAPER_HEIGHT = 297.0  # 5.1 规定
TOP = 37.0  # 5.2.1 规定
LEFT = 28.0  # 5.2.1 规定
WIDTH = 156.0  # 5.2.1 规定
HEIGHT = 225.0  # 5.2.1 规定
RIGHT = LEFT + WIDTH
BOTTOM = TOP + HEIGHT

# 字体字号与行列 (5.2.2, 5.2.3)
BODY_SIZE = 16.0  # 5.2.2 一般
TITLE_SIZE = 22.0  # 7.3.1 规定
SMALL_SIZE = 14.0  # 7.4.2 规定
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
TIGHTEST_PITCH = 0.95  # 7.3.5.5 自定: of the row pitch

# 版头 (7.2)
MARK_INK_TOP = 35.0  # 7.2.4 规定
MARK_SIZE = 48.0  # 7.2.4 自定
MARK_BLANK_ROWS = 2  # 7.2.5 规定
SIGNERS_PER_ROW = 2
"""一般每行排两个签发人姓名 (7.2.6)."""
RED_RULE_GAP = 4.0  # 7.2.7 规定
RED_RULE_THICKNESS = 0.5  # 7.2.7 自定
RED = (0.9, 0.0, 0.0)

# 主体 (7.3), indents in characters
TITLE_BLANK_ROWS = 2  # 7.3.1 规定
BODY_BLANK_ROWS = 1  # 7.3.2 规定
INDENT = 2  # 7.3.3 规定
DATE_RIGHT_SEALED = 4  # 7.3.5.1 规定
ORGAN_RIGHT_UNSEALED = 2  # 7.3.5.2 规定
DATE_SHIFT_UNSEALED = 2  # 7.3.5.2 规定
SEAL_CENTRE_ABOVE_ORGAN = 1.0  # 7.3.5.1 自定
"""The middle of the 署名 row lies this far below the seal's centre (居印章中心偏下位置)."""
ANNEX_TITLE_ROW = 2
"""附件标题居中编排在版心第三行 (7.3.7), counted from nought."""
OBJECT_TITLE_ROW = 1
"""The object of a 印发 notice carries no 附件 label; its title stands one row higher."""

# 版记 (7.4) and 页码 (7.5)
THICK_RULE = 0.35  # 7.4.1 推荐
THIN_RULE = 0.25  # 7.4.1 推荐
PAGE_NUMBER_GAP = 7.0  # 7.5 规定
