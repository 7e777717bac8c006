"""What a reader of OFD finds first: the documents that OFD.xml names, their pages, the size of each page."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from signatures.judgement.codes import Code
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import children, numbers, only, text_of
from signatures.ofd.package import ENTRANCE, Package, open_package
from signatures.ofd.paths import resolve

SLACK = 0.01
"""Millimetres by which rounding may carry a stamp over the paper's edge."""
_OWN_AREA = b"PhysicalBox"
"""A page without this word has the size of its document."""


@dataclass(frozen=True)
class Body:
    """A document of a package (DocBody): its Document.xml, and its list of signatures if it names one."""

    root: str
    signatures: str | None
    declared: bool
    """Whether there is an element for the list, even one that leads nowhere."""


@dataclass(frozen=True)
class Page:
    """A page by its number from 1, its identifier in the document, its size in millimetres."""

    number: int
    id: str
    width: float
    height: float

    def holds(self, left: float, top: float, width: float, height: float) -> bool:
        """Whether a rectangle has an area and lies on the page as a whole."""
        across = left >= -SLACK and left + width <= self.width + SLACK
        return across and top >= -SLACK and top + height <= self.height + SLACK and width > 0 and height > 0


def bodies(package: Package) -> list[Body]:
    """The documents that OFD.xml names, in its order; at least one. Raises PackageFault."""
    entrance = package.tree(ENTRANCE)
    found = []
    for body in children(entrance, "DocBody"):
        root = resolve(ENTRANCE, text_of(only(body, "DocRoot", ENTRANCE)))
        lists = children(body, "Signatures")
        if root is None or len(lists) > 1:
            raise PackageFault(Code.OFD_UNREADABLE, file=ENTRANCE, why="DocBody")
        path = resolve(ENTRANCE, text_of(lists[0])) if lists else None
        found.append(Body(root, path, bool(lists)))
    if not found:
        raise PackageFault(Code.OFD_UNREADABLE, file=ENTRANCE, why="no document")
    return found


def pages(package: Package, body: Body) -> list[Page]:
    """The pages of a document in reading order. Raises PackageFault for lists and sizes that cannot be read."""
    tree = package.tree(body.root)
    area = only(only(tree, "CommonData", body.root), "PageArea", body.root)
    common = _size(area, body.root)
    found = []
    for number, page in enumerate(children(only(tree, "Pages", body.root), "Page"), start=1):
        path = resolve(body.root, page.get("BaseLoc", ""))
        width, height = _own_size(package, path) or common
        found.append(Page(number, page.get("ID", ""), width, height))
    if len({page.id for page in found}) != len(found):
        raise PackageFault(Code.OFD_UNREADABLE, file=body.root, why="two pages of one ID")
    return found


def pages_of(ofd: bytes) -> list[tuple[float, float]]:
    """Width and height of every page of an OFD file, in millimetres. Raises PackageFault."""
    package = open_package(ofd)
    return [(page.width, page.height) for page in pages(package, bodies(package)[0])]


def _own_size(package: Package, path: str | None) -> tuple[float, float] | None:
    """The size that a page gives itself."""
    if path is None or path not in package.entries or _OWN_AREA not in package.content(path):
        return None
    areas = children(package.tree(path), "Area")
    return _size(areas[0], path) if areas else None


def _size(area: Any, path: str) -> tuple[float, float]:
    box = numbers(text_of(only(area, "PhysicalBox", path)), 4)
    if box is None or box[2] <= 0 or box[3] <= 0:
        raise PackageFault(Code.OFD_UNREADABLE, file=path, why="PhysicalBox")
    return box[2], box[3]


def announce(package: Package, listing: str) -> bytes:
    """OFD.xml as it names a list of signatures for its one document; it must do so before anything is signed."""
    entrance = package.tree(ENTRANCE)
    (body,) = children(entrance, "DocBody")
    space, _, _ = entrance.tag.rpartition("}")
    node = etree.SubElement(body, f"{space}}}Signatures" if space else "Signatures")
    node.text = f"/{listing}"
    written: bytes = etree.tostring(entrance.getroottree(), xml_declaration=True, encoding="UTF-8")
    return written
