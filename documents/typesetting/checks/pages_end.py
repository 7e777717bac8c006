"""署名、印章、版记 and 页码 (7.3.5, 7.4, 7.5): their positions on the pages, to 0.1 mm."""

import math
from collections.abc import Iterator
from itertools import combinations

from documents.typesetting.checks.paper import TENTH, Paper, em_of, place, right_of, shows, told
from documents.typesetting.checks.report import Flaw, Rule, Where
from documents.typesetting.model import Closing, Format
from documents.typesetting.page import SealBox, Tag
from documents.typesetting.profile import Strength

ABOVE = (Tag.BODY, Tag.ATTACHMENTS, Tag.TABLE, Tag.CAPTION)
DATE_BEYOND = 1.0
"""Millimetres by which a date may reach out of its seal."""


def seals_apart(paper: Paper) -> Iterator[Flaw]:
    """Seals neither cross nor touch each other, and stay inside the 版心 (7.3.5.1)."""
    p = paper.profile
    for seal in paper.layout.seals:
        right, bottom = seal.x + seal.diameter, seal.y + seal.diameter
        if seal.x < p.left - TENTH or right > p.right + TENTH or bottom > p.bottom + TENTH or seal.y < p.top - TENTH:
            yield Flaw(_seal(seal), "印章超出版心", "印章在版心之内")
    for one, other in combinations(paper.layout.seals, 2):
        distance = math.dist(one.centre, other.centre) - (one.diameter + other.diameter) / 2
        if one.page == other.page and distance <= 0:
            yield Flaw(_seal(other), f"与{one.organ or '前一'}印章相距 {distance:.1f} mm", "互不相交或者相切")


def seals_near(paper: Paper) -> Iterator[Flaw]:
    """The upper seals begin within one row of the text (7.3.5.1)."""
    first = min(paper.layout.seals, key=lambda seal: (seal.page, seal.y))
    page = paper.layout.pages[first.page - 1]
    text = [run.top + em_of(run) for found, run in paper.runs(*ABOVE) if found is page]
    above = [bottom for bottom in text if bottom <= first.y + paper.profile.em]
    if above and first.y - max(above) > page.pitch + TENTH:
        yield Flaw(_seal(first), f"距正文 {first.y - max(above):.1f} mm", f"一行（{page.pitch:.1f} mm）之内")


def seal_on_date(paper: Paper) -> Iterator[Flaw]:
    """The last seal presses down on 署名 and date, which stand about its middle (7.3.5.1)."""
    last = max(paper.layout.seals, key=lambda seal: (seal.page, seal.y, seal.x))
    x, y = last.centre
    for page, date in paper.runs(Tag.DATE)[:1]:
        middle = (date.xs[0] + right_of(paper.runs(Tag.DATE)[-1][1])) / 2
        inside = last.y <= date.top <= last.y + last.diameter and abs(middle - x) <= last.diameter / 2
        if page.number != last.page or not inside:
            yield Flaw(_seal(last), f"印章中心 {x:.1f}，{y:.1f} mm", "端正、居中下压署名和成文日期")


def date_sealed(paper: Paper) -> Iterator[Flaw]:
    """The sealed date ends four characters from the right, or further where name and seal need it (7.3.5.1)."""
    p = paper.profile
    for page, date in paper.runs(Tag.DATE)[-1:]:
        free = p.right - right_of(date)
        if free < p.date_right_sealed * p.cell - 2 * TENTH:
            yield Flaw(place(page, date), f"右空 {free:.1f} mm", f"{p.date_right_sealed * p.cell:.1f} mm（四字）")


def unsealed(paper: Paper) -> Iterator[Flaw]:
    """Without seal: 署名 two characters from the right, the date's start two right of its start (7.3.5.2)."""
    p = paper.profile
    organs, dates = paper.runs(Tag.ORGAN), paper.runs(Tag.DATE)
    page, organ = organs[0]
    rightmost = max(right_of(run) for _, run in (*organs, *dates))
    limit = p.right - p.organ_right_unsealed * p.cell
    yield from told(place(page, organ), "署名或者日期右边距左页边", rightmost, limit, 2 * TENTH)
    for found, date in dates[:1]:
        shift = date.xs[0] - min(run.xs[0] for _, run in organs)
        yield from told(place(found, date), "首字右移", shift, p.date_shift_unsealed * p.cell, 2 * TENTH)


def signets(paper: Paper) -> Iterator[Flaw]:
    """签名章 four characters from the right, disjoint (7.3.5.3)."""
    p = paper.profile
    for box in paper.layout.signets:
        where = Where("签名章", page=box.page, x=round(box.x, 1), y=round(box.y, 1))
        yield from told(where, "右空", p.right - box.x - box.width, p.signet_right * p.cell, 2 * TENTH)
    for one, other in combinations(paper.layout.signets, 2):
        if one.page == other.page and one.y < other.y + other.height and other.y < one.y + one.height:
            yield Flaw(Where("签名章", page=other.page, x=other.x, y=other.y), "签名章相叠", "上下排列，互不相叠")


def signed_page(paper: Paper) -> Iterator[Flaw]:
    """The page of 署名 and date shows text; 「此页无正文」 is no way out (7.3.5.5)."""
    for page, date in paper.runs(Tag.DATE)[:1]:
        if not any(found is page for found, _ in paper.runs(Tag.BODY, Tag.TABLE)) and not page.pictures:
            yield Flaw(place(page, date), "本面没有正文", "印章、成文日期与正文同处一面")


def note_place(paper: Paper) -> Iterator[Flaw]:
    """附注 begins two characters in (7.3.6)."""
    p, (page, note) = paper.profile, paper.runs(Tag.NOTE)[0]
    yield from told(place(page, note), "距左页边", note.xs[0], p.left + p.indent * p.cell)


