"""The two elliptic curves of seals, SM2 and P-256, in plain numbers: points, multiples, and what verifies a signature.

Both are y² = x³ - 3x + b over a prime field. It needs nothing but the standard library. Python's numbers take more or
less time by their value: whoever can measure it learns of a secret multiplier, so this is for verifying; signing with
it is the last resort of a machine that has nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

Point = tuple[int, int]
Sum = tuple[int, int, int]
"""A point as X/Z², Y/Z³, so that adding needs no division; Z is 0 for the point at infinity."""
INFINITY: Sum = (1, 1, 0)


@dataclass(frozen=True)
class Curve:
    """The prime `p` of its field, its `b`, the order `n` of its base point (x, y)."""

    p: int
    b: int
    n: int
    x: int
    y: int


SM2 = Curve(
    p=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF,
    b=0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
    n=0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123,
    x=0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    y=0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
"""GB/T 32918.5-2017."""
P256 = Curve(
    p=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    n=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    x=0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    y=0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
"""FIPS 186-4, D.1.2.3."""


def point_in(curve: Curve, data: bytes) -> Point:
    """The point of its 65 bytes 04 ‖ X ‖ Y. Raises ValueError for another form or a point beside the curve."""
    x, y = int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big")
    on_it = (y * y - x * x * x + 3 * x - curve.b) % curve.p == 0
    if len(data) != 65 or data[0] != 4 or max(x, y) >= curve.p or not on_it:
        raise ValueError("not a point of the curve")
    return x, y


def bytes_of(point: Point) -> bytes:
    """The 65 bytes 04 ‖ X ‖ Y of a point."""
    return b"\x04" + b"".join(number.to_bytes(32, "big") for number in point)


def base_multiple(curve: Curve, k: int) -> Point:
    """k times the base point, for k from 1 to n-1."""
    return _plain(curve, _of_base(curve, k, INFINITY))


def sm2_holds(point: Point, e: int, r: int, s: int) -> bool:
    """Whether (r, s) is an SM2 signature of the digest `e` by this key (GB/T 32918.2, 7.1)."""
    t = (r + s) % SM2.n
    if not (0 < r < SM2.n and 0 < s < SM2.n and t):
        return False
    end = _of_base(SM2, s, _multiple(SM2, t, point))
    return end[2] != 0 and (e + _plain(SM2, end)[0]) % SM2.n == r


def ecdsa_holds(point: Point, e: int, r: int, s: int) -> bool:
    """Whether (r, s) is an ECDSA signature on P-256 of the 256-bit digest `e` by this key (FIPS 186-4, 6.4)."""
    if not (0 < r < P256.n and 0 < s < P256.n):
        return False
    w = pow(s, -1, P256.n)
    end = _of_base(P256, e * w % P256.n, _multiple(P256, r * w % P256.n, point))
    return end[2] != 0 and _plain(P256, end)[0] % P256.n == r


def _plain(curve: Curve, point: Sum) -> Point:
    inverse = pow(point[2], -1, curve.p)
    square = inverse * inverse % curve.p
    return point[0] * square % curve.p, point[1] * square * inverse % curve.p


def _doubled(p: int, point: Sum) -> Sum:
    x, y, z = point
    delta, gamma = z * z % p, y * y % p
    beta, alpha = x * gamma % p, 3 * (x - delta) * (x + delta) % p
    third = (alpha * alpha - 8 * beta) % p
    return third, (alpha * (4 * beta - third) - 8 * gamma * gamma) % p, 2 * y * z % p


def _added(p: int, left: Sum, right: Point) -> Sum:
    x, y, z = left
    if not z:
        return (*right, 1)
    square = z * z % p
    h, r = (right[0] * square - x) % p, (right[1] * z * square - y) % p
    if not h:
        return INFINITY if r else _doubled(p, left)
    h2 = h * h % p
    h3, v = h * h2 % p, x * h2 % p
    third = (r * r - h3 - 2 * v) % p
    return third, (r * (v - third) - y * h3) % p, z * h % p


def _multiple(curve: Curve, k: int, point: Point) -> Sum:
    """k times any point, four bits at a time."""
    row, end = list(_row(curve, point, 15)), INFINITY
    for digit in f"{k:064x}":
        for _ in range(4):
            end = _doubled(curve.p, end)
        if digit != "0":
            end = _added(curve.p, end, row[int(digit, 16) - 1])
    return end


def _of_base(curve: Curve, k: int, end: Sum) -> Sum:
    """`end` and k times the base point, a byte at a time from the table."""
    for row, octet in zip(_comb(curve), k.to_bytes(32, "little"), strict=True):
        if octet:
            end = _added(curve.p, end, row[octet - 1])
    return end


@cache
def _comb(curve: Curve) -> tuple[tuple[Point, ...], ...]:
    """1 to 255 times the base point, then the same 256, 256² … times: every byte of a multiplier has its row."""
    rows, point = [], (curve.x, curve.y)
    for _ in range(32):
        rows.append(tuple(_row(curve, point, 255)))
        point = _plain(curve, _added(curve.p, (*rows[-1][-1], 1), point))
    return tuple(rows)


def _row(curve: Curve, point: Point, size: int) -> Iterator[Point]:
    """1 to `size` times a point, with one division for all (Montgomery's trick)."""
    sums: list[Sum] = [(*point, 1)]
    products = [1]
    for _ in range(size - 1):
        sums.append(_added(curve.p, sums[-1], point))
        products.append(products[-1] * sums[-1][2] % curve.p)
    inverse, plain = pow(products[-1], -1, curve.p), []
    for (x, y, z), before in zip(reversed(sums), reversed([1, *products[:-1]]), strict=True):
        own, inverse = inverse * before % curve.p, inverse * z % curve.p
        square = own * own % curve.p
        plain.append((x * square % curve.p, y * square * own % curve.p))
    return reversed(plain)
