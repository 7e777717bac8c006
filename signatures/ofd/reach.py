"""What a reader would show: every file that can be reached from OFD.xml, by whatever name it is called.

A verifier that knows only the references of the standard misses what a lenient reader follows. So any text or
attribute that could be the location of a file of the package counts as a reference to it, from whatever folder, however
it is spelled. In doubt a file is reached: then somebody must look, and nothing is passed off as sealed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from signatures.ofd.errors import PackageFault
from signatures.ofd.markup import may_be_xml, strings
from signatures.ofd.package import ENTRANCE, Package
from signatures.ofd.paths import LONGEST, fold

MOST_MARKUP = 16 * 1024 * 1024
"""Bytes of XML that are searched; in more than that, everything counts as reached."""
MOST_TEXT = 2 * MOST_MARKUP
"""Characters of locations that are searched: elements inside each other are read once for each of them."""
STEPS = 3
"""The last steps of a path by which a file is known: a folder more or less in front does not save it."""
TAIL = 16 * LONGEST
"""Characters at the end of a location that are searched: room for its last steps, quoted twice."""
UNQUOTED = 3
"""How often a location is unquoted."""
ENCODINGS = ("utf-8", "gb18030")
_IGNORED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_SEPARATOR = re.compile(r"[/\\]+")
_AFTER = re.compile(r"[?#]")


class _TooMuch(Exception):
    """There is more to search than is searched."""


def reachable(package: Package) -> set[str]:
    """The paths that can be reached from OFD.xml. Where a file on the way cannot be read, all of them."""
    try:
        return _reached(package)
    except (PackageFault, _TooMuch):
        return set(package.entries)


def _reached(package: Package) -> set[str]:
    called = _names(package.entries)
    seen: set[str] = set()
    waiting, markup, text = [ENTRANCE], MOST_MARKUP, MOST_TEXT
    while waiting:
        path = waiting.pop()
        if path in seen or path not in package.entries:
            continue
        seen.add(path)
        if not may_be_xml(package.content(path)):
            continue
        markup -= len(package.content(path))
        if markup < 0:
            raise _TooMuch
        for string in strings(package.tree(path)):
            text -= len(string)
            if text < 0:
                raise _TooMuch
            # Whoever was named once need not be found again.
            waiting += (file for name in _spellings(string) for file in called.pop(name, ()))
    return seen


def _names(paths: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """The files by their last step, their last two, and so on."""
    called: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in paths:
        for steps in {_steps(path), *(_steps(each) for each in _unquoted(path))}:
            for count in range(1, len(steps) + 1):
                called[steps[-count:]].append(path)
    return dict(called)


def _spellings(location: str) -> Iterator[tuple[str, ...]]:
    """The last steps of the paths that a reader might understand by a location."""
    plain = _IGNORED.sub("", location)
    for form in {plain, _AFTER.split(plain, maxsplit=1)[0]}:
        tail = form[-TAIL:]
        for spelled in (tail, *_unquoted(tail)):
            yield _steps(spelled, is_cut=len(form) > TAIL)


def _unquoted(location: str) -> Iterator[str]:
    for _ in range(UNQUOTED):
        if "%" not in location:
            return
        yield from (unquote(location, encoding) for encoding in ENCODINGS)
        location = unquote(location)


def _steps(location: str, *, is_cut: bool = False) -> tuple[str, ...]:
    """The last steps of a path, folded as a careless file system does, without scheme and blanks, dots resolved.

    Raises _TooMuch where so little is in the end of a long location that what was cut off matters.
    """
    found: list[str] = []
    above = 0
    for step in reversed(_SEPARATOR.split(_IGNORED.sub("", fold(location)).rpartition(":")[2])):
        name = step.rstrip(".")
        if step == "..":
            above += 1
        elif name and above:
            above -= 1
        elif name:
            found.append(name)
        if len(found) == STEPS or len(step) > LONGEST:
            return tuple(reversed(found))
    if is_cut:
        raise _TooMuch
    return tuple(reversed(found))
