"""A page as SVG, to be looked at on a screen or a phone (版面预览): small, selectable, without scripts or references.

No type is embedded: the reader's own faces are used, and since every character has its own place, a line is as long
as on paper whichever face it is.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from itertools import groupby

from documents.typesetting import profile
from documents.typesetting.errors import NoSuchPage
from documents.typesetting.fonts.faces import Role
from documents.typesetting.output.markup import decimal, escape, image_format, pieces, rgb
from documents.typesetting.page import Layout, Page, Picture, Rule, Run

_SERIF = "'Songti SC', STSong, SimSun, 'Noto Serif CJK SC', 'Noto Serif SC', 'Source Han Serif SC', serif"
_SANS = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', sans-serif"
FAMILIES: Mapping[Role, str] = {
    Role.FANGSONG: f"仿宋_GB2312, 方正仿宋_GBK, FangSong, 仿宋, STFangsong, FandolFang, {_SERIF}",
    Role.XIAOBIAOSONG: f"方正小标宋简体, FZXiaoBiaoSong-B05S, 方正小标宋_GBK, STZhongsong, FandolSong, {_SERIF}",
    Role.HEITI: f"SimHei, 黑体, STHeiti, 方正黑体_GBK, FandolHei, {_SANS}",
    Role.KAITI: f"楷体_GB2312, KaiTi, 楷体, STKaiti, 'Kaiti SC', FandolKai, {_SERIF}",
    Role.SONGTI: f"SimSun, 宋体, 方正书宋_GBK, FandolSong, {_SERIF}",
}
"""The faces of each role: the official one, then what computers and phones have."""
WEIGHTS: Mapping[Role, str] = {Role.XIAOBIAOSONG: ' font-weight="bold" style="font-synthesis:none"'}
"""小标宋 is heavy: a stand-in shows its bold face if it has one, and the official face is not thickened again."""
PLACES = 2
"""Decimals of a millimetre."""


def svg(layout: Layout, number: int) -> str:
    """Page `number`, counted from 1, as an SVG document whose units are millimetres; without seals.

    Raises NoSuchPage.
    """
    if not 1 <= number <= len(layout.pages):
        raise NoSuchPage(number)
    return drawn(layout.pages[number - 1], layout.title)


def drawn(page: Page, title: str) -> str:
    """`page` of the document `title` as an SVG document."""
    width, height = decimal(profile.PAPER_WIDTH), decimal(profile.PAPER_HEIGHT)
    title = f"{title}（第{page.number}页）"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm"'
            f' height="{height}mm" lang="zh-CN" xml:lang="zh-CN" role="document" aria-label="{escape(title)}"'
            ' xml:space="preserve" font-variant="none" text-rendering="geometricPrecision">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *_marks(page),
            "</svg>",
        ]
    )


def _marks(page: Page) -> Iterable[str]:
    """Pictures, rules and runs, those of one role next to each other sharing its faces."""
    yield from map(_picture, page.pictures)
    yield from map(_rule, page.rules)
    for role, runs in groupby(page.runs, key=lambda run: run.role):
        yield f'<g font-family="{escape(FAMILIES[role])}"{WEIGHTS.get(role, "")}>'
        yield from map(_run, runs)
        yield "</g>"


def _millimetres(*values: float) -> str:
    return " ".join(decimal(value, PLACES) for value in values)


def _colour(red: bool) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb(red))


def _rule(rule: Rule) -> str:
    """Its middle is where the rule is."""
    half = rule.thickness / 2
    x, y, width, height = rule.x, rule.y - half, rule.width, rule.thickness
    if rule.upright:
        x, y, width, height = rule.x - half, rule.y, rule.thickness, rule.width
    box = zip(("x", "y", "width", "height"), (x, y, width, height), strict=True)
    told = "".join(f' {name}="{decimal(value, 3)}"' for name, value in box)
    return f'<rect aria-hidden="true"{told} fill="{_colour(rule.red)}"/>'


def _picture(picture: Picture) -> str:
    """A turned picture has its upper edge on the left."""
    x, y, width, height = picture.x, picture.y, picture.width, picture.height
    place = f'x="{_millimetres(x)}" y="{_millimetres(y)}"'
    if picture.turned:
        place = f'transform="matrix(0 -1 1 0 {_millimetres(x, y + height)})"'
        width, height = height, width
    data = f"data:image/{image_format(picture.data).lower()};base64,{b64encode(picture.data).decode('ascii')}"
    size = f'width="{_millimetres(width)}" height="{_millimetres(height)}"'
    name = f'role="img" aria-label="{escape(picture.caption)}"'
    return f'<image {name} {place} {size} preserveAspectRatio="none" href="{data}"/>'


def _run(run: Run) -> str:
    """One text element for each piece; a turned run reads up the page from its lower edge."""
    colour = _colour(run.red)
    thick = f' stroke="{colour}" stroke-width="{decimal(run.stroke, 3)}"' if run.stroke else ""
    turn = f' transform="matrix(0 -1 1 0 0 {decimal(profile.PAPER_HEIGHT)})"' if run.turned else ""
    look = f'font-size="{decimal(run.size * profile.POINT, 3)}" fill="{colour}"{thick}{turn}'
    y = _millimetres(run.baseline)
    return "".join(f'<text x="{_millimetres(*xs)}" y="{y}" {look}>{escape(text)}</text>' for text, xs in pieces(run))
