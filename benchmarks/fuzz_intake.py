"""Reading hostile files: mutated DOCX, TXT and Markdown, each read by one worker process that may use little memory.

    .venv/bin/python -m benchmarks.fuzz_intake [--count 2000] [--seed 9704]

The inputs are made from samples of our own: bytes changed in the container, XML changed and packed anew, files cut
off, elements repeated, attributes without measure, tables in tables, texts in the wrong encoding. Whatever comes in has
to be read, every trace inside its text, or refused by a named reason. Prints how many were, the slowest and the peak of
memory, and fails where a target is missed.
"""

import argparse
import io
import random
import re
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from documents.typesetting import compose
from server.intake.blocks import Block
from server.intake.elements import Recognised
from server.intake.recognise import read
from server.kit.errors import OfficeError

SLOWEST, PEAK = 5.0, 300
"""Targets: seconds of the processor for one file, MiB of the worker."""
ADDRESS_SPACE = 4 * 2**30
"""What the worker may ask for at all: with more it fails, and the failure is counted."""
PATIENCE = 60.0
SEED = 9704
Case = tuple[str, bytes]


# --- samples -------------------------------------------------------------------------------------------------

TEXT = """甬江市人民政府关于印发甬江市数字政府建设方案的通知
甬政发〔2026〕16号    签发人：周某某
各县（市、区）人民政府，市政府各部门：
现将《甬江市数字政府建设方案》印发给你们，请认真贯彻执行。
一、总体要求
（一）目标。到2028年,建成一体化平台(一期)。
1.核对面积。
出席：周某、吴某
附件：1.任务分工表
甬江市人民政府
2026年1月9日
（此件公开发布）
附件1
任务分工表
抄送：市委各部门。
甬江市人民政府办公室    2026年1月12日印发
"""
MARKDOWN = """# 甬江市财政局关于开展检查的通知

各单位：

现将**有关情况**通知如下，见[办法](https://example.cn/a)。

## 一、总体要求

1. 核对面积
2. 2026年完成
   - 子项

表1 任务分解表

| 单位 | 时限 |
|---|---|
| 市发改委 | 6月 |

> 引文 ![图](https://example.cn/b.png) <b>粗体</b>

甬江市财政局
2026年1月9日
"""
CHANGE = 'w:id="1" w:author="周某" w:date="2026-01-01T00:00:00Z"'
TRACED = (
    f"<w:p {nsdecls('w')}><w:r><w:t>到2028年</w:t></w:r><w:del {CHANGE}><w:r><w:delText>基本</w:delText></w:r></w:del>"
    f"<w:ins {CHANGE}><w:r><w:t>全面</w:t></w:r></w:ins><w:r><w:br/><w:t>建成。</w:t></w:r></w:p>"
)
NUMBERED = (
    f'<w:p {nsdecls("w")}><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    "<w:r><w:t>列入计划。</w:t></w:r></w:p>"
)


def word() -> bytes:
    """A DOCX file with everything that is read in one: styles, lists, a table, a picture, changes and comments."""
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.add_heading("二、工作任务", 1)
    document.add_paragraph("核对清单。", style="List Number")
    document.add_paragraph("表1 任务分工表")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "单位"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "6月"
    table.cell(1, 0).add_table(1, 2).cell(0, 1).text = "市发改委"
    document.add_picture(io.BytesIO(picture()))
    for markup in (TRACED, NUMBERED):
        document.element.body.insert(5, parse_xml(markup))
    document.add_comment(document.paragraphs[3].runs, text="请核实。", author="吴某")
    document.sections[0].header.paragraphs[0].text = "甬江市人民政府"
    for style in document.styles.element.xpath("w:latentStyles | w:style[@w:type='table']"):
        style.getparent().remove(style)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def picture() -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "PNG")
    return target.getvalue()


# --- mutations -----------------------------------------------------------------------------------------------

Mutation = Callable[[random.Random, bytes], bytes]


def flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def truncated(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(1, len(data))]


def doubled(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randrange(1, 4000))
    return data[:end] + data[start:end] * chance.choice((1, 5, 200)) + data[end:]


def shuffled(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines * chance.choice((1, 2, 300)))


def respelled(chance: random.Random, data: bytes) -> bytes:
    """Characters dropped, doubled and put in each other's place; the encoding stays whole."""
    text = list(data.decode("utf-8", "replace"))
    for _ in range(chance.choice((1, 10, 100))):
        text[chance.randrange(len(text))] = chance.choice(text) * chance.choice((0, 1, 2))
    return "".join(text).encode()


def reencoded(chance: random.Random, data: bytes) -> bytes:
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "latin-1", "utf-7"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


SPICES = (
    *(b"[", b"![", b"[a](", b"*a _b ", b"**", b"`", b"> ", b"- ", b"1. ", b"|a|b\n|-|-\n", b"#" * 9 + b" "),
    *(b"<a b=", b"<!--", b"<script>", b"&#x41;", b"\\", b"\t", b"    ", b"~~", b"\n\n", b"***\n", b"[^1]: "),
    *("\u202e", "\u3000", "(people)", "《", "附件", "抄送：", "人(people)的(of)一(one)"),
)


