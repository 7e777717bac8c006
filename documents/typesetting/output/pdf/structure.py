"""The logical structure (标签) of a PDF: what a reader that cannot see the page is told, ISO 32000-1 clause 14.8.

Titles and numbered headings, paragraphs, tables by rows and cells, figures, in the order in which they are read.
Page numbers, rules and the head that a table repeats are not part of the text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.typesetting.fonts.faces import Role
from documents.typesetting.output.pdf.objects import Name, PdfFile, Reference, Value
from documents.typesetting.page import Page, Picture, Run, Tag
from documents.typesetting.profile import PAPER_HEIGHT

TITLES = (Tag.TITLE, Tag.ANNEX_TITLE)
ARTIFACTS = (Tag.PAGE_NUMBER, Tag.TABLE_HEAD_AGAIN)
ARTIFACT = "/Artifact <</Type /Pagination>>"
UNNAMED = "图"
"""What is told of a picture without a caption."""
ROUNDING = 0.01
"""Millimetres lost to arithmetic."""
COLUMN_HEAD: Mapping[str, Value] = {"A": {"O": Name("Table"), "Scope": Name("Column")}}


@dataclass(eq=False, slots=True)
class Element:
    """A structure element; `marks` are its pieces of pages as the number of the page and of the piece on it."""

    kind: str
    about: Mapping[str, Value] = field(default_factory=dict)
    marks: list[tuple[int, int]] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    def add(self, kind: str, about: Mapping[str, Value] | None = None) -> "Element":
        """A new last child."""
        child = Element(kind, about or {})
        self.children.append(child)
        return child


class Story:
    """The structure of one document while its pages are written, from the first to the last."""

    def __init__(self) -> None:
        self.document = Element("Document")
        self.pages: dict[int, list[Element]] = {}
        """The element of every marked piece of a page."""
        self._key: tuple[object, ...] = ()
        self._element = self.document
        self._row: tuple[int, float] | None = None
        """Page and line of the last row of the table that is being read."""

    def mark(self, page: Page, piece: Run | Picture) -> str:
        """The operand that tells what `piece` is, the same one as long as pieces of a page follow as one."""
        if isinstance(piece, Run) and piece.tag in ARTIFACTS:
            return ARTIFACT
        pieces = self.pages.setdefault(page.number, [])
        element = self._element_of(page, piece)
        if not pieces or pieces[-1] is not element:
            element.marks.append((page.number, len(pieces)))
            pieces.append(element)
        return f"/{element.kind} <</MCID {len(pieces) - 1}>>"

    def _element_of(self, page: Page, piece: Run | Picture) -> Element:
        key = (piece.part, piece.tag, piece.level) if isinstance(piece, Run) else (id(piece),)
        if key != self._key:
            self._key, self._element = key, self._opened(page, piece)
        return self._element

    def _opened(self, page: Page, piece: Run | Picture) -> Element:
        if isinstance(piece, Run) and piece.tag is Tag.TABLE:
            return self._cell(page, piece)
        self._row = None
        if isinstance(piece, Picture):
            return self.document.add("Figure", {"Alt": piece.caption or UNNAMED})
        return self.document.add(_kind(piece))

    def _cell(self, page: Page, run: Run) -> Element:
        """A cell of the last table's last row, or of a new row, or of the first row of a new table."""
        if self._row is None:
            self.document.add("Table")
        table, line = self.document.children[-1], (page.number, _line_above(page, run))
        if line != self._row:
            self._row = line
            table.add("TR")
        return table.children[-1].add("TH", COLUMN_HEAD) if run.role is Role.HEITI else table.children[-1].add("TD")


def reading_order(page: Page) -> list[Run | Picture]:
    """The runs of a page, and each of its pictures before what stands below it."""
    pieces: list[Run | Picture] = []
    waiting = sorted(page.pictures, key=_end)
    for run in page.runs:
        while waiting and (_end(waiting[0]) <= run.top + ROUNDING or run.tag is Tag.PAGE_NUMBER):
            pieces.append(waiting.pop(0))
        pieces.append(run)
    return [*pieces, *waiting]


def _end(picture: Picture) -> float:
    """How far down the page, or over a turned one, a picture reaches."""
    return picture.x + picture.width if picture.turned else picture.y + picture.height


def _kind(run: Run) -> str:
    level = 1 if run.tag in TITLES else run.level + 1 if run.level else 0
    return f"H{level}" if level else "P"


def _line_above(page: Page, run: Run) -> float:
    """Where the rule lies under which a cell hangs; cells of one row hang under one rule."""
    place = PAPER_HEIGHT - run.xs[0] if run.turned else run.xs[0]
    found = 0.0
    for rule in page.rules:
        along, across = (rule.y, rule.x) if rule.upright else (rule.x, rule.y)
        if rule.upright is run.turned and along <= place <= along + rule.width and across <= run.top + rule.thickness:
            found = max(found, across)
    return found


def add_structure(file: PdfFile, story: Story, pages: Mapping[int, Reference]) -> Reference:
    """The structure tree; `pages` are the page objects by their numbers.

    Every page object names its own entry of the ParentTree by StructParents: its number less one.
    """
    root = file.reserve()
    references: dict[Element, Reference] = {}
    top = _add_element(file, story.document, root, pages, references)
    parents: list[Value] = []
    for number in pages:
        parents += [number - 1, [references[element] for element in story.pages.get(number, [])]]
    tree = file.add({"Nums": parents})
    file.fill(root, {"Type": Name("StructTreeRoot"), "K": [top], "ParentTree": tree, "ParentTreeNextKey": len(pages)})
    return root


def _add_element(
    file: PdfFile,
    element: Element,
    parent: Reference,
    pages: Mapping[int, Reference],
    references: dict[Element, Reference],
) -> Reference:
    references[element] = reference = file.reserve()
    children = [_add_element(file, child, reference, pages, references) for child in element.children]
    own: dict[str, Value] = {"Type": Name("StructElem"), "S": Name(element.kind), "P": parent, **element.about}
    if element.marks:
        own["Pg"] = pages[element.marks[0][0]]
    file.fill(reference, {**own, "K": [*children, *_contents(element.marks, pages)]})
    return reference


def _contents(marks: Sequence[tuple[int, int]], pages: Mapping[int, Reference]) -> list[Value]:
    """The pieces of an element: those on its first page by their number alone."""
    return [
        piece if page == marks[0][0] else {"Type": Name("MCR"), "Pg": pages[page], "MCID": piece}
        for page, piece in marks
    ]
