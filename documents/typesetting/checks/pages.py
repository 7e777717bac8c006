"""用纸、版心、版头 and 标题 (clauses 5, 7.2, 7.3.1-7.3.4, 7.3.7): their positions on the pages, to 0.1 mm."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from documents.typesetting import profile
from documents.typesetting.checks.paper import (
    MIDDLE,
    TENTH,
    TEXT,
    Paper,
    em_of,
    ink_top,
    place,
    right_of,
    shows,
    told,
)
from documents.typesetting.checks.report import Flaw, Rule, Where, always
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Format
from documents.typesetting.page import Tag
from documents.typesetting.profile import Strength

OUTSIDE = frozenset({Tag.PAGE_NUMBER, Tag.MARK, Tag.FIGURE})
"""What may stand outside the 版心, or has a place of its own."""
ROLES = {
    Tag.MARK: Role.XIAOBIAOSONG,
    Tag.TITLE: Role.XIAOBIAOSONG,
    Tag.ANNEX_TITLE: Role.XIAOBIAOSONG,
    Tag.URGENCY: Role.HEITI,
    Tag.ANNEX_LABEL: Role.HEITI,
    Tag.PAGE_NUMBER: Role.SONGTI,
    Tag.NUMBER: Role.FANGSONG,
    Tag.ADDRESSEE: Role.FANGSONG,
    Tag.ORGAN: Role.FANGSONG,
    Tag.DATE: Role.FANGSONG,
    Tag.IMPRINT: Role.FANGSONG,
}
ON_GRID = (Tag.ADDRESSEE, *TEXT, Tag.ATTACHMENTS)
JOINED = 1.4
"""Pitches up to which two rows stand one below the other."""


def area(paper: Paper) -> Iterator[Flaw]:
    """Everything but the page numbers stands inside the 版心 (5.2.1); a letter's first page ends at its rule (10.1)."""
    p = paper.profile
    letter_foot = p.paper_height - p.letter_lower_rule - p.letter_gap * p.em
    for tag in Tag:
        for page, run in paper.runs(tag) if tag not in OUTSIDE else ():
            lowest = run.top + em_of(run)
            inside = run.xs[0] >= p.left - TENTH and run.xs[-1] < p.right
            foot = letter_foot if paper.format is Format.LETTER and page.number == 1 else p.bottom
            if not inside or run.top < p.top - TENTH or lowest > foot + TENTH:
                yield Flaw(place(page, run), "超出版心", f"左 {p.left:g}–{p.right:g} mm，上 {p.top:g}–{p.bottom:g} mm")


def rows(paper: Paper) -> Iterator[Flaw]:
    """No page has more than 22 rows (5.2.3)."""
    for page in paper.layout.pages:
        count = len(paper.rows(page, *ON_GRID))
        if count > paper.profile.rows:
            yield Flaw(Where("正文", page=page.number), f"{count} 行", f"{paper.profile.rows} 行")


def pitch(paper: Paper) -> Iterator[Flaw]:
    """Rows of one page are equally far apart; adjusted only as 7.3.5.5 allows."""
    p = paper.profile
    for page in paper.layout.pages:
        if not p.tightest_pitch - 0.001 <= page.pitch / p.pitch <= p.widest_pitch + 0.001:
            yield Flaw(Where("正文", page=page.number), f"行距 {page.pitch:.2f} mm", f"{p.pitch:.2f} mm")
        for above, below in pairwise(paper.rows(page, *TEXT)):
            step = below[0].baseline - above[0].baseline
            if step < page.pitch * JOINED:
                yield from told(place(page, below[0]), "行距", step, page.pitch)


def first_row(paper: Paper) -> Iterator[Flaw]:
    """Where a page begins with text, its first row touches the upper edge of the 版心 (5.2.1, 5.2.3)."""
    for page in paper.layout.pages[1:]:
        runs = [run for run in page.runs if not run.turned and run.text.strip()]
        top = min(runs, key=lambda run: run.top, default=None)
        if top and top.tag in TEXT:
            yield from told(place(page, top), "首行上边缘距上页边", top.top, paper.profile.top)


