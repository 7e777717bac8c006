"""A layout as a PDF/A-2 file (版式文件): embedded subsets, text that can be selected, searched and read back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from documents.typesetting import profile
from documents.typesetting.fonts.face import Face
from documents.typesetting.fonts.subset import ASCENT, DESCENT, Subset, build_subset
from documents.typesetting.output.pdf.archival import add_metadata, output_intent
from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value
from documents.typesetting.page import Layout, Page, Rule, Run

SYMBOLIC = 4
MAPPED_AT_ONCE = 100
"""Entries that one bfchar block of a ToUnicode map may have."""

Fonts = Mapping[Face, tuple[str, Subset]]
"""The resource name and the subset of each face."""


def pdf(layout: Layout) -> bytes:
    """The PDF of `layout`; the same layout gives the same bytes.

    Characters are placed one by one with TJ. Every font is an embedded CID font, so that characters beyond the
    basic plane (rare names) can be searched too.
    """
    file = PdfFile()
    catalog, tree = file.reserve(), file.reserve()
    fonts = _subsets(layout)
    resources = {"Font": {name: _add_font(file, subset) for name, subset in fonts.values()}}
    pages = [_add_page(file, page, fonts, tree, resources) for page in layout.pages]
    file.fill(tree, {"Type": Name("Pages"), "Kids": pages, "Count": len(pages)})
    file.fill(
        catalog,
        {
            "Type": Name("Catalog"),
            "Pages": tree,
            "Lang": "zh-CN",
            "ViewerPreferences": {"DisplayDocTitle": True},
            "Metadata": add_metadata(file, layout.title),
            "OutputIntents": [output_intent(file)],
        },
    )
    return file.save(catalog, file.add({"Title": layout.title}))


def _subsets(layout: Layout) -> Fonts:
    used: dict[Face, set[str]] = defaultdict(set)
    for run in (run for page in layout.pages for run in page.runs):
        used[run.face] |= set(run.text)
    return {
        face: (f"F{number}", build_subset(face, characters))
        for number, (face, characters) in enumerate(used.items(), start=1)
    }


def _add_page(file: PdfFile, page: Page, fonts: Fonts, tree: Reference, resources: Mapping[str, Value]) -> Reference:
    content = "\n".join([*map(_rule, page.rules), *(_run(run, *fonts[run.face]) for run in page.runs)])
    return file.add(
        {
            "Type": Name("Page"),
            "Parent": tree,
            "MediaBox": [0, 0, _points(profile.PAPER_WIDTH), _points(profile.PAPER_HEIGHT)],
            "Resources": resources,
            "Contents": file.stream(content.encode("ascii")),
        }
    )


def _points(millimetres: float) -> float:
    return millimetres / profile.POINT


def _colour(red: bool) -> str:
    return "{:g} {:g} {:g}".format(*(profile.RED if red else (0, 0, 0)))


def _rule(rule: Rule) -> str:
    y = _points(profile.PAPER_HEIGHT - rule.y - rule.thickness / 2)
    box = f"{_points(rule.x):.3f} {y:.3f} {_points(rule.width):.3f} {_points(rule.thickness):.3f}"
    return f"{_colour(rule.red)} rg {box} re f"


def _run(run: Run, font: str, subset: Subset) -> str:
    """One text object; between characters, TJ moves by what the natural advance is off the wanted one."""
    shown = [f"<{subset.glyphs[run.text[0]]:04X}>"]
    scale = run.size * profile.POINT / 1000
    for before, char, left, right in zip(run.text, run.text[1:], run.xs, run.xs[1:], strict=False):
        excess = subset.widths[subset.glyphs[before]] - (right - left) / scale
        shown.append(f"{excess:.2f}<{subset.glyphs[char]:04X}>")
    colour = _colour(run.red)
    thick = f"2 Tr {colour} RG {_points(run.stroke):.3f} w" if run.stroke else "0 Tr"
    origin = f"1 0 0 1 {_points(run.xs[0]):.3f} {_points(profile.PAPER_HEIGHT - run.baseline):.3f} Tm"
    return f"BT {colour} rg {thick} /{font} {run.size:g} Tf {origin} [{''.join(shown)}] TJ ET"


def _add_font(file: PdfFile, subset: Subset) -> Reference:
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
        "CIDSystemInfo": {"Registry": _ascii("Adobe"), "Ordering": _ascii("Identity"), "Supplement": 0},
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
            "ToUnicode": file.stream(_unicode_map(subset).encode("ascii")),
        }
    )


def _ascii(text: str) -> bytes:
    return text.encode("ascii")


def _tag(subset: Subset) -> str:
    """Six letters that tell subsets of one face apart."""
    number = sum((index + 1) * ord(char) for char, index in subset.glyphs.items())
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _unicode_map(subset: Subset) -> str:
    entries = [f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, glyph in subset.glyphs.items()]
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
