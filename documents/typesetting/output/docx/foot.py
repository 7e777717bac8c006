"""版记 (7.4): a text box on the lower edge of the 版心, its rules those of a table of one column.

Its place is told from the paper's edge: to what a margin's lower edge is on a page with a number, programs differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.typesetting import profile
from documents.typesetting.fonts.faces import Role
from documents.typesetting.formats.imprint import LABEL_CELLS
from documents.typesetting.model import Document
from documents.typesetting.output.docx.drawing import foot_box
from documents.typesetting.output.docx.grid import Grid
from documents.typesetting.output.docx.printed import pages_with
from documents.typesetting.output.docx.wml import (
    NOTHING,
    TWIPS,
    Element,
    Form,
    bare_table,
    element,
    nothing,
    paragraph,
    run,
    run_properties,
    twips,
)
from documents.typesetting.page import Layout, Page, Rule, Tag
from documents.typesetting.wording import copies_text, moved_addressees_text, printed_on_text, printer_text

NUMBER = 1000
"""Of the text box among the file's drawings."""
RAISED = 3
"""Half points by which the characters stand higher: programs that put them low in their line also count the rule."""
BESIDES = (Tag.IMPRINT, Tag.PAGE_NUMBER)


@dataclass(frozen=True)
class Imprint:
    """Where the 版记 stands."""

    page: Page
    alone: bool
    """No other element stands on its page."""
    top: float
    """Its upper edge, millimetres."""
    rules: Sequence[Rule]

    @property
    def numbered(self) -> bool:
        """Whether its page has a number."""
        return any(run_.tag is Tag.PAGE_NUMBER for run_ in self.page.runs)


def imprint_of(layout: Layout) -> Imprint | None:
    """The 版记 as the layout printed it; None without one."""
    if not (pages := pages_with(layout, Tag.IMPRINT)):
        return None
    page = pages[-1]
    runs = [run_ for run_ in page.runs if run_.tag is Tag.IMPRINT]
    rules = sorted((rule for rule in page.rules if rule.tag is Tag.IMPRINT), key=lambda rule: rule.y)
    alone = all(run_.tag in BESIDES for run_ in page.runs)
    p = layout.profile
    white = (p.small_pitch - p.small_size * profile.POINT) / 2
    return Imprint(page, alone, rules[0].y if rules else min(run_.top for run_ in runs) - white, rules)


def imprint_box(document: Document, grid: Grid, imprint: Imprint) -> Element:
    """A paragraph that anchors the 版记 of `document` on its page."""
    p = grid.profile
    height = len({run_.baseline for run_ in imprint.page.runs if run_.tag is Tag.IMPRINT}) * p.small_pitch
    shown = "".join(run_.text for run_ in imprint.page.runs if run_.tag is Tag.IMPRINT)
    texts = [
        text for text in (moved_addressees_text(document), copies_text(document)) if _bare(text)[:9] in _bare(shown)
    ]
    listed = [_listed(grid, text) for text in texts if text]
    printer = [_printer(grid, document)] if printer_text(document) or printed_on_text(document) else []
    cells = [cell for cell in (listed, printer) if cell]
    rules = [rule.thickness for rule in imprint.rules] or [0.0] * (len(cells) + 1)
    line, width = twips(p.small_pitch), twips(p.width)
    heights = [twips(height) - line, line] if listed and printer else [twips(height)]
    content = [bare_table([width], _rows(width, cells, heights, rules)), nothing()]
    return nothing(foot_box(NUMBER, "版记", (p.left, imprint.top), (p.width, height + NOTHING / TWIPS), content))


def _bare(text: str) -> str:
    return "".join(text.split())


def _listed(grid: Grid, text: str) -> Element:
    """主送 or 抄送: one character from either edge, turned lines behind the label (7.4.2)."""
    em = round(grid.profile.small_size * 20)
    form = Form(line=twips(grid.profile.small_pitch), left=(1 + LABEL_CELLS) * em, right=em, first=-LABEL_CELLS * em)
    return paragraph(form, run(text, _small(grid)))


def _printer(grid: Grid, document: Document) -> Element:
    """印发机关 one character from the left, 印发日期 one from the right (7.4.3)."""
    em = round(grid.profile.small_size * 20)
    right = twips(grid.profile.width) - em
    form = Form(tabs=(("right", right),), line=twips(grid.profile.small_pitch), left=em, align="left")
    return paragraph(form, run(f"{printer_text(document)}\t{printed_on_text(document)}", _small(grid)))


def _small(grid: Grid) -> Element:
    return run_properties(Role.FANGSONG, grid.profile.small_size, raised=RAISED)


def _rows(
    width: int, cells: Sequence[Sequence[Element]], heights: Sequence[int], rules: Sequence[float]
) -> Iterator[Element]:
    """The cells one below the other; `rules` are the thicknesses (mm) of the rules above, between and below them."""
    for cell, height, edges in zip(cells, heights, pairwise(rules), strict=True):
        exact = element("w:trPr", element("w:trHeight", val=height, hRule="exact"))
        yield element("w:tr", exact, _cell(width, cell, edges))


def _cell(width: int, content: Sequence[Element], edges: tuple[float, float]) -> Element:
    borders = element("w:tcBorders", *_borders(edges))
    return element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa"), borders), *content)


def _borders(edges: tuple[float, float]) -> Iterator[Element]:
    for side, thickness in zip(("top", "bottom"), edges, strict=True):
        eighths = round(thickness / profile.POINT * 8)
        if eighths:
            yield element(f"w:{side}", val="single", sz=eighths, space=0, color="000000")