def spiced(chance: random.Random, data: bytes) -> bytes:
    spice = chance.choice(SPICES)
    plain = spice.encode() if isinstance(spice, str) else spice
    at = chance.randrange(len(data))
    return data[:at] + plain * chance.choice((1, 20, 1000, 60_000)) + data[at:]


PARTS = ("word/document.xml",) * 6 + (
    *("word/styles.xml", "word/numbering.xml", "word/comments.xml", "word/header1.xml"),
    *("word/_rels/document.xml.rels", "[Content_Types].xml", "word/media/image1.png"),
)


def inside(mutation: Mutation) -> Mutation:
    """The same mutation on one part of a package, which is packed anew."""

    def changed(chance: random.Random, data: bytes) -> bytes:
        target, part = io.BytesIO(), chance.choice(PARTS)
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in source.namelist():
                content = source.read(name)
                copy.writestr(name, mutation(chance, content) if name == part else content)
        return target.getvalue()

    return changed


ELEMENT = re.compile(rb"<(w:[A-Za-z]+)(?: [^<>]*)?>(?:(?!<\1[ >/]).)*?</\1>", re.DOTALL)
TAG = re.compile(rb"<[^<>]+>")
ATTRIBUTE = re.compile(rb'"[^"<>]{0,40}"')
VALUES = (
    b"9" * 5000,
    b"-1",
    b"0",
    "²".encode(),
    "\u0661".encode(),
    b"x" * 60_000,
    b"",
    b"99999999999",
    b"1e9",
    b"true",
)


def one_of(chance: random.Random, pattern: re.Pattern[bytes], part: bytes) -> re.Match[bytes] | None:
    found = list(pattern.finditer(part))
    return chance.choice(found) if found else None


