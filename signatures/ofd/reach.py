"""What a reader would show: every file that can be reached from OFD.xml, by whatever name it is called.

A verifier that knows only the references of the standard misses what a lenient reader follows. So any text or
attribute that could be the location of a file of the package counts as a reference to it.
"""

from collections.abc import Iterator
from typing import Any

from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import strings
from signatures.ofd.package import ENTRANCE, Package
from signatures.ofd.paths import LONGEST, fold, resolve

MARKUP = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
MOST_MARKUP = 16 * 1024 * 1024
"""Bytes of XML that are searched; in more than that, everything counts as reached."""


def reachable(package: Package) -> set[str]:
    """The paths that can be reached from OFD.xml. Where a file on the way cannot be read, all of them."""
    by_name = {fold(path): path for path in package.entries}
    last_steps = {name.rpartition("/")[2] for name in by_name}
    seen: set[str] = set()
    waiting, left = [ENTRANCE], MOST_MARKUP
    while waiting:
        path = waiting.pop()
        if path in seen or path not in package.entries:
            continue
        seen.add(path)
        if not package.content(path)[:64].lstrip().startswith(MARKUP):
            continue
        left -= len(package.content(path))
        if left < 0:
            return set(package.entries)
        try:
            locations = _locations(package.tree(path), path, last_steps)
        except PackageFault:
            return set(package.entries)
        waiting += [by_name[key] for key in locations if key in by_name]
    return seen


def _locations(tree: Any, path: str, last_steps: set[str]) -> Iterator[str]:
    """Every place that a text in this file might name: from its folder, from its BaseLoc, from the root."""
    folders = [path, f"{resolve(path, tree.get('BaseLoc', '')) or ''}/x", "x"]
    for text in strings(tree):
        if len(text) <= LONGEST:
            location = fold(text.strip().replace("\\", "/"))
            if location.rpartition("/")[2] in last_steps:
                yield from (resolve(fold(folder), location) or "" for folder in folders)
