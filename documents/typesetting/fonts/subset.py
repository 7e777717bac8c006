"""A tiny TrueType font holding exactly the characters of one document (字库子集)."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from documents.typesetting import profile
from documents.typesetting.fonts.face import UNITS, Face

ASCENT = round(profile.BASELINE * UNITS)
DESCENT = ASCENT - UNITS


@dataclass(frozen=True, slots=True)
class Subset:
    """TrueType bytes of `UNITS` to the em; glyph 0 is empty, `glyphs` numbers the others from 1."""

    name: str
    data: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    """Advance of each glyph, in thousandths of an em."""
    box: tuple[int, int, int, int]


def build_subset(face: Face, characters: Iterable[str]) -> Subset:
    """Build the subset of `face` for `characters`, all of which it has; the same set gives the same bytes."""
    chosen = sorted(set(characters))
    names = [".notdef", *(f"u{ord(char):05X}" for char in chosen)]
    outlines = [face.outline(char) for char in chosen]
    widths = (UNITS, *(round(face.advance(char) * UNITS) for char in chosen))
    glyphs = dict(zip(names, [TTGlyphPen(None).glyph(), *(outline.glyph for outline in outlines)], strict=True))
    builder = FontBuilder(UNITS, isTTF=True)
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(chosen, names[1:], strict=True)})
    builder.setupGlyf(glyphs)
    sides = [0, *(round(outline.box[0]) for outline in outlines)]
    builder.setupHorizontalMetrics(dict(zip(names, zip(widths, sides, strict=True), strict=True)))
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": face.name, "styleName": "Regular", "psName": face.name})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost(keepGlyphNames=False)
    data = BytesIO()
    builder.save(data)
    numbers = {char: number for number, char in enumerate(chosen, start=1)}
    head = builder.font["head"]
    return Subset(face.name, data.getvalue(), numbers, widths, (head.xMin, head.yMin, head.xMax, head.yMax))
