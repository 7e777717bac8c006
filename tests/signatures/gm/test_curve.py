"""The curves in plain numbers, held against the library that everybody uses."""

import hashlib
from functools import cache

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.gm import curve, sm2
from signatures.gm.curve import P256, SM2, Curve, Point, base_multiple, bytes_of, ecdsa_holds, point_in

both = pytest.mark.parametrize("which", [SM2, P256], ids=["SM2", "P-256"])


@cache
def key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(0x1234567890ABCDEF << 180, ec.SECP256R1())


def place() -> Point:
    raw = key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point_in(P256, raw)


@given(st.integers(1, P256.n - 1))
def test_multiples_of_the_base_are_those_of_the_library(k: int) -> None:
    known = ec.derive_private_key(k, ec.SECP256R1()).public_key().public_numbers()
    assert base_multiple(P256, k) == (known.x, known.y)


@given(st.integers(1, SM2.n - 2))
def test_multiples_on_the_curve_of_sm2_are_those_of_libcrypto(k: int) -> None:
    assert bytes_of(base_multiple(SM2, k)) == sm2.point_of(k.to_bytes(32, "big"))


@both
def test_the_ends_of_the_group(which: Curve) -> None:
    """1·G is G; (n-1)·G is its mirror; together they are the point at infinity."""
    base, mirror = (which.x, which.y), (which.x, which.p - which.y)
    assert base_multiple(which, 1) == base
    assert base_multiple(which, which.n - 1) == mirror
    assert curve._added(which.p, (*base, 1), mirror) == curve.INFINITY
    assert curve._of_base(which, 1, (*mirror, 1)) == curve.INFINITY


@both
@pytest.mark.parametrize("k", [1, 2, 3, 15, 16, 17, 255, 256, 257, 2**128, 2**255 + 1])
def test_the_table_and_the_slow_way_agree(which: Curve, k: int) -> None:
    slow = curve._multiple(which, k, (which.x, which.y))
    assert base_multiple(which, k) == curve._plain(which, slow)


@settings(max_examples=30)
@given(st.binary(max_size=100), st.integers(0, 255))
def test_ecdsa_of_the_library_holds_and_nothing_next_to_it(message: bytes, bit: int) -> None:
    r, s = decode_dss_signature(key().sign(message, ec.ECDSA(hashes.SHA256())))
    e = int.from_bytes(hashlib.sha256(message).digest(), "big")
    assert ecdsa_holds(place(), e, r, s)
    assert not ecdsa_holds(place(), e ^ 1 << bit, r, s)
    assert not ecdsa_holds(place(), e, r ^ 1 << bit, s)
    assert not ecdsa_holds(place(), e, r, s ^ 1 << bit)


def test_numbers_out_of_range_verify_nothing() -> None:
    """(0, s) and the like, and values moved by n, which mean the same modulo n."""
    message = b"said"
    r, s = decode_dss_signature(key().sign(message, ec.ECDSA(hashes.SHA256())))
    e = int.from_bytes(hashlib.sha256(message).digest(), "big")
    assert ecdsa_holds(place(), e, r, s)
    for wrong in ((0, s), (r, 0), (r + P256.n, s), (r, s + P256.n), (-r, s), (r, -s)):
        assert not ecdsa_holds(place(), e, *wrong)


@both
def test_points_beside_the_curve_are_refused(which: Curve) -> None:
    good = bytes_of((which.x, which.y))
    assert point_in(which, good) == (which.x, which.y)
    moved = bytes_of((which.x, which.y ^ 1))
    outside = b"\x04" + (which.x + which.p).to_bytes(33, "big")[-32:] + good[33:]
    for wrong in (moved, outside, good[1:], b"\x03" + good[1:], b"\x04" + bytes(64), good + b"\0", b"", b"\x04"):
        with pytest.raises(ValueError):
            point_in(which, wrong)


def test_the_base_points_lie_on_their_curves() -> None:
    for which in (SM2, P256):
        assert point_in(which, bytes_of((which.x, which.y)))
        assert 3 * which.n > 2 * which.p
