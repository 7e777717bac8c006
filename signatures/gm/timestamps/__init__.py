"""时间戳 (RFC 3161, GM/T 0033): asked for, issued, read. SM2 with SM3 beside ECDSA and RSA with SHA-2."""

from collections.abc import Callable

from signatures.gm.errors import TimestampMalformed, TimestampRefused
from signatures.gm.timestamps.exchange import request, respond, token_in
from signatures.gm.timestamps.issuing import POLICY, make
from signatures.gm.timestamps.reading import Token, read

__all__ = [
    "POLICY",
    "Stamper",
    "TimestampMalformed",
    "TimestampRefused",
    "Token",
    "make",
    "read",
    "request",
    "respond",
    "token_in",
]

Stamper = Callable[[bytes], bytes]
"""From the value of a signature to the time-stamp token over it."""
