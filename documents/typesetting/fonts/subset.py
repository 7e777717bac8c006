"""A tiny TrueType font holding exactly the characters of one document (字库子集).

Its tables (OpenType 1.9) are put together here from the glyphs that the face keeps: a general font compiler would
take longer than everything else that a page needs.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from documents.typesetting import profile
from documents.typesetting.fonts.face import UNITS, Face
from documents.typesetting.fonts.outlines import BLANK, Outline

ASCENT = round(profile.BASELINE * UNITS)
DESCENT = ASCENT - UNITS
WHOLE_FILE = 0xB1B0AFBA
"""What the words of a font file, its own adjustment among them, add up to."""
LAST_OF_PLANE = 0xFFFF
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Subset:
    """TrueType bytes of `UNITS` to the em; glyph 0 is empty, `glyphs` numbers the others from 1."""

    name: str
    data: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    """Advance of each glyph, in thousandths of an em."""
    box: Box


def build_subset(face: Face, characters: Iterable[str]) -> Subset:
    """Build the subset of `face` for `characters`, all of which it has; the same set gives the same bytes."""
    chosen = sorted(set(characters))
    outlines = [BLANK, *map(face.outline, chosen)]
    widths = (UNITS, *(round(face.advance(char) * UNITS) for char in chosen))
    box = _box(outlines)
    entries = [outline.data + bytes(-len(outline.data) % 4) for outline in outlines]
    tables = {
        "OS/2": _os2(chosen, widths),
        "cmap": _cmap([ord(char) for char in chosen]),
        "glyf": b"".join(entries),
        "head": _head(box),
        "hhea": _hhea(widths, box),
        "hmtx": b"".join(struct.pack(">Hh", *each) for each in zip(widths, _sides(outlines), strict=True)),
        "loca": struct.pack(f">{len(entries) + 1}I", 0, *accumulate(map(len, entries))),
        "maxp": _maxp(outlines),
        "name": _name(face.name),
        "post": struct.pack(">IIhhI16x", 0x00030000, 0, -100, 50, 0),
    }
    numbers = {char: number for number, char in enumerate(chosen, start=1)}
    return Subset(face.name, _file(tables), numbers, widths, box)


def _box(outlines: Sequence[Outline]) -> Box:
    """Around the ink of all glyphs, as their own entries tell it."""
    boxes = [struct.unpack_from(">4h", outline.data, 2) for outline in outlines if outline.data]
    if not boxes:
        return 0, 0, 0, 0
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _sides(outlines: Iterable[Outline]) -> list[int]:
    """Where the ink of each glyph begins."""
    return [struct.unpack_from(">h", outline.data, 2)[0] if outline.data else 0 for outline in outlines]


def _head(box: Box) -> bytes:
    """No dates, so that the same characters always give the same file; offsets of four bytes."""
    return struct.pack(">IIIIHHqq4hHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 3, UNITS, 0, 0, *box, 0, 6, 2, 1, 0)


def _hhea(widths: Sequence[int], box: Box) -> bytes:
    sides = (0, 0, box[2])
    return struct.pack(">IhhhHhhh3h10xH", 0x00010000, ASCENT, DESCENT, 0, max(widths), *sides, 1, 0, 0, len(widths))


def _maxp(outlines: Sequence[Outline]) -> bytes:
    points, contours = max(each.points for each in outlines), max(each.contours for each in outlines)
    return struct.pack(">I14H", 0x00010000, len(outlines), points, contours, 0, 0, 1, *[0] * 8)


def _os2(chosen: Sequence[str], widths: Sequence[int]) -> bytes:
    """Version 4; embedding allowed, as the face's maker was asked before."""
    first, last = (min(ord(char), LAST_OF_PLANE) for char in (chosen[0], chosen[-1]))
    mean = round(sum(widths) / len(widths))
    return struct.pack(
        ">HhHHH11h10x4I4sHHHhhhHH2IhhHHH",
        *(4, mean, 400, 5, 0, *[0] * 11, 0, 0, 0, 0, b"    ", 0x40, first, last),
        *(ASCENT, DESCENT, 0, ASCENT, -DESCENT, 0, 0, 0, ASCENT, 0, 32, 1),
    )


def _cmap(codes: Sequence[int]) -> bytes:
    """Which character is which glyph: format 4 for the basic plane, format 12 for all."""
    plane = [code for code in codes if code < LAST_OF_PLANE]
    small, whole = _format_4(_stretches(plane)), _format_12(_stretches(codes))
    heads = struct.pack(">HHHHIHHI", 0, 2, 3, 1, 20, 3, 10, 20 + len(small))
    return heads + small + whole


def _stretches(codes: Sequence[int]) -> list[tuple[int, int, int]]:
    """First and last of each run of neighbouring characters, and the glyph of the first."""
    found: list[tuple[int, int, int]] = []
    for glyph, code in enumerate(codes, start=1):
        if found and found[-1][1] == code - 1:
            first, _, number = found.pop()
            found.append((first, code, number))
        else:
            found.append((code, code, glyph))
    return found


def _format_4(stretches: Sequence[tuple[int, int, int]]) -> bytes:
    all_of_them = [*stretches, (LAST_OF_PLANE, LAST_OF_PLANE, 0)]
    count = len(all_of_them)
    power = count.bit_length() - 1
    arrays = struct.pack(
        f">{count}HH{count}H{count}H{2 * count}x",
        *(last for _, last, _ in all_of_them),
        0,
        *(first for first, _, _ in all_of_them),
        *((glyph - first) % 0x10000 for first, _, glyph in all_of_them),
    )
    search = 2 << power
    return struct.pack(">7H", 4, 14 + len(arrays), 0, 2 * count, search, power, 2 * count - search) + arrays


def _format_12(stretches: Sequence[tuple[int, int, int]]) -> bytes:
    groups = b"".join(struct.pack(">3I", *stretch) for stretch in stretches)
    return struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(stretches)) + groups


def _name(name: str) -> bytes:
    """Family, style, unique, full and PostScript name, in English of the United States."""
    texts = {1: name, 2: "Regular", 3: name, 4: name, 6: name}
    encoded = [text.encode("utf-16-be") for text in texts.values()]
    starts = [0, *accumulate(map(len, encoded))]
    records = b"".join(
        struct.pack(">6H", 3, 1, 0x409, number, len(text), start)
        for number, text, start in zip(texts, encoded, starts, strict=False)
    )
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + b"".join(encoded)


def _file(tables: Mapping[str, bytes]) -> bytes:
    """The tables behind their directory, each at a multiple of four bytes, with sums that let a reader check them."""
    power = len(tables).bit_length() - 1
    search = 16 << power
    directory = struct.pack(">IHHHH", 0x00010000, len(tables), search, power, 16 * len(tables) - search)
    padded = {name: data + bytes(-len(data) % 4) for name, data in tables.items()}
    sums = {name: _sum(data) for name, data in padded.items()}
    starts = accumulate(map(len, padded.values()), initial=len(directory) + 16 * len(tables))
    for (name, data), start in zip(tables.items(), starts, strict=False):
        directory += struct.pack(">4sIII", name.encode(), sums[name], start, len(data))
    adjustment = (WHOLE_FILE - _sum(directory) - sum(sums.values())) % (1 << 32)
    head = padded["head"]
    padded["head"] = head[:8] + struct.pack(">I", adjustment) + head[12:]
    return directory + b"".join(padded.values())


def _sum(words: bytes) -> int:
    """The sum of words of four bytes, taken byte by byte: `sum` is fastest over bytes."""
    return sum(sum(words[place::4]) << 8 * (3 - place) for place in range(4)) % (1 << 32)
