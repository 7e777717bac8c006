"""Sections: the portrait pages with their page numbers, turned pages for wide tables, the page of the 版记 alone."""

from collections.abc import Iterator, Sequence
from copy import deepcopy

from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm

from documents.typesetting.fonts.face import DASH
from documents.typesetting.fonts.faces import Role
from documents.typesetting.output.docx.drawing import page_box
from documents.typesetting.output.docx.grid import SHARE_ABOVE, Grid, even_box
from documents.typesetting.output.docx.wml import (
    Element,
    Form,
    element,
    is_table,
    nothing,
    paragraph,
    run,
    run_properties,
    twips,
)
from documents.typesetting.page import Layout, Page, Run, Tag
from documents.typesetting.profile import POINT

NUMBER = 2000
"""Of the text box of a turned page's number among the file's drawings."""
NUMBER_LENGTH = 40.0
"""Millimetres that the longest number may take."""


class Sections:
    """The page setup of one file: the last section is the body's own, earlier ones end where they are closed."""

    def __init__(self, file: WordFile, layout: Layout) -> None:
        self._file, self._grid = file, Grid(layout.profile)
        self._last = file.sections[-1]
        self._known = _first_number(layout)
        self._set_pages(self._last)
        if self._known:
            self._set_numbers(self._last, self._known, first=_number(layout.pages[0]) is not None)

    def close(self, made: list[Element], *, turned: bool) -> None:
        """End a section with the last paragraph of `made`; the pages of a turned one lie across."""
        if not made or not _is_paragraph(made[-1]):
            made.append(nothing())
        own = deepcopy(self._last._sectPr)
        if turned:
            self._turn(Section(own, self._file.part))
        made[-1].pPr.append(own)
        self._last.different_first_page_header_footer = False

    def finish(self, made: list[Element]) -> None:
        """A section that ends with the text is the body's own; behind a table Word wants a paragraph."""
        if is_table(made):
            made.append(nothing())
        if _ends_section(made):
            self._turn(self._last)
            made.pop()

    def turn_over(self, made: list[Element], *, even: bool, numbered: bool) -> None:
        """Begin the page of the 版记: `even` leaves it to Word whether a blank page comes before it."""
        if not _ends_section(made):
            self.close(made, turned=False)
        self._last.start_type = WD_SECTION.EVEN_PAGE if even else WD_SECTION.NEW_PAGE
        if not numbered:
            _forget_footers(self._last)
            for footer in (self._last.footer, self._last.even_page_footer):
                _write(footer)

    def _set_pages(self, section: Section) -> None:
        p = self._grid.profile
        section.page_width, section.page_height = Mm(p.paper_width), Mm(p.paper_height)
        section.top_margin, section.bottom_margin = Mm(self._grid.top), Mm(self._grid.bottom)
        section.left_margin, section.right_margin = Mm(p.left), Mm(self._grid.right)
        section.header_distance = Mm(self._grid.top / 2)
        section.gutter = Mm(0)
        for child in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(child)

    def _turn(self, section: Section) -> None:
        """The paper across, its upper edge what was the left one; the page number where it always is (clause 8)."""
        p, grid = self._grid.profile, self._grid
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(p.paper_height), Mm(p.paper_width)
        section.top_margin, section.bottom_margin = Mm(p.left), Mm(grid.right)
        section.left_margin, section.right_margin = Mm(p.paper_height - p.bottom), Mm(p.top)
        if not self._known:
            return
        _forget_footers(section)
        em, height = self._known.size * POINT, even_box(self._known.size)
        x = p.paper_height - self._known.baseline - (1 - SHARE_ABOVE) * height
        for footer, y, align in (
            (section.footer, p.right - em - NUMBER_LENGTH, "right"),
            (section.even_page_footer, p.left + em, "left"),
        ):
            number = paragraph(Form("Footer", line=twips(height), align=align), *_field(self._known.size))
            size = (height, NUMBER_LENGTH)
            _write(footer, nothing(page_box(NUMBER, Tag.PAGE_NUMBER, (x, y), size, [number], turned=True)))

    def _set_numbers(self, section: Section, known: Run, *, first: bool) -> None:
        """页码: odd pages on the right, even ones on the left (7.5); none on the `first` page of a letter (10.1)."""
        height = even_box(known.size)
        below = known.baseline + (1 - SHARE_ABOVE) * height
        section.footer_distance = Mm(self._grid.profile.paper_height - below)
        em, line = round(known.size * 20), twips(height)
        odd, even = Form("Footer", line=line, right=em, align="right"), Form("Footer", line=line, left=em, align="left")
        _write(section.footer, paragraph(odd, *_field(known.size)))
        _write(section.even_page_footer, paragraph(even, *_field(known.size)))
        if not first:
            section.different_first_page_header_footer = True
            _write(section.first_page_footer)


def _first_number(layout: Layout) -> Run | None:
    """The first printed page number, from which the place of all is known."""
    return next((number for page in layout.pages if (number := _number(page))), None)


def _number(page: Page) -> Run | None:
    return next((run_ for run_ in page.runs if run_.tag is Tag.PAGE_NUMBER and not run_.turned), None)


def _is_paragraph(made: Element) -> bool:
    return bool(made.tag == qn("w:p"))


def _ends_section(made: Sequence[Element]) -> bool:
    return bool(made) and _is_paragraph(made[-1]) and made[-1].pPr.find(qn("w:sectPr")) is not None


def _forget_footers(section: Section) -> None:
    """The section's own footers give way to new ones; those of other sections that name the same parts stay."""
    for reference in section._sectPr.findall(qn("w:footerReference")):
        section._sectPr.remove(reference)


def _write(footer: _Footer, *made: Element) -> None:
    footer.is_linked_to_previous = False
    empty = footer.paragraphs[0]._p
    for each in made:
        empty.addprevious(each)
    if made:
        empty.getparent().remove(empty)


def _field(size: float) -> Iterator[Element]:
    """The number of the page between two dashes."""

    def mark(kind: str) -> Element:
        return element("w:r", run_properties(Role.SONGTI, size), element("w:fldChar", fldCharType=kind))

    yield run(f"{DASH} ", run_properties(Role.SONGTI, size))
    yield mark("begin")
    yield run(" PAGE ", run_properties(Role.SONGTI, size), "w:instrText")
    yield mark("separate")
    yield run("1", run_properties(Role.SONGTI, size))
    yield mark("end")
    yield run(f" {DASH}", run_properties(Role.SONGTI, size))