def full_rows(paper: Paper) -> Iterator[Flaw]:
    """A row that its paragraph goes on from fills the 版心 (撑满版心, 5.2.3); a mark at its end may be half as wide."""
    p = paper.profile
    for page in paper.layout.pages:
        for row, below in pairwise(paper.rows(page, *TEXT)):
            short = p.right - right_of(row[-1])
            if (
                row[-1].part
                and row[-1].part == below[0].part
                and not -p.cell / 2 - TENTH <= short <= p.cell / 2 + TENTH
            ):
                yield Flaw(place(page, row[0]), f"右边空 {short:.1f} mm", "撑满版心")


def sizes(paper: Paper) -> Iterator[Flaw]:
    """3号 for the text, 2号 for titles, 4号 for 版记 and 页码 (5.2.2, 7.3.1, 7.4.2, 7.5)."""
    p = paper.profile
    wanted = dict.fromkeys((*ON_GRID, Tag.NUMBER, Tag.SIGNER, Tag.ORGAN, Tag.DATE, Tag.NOTE, Tag.URGENCY), p.body_size)
    wanted |= dict.fromkeys((Tag.TITLE, Tag.ANNEX_TITLE), p.title_size)
    wanted |= dict.fromkeys((Tag.IMPRINT, Tag.PAGE_NUMBER), p.small_size)
    for tag, size in wanted.items():
        for page, run in paper.runs(tag):
            if run.size != size:
                yield Flaw(place(page, run), f"{run.size:g} 磅", f"{size:g} 磅")


def typefaces(paper: Paper) -> Iterator[Flaw]:
    """Each element in its typeface (5.2.2, 7.2-7.5), the mark in red (7.2.4)."""
    for tag, role in ROLES.items():
        for page, run in paper.runs(tag):
            if run.role is not role:
                yield Flaw(place(page, run), run.role.value, role.value)
            if (tag is Tag.MARK) is not run.red:
                yield Flaw(place(page, run), "红色" if run.red else "黑色", "红色" if tag is Tag.MARK else "黑色")


def mark_top(paper: Paper) -> Iterator[Flaw]:
    """The mark's ink begins 35 mm below the 版心's edge, of letters 30 mm below the paper's, of orders 20 mm."""
    p, (page, run) = paper.profile, paper.runs(Tag.MARK)[0]
    top = {
        Format.GENERAL: p.top + p.mark_ink_top,
        Format.LETTER: p.letter_mark_ink_top,
        Format.ORDER: p.top + p.order_mark_ink_top,
        Format.MINUTES: p.top + p.minutes_mark_ink_top,
    }[paper.format]
    printed = [run for _, run in paper.runs(Tag.MARK)]
    yield from told(place(page, run), "上边缘距上页边", ink_top(printed), top, 2 * TENTH)


def number_place(paper: Paper) -> Iterator[Flaw]:
    """发文字号: centred; on upward documents one character from the left, beside the last 签发人 (7.2.5)."""
    p, (page, run) = paper.profile, paper.runs(Tag.NUMBER)[0]
    last = paper.runs(Tag.NUMBER)[-1][1]
    if not paper.document.signers:
        middle = (run.xs[0] + right_of(last)) / 2
        yield from told(place(page, run), "中线距左页边", middle, p.left + p.width / 2, MIDDLE)
        return
    yield from told(place(page, run), "左边距左页边", run.xs[0], p.left + p.cell)
    lowest = max((name.baseline for _, name in paper.runs(Tag.SIGNER)), default=run.baseline)
    yield from told(place(page, run), "与末行签发人的高差", run.baseline - lowest, 0.0)


def signers_place(paper: Paper) -> Iterator[Flaw]:
    """签发人 end one character from the right, two to a row (7.2.6)."""
    p = paper.profile
    page, run = paper.runs(Tag.SIGNER)[0]
    furthest = max(right_of(name) for _, name in paper.runs(Tag.SIGNER))
    if furthest > p.right - p.cell + 2 * TENTH:
        yield Flaw(place(page, run), f"右边距左页边 {furthest:.1f} mm", f"不超过 {p.right - p.cell:.1f} mm")


