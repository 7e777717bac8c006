"""SM3 (GB/T 32905-2016) as 32 bytes."""

from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes


def sm3(data: bytes | memoryview) -> bytes:
    """The digest of the bytes."""
    return sm3_of((data,))


def sm3_of(parts: Iterable[bytes | memoryview]) -> bytes:
    """The digest of several stretches of bytes, one after the other."""
    total = hashes.Hash(hashes.SM3())
    for part in parts:
        total.update(part)
    return total.finalize()
