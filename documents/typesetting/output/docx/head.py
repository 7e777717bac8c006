"""Elements that stand at a place of their own (版头, 标题, 署名): lines of the layout as paragraphs of given heights.

Lines that follow each other downwards are paragraphs. Where one stands beside what was printed before it (「文件」
beside the stacked organs, 签发人 beside 发文字号, organs beside each other) they are the columns of a table
without rules, so that the text is read in the printed order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from documents.typesetting import profile
from documents.typesetting.output.docx.drawing import page_box
from documents.typesetting.output.docx.grid import SHARE_ABOVE, Grid, even_box
from documents.typesetting.output.docx.printed import SAME, Glyph, Line, Piece, divided
from documents.typesetting.output.docx.wml import (
    NOTHING,
    TWIPS,
    Element,
    Form,
    bare_table,
    element,
    is_table,
    nothing,
    paragraph,
    run,
    run_properties,
    twips,
)
from documents.typesetting.page import Tag
from documents.typesetting.profile import Profile

CENTRED = 0.6
"""Millimetres off the middle within which a line is a centred one."""
EARLIER = 0.5
"""Millimetres above the upper margin from which on a line cannot be a paragraph of the text."""
BOX = 900
"""Number of the text box among the file's drawings."""
OVER = 1
"""Characters by which a line may reach over the edge of its column, for faces that run wider than ours."""


@dataclass
class Band:
    """Columns of lines beside each other, in printed order; mostly one."""

    columns: list[list[Line]]

    @property
    def tag(self) -> Tag:
        """Of its first line."""
        return self.columns[0][0].tag

    @property
    def bottom(self) -> float:
        """The lowest baseline."""
        return max(line.baseline for column in self.columns for line in column)


@dataclass
class Place:
    """Where the next paragraph begins: `y` mm from the paper's upper edge."""

    grid: Grid
    y: float
    made: list[Element] = field(default_factory=list)

    def add(self, made: Element, height: float) -> None:
        """What takes `height` mm of the page."""
        self.made.append(made)
        self.y += height

    def before(self, top: float) -> int:
        """Twips of white above a line that begins at `top` mm; `y` moves there."""
        white = max(twips(top - self.y), 0)
        self.y += white / TWIPS
        return white


def bands(printed: Sequence[Line]) -> list[Band]:
    """Lines grouped by which stand beside each other."""
    found: list[Band] = []
    for line in printed:
        if not found or line.baseline > found[-1].bottom + SAME:
            found.append(Band([[line]]))
        elif line.baseline > found[-1].columns[-1][-1].baseline + SAME:
            found[-1].columns[-1].append(line)
        else:
            found.append(_beside(found, line))
    return found


def _beside(found: list[Band], line: Line) -> Band:
    """A line to the right of what was found last: of all of it that reaches down to the line's height.

    「文件」 stands to the right of all the organs of a mark (7.2.4).
    """
    reached: list[Band] = []
    while found and (found[-1].bottom > _box_top(line) or found[-1].tag is line.tag is Tag.MARK):
        reached.insert(0, found.pop())
    *single, last = reached
    above = [each for band in single for column in band.columns for each in column]
    return Band([above + last.columns[0], *last.columns[1:], [line]])


def set_lines(place: Place, printed: Sequence[Line], *, keep: bool = False, new_page: bool = False) -> None:
    """Set lines at their places from `place.y` on; `new_page` begins a page with the first of them."""
    for band in bands(printed):
        if len(band.columns) > 1:
            _set_columns(place, band, keep)
            continue
        for line in band.columns[0]:
            if _box_top(line) < place.grid.top - EARLIER:
                place.add(nothing(_boxed(place.grid, line)), NOTHING / TWIPS)
                continue
            _set_line(place, line, place.grid.profile.left, Form(keep=keep, new_page=new_page))
            new_page = False


def set_centred(place: Place, text: str, printed: Sequence[Line], style: str = "", *, new_page: bool = False) -> None:
    """`text` as one centred paragraph, divided where the layout divided it."""
    if not printed:
        return
    first, last = printed[0], printed[-1]
    pitch = (last.baseline - first.baseline) / (len(printed) - 1) if len(printed) > 1 else even_box(first.size)
    line = twips(pitch)
    top = first.baseline - _above(pitch, first.size)
    form = Form(style, True, new_page, before=place.before(top), line=line, align="center")
    glyph = first.pieces[0].glyphs[0]
    properties = run_properties(glyph.role, glyph.size, spacing=place.grid.spacing_of(glyph.size))
    content = run("\n".join(divided(text, printed)), properties)
    place.add(paragraph(form, content), len(printed) * line / TWIPS)


