"""A package as its files by path, with what a verdict must know of the container around them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signatures.judgement.codes import Code
from signatures.ofd.container import Entry, Stray, unpack
from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import check_no_doctype, parse
from signatures.ofd.paths import fold

ENTRANCE = "OFD.xml"
"""Where a reader begins, the one path that is fixed."""
ENCRYPTIONS = "Encryptions.xml"
"""Says which files are encrypted (GM/T 0099-2020, 8)."""


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a package by path, in the order of their bytes, and stray bytes between them."""

    entries: Mapping[str, Entry]
    strays: tuple[Stray, ...] = ()

    def content(self, path: str) -> bytes:
        """The bytes of a file. Raises PackageFault (OFD_UNREADABLE) when there is none."""
        entry = self.entries.get(path)
        if entry is None:
            raise PackageFault(Code.OFD_UNREADABLE, file=path, why="missing")
        return entry.content

    def tree(self, path: str) -> Any:
        """The root element of an XML file. Raises PackageFault."""
        return parse(self.content(path), path)


def open_package(data: bytes) -> Package:
    """Read a package strictly, without following any of its references.

    Raises PackageFault: whatever the container is refused for, encryption, and XML with a document type.
    """
    entries, strays = unpack(data)
    for entry in entries:
        if fold(entry.path) == fold(ENCRYPTIONS):
            raise PackageFault(Code.OFD_ENCRYPTED, file=entry.path)
        check_no_doctype(entry.content, entry.path)
    return Package({entry.path: entry for entry in entries}, tuple(strays))
