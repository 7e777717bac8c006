"""The value of a signature, SEQUENCE { r INTEGER, s INTEGER } in its one DER form; and the number of a private key."""

from signatures.gm.curve import SM2
from signatures.gm.errors import KeyUnreadable

RAW = 64
"""Bytes of r ‖ s without DER, as some makers write it."""


def to_der(r: int, s: int) -> bytes:
    """The DER of (r, s), at most 72 bytes."""
    body = _integer(r) + _integer(s)
    return bytes((0x30, len(body))) + body


def from_der(value: bytes) -> tuple[int, int]:
    """(r, s) of a strict DER value with both from 1 to n-1. Raises ValueError otherwise."""
    if len(value) < 8 or value[0] != 0x30 or value[1] != len(value) - 2 or value[1] > 0x7F:
        raise ValueError("not a SEQUENCE of two integers")
    split = 4 + value[3]
    r, s = _number(value[2:split]), _number(value[split:])
    if not (0 < r < SM2.n and 0 < s < SM2.n):
        raise ValueError("out of range")
    return r, s


def is_strict(value: bytes) -> bool:
    """Whether a value is the one DER form of a signature."""
    try:
        return to_der(*from_der(value)) == value
    except ValueError:
        return False


def private_number(number: bytes) -> int:
    """The number of 32 bytes. Raises KeyUnreadable for one that is not from 1 to n-2."""
    d = int.from_bytes(number, "big")
    if len(number) != 32 or not 0 < d < SM2.n - 1:
        raise KeyUnreadable
    return d


def _integer(number: int) -> bytes:
    size = number.bit_length() // 8 + 1
    return bytes((0x02, size)) + number.to_bytes(size, "big")


def _number(field: bytes) -> int:
    if len(field) < 3 or field[0] != 0x02 or field[1] != len(field) - 2 or len(field) > 35:
        raise ValueError("not an INTEGER")
    return int.from_bytes(field[2:], "big", signed=True)
