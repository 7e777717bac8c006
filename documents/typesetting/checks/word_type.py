"""The type of a Word file's paragraphs: what its runs, its styles and its defaults together say."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.typesetting.checks.report import Where
from server.intake.word_part import attribute, child, name, value

MILLIMETRES_A_TWIP = 25.4 / 1440
FAMILIES = {
    "仿宋": ("仿宋", "方正仿宋", "华文仿宋", "STFangsong", "FangSong", "FandolFang"),
    "小标宋": ("方正小标宋", "小标宋", "华文中宋", "STZhongsong", "FZXiaoBiaoSong"),
    "黑体": ("黑体", "方正黑体", "SimHei", "华文黑体", "STHeiti"),
    "楷体": ("楷体", "方正楷体", "KaiTi", "华文楷体", "STKaiti"),
}
"""How the names of fonts begin that fill a role."""
ALIGNED = {
    "center": "居中",
    "right": "右对齐",
    "end": "右对齐",
    "left": "左对齐",
    "start": "左对齐",
    "both": "两端对齐",
}
_CHAIN = 10
_EXACT = "exact"


@dataclass(frozen=True)
class Line:
    """A paragraph that is not blank, with the type of its first characters."""

    number: int
    text: str
    font: str
    """East Asian font by name; empty where only a theme says it."""
    size: float
    """Points."""
    alignment: str
    indented: bool
    pitch: float | None
    """Exact row pitch in points; None where Word decides it."""
    apart: bool
    """In a table or a text box, not in the flow of the text."""

    def where(self, element: str) -> Where:
        """For a person: its number among the file's paragraphs."""
        return Where(element, line=self.number)


def lines_of(root: etree._Element, styles: etree._Element | None) -> tuple[Line, ...]:
    """The paragraphs of a document part, each with what its run, style and the defaults say of its type."""
    sheet = _Sheet(styles)
    return tuple(
        line for number, paragraph in enumerate(root.iter("{*}p"), 1) if (line := _line(number, paragraph, sheet)).text
    )


class _Sheet:
    """styles.xml: properties of a paragraph from the nearest to the farthest."""

    def __init__(self, root: etree._Element | None) -> None:
        parts = list(root) if root is not None else []
        self.styles = {attribute(each, "styleId"): each for each in parts if name(each) == "style"}
        normal = (each for each in self.styles.values() if attribute(each, "default") in ("1", "true"))
        self.normal = next(
            (attribute(each, "styleId") for each in normal if attribute(each, "type") == "paragraph"), ""
        )
        self.defaults = next((each for each in parts if name(each) == "docDefaults"), None)

    def chain(self, paragraph: etree._Element, kind: str) -> Iterator[etree._Element]:
        """The `kind` (pPr or rPr) of the paragraph's style, of those that it is based on, and of the defaults."""
        style = value(paragraph, "pPr", "pStyle") or self.normal
        for _ in range(_CHAIN):
            element = self.styles.get(style)
            if element is None:
                break
            if (properties := child(element, kind)) is not None:
                yield properties
            style = value(element, "basedOn")
        if self.defaults is not None:
            properties = child(self.defaults, f"{kind}Default", kind)
            if properties is not None:
                yield properties


def _line(number: int, paragraph: etree._Element, sheet: _Sheet) -> Line:
    runs = [run for run in paragraph.iter("{*}r") if _within(run) is paragraph and _text(run).strip()]
    own = [found for run in runs[:1] if (found := child(run, "rPr")) is not None]
    type_, shape = [*own, *sheet.chain(paragraph, "rPr")], list(sheet.chain(paragraph, "pPr"))
    if (direct := child(paragraph, "pPr")) is not None:
        shape.insert(0, direct)
    return Line(
        number,
        "".join(map(_text, runs)).strip(),
        _first(type_, ("rFonts",), "eastAsia"),
        _number(_first(type_, ("sz",), "val"), 20.0) / 2,
        _first(shape, ("jc",), "val"),
        _indented(shape) or "".join(map(_text, runs)).startswith("\u3000\u3000"),
        _pitch(shape),
        any(name(above) in ("tc", "txbxContent") for above in paragraph.iterancestors()),
    )


def _within(run: etree._Element) -> etree._Element | None:
    """The paragraph that a run is of: one in a text box is not of the paragraph that the box is anchored in."""
    return next((above for above in run.iterancestors() if name(above) == "p"), None)


def _text(element: etree._Element) -> str:
    return "".join(str(each.text or "") for each in element if name(each) == "t")


def _first(properties: list[etree._Element], path: tuple[str, ...], wanted: str) -> str:
    """The nearest setting of an attribute."""
    found = (child(each, *path) for each in properties)
    return next((said for each in found if each is not None and (said := attribute(each, wanted))), "")


def _number(text: str, otherwise: float) -> float:
    return float(text) if text.removeprefix("-").replace(".", "", 1).isdigit() else otherwise


def _indented(shape: list[etree._Element]) -> bool:
    return any(_number(_first(shape, ("ind",), side), 0.0) > 0 for side in ("firstLineChars", "firstLine"))


def _pitch(shape: list[etree._Element]) -> float | None:
    if _first(shape, ("spacing",), "lineRule") != _EXACT:
        return None
    return _number(_first(shape, ("spacing",), "line"), 0.0) / 20
