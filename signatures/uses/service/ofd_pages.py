"""The pages of an OFD file as far as sealing needs them: sizes, blank ones, words, free room, and one more picture.

Everything here computes: call it in a worker thread. Pictures are page content, so they are added before any seal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from signatures.judgement.verdict import Box
from signatures.ofd.container import Entry, pack, store
from signatures.ofd.documents import Page, bodies, pages
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import children, document, element, lengths, name_of, numbers, only, text_of
from signatures.ofd.package import Package, open_package
from signatures.ofd.paths import resolve
from signatures.uses.errors import NotReadable
from signatures.uses.rules.paper import Paper, Sheet

INKED = ("TextObject", "PathObject", "ImageObject", "CompositeObject")
STEM = "CodeRes"
"""Of the list of resources and the folder with the picture, beside the document's description."""
ASCENT = 0.88
"""Of a character above its base line, in sizes."""
UNTURNED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Glyph:
    text: str
    left: float
    top: float
    size: float


def paper_of(name: str, data: bytes) -> Paper:
    """The pages of an OFD file, and whether it is signed. Raises NotReadable."""
    try:
        package = open_package(data)
        body = bodies(package)[0]
        found = pages(package, body)
        inks = [any(_is_ink(node) for node in tree.iter()) for tree in _trees(package, body.root, found)]
    except PackageFault as fault:
        raise NotReadable(name=name) from fault
    sheets = (Sheet(page.width, page.height, not ink) for page, ink in zip(found, inks, strict=True))
    return Paper(tuple(sheets), body.signatures in package.entries)


def words_in(name: str, data: bytes, word: str) -> Iterator[Box]:
    """Where a word stands, in the order of the pages. Raises NotReadable."""
    try:
        package = open_package(data)
        root = bodies(package)[0].root
        trees = list(_trees(package, root, pages(package, bodies(package)[0])))
    except PackageFault as fault:
        raise NotReadable(name=name) from fault
    for number, tree in enumerate(trees, start=1):
        glyphs = [glyph for node in tree.iter() if name_of(node) == "TextObject" for glyph in _glyphs(node)]
        said = "".join(glyph.text for glyph in glyphs)
        start = said.find(word)
        while start >= 0:
            yield _around(number, glyphs[start : start + len(word)])
            start = said.find(word, start + len(word))


def is_signed(data: bytes) -> bool:
    """Whether a package has signatures. Raises PackageFault."""
    package = open_package(data)
    return bodies(package)[0].signatures in package.entries


def is_free(data: bytes, box: Box) -> bool:
    """Whether no object of a page reaches into a box. Raises PackageFault."""
    package = open_package(data)
    body = bodies(package)[0]
    tree = list(_trees(package, body.root, pages(package, body)))[box.page - 1]
    frames = (numbers(node.get("Boundary"), 4) for node in tree.iter() if name_of(node) in INKED)
    return not any(frame is None or _meet(frame, box) for frame in frames)


def add_picture(data: bytes, box: Box, png: bytes) -> bytes:
    """The file with a picture on one of its pages, above everything else there. Raises PackageFault."""
    package = open_package(data)
    body = bodies(package)[0]
    described = package.tree(body.root)
    common = only(described, "CommonData", body.root)
    highest = only(common, "MaxUnitID", body.root)
    first = int(text_of(highest)) + 1
    highest.text = str(first + 2)
    folder = body.root.rpartition("/")[0]
    stem = _free(package, folder)
    _name_resources(common, stem)
    path = _path(body.root, described, box.page - 1)
    page = package.tree(path)
    _draw(page, box, first)
    changed = {body.root: _written(described), path: _written(page)}
    added = {f"{stem}.xml": _resources(stem, first), f"{stem}/Code.png": png}
    new = [store(f"{folder}/{name}".lstrip("/"), content) for name, content in added.items()]
    return pack([*(_kept(entry, changed) for entry in package.entries.values()), *new])


def _trees(package: Package, root: str, found: Sequence[Page]) -> Iterator[Any]:
    described = package.tree(root)
    for page in found:
        yield package.tree(_path(root, described, page.number - 1))


def _path(root: str, described: Any, index: int) -> str:
    listed = children(only(described, "Pages", root), "Page")
    return resolve(root, listed[index].get("BaseLoc", "")) or ""


