"""Files by content: the same bytes are one file, half a file is none, and what is there is never changed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit.blobs import Blob, Blobs
from server.kit.errors import NotFound, TooLarge

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path)


@few
@given(chunks=st.lists(st.binary(max_size=20), max_size=5))
async def test_bytes_come_back_by_their_digest_however_they_came(blobs: Blobs, chunks: list[bytes]) -> None:
    data = b"".join(chunks)
    expected = Blob(hashlib.sha256(data).hexdigest(), len(data))
    assert await blobs.take(stream(*chunks), 100) == expected
    assert await blobs.put(data) == expected
    assert await blobs.read(expected.sha256) == data


async def test_one_file_for_one_content_even_at_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    kept = await asyncio.gather(*(blobs.put(b"same") for _ in range(10)), *(_take(blobs) for _ in range(10)))
    assert len(set(kept)) == 1
    assert files(tmp_path) == [kept[0].sha256]


async def _take(blobs: Blobs) -> Blob:
    return await blobs.take(stream(b"sa", b"me"), 4)


@pytest.mark.parametrize("size", [0, 9, 10, 11, 30])
async def test_past_the_limit_nothing_is_kept(tmp_path: Path, size: int) -> None:
    blobs = Blobs(tmp_path)
    chunks = stream(*(b"x" for _ in range(size)))
    if size <= 10:
        assert (await blobs.take(chunks, 10)).size == size
    else:
        with pytest.raises(TooLarge):
            await blobs.take(chunks, 10)
        assert files(tmp_path) == []


async def test_a_stream_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await Blobs(tmp_path).take(broken(), 100)
    assert files(tmp_path) == []


async def test_a_disk_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        await Blobs(tmp_path).put(b"data")
    with pytest.raises(OSError, match="No space"):
        await Blobs(tmp_path).take(stream(b"data"), 10)
    assert files(tmp_path) == []


async def test_what_was_never_kept_is_not_found(blobs: Blobs) -> None:
    for name in (hashlib.sha256(uuid4().bytes).hexdigest(), "", "00"):
        with pytest.raises(NotFound):
            await blobs.read(name)


async def test_what_was_dropped_is_gone_and_dropping_again_changes_nothing(blobs: Blobs) -> None:
    kept = await blobs.put(b"data")
    for _ in range(2):
        await blobs.drop(kept.sha256)
    with pytest.raises(NotFound):
        blobs.path(kept.sha256)


async def test_all_that_is_kept_can_be_counted_also_what_was_never_finished(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert await blobs.kept() == []
    whole = [await blobs.put(data) for data in (b"one", b"three")]
    (tmp_path / "tmphalf").write_bytes(b"ha")
    assert sorted(await blobs.kept(), key=lambda blob: blob.size) == [Blob("tmphalf", 2), *whole]