def element_repeated(chance: random.Random, part: bytes) -> bytes:
    each = one_of(chance, ELEMENT, part)
    times = chance.choice((1, 40, 2000))
    return (
        part
        if each is None
        else part[: each.end()] + each[0] * min(times, 2_000_000 // len(each[0]) + 1) + part[each.end() :]
    )


def element_removed(chance: random.Random, part: bytes) -> bytes:
    each = one_of(chance, ELEMENT, part)
    return part if each is None else part[: each.start()] + part[each.end() :]


def element_moved(chance: random.Random, part: bytes) -> bytes:
    found, tags = list(ELEMENT.finditer(part)), list(TAG.finditer(part))
    if not found or not tags:
        return part
    at = chance.choice(tags).end()
    return part[:at] + chance.choice(found)[0] + part[at:]


def attribute_changed(chance: random.Random, part: bytes) -> bytes:
    for _ in range(chance.choice((1, 5))):
        each = one_of(chance, ATTRIBUTE, part)
        if each is not None:
            part = part[: each.start()] + b'"' + chance.choice(VALUES) + b'"' + part[each.end() :]
    return part


def tag_removed(chance: random.Random, part: bytes) -> bytes:
    each = one_of(chance, TAG, part)
    return part if each is None else part[: each.start()] + part[each.end() :]


NESTS = (
    ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
    ("<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"),
    ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
    ("<w:ins>", "</w:ins>"),
    ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    ("<w:smartTag>", "</w:smartTag>"),
)
ROWS = (
    '<w:tc><w:tcPr><w:gridSpan w:val="{n}"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>市</w:t></w:r></w:p></w:tc>',
    '<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr></w:tc>',
    '<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="{n}"/><w:numId w:val="3"/></w:numPr></w:pPr></w:p></w:tc>',
)
RUNS = (
    '<w:r><w:sym w:char="F0B7"/></w:r>',
    '<w:commentRangeStart w:id="0"/><w:r><w:t>市</w:t></w:r><w:commentRangeEnd w:id="0"/>',
    '<w:r><w:commentReference w:id="0"/></w:r>',
    '<w:ins w:author="周某" w:date="昨天"><w:r><w:t>市</w:t></w:r></w:ins>',
    "<w:del><w:r><w:delText>市</w:delText></w:r></w:del><w:r><w:br/></w:r>",
)


def nested(chance: random.Random, part: bytes) -> bytes:
    opened, closed = chance.choice(NESTS)
    depth = chance.choice((1, 5, 12, 30, 60, 1000))
    core = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
    return part.replace(b"<w:body>", f"<w:body>{opened * depth}{core}{closed * depth}".encode(), 1)


def gridded(chance: random.Random, part: bytes) -> bytes:
    rows = "".join(
        "<w:tr>"
        + "".join(chance.choice(ROWS).format(n=chance.choice((0, 1, 2, 63, 10**8))) for _ in range(4))
        + "</w:tr>"
        for _ in range(chance.choice((1, 9, 900)))
    )
    return part.replace(b"<w:body>", f"<w:body><w:tbl>{rows}</w:tbl>".encode(), 1)


def traced(chance: random.Random, part: bytes) -> bytes:
    runs = "".join(chance.choice(RUNS) for _ in range(chance.choice((1, 20, 20_000))))
    return part.replace(b"<w:body>", f"<w:body><w:p>{runs}</w:p>".encode(), 1)


def resized(chance: random.Random, part: bytes) -> bytes:
    """A picture that claims another size, with the checksum that goes with it."""
    if not part.startswith(b"\x89PNG"):
        return part
    changed = bytearray(part)
    changed[16:24] = struct.pack(">II", *(chance.choice((0, 1, 4000, 20_000, 2**31 - 1)) for _ in range(2)))
    changed[29:33] = struct.pack(">I", zlib.crc32(changed[12:29]))
    return bytes(changed)


IN_XML = (
    *(element_repeated, element_removed, element_moved, attribute_changed, nested, gridded, traced) * 2,
    *(respelled, resized, tag_removed, doubled, flipped, truncated),
)
OF_WORD = (flipped, truncated, doubled, *(inside(mutation) for mutation in IN_XML * 5))
OF_TEXT = (flipped, truncated, doubled, reencoded, *(respelled, shuffled, spiced) * 4)


def cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """`count` mutated files with their names, the same for the same seed: half of them DOCX."""
    samples = (
        ("来文.docx", word(), OF_WORD),
        ("来文.md", MARKDOWN.encode(), OF_TEXT),
        ("来文.txt", TEXT.encode(), OF_TEXT),
    )
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        name, data, mutations = samples[max(0, number % 4 - 1)]
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            mutation = chance.choice(mutations)
            try:
                data = mutation(chance, data) or data
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
                data = flipped(chance, data)
        yield name, data


# --- reading -------------------------------------------------------------------------------------------------


def attempt(case: Case) -> str:
    """What becomes of a file: `read`, or the code that it is refused with. Raises whatever nobody has foreseen."""
    name, data = case
    try:
        found = read(name, data)
    except OfficeError as refusal:
        return refusal.code
    check_traces(found)
    compose.document(found)
    return "read"


def check_traces(found: Recognised) -> None:
    """Every trace lies within its text."""
    texts = [(line.text, line.marks) for line in found.source.paragraphs]
    parts = [*found.body, *(block for annex in found.annexes for block in annex.blocks)]
    texts += [(part.value.text, part.value.marks) for part in parts if isinstance(part.value, Block)]
    for text, marks in texts:
        for mark in marks:
            if not 0 <= mark.start <= mark.end <= len(text):
                raise AssertionError(f"{mark} lies outside {len(text)} characters")


def work(line: Connection) -> None:
    """The worker: one file after another, until the line is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    while case := line.recv():
        began = time.process_time()
        try:
            outcome = attempt(case)
        except BaseException as unforeseen:  # whatever it is, it is what this program looks for
            outcome = f"! {type(unforeseen).__name__}: {str(unforeseen)[:200]}"
        line.send((outcome, time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


@dataclass
class Tally:
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    peak: tuple[int, int] = (0, 0)
    unforeseen: list[str] = field(default_factory=list)

    def enter(self, number: int, outcome: str, seconds: float, peak: int) -> None:
        self.outcomes["unhandled" if outcome.startswith("!") else outcome] += 1
        self.slowest = max(self.slowest, (seconds, number))
        self.peak = max(self.peak, (peak, -number))
        if outcome.startswith("!"):
            self.unforeseen.append(f"#{number} {outcome}")

    @property
    def missed(self) -> bool:
        return bool(self.unforeseen) or self.slowest[0] >= SLOWEST or self.peak[0] >= PEAK

    def report(self) -> None:
        total = self.outcomes.total()
        refused = total - self.outcomes["read"] - self.outcomes["unhandled"]
        print(f"{total} inputs: {self.outcomes['read']} read, {refused} refused, {len(self.unforeseen)} unhandled")
        for code, times in self.outcomes.most_common():
            print(f"  {times:6} {code}")
        print(f"slowest {self.slowest[0]:.2f} s (#{self.slowest[1]}), target {SLOWEST:.0f} s")
        print(f"peak {self.peak[0]} MiB (#{-self.peak[1]}), target {PEAK} MiB")
        for line in self.unforeseen:
            print(line)


def run(count: int, seed: int) -> Tally:
    """Give every case to the one worker; one that does not answer or dies is counted and replaced."""
    tally, context = Tally(), get_context("spawn")
    here, worker = None, None
    for number, case in enumerate(cases(count, seed)):
        if worker is None or here is None or not worker.is_alive():
            here, there = context.Pipe()
            worker = context.Process(target=work, args=(there,), daemon=True)
            worker.start()
        try:
            here.send(case)
            answer = here.recv() if here.poll(PATIENCE) else ("! no answer", PATIENCE, 0)
        except (EOFError, OSError):
            answer = ("! the worker died", 0.0, 0)
        if answer[0] in ("! no answer", "! the worker died"):
            worker.kill()
            worker = None
        tally.enter(number, *answer)
    if here and worker:
        here.send(None)
    return tally


def main() -> None:
    arguments = argparse.ArgumentParser(description="Reading hostile files")
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=SEED)
    given = arguments.parse_args()
    tally = run(given.count, given.seed)
    tally.report()
    sys.exit(tally.missed)


if __name__ == "__main__":
    main()
