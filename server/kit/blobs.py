"""Content-addressed files on disk: written once, named by their SHA-256, never changed."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from anyio import to_thread

from server.kit.errors import NotFound, TooLarge


@dataclass(frozen=True)
class Blob:
    """Where bytes are kept: their SHA-256 in hex, and how many they are."""

    sha256: str
    size: int


class Blobs:
    """A folder of files named by content. A file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def put(self, data: bytes) -> Blob:
        """Keep these bytes."""
        return await to_thread.run_sync(self._put, data)

    async def take(self, stream: AsyncIterator[bytes], limit: int) -> Blob:
        """Keep a stream of at most `limit` bytes without holding it in memory.

        Raises TooLarge past the limit; nothing is kept then.
        """
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                async for chunk in stream:
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit=limit)
                    digest.update(chunk)
                    await to_thread.run_sync(file.write, chunk)
                await to_thread.run_sync(_settle, file)
            await to_thread.run_sync(self._name, Path(name), digest.hexdigest())
        except BaseException:
            _forget(name)
            raise
        return Blob(digest.hexdigest(), size)

    async def read(self, sha256: str) -> bytes:
        """All bytes of a blob. Raises NotFound."""
        return await to_thread.run_sync(self.path(sha256).read_bytes)

    def path(self, sha256: str) -> Path:
        """The file that holds a blob. Raises NotFound."""
        path = self._path(sha256)
        if not path.is_file():
            raise NotFound
        return path

    async def holds(self, sha256: str) -> bool:
        """Whether a blob is there and still is what its name says."""
        return await to_thread.run_sync(self._holds, sha256)

    async def drop(self, sha256: str) -> None:
        """Forget a blob that no row refers to."""
        await to_thread.run_sync(lambda: self._path(sha256).unlink(missing_ok=True))

    async def kept(self) -> list[Blob]:
        """Every file of the folder, also what an interrupted write has left, which is named by no digest."""
        return await to_thread.run_sync(self._kept)

    def _kept(self) -> list[Blob]:
        found = []
        for path in self._folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    found.append(Blob(path.name, path.stat().st_size))
        return found

    def _holds(self, sha256: str) -> bool:
        path = self._path(sha256)
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def _put(self, data: bytes) -> Blob:
        handle, name = tempfile.mkstemp(dir=self._folder)
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                _settle(file)
            self._name(Path(name), sha256)
        except BaseException:
            _forget(name)
            raise
        return Blob(sha256, len(data))

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _name(self, temporary: Path, sha256: str) -> None:
        """Rename is atomic; the folders are flushed so that the name survives a power cut."""
        target = self._path(sha256)
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
        for folder in (target.parent, self._folder):
            _settle_folder(folder)


def _forget(temporary: str) -> None:
    Path(temporary).unlink(missing_ok=True)


def _settle(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
