"""Fifty pages of Chinese text, set by us and by six other programs in one run: speed, memory, how lines are broken.

    .venv/bin/python -m benchmarks.typesetting --fandol DIR [--anchors PYTHON] [--text FILE] [--rounds 5] [--only ...]

DIR holds the Fandol faces, one of which all programs use. PYTHON is an interpreter that has the anchors (weasyprint,
fpdf2, typst, reportlab); what is not there is named and left out. The text is made of sentences about 甬江市, or FILE
is taken. Every program runs in a process of its own, every round on other text of the same length; the first round is
told apart and the median is of the others. LibreOffice is started anew for each, as its users do.

Lines are read from the files with `pdftotext -bbox-layout`, for all alike: which of them start or end with a forbidden
mark (破折号 and 省略号 may start one), and how many full ones end at the right margin, where a mark at the end may have
given up half its cell or hang.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

from benchmarks.typesetters import ENGINES, PITCH
from documents.typesetting.engine import marks

FACE = "FandolFang-Regular"
LENGTH = 27_000
"""Characters of about fifty pages."""
HANGING = "".join(marks.LEFT_HALF)
FLUSH = 0.5
"""Millimetres."""
RIGHT, CELL = 184.0, 156 / 28
MM = 25.4 / 72
Word = tuple[float, float, float, str]
"""Of a file: twice the height of its middle, its left and right edge (points), its text."""
OURS = ("layout", "first page", "ours", "libreoffice")
"""Run by the house's own interpreter."""
SENTENCES = (
    "各县（市、区）人民政府和市级有关部门要提高政治站位，按照“统一规划、分级负责、急用先行”的原则，抓好{}的组织实施。",
    "到{year}年，全市{}覆盖率达到{number}%以上，累计投入资金{money}万元，惠及群众{people}万人次。",
    "市财政局会同市发展改革委于{year}年{month}月{day}日前下达专项资金，重点支持《甬江市{}管理办法》明确的{small}类项目。",
    "加快建设“{}一体化”平台，推动IPv6、5G和GIS等技术应用——这是今后{small}年工作的重中之重……",
    "对{}工作推进不力的，由市人民政府督查室按照甬政办〔{year}〕{day}号文件第{small}条的规定予以通报；情节严重的，依法依规追究责任。",
    "坚持问题导向、目标导向、结果导向，着力破解{}领域的难点、堵点、痛点问题，切实增强人民群众的获得感、幸福感、安全感。",
    "市大数据发展管理局（电话：0570—8{number}3{small}06）负责{}的日常协调，每季度向市政府报告一次进展情况。",
    "“什么是好的{}？”群众满意就是标准！各部门要深入基层，听取意见，及时回应：能办的马上办，该办的主动办。",
    "完善{}、公共服务、应急管理等机制，建立健全“日监测、周分析、月通报”制度，确保各项任务落到实处。",
)
MATTERS = (
    "政务数据共享",
    "老旧小区改造",
    "防汛防台",
    "数字经济发展",
    "农村公路养护",
    "基层卫生服务",
    "营商环境优化",
    "水环境治理",
)
NUMERALS = "一二三四五六七八九十"


def sample(length: int) -> list[str]:
    """Paragraphs about 甬江市, always the same: headings of two levels, digits, Latin, quotations."""
    chance = random.Random(2026)
    texts: list[str] = []
    while sum(map(len, texts)) < length:
        section = len(texts) // 8
        if len(texts) % 8 == 0:
            texts.append(f"{NUMERALS[section % 10]}、{chance.choice(MATTERS)}")
        elif len(texts) % 8 == 4:
            texts.append(f"（{NUMERALS[section % 10]}）推进{chance.choice(MATTERS)}。")
        texts.append("".join(_sentence(chance) for _ in range(chance.randint(1, 4))))
    return texts


def _sentence(chance: random.Random) -> str:
    return chance.choice(SENTENCES).format(
        chance.choice(MATTERS),
        year=chance.randint(2024, 2030),
        month=chance.randint(1, 12),
        day=chance.randint(1, 28),
        number=chance.randint(10, 99),
        money=chance.randint(100, 99999),
        people=f"{chance.uniform(1, 90):.1f}",
        small=chance.randint(2, 9),
    )


def rounds_of(texts: Sequence[str], count: int) -> list[list[str]]:
    """The text for each round: one character before every paragraph makes all its lines others."""
    return [[f"{'甲乙丙丁戊己庚辛壬癸'[number % 10]}、{text}" for text in texts] for number in range(count)]


def write_truetype(face: Path, target: Path, text: str) -> None:
    """A subset of a face with quadratic curves, for programs that take no other."""
    font = TTFont(face)
    subsetter = Subsetter(Options(layout_features=[], name_IDs=["*"]))
    subsetter.populate(text=text + "\u3000 ")
    subsetter.subset(font)
    order, drawn = font.getGlyphOrder(), font.getGlyphSet()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        font["glyf"].glyphs[name] = pen.glyph()
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for limit in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(font["maxp"], f"max{limit}", 1 if limit == "Zones" else 0)
    font["maxp"].maxSizeOfInstructions = font["maxp"].maxComponentElements = 0
    font["post"].formatType, font.sfntVersion = 3.0, "\x00\x01\x00\x00"
    font.save(target)


@dataclass(frozen=True)
class Line:
    """A line of a file: its characters without spaces, and where they end (mm)."""

    text: str
    right: float


