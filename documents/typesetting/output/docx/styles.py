"""样式: the text's own style, titles, the four heading levels and page numbers, with the faces by their names."""

from collections.abc import Iterator

from documents.typesetting.fonts.faces import Role
from documents.typesetting.output.docx.grid import Grid
from documents.typesetting.output.docx.wml import FONTS, Element, element, font, run_properties, value
from documents.typesetting.profile import Profile

TITLE, FOOTER, TABLE = "Title", "Footer", "a3"
HEADINGS = {1: Role.HEITI, 2: Role.KAITI, 3: Role.FANGSONG, 4: Role.FANGSONG}
OTHER_NAMES = {
    "仿宋_GB2312": "FangSong_GB2312;仿宋;FangSong;方正仿宋_GBK;FandolFang;Noto Serif SC",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S;方正小标宋_GBK;华文中宋;FandolSong;Noto Serif SC",
    "黑体": "SimHei;方正黑体_GBK;FandolHei;Noto Sans SC",
    "楷体_GB2312": "KaiTi_GB2312;楷体;KaiTi;方正楷体_GBK;FandolKai;Noto Serif SC",
    "宋体": "SimSun;方正书宋_GBK;FandolSong;Noto Serif SC",
}
"""What may stand in where a face is not installed."""
PLAIN = ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid")
"""Left on, each of these would move characters off the grid of 28."""


def heading_style(level: int) -> str:
    """The style of a heading of level 1-4."""
    return f"Heading{level}"


def styles(profile: Profile) -> Element:
    """styles.xml: what is not named here follows the text."""
    return element("w:styles", *_styles(Grid(profile)))


def _styles(grid: Grid) -> Iterator[Element]:
    p = grid.profile
    body = run_properties(Role.FANGSONG, p.body_size, spacing=grid.spacing)
    body.append(element("w:lang", val="en-US", eastAsia="zh-CN"))
    yield element("w:docDefaults", element("w:rPrDefault", body), element("w:pPrDefault"))
    text = element(
        "w:pPr",
        value("w:widowControl", 0),
        *(value(f"w:{name}", 0) for name in PLAIN),
        element("w:spacing", before=0, after=0, line=grid.line, lineRule="exact"),
        value("w:jc", "both"),
    )
    yield _style("Normal", "Normal", text, default=1)
    title = element("w:pPr", value("w:jc", "center"))
    yield _style(TITLE, "Title", title, run_properties(Role.XIAOBIAOSONG, p.title_size), base="Normal")
    for level, role in HEADINGS.items():
        outline = element("w:pPr", element("w:keepNext"), value("w:outlineLvl", level - 1))
        yield _style(heading_style(level), f"heading {level}", outline, element("w:rPr", font(role)), base="Normal")
    yield _style(FOOTER, "footer", None, run_properties(Role.SONGTI, p.small_size), base="Normal")
    note = element("w:pPr", element("w:spacing", line=240, lineRule="auto"), value("w:jc", "left"))
    yield _style("CommentText", "annotation text", note, run_properties(Role.SONGTI, 10.5), base="Normal")
    yield _character_style("CommentReference", "annotation reference", run_properties(Role.SONGTI, 10.5))
    yield _table_style()


def _style(name: str, shown: str, *properties: Element | None, base: str = "", **more: object) -> Element:
    return element(
        "w:style",
        value("w:name", shown),
        value("w:basedOn", base) if base else None,
        element("w:qFormat"),
        *properties,
        type="paragraph",
        styleId=name,
        **more,
    )


def _character_style(name: str, shown: str, properties: Element) -> Element:
    return element("w:style", value("w:name", shown), properties, type="character", styleId=name)


def _table_style() -> Element:
    """A table without cell margins of its own."""
    none = [element(f"w:{side}", w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    properties = element("w:tblPr", element("w:tblCellMar", *none))
    return element("w:style", value("w:name", "Normal Table"), properties, type="table", styleId=TABLE, default=1)


def fonts() -> Element:
    """fontTable.xml: every face with the names of those that may stand in for it."""
    known = [
        element(
            "w:font",
            value("w:altName", OTHER_NAMES[name]),
            value("w:charset", "86"),
            value("w:family", "auto"),
            value("w:pitch", "default"),
            name=name,
        )
        for name in FONTS.values()
    ]
    return element("w:fonts", *known)


def settings() -> Element:
    """settings.xml: page numbers on the outer side, marks of full width, Word's present rules of layout."""
    return element(
        "w:settings",
        element("w:zoom", percent=100),
        value("w:defaultTabStop", 420),
        element("w:evenAndOddHeaders"),
        value("w:characterSpacingControl", "doNotCompress"),
        element(
            "w:compat",
            element("w:doNotExpandShiftReturn"),
            element("w:useFELayout"),
            element(
                "w:compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        ),
        element("w:themeFontLang", val="en-US", eastAsia="zh-CN"),
    )
