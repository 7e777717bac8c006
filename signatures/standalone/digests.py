"""SM3 and the SHA-2 family by their object identifiers; SM3 in plain Python where this one has none."""

import hashlib
from struct import unpack

SM3_OIDS = ("1.2.156.10197.1.401", "1.2.156.10197.1.401.1", "1.2.156.10197.1.401.2")
NAMES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
} | dict.fromkeys(SM3_OIDS, "sm3")
"""What a digest is called in Python; MD5 and SHA-1 are not among them."""

_START: tuple[int, ...] = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip


def digest(oid: str, data: bytes) -> bytes:
    """The digest that an object identifier names. Raises ValueError for one that is unknown or no longer safe."""
    if oid not in NAMES:
        raise ValueError(f"摘要算法{oid}不受支持或已不安全")
    return sm3(data) if NAMES[oid] == "sm3" else hashlib.new(NAMES[oid], data).digest()


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016), 32 bytes."""
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        return plain_sm3(data)


def plain_sm3(data: bytes) -> bytes:
    """SM3 without any library: some megabytes take some seconds."""
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    state = _START
    for place in range(0, len(padded), 64):
        state = _compressed(state, padded[place : place + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _turned(word: int, bits: int) -> int:
    bits %= 32
    return (word << bits | word >> (32 - bits)) & 0xFFFFFFFF


def _words(block: bytes) -> list[int]:
    words = list(unpack(">16I", block))
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ _turned(words[j - 3], 15)
        words.append(x ^ _turned(x, 15) ^ _turned(x, 23) ^ _turned(words[j - 13], 7) ^ words[j - 6])
    return words


def _compressed(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words, (a, b, c, d, e, f, g, h) = _words(block), state
    for j in range(64):
        turned = _turned(a, 12)
        ss1 = _turned((turned + e + _turned(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & 0xFFFFFFFF, 7)
        ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
        gg = e ^ f ^ g if j < 16 else e & f | ~e & g
        tt1 = (ff + d + (ss1 ^ turned) + (words[j] ^ words[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + words[j]) & 0xFFFFFFFF
        a, b, c, d = tt1, a, _turned(b, 9), c
        e, f, g, h = tt2 ^ _turned(tt2, 9) ^ _turned(tt2, 17), e, _turned(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))
