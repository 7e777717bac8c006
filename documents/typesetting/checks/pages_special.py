"""What only letters, orders and minutes have (clause 10): their positions on the pages, to 0.1 mm."""

from collections.abc import Iterator

from documents.typesetting.checks.paper import TENTH, Paper, em_of, ink_bottom, place, right_of, shows, told
from documents.typesetting.checks.report import Flaw, Rule, Where
from documents.typesetting.model import Format
from documents.typesetting.page import Tag
from documents.typesetting.profile import Strength


def letter_rules(paper: Paper) -> Iterator[Flaw]:
    """A letter's red double rules: 170 mm, centred; the lower one 20 mm from the paper's foot (10.1)."""
    p = paper.profile
    lines = sorted((rule for _, rule in paper.rules(Tag.RED_RULE)), key=lambda rule: rule.y)
    if len(lines) != 4:
        yield Flaw(Where(Tag.RED_RULE.value, page=1), f"{len(lines)} 条", "上下各一条红色双线")
        return
    for rule in lines:
        where = Where(Tag.RED_RULE.value, page=1, x=rule.x, y=round(rule.y, 1))
        yield from told(where, "长", rule.width, p.letter_rule_width)
        yield from told(where, "距左页边", rule.x, (p.paper_width - p.letter_rule_width) / 2)
    for thick, thin in ((lines[0], lines[1]), (lines[3], lines[2])):
        if thick.thickness <= thin.thickness:
            where = Where(Tag.RED_RULE.value, page=1, x=thick.x, y=round(thick.y, 1))
            yield Flaw(where, "粗细颠倒", "上双线上粗下细，下双线上细下粗")
    lowest = p.paper_height - lines[3].y - lines[3].thickness / 2
    where = Where(Tag.RED_RULE.value, page=1, x=lines[3].x, y=round(lines[3].y, 1))
    yield from told(where, "距下页边", lowest, p.letter_lower_rule, 1.0)


def letter_top(paper: Paper) -> Iterator[Flaw]:
    """A letter's upper rule lies 4 mm below the mark; 发文字号 stands on the right, 7/8 字高 below it (10.1)."""
    p = paper.profile
    lines = sorted((rule for _, rule in paper.rules(Tag.RED_RULE)), key=lambda rule: rule.y)[:2]
    if not lines or not paper.runs(Tag.MARK):
        return
    where = Where(Tag.RED_RULE.value, page=1, x=lines[0].x, y=round(lines[0].y, 1))
    gap = lines[0].y - lines[0].thickness / 2 - ink_bottom([run for _, run in paper.runs(Tag.MARK)])
    yield from told(where, "距发文机关标志", gap, p.letter_rule_gap, 3 * TENTH)
    for page, number in paper.runs(Tag.NUMBER)[-1:]:
        yield from told(place(page, number), "右边距左页边", right_of(number), p.right, 3 * TENTH)
        below = number.top - lines[-1].y - lines[-1].thickness / 2
        yield from told(place(page, number), "距红色双线", below, p.letter_gap * p.em, 3 * TENTH)


def letter_number(paper: Paper) -> Iterator[Flaw]:
    """A letter's first page carries no number (10.1)."""
    for page, run in paper.runs(Tag.PAGE_NUMBER):
        if page.number == 1:
            yield Flaw(place(page, run), "首页显示页码", "首页不显示页码")


def order_number(paper: Paper) -> Iterator[Flaw]:
    """令号 two rows below an order's mark, the text two rows below it (10.2)."""
    p, (page, number) = paper.profile, paper.runs(Tag.NUMBER)[0]
    text = [run for found, run in paper.runs(Tag.BODY) if found is page]
    if text:
        gap = text[0].top - number.top - em_of(number)
        least = p.order_body_blank_rows * p.pitch
        if gap < least - p.pitch / 2:
            yield Flaw(place(page, number), f"与正文相距 {gap:.1f} mm", f"空二行（{least:.1f} mm）")


def attendance_place(paper: Paper) -> Iterator[Flaw]:
    """出席, 请假, 列席: two characters in (10.3)."""
    p = paper.profile
    page, first = paper.runs(Tag.ATTENDANCE)[0]
    yield from told(place(page, first), "距左页边", first.xs[0], p.left + p.indent * p.cell)


def _letter(paper: Paper) -> bool:
    return paper.format is Format.LETTER


def _order(paper: Paper) -> bool:
    return paper.format is Format.ORDER and bool(paper.runs(Tag.NUMBER))


R = Strength.REQUIRED
RULES: tuple[Rule[Paper], ...] = (
    Rule("GW-10.1", "10.1", R, "信函格式的红色双线长 170 mm，居中，上粗下细、上细下粗。", _letter, letter_rules),
    Rule("GW-10.1-top", "10.1", R, "红色双线在发文机关标志下 4 mm，发文字号居右顶格。", _letter, letter_top),
    Rule("GW-10.1-page", "10.1", R, "信函格式首页不显示页码。", _letter, letter_number),
    Rule("GW-10.2", "10.2", R, "令号在发文机关标志下空二行居中，正文在令号下空二行。", _order, order_number),
    Rule(
        "GW-10.3",
        "10.3",
        Strength.ALLOWED,
        "出席、请假、列席人员名单左空二字。",
        shows(Tag.ATTENDANCE),
        attendance_place,
    ),
)
"""What only a special format has."""
