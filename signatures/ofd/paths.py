"""Paths inside a package: which names may stand in it, and what a location (ST_Loc) leads to."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from signatures.judgement.codes import Code
from signatures.ofd.errors import PackageFault

LONGEST = 500
"""Characters of a path."""
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def decode(name: bytes) -> str:
    """The name of an entry. Raises PackageFault (PATH_ESCAPE) for names that two readers might understand otherwise."""
    try:
        path = name.decode()
    except UnicodeDecodeError as fault:
        raise PackageFault(Code.PATH_ESCAPE, name=name[:LONGEST].hex(), why="not UTF-8") from fault
    if why := _fault(path):
        raise PackageFault(Code.PATH_ESCAPE, name=path[:LONGEST], why=why)
    return path


def _fault(path: str) -> str:
    steps = path.removesuffix("/").split("/")
    if len(path) > LONGEST:
        return "too long"
    if path.startswith("/"):
        return "absolute"
    if _FORBIDDEN.search(path):
        return "forbidden character"
    if any(step in ("", ".", "..") for step in steps):
        return "leaves its folder"
    return "ends with a dot or a space" if any(step[-1] in ". " for step in steps) else ""


def check_apart(paths: Iterable[str]) -> None:
    """Raise PackageFault for two names that are one file on some machine, or a file that is also a folder."""
    seen: dict[str, str] = {}
    folders: set[str] = set()
    for path in paths:
        key = fold(path.removesuffix("/"))
        if key in seen:
            code = Code.DUPLICATE_ZIP_ENTRY if seen[key] == path else Code.PATH_ESCAPE
            raise PackageFault(code, name=path, other=seen[key])
        seen[key] = path
        above = key if path.endswith("/") else key.rpartition("/")[0]
        folders.update(_upwards(above))
    for key, path in seen.items():
        if key in folders and not path.endswith("/"):
            raise PackageFault(Code.PATH_ESCAPE, name=path, why="file and folder")


def fold(path: str) -> str:
    """What a careless file system takes a path for."""
    return path.casefold() if path.isascii() else normalize("NFKC", normalize("NFKC", path).casefold())


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def resolve(base: str, location: str) -> str | None:
    """The path that a location in the file `base` leads to; None when it leads out of the package or nowhere.

    A leading slash is the package's root, all else starts at the folder of `base` (GB/T 33190, 7.3).
    """
    location = location.strip()
    if not location or "\\" in location or "\0" in location or ":" in location:
        return None
    steps = [] if location.startswith("/") else base.split("/")[:-1]
    for step in location.strip("/").split("/"):
        if step == ".." and not steps:
            return None
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps) or None
