"""WordprocessingML: elements, runs and paragraphs with their properties in the order that the schema asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from documents.typesetting import profile
from documents.typesetting.fonts.faces import Role

Element = BaseOxmlElement

FONTS = {
    Role.FANGSONG: "仿宋_GB2312",
    Role.XIAOBIAOSONG: "方正小标宋简体",
    Role.HEITI: "黑体",
    Role.KAITI: "楷体_GB2312",
    Role.SONGTI: "宋体",
}
"""The faces by the names under which offices have them."""
FONT_SLOTS = ("ascii", "eastAsia", "hAnsi", "cs")
TWIPS = 1440 / 25.4
"""Twips in a millimetre."""
CONTROLS = dict.fromkeys([*range(9), *range(11, 32)], " ")
NOTHING = 20
"""Twips of the line of a paragraph that only holds an anchor or the end of a section."""


def twips(millimetres: float) -> int:
    """Whole twentieths of a point."""
    return round(millimetres * TWIPS)


def element(tag: str, /, *children: Element | None, **attributes: object) -> Element:
    """An element such as `w:p`, its attributes of the main namespace; children that are None are left out."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def value(tag: str, content: object) -> Element:
    """An element with nothing but `w:val`."""
    return element(tag, val=content)


def font(role: Role) -> Element:
    """`w:rFonts` in all four slots; the hint gives “”, …… and —— to the Chinese face."""
    name = FONTS[role]
    return element("w:rFonts", hint="eastAsia", **dict.fromkeys(FONT_SLOTS, name))


def run_properties(role: Role, size: float, *, spacing: int = 0, raised: int = 0, red: bool = False) -> Element:
    """`w:rPr`: the face of `role`, `size` points, `spacing` twips between characters, `raised` by half points."""
    return element(
        "w:rPr",
        font(role),
        value("w:color", colour(red)) if red else None,
        value("w:spacing", spacing) if spacing else None,
        value("w:position", raised) if raised else None,
        value("w:sz", round(size * 2)),
        value("w:szCs", round(size * 2)),
    )


def colour(red: bool) -> str:
    """RRGGBB of the mark and the red rules, or black."""
    return "".join(f"{round(share * 255):02X}" for share in profile.RED) if red else "000000"


def run(text: str, properties: Element, tag: str = "w:t") -> Element:
    """A run of text; a tab or a line break in it becomes Word's own."""
    made = element("w:r", properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("w:br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(element("w:tab"))
            if piece:
                made.append(_text(piece, tag))
    return made


def plain(text: str) -> str:
    """Text without the control characters that XML cannot hold; they are white space to the layout."""
    return text.translate(CONTROLS)


def _text(piece: str, tag: str) -> Element:
    made = element(tag)
    made.text = plain(piece)
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


@dataclass(frozen=True)
class Form:
    """How a paragraph stands; lengths in twips, 0 where it follows its style."""

    style: str = ""
    keep: bool = False
    """On the page of the paragraph that follows."""
    new_page: bool = False
    tabs: tuple[tuple[str, int], ...] = ()
    before: int = 0
    line: int = 0
    """Exact height of a line."""
    free: bool = False
    """As high as its content: pictures would be cut by an exact line."""
    left: int = 0
    right: int = 0
    first: int = 0
    """Of the first line, from `left`; negative where the others hang."""
    align: str = ""


def paragraph(form: Form, *content: Element) -> Element:
    """`w:p` in the given form."""
    return element("w:p", _paragraph_properties(form), *content)


def bare_table(widths: Sequence[int], rows: Iterable[Element]) -> Element:
    """A table that only parts what stands beside or below each other: no rules, no margins, columns in twips."""
    none = [element(f"w:{side}", w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    properties = element(
        "w:tblPr",
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblInd", w=0, type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *none),
    )
    return element(
        "w:tbl", properties, element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths)), *rows
    )


def is_table(made: Sequence[Element]) -> bool:
    """Whether the last of `made` is a table: another one behind it would become part of it."""
    return bool(made) and made[-1].tag == qn("w:tbl")


def nothing(*content: Element) -> Element:
    """A paragraph of no visible height, for anchors and ends of sections."""
    properties = _paragraph_properties(Form(line=NOTHING))
    properties.append(element("w:rPr", value("w:sz", 2)))
    return element("w:p", properties, *content)


def _paragraph_properties(form: Form) -> Element:
    return element(
        "w:pPr",
        value("w:pStyle", form.style) if form.style else None,
        element("w:keepNext") if form.keep else None,
        element("w:pageBreakBefore") if form.new_page else None,
        value("w:widowControl", 0),
        _tabs(form),
        value("w:snapToGrid", 0),
        _spacing(form),
        _indents(form),
        value("w:jc", form.align) if form.align else None,
    )


def _tabs(form: Form) -> Element | None:
    return (
        element("w:tabs", *(element("w:tab", val=kind, pos=place) for kind, place in form.tabs)) if form.tabs else None
    )


def _spacing(form: Form) -> Element | None:
    if form.free:
        return element("w:spacing", before=form.before, after=0, line=240, lineRule="auto")
    if form.line:
        return element("w:spacing", before=form.before, after=0, line=form.line, lineRule="exact")
    return element("w:spacing", before=form.before) if form.before else None


def _indents(form: Form) -> Element | None:
    if not (form.left or form.right or form.first):
        return None
    side = {"hanging": -form.first} if form.first < 0 else {"firstLine": form.first}
    return element("w:ind", left=form.left, right=form.right, **side)
