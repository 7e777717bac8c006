"""体检 of a Word file: what its own settings make of paper, type, lines and page numbers, before anything is imported.

Read from the package's parts and never changed. Word's numbers are twentieths of a point (twips) and half-points;
findings speak in millimetres and points.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.typesetting import profile
from documents.typesetting.checks import word_type
from documents.typesetting.checks.paper import told
from documents.typesetting.checks.report import Finding, Flaw, Rule, Where, always, examined
from documents.typesetting.checks.word_type import FAMILIES, MILLIMETRES_A_TWIP, Line, lines_of
from documents.typesetting.profile import GBT9704, Strength
from server.intake.archive import open_archive
from server.intake.outline import level
from server.intake.word_part import attribute, child, main_part, parse, related
from server.intake.wording import formal_kind, is_title

HALF_LEADING = (GBT9704.pitch - GBT9704.em) / 2
"""What Word puts above the first row: a top margin of 34.6 mm shows the first row at 37 mm."""
PITCHES = (28.0, 30.5)
"""Points of exact row pitch at which 22 rows still fill the 版心."""
_TOP = 20
_END = tuple("。；：！？.;:!?")
WITHIN = 1.0
"""Millimetres that the standard grants 天头 and 订口 (5.2.1)."""


@dataclass(frozen=True)
class Word:
    """A Word file as the rules see it."""

    sections: tuple[etree._Element, ...]
    lines: tuple[Line, ...]
    footers: tuple[etree._Element, ...]
    even_and_odd: bool

    @property
    def title(self) -> Line | None:
        """The first line that reads like a title."""
        return next((line for line in self.lines[:_TOP] if is_title(line.text)), None)

    @property
    def body(self) -> tuple[Line, ...]:
        """Running text: sentences that are long enough to be nothing else."""
        long = (line for line in self.lines if len(line.text) > GBT9704.columns and line.text.endswith(_END))
        return tuple(line for line in long if not level(line.text) and not line.apart)


def examine_word(data: bytes) -> tuple[Finding, ...]:
    """Findings on the settings of a DOCX file that passed the gate. Raises DamagedFile."""
    archive = open_archive(data)
    part = main_part(archive)
    root = parse(archive, part)
    styles, settings = (next(related(archive, part, kind), None) for kind in ("styles", "settings"))
    word = Word(
        tuple(root.iter("{*}sectPr")),
        lines_of(root, parse(archive, styles) if styles else None),
        tuple(parse(archive, each) for each in related(archive, part, "footer")),
        settings is not None and child(parse(archive, settings), "evenAndOddHeaders") is not None,
    )
    return examined(RULES, word).findings


def paper_size(word: Word) -> Iterator[Flaw]:
    """A4 in every section, upright or across (5.1)."""
    for number, section in enumerate(word.sections, 1):
        sides = sorted(_length(section, "pgSz", name) for name in ("w", "h"))
        for name, found, right in zip(("宽", "高"), sides, (GBT9704.paper_width, GBT9704.paper_height), strict=True):
            yield from told(Where(f"第{number}节纸张"), name, found, right, WITHIN)


def margins(word: Word) -> Iterator[Flaw]:
    """天头 37 mm and 订口 28 mm, the 版心 156 mm wide (5.2.1)."""
    for number, section in enumerate(word.sections, 1):
        if attribute(_found(section, "pgSz"), "orient") == "landscape":
            continue
        where = Where(f"第{number}节页边距")
        left, right = (_length(section, "pgMar", name) for name in ("left", "right"))
        top, width = _length(section, "pgMar", "top"), _length(section, "pgSz", "w")
        if not GBT9704.top - HALF_LEADING - WITHIN <= top <= GBT9704.top + WITHIN:
            yield Flaw(where, f"上 {top:.1f} mm", "37 mm（固定行距时 34.6 mm，首行正在 37 mm）")
        yield from told(where, "左", left, GBT9704.left, WITHIN)
        yield from told(where, "版心宽", width - left - right, GBT9704.width, 2 * WITHIN)


def body_type(word: Word) -> Iterator[Flaw]:
    """Running text in 3号仿宋 (5.2.2)."""
    yield from _type(word.body, "正文", "仿宋", GBT9704.body_size)


def title_type(word: Word) -> Iterator[Flaw]:
    """The title in 2号小标宋, centred (7.3.1)."""
    title = word.title
    if not title:
        return
    yield from _type((title,), "标题", "小标宋", GBT9704.title_size)
    if title.alignment != "center":
        yield Flaw(title.where("标题"), word_type.ALIGNED.get(title.alignment, "两端对齐"), "居中")


def heading_type(word: Word) -> Iterator[Flaw]:
    """一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋, all of 3号 (7.3.3)."""
    for rank, family in enumerate(("黑体", "楷体", "仿宋", "仿宋"), 1):
        headings = tuple(line for line in word.lines if level(line.text) == rank and not line.apart)
        yield from _type(headings, f"第{'一二三四'[rank - 1]}层标题", family, GBT9704.body_size)


def row_pitch(word: Word) -> Iterator[Flaw]:
    """An exact pitch by which 22 rows fill the 版心 (5.2.3)."""
    seen = Counter(line.pitch for line in word.body)
    for pitch, count in seen.items():
        if pitch is None or not PITCHES[0] <= pitch <= PITCHES[1]:
            found = f"固定值 {pitch:g} 磅" if pitch else "不是固定值"
            yield Flaw(Where("正文行距"), f"{found}（{count} 段）", "固定值，每面 22 行（约 29.5 磅）")


def alignment(word: Word) -> Iterator[Flaw]:
    """Running text is flush on both sides and begins two characters in (5.2.3, 7.3.3)."""
    for line in word.body:
        if line.alignment in ("center", "right", "end"):
            yield Flaw(line.where("正文"), word_type.ALIGNED[line.alignment], "两端对齐")
        elif not line.indented and not line.text.endswith(("：", ":")):
            yield Flaw(line.where("正文"), "首行未缩进", "首行缩进 2 字符")


def page_numbers(word: Word) -> Iterator[Flaw]:
    """A page number between two dashes, 4号宋体, on the outer side (7.5)."""
    numbered = [each for each in word.footers if _has_page_field(each)]
    if not numbered and word.title and formal_kind(word.title.text) == "函":
        return  # a letter of one page has no number (10.1)
    if not numbered:
        yield Flaw(Where("页码"), "没有页码", "— 1 —，4 号宋体")
        return
    for footer in numbered:
        text = "".join(str(each.text or "") for each in footer.iter("{*}t"))
        if text.count("—") < 2:
            yield Flaw(Where("页码"), text or "只有数字", "数字左右各一条一字线：— 1 —")
    if not word.even_and_odd:
        yield Flaw(Where("页码"), "奇偶页相同", "单页居右空一字，双页居左空一字")


def _type(lines: tuple[Line, ...], element: str, family: str, size: float) -> Iterator[Flaw]:
    """One flaw for each wrong face and each wrong size, at the first line that has it."""
    for line in {line.font: line for line in reversed(lines)}.values():
        if not line.font.startswith(FAMILIES[family]):
            yield Flaw(line.where(element), line.font or "未指定中文字体", family)
    for line in {line.size: line for line in reversed(lines)}.values():
        if abs(line.size - size) > profile.POINT:
            yield Flaw(line.where(element), f"{line.size:g} 磅", f"{size:g} 磅")


def _found(section: etree._Element, name: str) -> etree._Element:
    found = child(section, name)
    return section if found is None else found


def _length(section: etree._Element, name: str, side: str) -> float:
    """A length of a section in millimetres; 0 where it is not set."""
    value = attribute(_found(section, name), side).lstrip("-")
    return float(value) * MILLIMETRES_A_TWIP if value.replace(".", "", 1).isdigit() else 0.0


def _has_page_field(footer: etree._Element) -> bool:
    codes = [str(each.text or "") for each in footer.iter("{*}instrText")]
    codes += [attribute(each, "instr") for each in footer.iter("{*}fldSimple")]
    return any("PAGE" in code.split() for code in codes)


R, U = Strength.REQUIRED, Strength.USUAL
RULES: tuple[Rule[Word], ...] = (
    Rule("WD-5.1", "5.1", R, "纸张设为 A4。", lambda word: word.sections, paper_size),
    Rule("WD-5.2.1", "5.2.1", R, "页边距设为上 37 mm、左 28 mm，版心宽 156 mm。", lambda word: word.sections, margins),
    Rule("WD-5.2.2", "5.2.2", U, "正文用 3 号仿宋。", lambda word: word.body, body_type),
    Rule("WD-5.2.3", "5.2.3", U, "行距设为固定值，每面 22 行。", lambda word: word.body, row_pitch),
    Rule("WD-7.3.1", "7.3.1", R, "标题用 2 号小标宋，居中。", lambda word: word.title, title_type),
    Rule(
        "WD-7.3.3", "7.3.3", U, "第一层用黑体，第二层用楷体，第三、四层用仿宋。", lambda word: word.lines, heading_type
    ),
    Rule("WD-7.3.3-indent", "7.3.3", R, "自然段左空二字，回行顶格，两端对齐。", lambda word: word.body, alignment),
    Rule("WD-7.5", "7.5", R, "页码用 4 号宋体数字，左右各一条一字线，单页居右，双页居左。", always, page_numbers),
)
"""Every clause that a Word file's settings show."""
