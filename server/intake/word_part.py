"""The parts of a DOCX package as trees: found by their relations, parsed without entities and without network."""

import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from server.intake import errors
from server.intake.archive import Archive

_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
MAIN = "officeDocument"


def name(element: etree._Element) -> str:
    """The local name of an element (the transitional and strict dialects differ only in namespaces)."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element, wanted: str) -> str:
    """The value of an attribute by its local name, or an empty string."""
    values = (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == wanted)
    return next(values, "")


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names."""
    found: etree._Element | None = element
    for step in path:
        found = next((each for each in found if name(each) == step), None) if found is not None else None
    return found


def value(element: etree._Element, *path: str) -> str:
    """The `val` attribute at the end of a path, or an empty string."""
    found = child(element, *path)
    return attribute(found, "val") if found is not None else ""


def descendants(element: etree._Element, names: Sequence[str]) -> Iterator[etree._Element]:
    """The outermost elements of these names below an element, in order; the contents of text boxes are not searched."""
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if name(each) in names:
            yield each
        elif name(each) != "txbxContent":
            waiting += reversed([choice(each)] if name(each) == "AlternateContent" else list(each))


def choice(alternatives: etree._Element) -> etree._Element:
    """The first of the equivalent forms of one thing (mc:Choice, then mc:Fallback)."""
    return next(iter(alternatives), alternatives)


def whole(number: str, otherwise: int = 0) -> int:
    """A whole number of at most nine digits; `otherwise` for anything else."""
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else otherwise


def parse(archive: Archive, part: str) -> etree._Element:
    """One part as a tree. Raises DamagedFile when it is missing or no XML."""
    try:
        return etree.fromstring(archive.read(part), etree.XMLParser(**_PARSER))
    except (KeyError, etree.XMLSyntaxError, ValueError) as cause:
        raise errors.DamagedFile from cause


def main_part(archive: Archive) -> str:
    """The name of the part that holds the document. Raises DamagedFile when there is none."""
    found = next(related(archive, "", MAIN), None)
    if found is None:
        raise errors.DamagedFile
    return found


def related(archive: Archive, part: str, kind: str) -> Iterator[str]:
    """The parts that `part` ("" for the package) relates to as `kind` (last word of the relation type)."""
    for relation, target in _relations(archive, part):
        if attribute(relation, "Type").rpartition("/")[2] == kind:
            yield target


def targets(archive: Archive, part: str) -> dict[str, str]:
    """The parts that `part` relates to, by the id of the relation."""
    return {attribute(relation, "Id"): target for relation, target in _relations(archive, part)}


def _relations(archive: Archive, part: str) -> Iterator[tuple[etree._Element, str]]:
    folder, _, base = part.rpartition("/")
    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    if relations not in archive.entries:
        return
    for relation in parse(archive, relations):
        if attribute(relation, "TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attribute(relation, "Target"))).lstrip("/")
            if target in archive.entries:
                yield relation, target
