"""Signature.xml, what one signature says of itself (GB/T 33190-2016, 18.2): digests, stamps, seal, value."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from signatures.judgement.codes import Code
from signatures.ofd.container import MOST_ENTRIES
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import children, document, element, name_of, numbers, only, plain, text_of
from signatures.ofd.package import Package
from signatures.ofd.paths import resolve


@dataclass(frozen=True)
class Reference:
    """A file that the signature protects: where it is said to lie, its path in the package, its digest."""

    location: str
    path: str | None
    value: bytes | None
    """None where it cannot be read."""


@dataclass(frozen=True)
class StampAnnot:
    """Where the seal shows: `box` left, top, width, height on the page; `clip` the same of the picture's visible part.

    Millimetres from the upper left corner; None where they cannot be read, and for a whole picture's clip.
    """

    id: str
    page: str
    """The identifier of the page."""
    box: tuple[float, ...] | None
    clip: tuple[float, ...] | None = None
    clipped: bool = False


@dataclass(frozen=True)
class Description:
    """A Signature.xml; `xml` are its bytes, which the signature's value is over."""

    xml: bytes
    version: str
    """Of the program that wrote it."""
    method: str | None
    check_method: str | None
    references: tuple[Reference, ...]
    stamps: tuple[StampAnnot, ...]
    seal: str | None
    """The path of Seal.esl; None where no seal is named."""
    value: str
    """The path of the signature's value."""


def read_description(package: Package, path: str) -> Description:
    """Read a Signature.xml. Raises PackageFault, also where an element stands twice and readers might differ."""
    tree = package.tree(path)
    if name_of(tree) != "Signature":
        raise PackageFault(Code.SIGNATURE_UNREADABLE, file=path, why="not a signature")
    info = only(tree, "SignedInfo", path)
    references = only(info, "References", path)
    if len(references) > MOST_ENTRIES or len(info) > MOST_ENTRIES:
        raise PackageFault(Code.FILE_TOO_COMPLEX, file=path, most=MOST_ENTRIES)
    seal = only(only(info, "Seal", path), "BaseLoc", path) if children(info, "Seal") else None
    return Description(
        xml=package.content(path),
        version=only(info, "Provider", path).get("Version", ""),
        method=_method(info, path),
        check_method=references.get("CheckMethod"),
        references=tuple(_reference(node, path) for node in children(references, "Reference")),
        stamps=tuple(_stamp(node) for node in children(info, "StampAnnot")),
        seal=None if seal is None else _located(seal, path),
        value=_located(only(tree, "SignedValue", path), path),
    )


def _located(node: Any, path: str) -> str:
    location = text_of(node)
    place = resolve(path, location)
    if place is None:
        raise PackageFault(Code.REFERENCE_OUTSIDE, file=path, location=location)
    return place


def _method(info: Any, path: str) -> str | None:
    return text_of(only(info, "SignatureMethod", path)) if children(info, "SignatureMethod") else None


def _reference(node: Any, path: str) -> Reference:
    location = node.get("FileRef", "")
    try:
        value = base64.b64decode("".join(text_of(only(node, "CheckValue", path)).split()), validate=True)
    except ValueError:
        return Reference(location, resolve(path, location), None)
    return Reference(location, resolve(path, location), value)


def _stamp(node: Any) -> StampAnnot:
    box, clip = numbers(node.get("Boundary"), 4), numbers(node.get("Clip"), 4)
    return StampAnnot(node.get("ID", ""), node.get("PageRef", ""), box, clip, node.get("Clip") is not None)


@dataclass(frozen=True)
class Provider:
    """Who wrote a signature: the program's name and version."""

    name: str
    version: str


def write_description(
    *,
    provider: Provider,
    method: str,
    moment: str,
    check_method: str,
    digests: Sequence[tuple[str, bytes]],
    stamps: Sequence[str],
    seal: str | None,
    value: str,
) -> bytes:
    """A Signature.xml, its elements in the order of the schema; `digests` are paths with their digests."""
    refs = (
        element("Reference", element("CheckValue", base64.b64encode(digest).decode()), FileRef=f"/{path}")
        for path, digest in digests
    )
    info = element(
        "SignedInfo",
        element("Provider", ProviderName=provider.name, Version=provider.version),
        element("SignatureMethod", method),
        element("SignatureDateTime", moment),
        element("References", *refs, CheckMethod=check_method),
        *stamps,
        *([element("Seal", element("BaseLoc", plain(f"/{seal}")))] if seal else []),
    )
    return document("Signature", info, element("SignedValue", plain(f"/{value}")))