def red_rule(paper: Paper) -> Iterator[Flaw]:
    """The red rule: as wide as the 版心, 4 mm below the 发文字号 (7.2.7)."""
    p = paper.profile
    for page, rule in paper.rules(Tag.RED_RULE):
        where = Where(Tag.RED_RULE.value, page=page.number, x=rule.x, y=round(rule.y, 1))
        yield from told(where, "长", rule.width, p.width)
        yield from told(where, "距左页边", rule.x, p.left)
        for _, number in paper.runs(Tag.NUMBER)[-1:]:
            gap = rule.y - rule.thickness / 2 - number.top - em_of(number)
            yield from told(where, "距发文字号", gap, p.red_rule_gap)


def title_place(paper: Paper) -> Iterator[Flaw]:
    """标题: centred, two rows below the red rule (7.3.1)."""
    p, (page, first) = paper.profile, paper.runs(Tag.TITLE)[0]
    yield from _centred(paper, Tag.TITLE)
    for _, rule in paper.rules(Tag.RED_RULE)[:1] if paper.format is Format.GENERAL else ():
        gap = first.top - rule.y - rule.thickness / 2
        yield from told(place(page, first), "距红色分隔线", gap, p.title_blank_rows * p.pitch, 1.0)


def _centred(paper: Paper, tag: Tag) -> Iterator[Flaw]:
    middle = paper.profile.left + paper.profile.width / 2
    for page in paper.layout.pages:
        for row in paper.rows(page, tag):
            found = (row[0].xs[0] + right_of(row[-1])) / 2
            yield from told(place(page, row[0]), "中线距左页边", found, middle, MIDDLE)


def addressee_place(paper: Paper) -> Iterator[Flaw]:
    """主送机关: one row below the title, every line from the margin (7.3.2)."""
    p, (page, first) = paper.profile, paper.runs(Tag.ADDRESSEE)[0]
    for row in paper.rows(page, Tag.ADDRESSEE):
        yield from told(place(page, row[0]), "距左页边", row[0].xs[0], p.left)
    for _, title in paper.runs(Tag.TITLE)[-1:]:
        gap = first.top - title.top - em_of(title)
        if not p.pitch - MIDDLE <= gap <= 2.5 * p.pitch:
            yield Flaw(place(page, first), f"距标题 {gap:.1f} mm", f"空一行（{p.pitch:.1f} mm 以上）")


def first_page(paper: Paper) -> Iterator[Flaw]:
    """首页必须显示正文 (7.3.3)."""
    shown = {run.tag for run in paper.layout.pages[0].runs}
    if not shown & {Tag.BODY, Tag.TABLE, Tag.CAPTION, Tag.FIGURE} and not paper.layout.pages[0].pictures:
        yield Flaw(Where("正文", page=1), "首页没有正文", "首页必须显示正文")


def indents(paper: Paper) -> Iterator[Flaw]:
    """A paragraph begins two characters in, its turned lines at the margin (7.3.3)."""
    p = paper.profile
    places = (p.left, p.left + p.indent * p.cell)
    for page in paper.layout.pages:
        for row in paper.rows(page, *TEXT):
            if min(abs(row[0].xs[0] - x) for x in places) > TENTH:
                yield Flaw(place(page, row[0]), f"左边 {row[0].xs[0]:.1f} mm", f"左空 {p.indent} 字或者顶格")


def attachments_place(paper: Paper) -> Iterator[Flaw]:
    """附件说明: a blank row below the text, two characters in (7.3.4)."""
    p, (page, first) = paper.profile, paper.runs(Tag.ATTACHMENTS)[0]
    yield from told(place(page, first), "距左页边", first.xs[0], p.left + p.indent * p.cell)
    above = [row[0].baseline for row in paper.rows(page, Tag.BODY) if row[0].baseline < first.baseline]
    if above:
        yield from told(place(page, first), "距正文", first.baseline - max(above), 2 * page.pitch)


