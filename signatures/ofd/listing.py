"""Signatures.xml, the list of all signatures of a document (GB/T 33190-2016, 18.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from signatures.judgement.codes import Code
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import children, document, element, name_of, text_of
from signatures.ofd.package import Package
from signatures.ofd.paths import resolve

FILE = "Signatures.xml"
MOST_SIGNATURES = 64
_KNOWN = {"Signature": {"ID", "Type", "BaseLoc", "Relative"}, "MaxSignId": set[str]()}
"""The elements of the list with their attributes (GB/T 33190-2016, 18.1)."""
_ID = re.compile(r"(?=[\w.-]{1,64}\Z)(?:[0-9]+|[A-Za-z_][A-Za-z0-9_.-]*)")
"""An identifier, or the number that many programs write for one."""


class Kind(StrEnum):
    """What a signature is, as the list writes it."""

    SEAL = "Seal"
    """电子签章: a seal."""
    SIGN = "Sign"
    """数字签名: a signature without a seal."""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    id: str
    kind: Kind
    path: str
    """Of its Signature.xml."""
    base: str | None = None
    """The identifier of the signature that this one rests on (基签名)."""


@dataclass(frozen=True)
class Listing:
    """The list, and whether it holds anything that the standard does not know."""

    signatures: tuple[Listed, ...]
    strange: bool = False


def read_listing(package: Package, path: str) -> Listing:
    """Read the list. Raises PackageFault when it, or a line of it, cannot be read."""
    tree = package.tree(path)
    if name_of(tree) != "Signatures":
        raise PackageFault(Code.OFD_UNREADABLE, file=path, why="not a list of signatures")
    if len(tree) > MOST_SIGNATURES:
        raise PackageFault(Code.FILE_TOO_COMPLEX, file=path, signatures=len(tree), most=MOST_SIGNATURES)
    lines = tuple(_line(node, path) for node in children(tree, "Signature"))
    return Listing(lines, strange=_is_strange(tree, lines))


def _is_strange(tree: Any, lines: Sequence[Listed]) -> bool:
    """Whether the list has room for words: unknown elements and attributes, comments, texts, odd identifiers."""
    largest = children(tree, "MaxSignId")
    around = [*tree.itersiblings(preceding=True), *tree.itersiblings()]
    texts = [tree.text, *(node.tail for node in tree), *(node.text for node in children(tree, "Signature"))]
    ids = [*(text_of(node) for node in largest), *(line.id for line in lines), *(line.base or "" for line in lines)]
    return (
        bool(around or tree.attrib)
        or len(largest) > 1
        or len(tree) != len(lines) + len(largest)
        or len({line.id for line in lines}) != len(lines)
        or any((text or "").strip() for text in texts)
        or any(each and not _ID.fullmatch(each) for each in ids)
        or any(len(node) or not _KNOWN[name_of(node)].issuperset(node.attrib) for node in tree)
        or any(
            not line.path.endswith(node.get("BaseLoc").strip().lstrip("./"))
            for line, node in zip(lines, children(tree, "Signature"), strict=True)
        )
    )


def _line(node: Any, path: str) -> Listed:
    place = resolve(path, node.get("BaseLoc", ""))
    if place is None:
        raise PackageFault(Code.REFERENCE_OUTSIDE, file=path, location=node.get("BaseLoc", ""))
    try:
        kind = Kind(node.get("Type", Kind.SEAL))
    except ValueError as fault:
        raise PackageFault(Code.SIGNATURE_UNREADABLE, file=path, type=node.get("Type")) from fault
    return Listed(node.get("ID", ""), kind, place, node.get("Relative"))


def write_listing(signatures: Sequence[Listed]) -> bytes:
    """The list as a file. MaxSignId is one more than the last, since identifiers of one file must differ (xs:ID)."""
    lines = [_written(line) for line in signatures]
    return document("Signatures", element("MaxSignId", next_id(signatures)), *lines)


def _written(line: Listed) -> str:
    base = {} if line.base is None else {"Relative": line.base}
    return element("Signature", ID=line.id, Type=line.kind.value, BaseLoc=f"/{line.path}", **base)


def next_id(signatures: Sequence[Listed]) -> str:
    """An identifier that no signature of the list has and that is larger than every number among them."""
    used = [int(digits) for line in signatures if (digits := line.id.lstrip("s")).isascii() and digits.isdigit()]
    return f"s{max(used, default=0) + 1:03d}"
