"""Pages and millimetres: where a box on paper lies in PDF space, and back.

PDF counts points (1/72 inch) from the lower left corner; people measure from the paper's upper left one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from pyhanko.pdf_utils.generic import ArrayObject, IndirectObject

from signatures.judgement.verdict import Box
from signatures.pdf.errors import OutsidePage, PageMissing, PageUnusual
from signatures.pdf.gate import TooComplex
from signatures.pdf.objects import entry

POINT = 25.4 / 72
"""Millimetres."""
SLACK = 0.01
"""Millimetres by which rounding may carry a box over the paper's edge."""
DEEPEST_INHERITANCE = 32
"""Levels of the page tree; hostile files nest without end."""
MOST_SHOWN = 250_000
"""Pages and annotations looked at to find where the seals of one file show."""


@dataclass(frozen=True)
class Paper:
    """A page's paper (MediaBox) in points, and whether the page is turned or scaled when shown."""

    left: float
    bottom: float
    right: float
    top: float
    plain: bool

    @property
    def width_mm(self) -> float:
        """Width in millimetres."""
        return (self.right - self.left) * POINT

    @property
    def height_mm(self) -> float:
        """Height in millimetres."""
        return (self.top - self.bottom) * POINT

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """The box in points: left, bottom, right, top. Raises OutsidePage, PageUnusual."""
        if not self.plain:
            raise PageUnusual
        if not self.holds(box):
            raise OutsidePage
        left = self.left + box.left_mm / POINT
        top = self.top - box.top_mm / POINT
        return left, top - box.height_mm / POINT, left + box.width_mm / POINT, top

    def box(self, page: int, rectangle: list[float]) -> Box:
        """The box on paper of two opposite corners in points, to a thousandth of a millimetre."""
        across, up = sorted(rectangle[0::2]), sorted(rectangle[1::2])
        return Box(
            page=page,
            left_mm=round((across[0] - self.left) * POINT, 3),
            top_mm=round((self.top - up[1]) * POINT, 3),
            width_mm=round((across[1] - across[0]) * POINT, 3),
            height_mm=round((up[1] - up[0]) * POINT, 3),
        )

    def holds(self, box: Box) -> bool:
        """Whether the box has an area and lies on the paper as a whole."""
        across = box.left_mm >= -SLACK and box.left_mm + box.width_mm <= self.width_mm + SLACK
        down = box.top_mm >= -SLACK and box.top_mm + box.height_mm <= self.height_mm + SLACK
        return across and down and box.width_mm > 0 and box.height_mm > 0


class Sheets:
    """The pages of one file, gone through once for all of its seals."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = MOST_SHOWN

    @cached_property
    def papers(self) -> dict[int, Paper]:
        """The papers by page number. Raises TooComplex, and anything at all on damaged files."""
        return {number: paper_of(page) for number, page in self._pages()}

    def showing(self, annotation: Any) -> tuple[int, Paper] | None:
        """On which page, and what paper, the annotation of this reference shows. Raises as `papers`."""
        number, page = self._shown.get(annotation, (0, None)) if isinstance(annotation, IndirectObject) else (0, None)
        return (number, paper_of(page)) if number else None

    @cached_property
    def _shown(self) -> dict[Any, tuple[int, Any]]:
        """The first page of every annotation by its reference; pages may share one list."""
        shown: dict[Any, tuple[int, Any]] = {}
        lists: dict[int, Any] = {}
        for number, page in self._pages():
            notes = entry(page, "/Annots", ())
            if id(notes) in lists or not isinstance(notes, ArrayObject):
                continue
            lists[id(notes)] = notes
            self._spend(len(notes))
            for note in notes:
                if isinstance(note, IndirectObject):
                    shown.setdefault(note, (number, page))
        return shown

    def _pages(self) -> Iterator[tuple[int, Any]]:
        for number, page in enumerate(pages(self._root), start=1):
            self._spend(1)
            yield number, page

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise TooComplex(f"more than {MOST_SHOWN} pages and annotations")


def pages(root: Any) -> Iterator[Any]:
    """The page dictionaries of a document catalogue in reading order, each once."""
    waiting = [root.raw_get("/Pages")]
    seen: dict[int, Any] = {}
    while waiting:
        node = waiting.pop().get_object()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        if "/Kids" in node:
            waiting.extend(reversed(node["/Kids"]))
        else:
            yield node


def find_page(root: Any, number: int) -> Any:
    """The page with that number, counted from 1. Raises PageMissing."""
    if number < 1:
        raise PageMissing(number)
    page = next(islice(pages(root), number - 1, None), None)
    if page is None:
        raise PageMissing(number)
    return page


def paper_of(page: Any) -> Paper:
    """The paper a page is printed on (ISO 32000-2, 7.7.3.3 and 14.11.2)."""
    left, bottom, right, top = (float(side) for side in inherited(page, "/MediaBox", [0, 0, 612, 792]))
    plain = int(inherited(page, "/Rotate", 0)) % 360 == 0 and float(entry(page, "/UserUnit", 1)) == 1
    return Paper(min(left, right), min(bottom, top), max(left, right), max(bottom, top), plain)


def inherited(page: Any, key: str, default: Any) -> Any:
    """What a page says under a key, or the nearest node above it in the tree (ISO 32000-2, 7.7.3.4)."""
    node = page
    for _ in range(DEEPEST_INHERITANCE):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return default
