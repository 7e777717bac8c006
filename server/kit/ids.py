"""Keys that sort by the moment they were made (UUIDv7, RFC 9562 §5.7)."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new key, strictly greater than every earlier one of this process.

    48 bits of milliseconds, 12 bits of their fraction, 62 random bits.
    """
    global _last
    with _lock:
        _last = moment = max(_last + 1, time.time_ns() * 4096 // 1_000_000)
    high = (moment >> 12) << 16 | 0x7000 | moment & 0xFFF
    low = 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=high << 64 | low)