def _above(pitch: float, size: float) -> float:
    """Millimetres above the baseline, between what Word (middle) and LibreOffice (four fifths) make of a line."""
    em = size * profile.POINT
    return ((pitch - em) / 2 + profile.BASELINE * em + SHARE_ABOVE * pitch) / 2


def _box_top(line: Line) -> float:
    return line.baseline - SHARE_ABOVE * even_box(line.size)


def _boxed(grid: Grid, line: Line) -> Element:
    """A line above the text's upper edge, as the mark of a letter (10.1), in a text box on the paper."""
    p, height = grid.profile, even_box(line.size)
    content = [made for piece in line.pieces for made in _piece(piece, grid, tab=False)]
    form = Form(line=twips(height), align="center")
    return page_box(BOX, line.tag, (p.left, _box_top(line)), (p.width, height), [paragraph(form, *content)])


def _set_line(place: Place, line: Line, left: float, form: Form) -> None:
    """One line as a paragraph; what is printed apart on it stands at tabs."""
    p = place.grid.profile
    height = even_box(line.size)
    first, *others = line.pieces
    aligned = _aligned(line, left, p)
    form = replace(
        form,
        before=place.before(_box_top(line)),
        line=twips(height),
        tabs=tuple(("left", twips(piece.left - left)) for piece in others),
        left=twips(first.left - left) if aligned == "left" else _reach(left, place.grid),
        align=aligned,
    )
    content = [made for piece in line.pieces for made in _piece(piece, place.grid, tab=piece is not first)]
    place.add(paragraph(form, *content), form.line / TWIPS)


def _reach(left: float, grid: Grid) -> int:
    """A line at the right edge of the text may begin before its column does."""
    return -grid.cells(2 * OVER) if left > grid.profile.left else 0


def _aligned(line: Line, left: float, p: Profile) -> str:
    """To which edge of its column a line keeps when its characters are wider than ours."""
    if len(line.pieces) > 1:
        return "left"
    only = line.pieces[0]
    if left == p.left and abs(only.left + only.right - p.left - p.right) < 2 * CENTRED:
        return "center"
    return "right" if abs(only.right - p.right) < CENTRED else "left"


def _piece(piece: Piece, grid: Grid, *, tab: bool) -> Iterator[Element]:
    """Its characters in runs of one face and one distance."""
    followers = (*piece.glyphs[1:], None)
    spaced = [(glyph, _spacing(glyph, after, grid)) for glyph, after in zip(piece.glyphs, followers, strict=True)]
    for key, group in groupby(spaced, lambda pair: (pair[0].role, pair[0].size, pair[0].red, pair[1])):
        role, size, red, spacing = key
        text = "".join(glyph.char for glyph, _ in group)
        yield run("\t" * tab + text, run_properties(role, size, spacing=spacing, red=red))
        tab = False


def _spacing(glyph: Glyph, after: Glyph | None, grid: Grid) -> int:
    """Twips behind a character: as printed between Chinese characters that are spread or drawn together."""
    usual = grid.spacing_of(glyph.size)
    if after is None or glyph.char.isascii() or after.char.isascii():
        return usual
    printed = twips(after.x - glyph.x - glyph.em)
    return usual if abs(printed - usual) <= 1 else printed


def _set_columns(place: Place, band: Band, keep: bool) -> None:
    """Columns beside each other in a table without rules, as high as they reach down from `place.y`."""
    p = place.grid.profile
    if is_table(place.made):
        place.add(nothing(), NOTHING / TWIPS)
    lefts = [p.left, *(min(line.left for line in column) for column in band.columns[1:]), p.right]
    cells, bottom = [], place.y
    for column, left, right in zip(band.columns, lefts, lefts[1:], strict=False):
        inner = Place(place.grid, place.y)
        for line in column:
            over = place.grid.cells(OVER) if right < p.right else 0
            _set_line(inner, line, left, Form(keep=keep, right=-over))
        width = element("w:tcPr", element("w:tcW", w=twips(right - left), type="dxa"))
        cells.append(element("w:tc", width, *inner.made))
        bottom = max(bottom, inner.y)
    height = element("w:trPr", element("w:trHeight", val=twips(bottom - place.y), hRule="exact"))
    widths = [twips(right - left) for left, right in pairwise(lefts)]
    place.add(bare_table(widths, [element("w:tr", height, *cells)]), bottom - place.y)
