"""Digests by name, so that callers never choose an algorithm."""

from typing import Any

import msgspec
from cryptography.hazmat.primitives.hashes import SM3, Hash

_encoder = msgspec.json.Encoder(order="deterministic")


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905-2016) of the bytes, 64 hex digits."""
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize().hex()


def canonical(value: Any) -> bytes:
    """The one JSON form of a value: keys sorted, no spaces, UTF-8."""
    return _encoder.encode(value)