def annex_place(paper: Paper) -> Iterator[Flaw]:
    """附件: on a new page, its label in the first row, its title centred in the third (7.3.7)."""
    p = paper.profile
    for page, label in paper.runs(Tag.ANNEX_LABEL):
        yield from told(place(page, label), "距左页边", label.xs[0], p.left)
        yield from told(place(page, label), "距上页边", label.top, p.top)
        others = [run for tag in (Tag.BODY, Tag.ORGAN, Tag.DATE) for found, run in paper.runs(tag) if found is page]
        if others:
            yield Flaw(place(page, label), "与正文同页", "另面编排")
        titles = paper.rows(page, Tag.ANNEX_TITLE)
        if titles:
            third = p.top + (p.annex_title_row - 1) * p.pitch
            yield from told(place(page, titles[0][0]), "距上页边", titles[0][0].top, third, 1.0)
    yield from _centred(paper, Tag.ANNEX_TITLE)


def size_of_paper(paper: Paper) -> Iterator[Flaw]:
    """A4 and the margins within a millimetre (5.1, 5.2.1)."""
    for name, standard in (("top", profile.GBT9704.top), ("left", profile.GBT9704.left)):
        found = getattr(paper.profile, name)
        yield from told(Where("版心"), "天头" if name == "top" else "订口", found, standard, 1.0)


def _headed(*tags: Tag) -> Callable[[Paper], bool]:
    """Whether a page with a head of clause 7.2 shows one of these elements."""
    shown = shows(*tags)
    return lambda paper: paper.format in (Format.GENERAL, Format.MINUTES) and shown(paper)


R, U = Strength.REQUIRED, Strength.USUAL
RULES: tuple[Rule[Paper], ...] = (
    Rule("GW-5.2.1", "5.2.1", R, "天头 37±1 mm，订口 28±1 mm。", always, size_of_paper),
    Rule("GW-5.2.1-area", "5.2.1", R, "除页码外，各要素排在版心之内。", always, area),
    Rule("GW-5.2.2-sizes", "5.2.2", U, "字号按各要素的规定。", always, sizes),
    Rule("GW-5.2.2-faces", "5.2.2", U, "字体按各要素的规定，发文机关标志用红色。", always, typefaces),
    Rule("GW-5.2.3-rows", "5.2.3", U, "一般每面排 22 行。", always, rows),
    Rule("GW-5.2.3-first", "5.2.3", U, "续页首行在版心上边缘。", shows(*TEXT), first_row),
    Rule("GW-5.2.3-full", "5.2.3", U, "一般每行排 28 个字，并撑满版心。", shows(*TEXT), full_rows),
    Rule("GW-5.2.3-pitch", "5.2.3", U, "行距均匀，需要容纳印章时方可调整。", always, pitch),
    Rule("GW-7.2.4", "7.2.4", R, "发文机关标志上边缘按公文格式的规定距离编排。", shows(Tag.MARK), mark_top),
    Rule(
        "GW-7.2.5-place",
        "7.2.5",
        R,
        "发文字号居中；上行文居左空一字，与最后一个签发人同行。",
        _headed(Tag.NUMBER),
        number_place,
    ),
    Rule("GW-7.2.6-place", "7.2.6", R, "签发人居右空一字。", shows(Tag.SIGNER), signers_place),
    Rule("GW-7.2.7", "7.2.7", R, "红色分隔线与版心等宽，在发文字号之下 4 mm。", _headed(Tag.NUMBER), red_rule),
    Rule("GW-7.3.1", "7.3.1", R, "标题居中，编排于红色分隔线下空二行。", shows(Tag.TITLE), title_place),
    Rule("GW-7.3.2", "7.3.2", R, "主送机关在标题下空一行，居左顶格，回行顶格。", shows(Tag.ADDRESSEE), addressee_place),
    Rule("GW-7.3.3-first", "7.3.3", R, "首页必须显示正文。", lambda paper: paper.document.blocks, first_page),
    Rule("GW-7.3.3-indent", "7.3.3", R, "每个自然段左空二字，回行顶格。", shows(*TEXT), indents),
    Rule("GW-7.3.4-place", "7.3.4", R, "附件说明在正文下空一行，左空二字。", shows(Tag.ATTACHMENTS), attachments_place),
    Rule(
        "GW-7.3.7-place",
        "7.3.7",
        R,
        "附件另面编排，序号顶格在第一行，标题居中在第三行。",
        shows(Tag.ANNEX_LABEL),
        annex_place,
    ),
)
"""Everything above the signature, and the annexes."""