def lines_of(pdf: Path) -> Iterator[Line]:
    """The lines of all pages in reading order."""
    made = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    word = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
    for page in made.split("<page ")[1:]:
        found = word.findall(page)
        words = sorted((float(y0) + float(y1), float(x), float(x1), unescape(text)) for x, y0, x1, y1, text in found)
        for row in _rows(words):
            yield Line("".join("".join(one[3].split()) for one in row), max(one[2] for one in row) * MM)


def _rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words whose middles are at one height, from left to right."""
    heights = [word[0] for word in words]
    above = [-PITCH, *heights]
    starts = [at for at, height in enumerate(heights) if height - above[at] > PITCH / 2]
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        yield sorted(words[start:end], key=lambda word: word[1])


@dataclass
class Breaks:
    """How a program broke the paragraphs."""

    starts: int = 0
    ends: int = 0
    full: int = 0
    flush: int = 0
    found: int = 0
    lost: int = 0
    """Marks that hung outside the margin and were not printed."""


def breaks_of(lines: Iterator[Line], paragraphs: Sequence[str]) -> Breaks:
    """Lines that belong to the paragraphs, in order; heads, titles and page numbers are passed over."""
    breaks, whole = Breaks(), ["".join(text.split()) for text in paragraphs]
    number, at = 0, 0
    for line in lines:
        place = _next(whole, number, at, line.text)
        if place is None:
            continue
        breaks.lost += max(place[1] - at, 0) if place[0] == number else len(whole[number]) - at
        number, begins = place
        at = begins + len(line.text)
        last = not whole[number][at:].strip(HANGING)
        breaks.found += len(line.text)
        breaks.starts += begins > 0 and line.text[0] in marks.NO_START and line.text[:2] not in ("——", "……")
        breaks.ends += not last and line.text[-1] in marks.NO_END
        breaks.full += not last
        breaks.flush += not last and _is_flush(line)
    return breaks


def _next(whole: Sequence[str], number: int, at: int, text: str) -> tuple[int, int] | None:
    """The paragraph in which `text` comes next, and where; None where it is no part of it.

    A mark that hangs outside the margin may be missing in the file.
    """
    rest = whole[number][at:]
    places = [(number, at), (number, at + len(rest) - len(rest.lstrip(HANGING)))]
    if not rest.strip(HANGING) and number + 1 < len(whole):
        places.append((number + 1, 0))
    return next((place for place in places if text and whole[place[0]].startswith(text, place[1])), None)


def _is_flush(line: Line) -> bool:
    ends = (0.0, CELL / 2, CELL) if line.text[-1] in marks.LEFT_HALF else (0.0,)
    return any(abs(line.right - RIGHT - end) < FLUSH for end in ends)


def run(name: str, python: str, job: Path) -> dict[str, Any] | None:
    """What one program needed, or None where it is not installed."""
    done = subprocess.run(
        [python, "-m", "benchmarks.typesetters", name, str(job)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{name:12} left out: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return None
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def report(name: str, told: dict[str, Any], out: Path, texts: Sequence[str]) -> float:
    """One line of the table; the median of the warm runs, in seconds."""
    median: float = statistics.median(told["seconds"][1:])
    line = f"{name:12} {median * 1000:8.0f} ms  first {told['seconds'][0] * 1000:6.0f} ms  {told['memory']:4.0f} MB"
    if out.exists():
        pages = subprocess.run(["pdfinfo", out], capture_output=True, text=True, check=True).stdout
        count = int(re.findall(r"Pages:\s+(\d+)", pages)[0])
        breaks = breaks_of(lines_of(out), texts)
        share = breaks.found / sum(len("".join(text.split())) for text in texts)
        flush = breaks.flush / max(breaks.full, 1)
        line += f"  {count} pages {count / median:6.1f}/s  bad starts {breaks.starts:3} ends {breaks.ends:3}"
        line += f"  flush {flush:6.1%} of {breaks.full}" + (f"  {breaks.lost} marks lost" if breaks.lost else "")
        line += f"  (only {share:.0%} of the text found)" if share < 0.98 else ""
    print(line, flush=True)
    return median


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fandol", type=Path, required=True)
    parser.add_argument("--anchors", default=sys.executable)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=list(ENGINES))
    options = parser.parse_args()
    own = [line.strip() for line in options.text.read_text("utf-8").splitlines()] if options.text else sample(LENGTH)
    rounds = rounds_of([text for text in own if text], options.rounds + 1)
    print(f"{sum(map(len, rounds[0]))} characters in {len(rounds[0])} paragraphs, median of {options.rounds} warm runs")
    medians: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        fonts = Path(folder, "fonts")
        shutil.copytree(options.fandol, fonts)
        write_truetype(fonts / f"{FACE}.otf", fonts / f"{FACE}.ttf", "".join(rounds[0]) + "甲乙丙丁戊己庚辛壬癸")
        for name in options.only or ENGINES:
            out = Path(folder, f"{name}.pdf")
            job = Path(folder, "job.json")
            job.write_text(json.dumps({"rounds": rounds, "fonts": str(fonts), "out": str(out)}), "utf-8")
            if told := run(name, sys.executable if name in OURS else options.anchors, job):
                medians[name] = report(name, told, out, rounds[-1])
    if {"ours", "libreoffice"} <= medians.keys():
        print(f"ours over LibreOffice: {medians['libreoffice'] / medians['ours']:.1f} times as fast (target 5)")
    if {"ours", "typst"} <= medians.keys():
        print(f"ours over typst: {medians['ours'] / medians['typst']:.2f} times the time (target at most 2.5)")


if __name__ == "__main__":
    main()
