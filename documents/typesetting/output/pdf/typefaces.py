"""The embedded fonts of a PDF: TrueType subsets as CID fonts, with the characters that their glyphs stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from documents.typesetting.fonts.face import Face
from documents.typesetting.fonts.subset import ASCENT, DESCENT, Subset, build_subset
from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value
from documents.typesetting.page import Layout

SYMBOLIC = 4
MAPPED_AT_ONCE = 100
"""Entries that one bfchar block of a ToUnicode map may have."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A face as the pages of one file use it: its name there, and of each character the code and the width."""

    name: str
    font: Reference
    codes: Mapping[str, str]
    widths: Mapping[str, int]
    """Thousandths of an em."""


def add_typefaces(file: PdfFile, layout: Layout) -> dict[Face, Typeface]:
    """Embed the characters that `layout` uses of each face."""
    used: dict[Face, set[str]] = defaultdict(set)
    for run in (run for page in layout.pages for run in page.runs):
        used[run.face].update(run.text)
    return {face: _add(file, f"F{number}", build_subset(face, used[face])) for number, face in enumerate(used, 1)}


def _add(file: PdfFile, name: str, subset: Subset) -> Typeface:
    codes = {char: f"{glyph:04X}" for char, glyph in subset.glyphs.items()}
    widths = {char: subset.widths[glyph] for char, glyph in subset.glyphs.items()}
    return Typeface(name, _add_font(file, subset, codes), codes, widths)


def _add_font(file: PdfFile, subset: Subset, codes: Mapping[str, str]) -> Reference:
    name = Name(f"{_tag(subset)}+{subset.name}")
    descriptor: Mapping[str, Value] = {
        "Type": Name("FontDescriptor"),
        "FontName": name,
        "Flags": SYMBOLIC,
        "FontBBox": list(subset.box),
        "ItalicAngle": 0,
        "Ascent": ASCENT,
        "Descent": DESCENT,
        "CapHeight": ASCENT,
        "StemV": 80,
        "FontFile2": file.stream(subset.data, {"Length1": len(subset.data)}),
    }
    descendant: Mapping[str, Value] = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0},
        "FontDescriptor": file.add(descriptor),
        "W": [0, list(subset.widths)],
        "CIDToGIDMap": Name("Identity"),
    }
    return file.add(
        {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": name,
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [file.add(descendant)],
            "ToUnicode": file.stream(_unicode_map(codes).encode("ascii")),
        }
    )


def _tag(subset: Subset) -> str:
    """Six letters that tell subsets of one face apart."""
    number = sum((index + 1) * ord(char) for char, index in subset.glyphs.items())
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _unicode_map(codes: Mapping[str, str]) -> str:
    entries = [f"<{code}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *_blocks(entries),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


def _blocks(entries: list[str]) -> Iterable[str]:
    for start in range(0, len(entries), MAPPED_AT_ONCE):
        block = entries[start : start + MAPPED_AT_ONCE]
        yield "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])
