"""The folder of the index: which index counts, whether it is whole, how a new one takes its place, who may write.

search/current          the name of the index that counts
search/{form}-{chance}  an index
search/alone            whoever writes holds the lock of this file
"""

import asyncio
import fcntl
import json
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4
from weakref import WeakKeyDictionary

from anyio import to_thread
from tantivy import Index

from policy_library.search.service.cards import FORM, SCHEMA
from server.kit.ground import Ground, ground

FOOTER = struct.Struct("<II")
"""The end of an index file: how long its footer is, and a mark. The footer is JSON with the CRC-32 of the rest."""

PAUSE = 0.02
"""Seconds between two tries for the lock, which may be another process's."""


class Torn(Exception):
    """There is no index that can be used."""


class Shelf:
    """The indexes of one office."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = ""
        self._index: Index | None = None

    def name(self) -> str:
        """The index that counts; empty if there is none."""
        try:
            return (self._folder / "current").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def current(self) -> Index:
        """The index that counts, as it was last committed, checked when it is opened first. Raises Torn."""
        name = self.name()
        if self._index is None or name != self._name:
            self._index, self._name = _opened(self._folder, name), name
        try:
            self._index.reload()
        except (OSError, ValueError) as fault:
            raise Torn from fault
        return self._index

    def fresh(self) -> tuple[str, Index]:
        """A new, empty index that does not count yet, and its name."""
        name = f"{FORM}-{uuid4().hex}"
        (self._folder / name).mkdir(mode=0o700, parents=True)
        return name, Index(SCHEMA, str(self._folder / name))

    def replace(self, name: str) -> None:
        """From now on this index counts; the others are thrown away. A reader sees the one or the other."""
        written = self._folder / "current.new"
        written.write_text(name, "utf-8")
        written.replace(self._folder / "current")
        for other in self._folder.glob("*-*"):
            if other.is_dir() and other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody else writes here, in this process or another, for as long as the block takes."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "alone").open("w") as file:
            while not _locked(file.fileno()):  # noqa: ASYNC110 - another process can wake nobody here
                await asyncio.sleep(PAUSE)
            yield


_shelves: WeakKeyDictionary[Ground, Shelf] = WeakKeyDictionary()


def shelf() -> Shelf:
    """The shelf of the office on which the caller stands."""
    here = ground()
    if here not in _shelves:
        _shelves[here] = Shelf(here.settings.data / "search")
    return _shelves[here]


async def usable() -> Index | None:
    """The index that counts, or None if it has to be built anew."""
    try:
        return await to_thread.run_sync(shelf().current)
    except Torn:
        return None


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(folder: Path, name: str) -> Index:
    if not name.startswith(f"{FORM}-"):
        raise Torn
    try:
        if not all(map(_whole, _files(folder / name))):
            raise Torn
        return Index.open(str(folder / name))
    except (OSError, ValueError, KeyError, struct.error) as fault:
        raise Torn from fault


def _files(folder: Path) -> list[Path]:
    """The files of the segments that count; others were left behind by a process that was killed."""
    segments = json.loads((folder / "meta.json").read_text("utf-8"))["segments"]
    names = [segment["segment_id"].replace("-", "") for segment in segments]
    found = [file for name in names for file in folder.glob(f"{name}.*")]
    if len({file.name for file in found if file.suffix in KINDS}) < len(KINDS) * len(names):
        raise Torn
    return found


KINDS = frozenset({".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm"})


def _whole(file: Path) -> bool:
    """Whether a file still is what was written."""
    data = memoryview(file.read_bytes())
    length, _ = FOOTER.unpack(data[-FOOTER.size :])
    end = len(data) - FOOTER.size - length
    footer = json.loads(bytes(data[end : end + length]))
    return bool(footer["crc"] == zlib.crc32(data[:end]))
