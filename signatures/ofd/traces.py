"""Traces of signatures: files that look like parts of one although no list names them."""

import re
from collections.abc import Collection, Iterator

from signatures.ofd.description import Description
from signatures.ofd.listing import Kind, Listed
from signatures.ofd.markup import may_be_xml
from signatures.ofd.package import Package

_PART = re.compile(r"(^|/)signatures?\.xml$", re.IGNORECASE)
_FOLDER = re.compile(r"(^|/)signs?(_\d+)?/|(^|/)(signedvalue\.dat|[^/]+\.esl)$", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[^\s<>/:]{1,200}:)?Signatures?[\s/>]")
"""The root element of a list or a description of signatures."""
_BEFORE_ROOT = ((b"<?", b"?>"), (b"<!--", b"-->"))
"""What may stand in front of a root element, by its beginning and its end."""
_SPACE = re.compile(rb"\s*")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
NAMES = re.compile(rb"SignedValue\.dat|Signatures?\.xml|/Sign_\d+/")
"""What is left in the bytes of a file that cannot be read as a package."""


def parts_of(line: Listed, description: Description | None) -> set[str]:
    """The files that make up one signature, as far as it could be read; a seal only of those that are one."""
    if description is None:
        return {line.path}
    seal = description.seal if line.kind is Kind.SEAL else None
    return {line.path, description.value, *([seal] if seal else [])}


def traces(package: Package, known: Collection[str]) -> Iterator[str]:
    """Paths that look like parts of a signature, by name or by what is in them, and are not `known` as such.

    What lies in the folder of a known signature may be anything that its maker put there.
    """
    homes = {path.rpartition("/")[0] for path in known}
    for path, entry in package.entries.items():
        stray = _FOLDER.search(path) and path.rpartition("/")[0] not in homes
        if path not in known and (stray or _PART.search(path) or _is_signature(entry.content)):
            yield path


def _is_signature(content: bytes) -> bool:
    if not may_be_xml(content):
        return False
    text = content.replace(b"\0", b"")
    return _ROOT.match(text, _root_of(text)) is not None


def _root_of(text: bytes) -> int:
    """Where the root element begins; each byte is passed once, since no search goes back."""
    place = next((len(mark) for mark in _MARKS if text.startswith(mark)), 0)
    while True:
        place = _SPACE.match(text, place).end()  # type: ignore[union-attr]  # also of no spaces at all
        closing = next((end for start, end in _BEFORE_ROOT if text.startswith(start, place)), None)
        stop = -1 if closing is None else text.find(closing, place)
        if closing is None or stop < 0:
            return place
        place = stop + len(closing)
