"""Mutations that make hostile files of the samples: in the container, in the XML, in the text."""

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from benchmarks.fuzz_samples import MARKDOWN, TEXT, word

Case = tuple[str, bytes]
"""Name and content of a file."""
SEED = 9704

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
