"""Shapes that stand at a place of the paper: rules, and the text box of the 版记."""

from collections.abc import Iterable

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.typesetting.output.docx.wml import Element, colour
from documents.typesetting.page import Rule

EMU = 36000
"""English metric units in a millimetre."""
_SHAPES = (
    nsdecls("w", "wp", "a")
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_ANCHOR = """
<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="{behind}"
 locked="0" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>{place}<wp:extent cx="{width}" cy="{height}"/>
<wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>{shape}
</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>
"""
_LINE = """
<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{thickness}"><a:solidFill><a:srgbClr val="{colour}"/>
</a:solidFill></a:ln></wps:spPr><wps:bodyPr/>
"""
_BOX = """
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx>
<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" {turn}anchor="t"><a:noAutofit/></wps:bodyPr>
"""
_AT = '<wp:position{axis} relativeFrom="page"><wp:posOffset>{offset}</wp:posOffset></wp:position{axis}>'


def rule(number: int, drawn: Rule) -> Element:
    """A run that draws a rule at its place on the paper."""
    length, thickness = _emu(drawn.width), _emu(drawn.thickness)
    width, height = (0, length) if drawn.upright else (length, 0)
    return _anchored(
        _LINE.format(width=width, height=height, thickness=thickness, colour=colour(drawn.red)),
        number=number,
        name=f"{drawn.tag.value}{number}",
        behind=1,
        place=_at(drawn.x, drawn.y),
        wrap="<wp:wrapNone/>",
        width=width,
        height=height,
    )


Pair = tuple[float, float]
"""Across and down, millimetres."""


def foot_box(number: int, name: str, corner: Pair, size: Pair, content: Iterable[Element]) -> Element:
    """A run that holds a text box whose upper left corner is `corner` on the paper; the text keeps above it."""
    return _box("<wp:wrapTopAndBottom/>", number, name, corner, size, content)


def page_box(
    number: int, name: str, corner: Pair, size: Pair, content: Iterable[Element], *, turned: bool = False
) -> Element:
    """The same, over the text; a `turned` one reads down the page."""
    return _box("<wp:wrapNone/>", number, name, corner, size, content, turned=turned)


def _box(
    wrap: str, number: int, name: str, corner: Pair, size: Pair, content: Iterable[Element], *, turned: bool = False
) -> Element:
    width, height = map(_emu, size)
    made = _anchored(
        _BOX.format(width=width, height=height, turn='vert="vert" ' if turned else ""),
        number=number,
        name=name,
        behind=0,
        place=_at(*corner),
        wrap=wrap,
        width=width,
        height=height,
    )
    made.find(".//{*}txbxContent").extend(content)
    return made


def _anchored(shape: str, **how: object) -> Element:
    xml = _ANCHOR.format(names=_SHAPES, shape=shape, **how)
    return parse_xml("".join(line for line in xml.splitlines()))


def _at(x: float, y: float) -> str:
    return _AT.format(axis="H", offset=_emu(x)) + _AT.format(axis="V", offset=_emu(y))


def _emu(millimetres: float) -> int:
    return round(millimetres * EMU)