def imprint_rules(paper: Paper) -> Iterator[Flaw]:
    """版记 rules are as wide as the 版心, the outer ones thick; the last lies on its lower edge (7.4.1)."""
    p, lines = paper.profile, paper.rules(Tag.IMPRINT)
    for number, (page, rule) in enumerate(lines):
        where = Where("版记分隔线", page=page.number, x=rule.x, y=round(rule.y, 1))
        yield from told(where, "长", rule.width, p.width)
        outer = number in (0, len(lines) - 1)
        yield from told(where, "粗", rule.thickness, p.thick_rule if outer else p.thin_rule, 0.04)
    for page, rule in lines[-1:]:
        where = Where("版记末条分隔线", page=page.number, x=rule.x, y=round(rule.y, 1))
        yield from told(where, "距上页边", rule.y, p.bottom)


def imprint_page(paper: Paper) -> Iterator[Flaw]:
    """版记 stands on the last page, an even one where the office prints on both sides (7.4.1)."""
    last = paper.layout.pages[-1].number
    page, run = paper.runs(Tag.IMPRINT)[0]
    if page.number != last:
        yield Flaw(place(page, run), f"第 {page.number} 面", f"最后一面（第 {last} 面）")
    if paper.format is Format.GENERAL and paper.profile.imprint_on_even_page and last % 2:
        yield Flaw(place(page, run), f"第 {last} 面", "偶数面")


def imprint_text(paper: Paper) -> Iterator[Flaw]:
    """抄送 and 印发 stand one character from either side (7.4.2, 7.4.3)."""
    p = paper.profile
    for page, run in paper.runs(Tag.IMPRINT):
        left, right = p.left + em_of(run), p.right - em_of(run)
        if run.xs[0] < left - TENTH or right_of(run) > right + em_of(run) / 2 + TENTH:
            yield Flaw(place(page, run), f"{run.xs[0]:.1f}–{right_of(run):.1f} mm", f"{left:.1f}–{right:.1f} mm")


def number_sides(paper: Paper) -> Iterator[Flaw]:
    """Odd pages carry their number one character from the right, even ones from the left, 7 mm below (7.5)."""
    p = paper.profile
    for page, run in paper.runs(Tag.PAGE_NUMBER):
        em = em_of(run)
        if page.number % 2:
            yield from told(place(page, run), "右空", p.right - right_of(run), em, 2 * TENTH)
        else:
            yield from told(place(page, run), "左空", run.xs[0] - p.left, em, 2 * TENTH)
        if run.text.split() != ["—", str(page.number), "—"]:
            yield Flaw(place(page, run), run.text, f"— {page.number} —")
        dash = [part for part in (run,) if "—" in part.text]
        for each in dash:
            gap = each.baseline - each.face.outline("—").box[3] / 1000 * em - p.bottom
            yield from told(place(page, run), "一字线上距版心下边缘", gap, p.page_number_gap)


def _seal(seal: SealBox) -> Where:
    return Where("印章", page=seal.page, x=round(seal.x, 1), y=round(seal.y, 1))


def _sealed(paper: Paper) -> bool:
    return bool(paper.layout.seals)


def _unsealed(paper: Paper) -> bool:
    return paper.document.closing is Closing.UNSEALED and bool(paper.runs(Tag.ORGAN))


R = Strength.REQUIRED
RULES: tuple[Rule[Paper], ...] = (
    Rule("GW-7.3.5.1-apart", "7.3.5.1", R, "印章互不相交或者相切，均在版心之内。", _sealed, seals_apart),
    Rule("GW-7.3.5.1-near", "7.3.5.1", R, "首排印章顶端距正文（或附件说明）一行之内。", _sealed, seals_near),
    Rule("GW-7.3.5.1-date", "7.3.5.1", R, "最后一枚印章端正、居中下压署名和成文日期。", _sealed, seal_on_date),
    Rule("GW-7.3.5.1-right", "7.3.5.1", Strength.USUAL, "成文日期一般右空四字。", _sealed, date_sealed),
    Rule("GW-7.3.5.2", "7.3.5.2", R, "署名右空二字，成文日期首字比署名首字右移二字。", _unsealed, unsealed),
    Rule("GW-7.3.5.3", "7.3.5.3", R, "签名章右空四字，依次排列。", lambda paper: paper.layout.signets, signets),
    Rule(
        "GW-7.3.5.5",
        "7.3.5.5",
        R,
        "调整行距、字距，使印章、成文日期与正文同处一面。",
        shows(Tag.DATE),
        signed_page,
    ),
    Rule("GW-7.3.6-place", "7.3.6", R, "附注居左空二字，编排在成文日期下一行。", shows(Tag.NOTE), note_place),
    Rule(
        "GW-7.4.1",
        "7.4.1",
        R,
        "版记分隔线与版心等宽，末条与版心下边缘重合。",
        lambda p: p.rules(Tag.IMPRINT),
        imprint_rules,
    ),
    Rule("GW-7.4.1-page", "7.4.1", R, "版记置于公文最后一面。", shows(Tag.IMPRINT), imprint_page),
    Rule(
        "GW-7.4.2",
        "7.4.2",
        R,
        "抄送机关、印发机关和印发日期左右各空一字。",
        shows(Tag.IMPRINT),
        imprint_text,
    ),
    Rule(
        "GW-7.5",
        "7.5",
        R,
        "页码单页居右空一字，双页居左空一字，一字线距版心下边缘 7 mm。",
        shows(Tag.PAGE_NUMBER),
        number_sides,
    ),
)
"""From the signature to the foot of the last page."""