def _is_ink(node: Any) -> bool:
    name = name_of(node)
    return name == "Template" or (name in INKED and (name != "TextObject" or bool(text_of(node))))


def _glyphs(node: Any) -> Iterator[_Glyph]:
    """The characters of a text object, each in a square of its size (GB/T 33190-2016, 11.2 and 11.3)."""
    frame = numbers(node.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = numbers(node.get("CTM"), 6) or UNTURNED
    (size,) = numbers(node.get("Size"), 1) or (0.0,)
    for code in children(node, "TextCode"):
        (x,), (y,) = numbers(code.get("X", "0"), 1) or (0.0,), numbers(code.get("Y", "0"), 1) or (0.0,)
        text = code.text or ""
        steps = [0.0, *_steps(code.get("DeltaX", ""))]
        for place, letter in enumerate(text):
            x += steps[place] if place < len(steps) else 0.0
            top = y - ASCENT * size
            yield _Glyph(letter, frame[0] + a * x + c * top + e, frame[1] + b * x + d * top + f, size)


def _steps(delta: str) -> Iterator[float]:
    """Distances as they are written, `g 3 5.0` for three of five millimetres."""
    words = iter(delta.split())
    for word in words:
        if word == "g":
            count, step = next(words, "0"), next(words, "0")
            many = numbers(f"{count} {step}", 2) or (0.0, 0.0)
            yield from [many[1]] * min(int(many[0]), 10_000)
        else:
            (one,) = numbers(word, 1) or (0.0,)
            yield one


def _around(page: int, glyphs: Sequence[_Glyph]) -> Box:
    left, right = min(glyph.left for glyph in glyphs), max(glyph.left + glyph.size for glyph in glyphs)
    top, bottom = min(glyph.top for glyph in glyphs), max(glyph.top + glyph.size for glyph in glyphs)
    return Box(page, left, top, right - left, bottom - top)


def _meet(frame: Sequence[float], box: Box) -> bool:
    across = frame[0] < box.left_mm + box.width_mm and box.left_mm < frame[0] + frame[2]
    return across and frame[1] < box.top_mm + box.height_mm and box.top_mm < frame[1] + frame[3]


def _free(package: Package, folder: str) -> str:
    taken = [path.removeprefix(f"{folder}/") for path in package.entries]
    names = (f"{STEM}{number or ''}" for number in range(len(taken) + 1))
    return next(name for name in names if not any(path.startswith(name) for path in taken))


def _name_resources(common: Any, stem: str) -> None:
    """One more list of resources, where the schema wants it: behind the others, before templates (7.4)."""
    before = [child for child in common if name_of(child) in ("MaxUnitID", "PageArea", "PublicRes", "DocumentRes")]
    new = etree.Element(f"{_space(common)}DocumentRes")
    new.text = f"{stem}.xml"
    before[-1].addnext(new)


def _draw(page: Any, box: Box, first: int) -> None:
    space = _space(page)
    contents = children(page, "Content")
    content = contents[0] if contents else etree.SubElement(page, f"{space}Content")
    layer = etree.SubElement(content, f"{space}Layer", {"ID": str(first + 1), "Type": "Foreground"})
    boundary = lengths(box.left_mm, box.top_mm, box.width_mm, box.height_mm)
    turned = lengths(box.width_mm, 0, 0, box.height_mm, 0, 0)
    facts = {"ID": str(first + 2), "Boundary": boundary, "CTM": turned, "ResourceID": str(first)}
    etree.SubElement(layer, f"{space}ImageObject", facts)


def _resources(stem: str, number: int) -> bytes:
    media = element("MultiMedia", element("MediaFile", "Code.png"), ID=str(number), Type="Image", Format="PNG")
    return document("Res", element("MultiMedias", media)).replace(
        b"<ofd:Res ", f'<ofd:Res BaseLoc="{stem}" '.encode(), 1
    )


def _kept(entry: Entry, changed: dict[str, bytes]) -> Entry:
    return store(entry.path, changed[entry.path]) if entry.path in changed else entry


def _space(node: Any) -> str:
    """The namespace in which the file is written, as lxml writes it in front of names."""
    return str(node.tag).rpartition("}")[0] + "}" if "}" in node.tag else ""


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
