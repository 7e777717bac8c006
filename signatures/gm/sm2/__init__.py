"""SM2 (GB/T 32918-2016): sign and verify, by whichever implementation this machine has.

A private key is its number d, 32 bytes; a public key is its point, 65 bytes (04 ‖ X ‖ Y); a signature
is the DER of (r, s).
"""

import secrets
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

from signatures.gm.curve import SM2
from signatures.gm.sm2 import gmssl, libcrypto, pure
from signatures.gm.sm2.backend import Backend, Missing, SignDigest, VerifyDigest
from signatures.gm.sm2.example import knows_the_example
from signatures.gm.sm2.value import is_strict
from signatures.gm.sm3 import sm3, sm3_of

__all__ = ["USER_ID", "backends", "diagnose", "digest", "new_key", "point_of", "signer", "verifier", "verify", "z"]

USER_ID = b"1234567812345678"
"""The signer's identity that everybody uses (GM/T 0009-2012, 10)."""

_CURVE = b"".join(number.to_bytes(32, "big") for number in (SM2.p - 3, SM2.b, SM2.x, SM2.y))
"""a ‖ b ‖ xG ‖ yG."""


def new_key() -> bytes:
    """A fresh private key from the system's randomness: a number from 1 to n-2."""
    return (secrets.randbelow(SM2.n - 2) + 1).to_bytes(32, "big")


def point_of(number: bytes) -> bytes:
    """The public point of a private number."""
    return _backend().point(number)


def z(point: bytes, user_id: bytes = USER_ID) -> bytes:
    """Z, the digest that binds a signature to curve, signer's identity and key (GB/T 32918.2, 5.5)."""
    bits = (8 * len(user_id)).to_bytes(2, "big")
    return sm3_of((bits, user_id, _CURVE, point[1:]))


def digest(point: bytes, message: bytes, user_id: bytes = USER_ID) -> bytes:
    """e = SM3(Z ‖ message), the 32 bytes that are signed."""
    return sm3_of((_z(point, user_id), message))


def signer(number: bytes, point: bytes) -> SignDigest:
    """A function that signs an `e` with this private key; it holds the key in memory as long as it lives."""
    return _backend().signer(number, point)


@lru_cache(maxsize=256)
def verifier(point: bytes) -> VerifyDigest:
    """A function that holds an `e` and a signature against this public key; the last keys stay prepared.

    Raises KeyUnreadable for a point that is not on the curve.
    """
    return _backend().verifier(point)


def verify(point: bytes, message: bytes, signature: bytes, user_id: bytes = USER_ID) -> bool:
    """Whether this key signed the message. Anything but the one DER form of (r, s) is refused."""
    return is_strict(signature) and verifier(point)(digest(point, message, user_id), signature)


def diagnose(point: bytes, message: bytes, signature: bytes) -> Literal["empty_id", "no_z"] | None:
    """What a signature that does not hold was made with instead: an empty identity, or the message without Z.

    Both are mistakes in the field and prove nothing of the signer: such a signature stays refused.
    Raises KeyUnreadable.
    """
    if verify(point, message, signature, b""):
        return "empty_id"
    if is_strict(signature) and verifier(point)(sm3(message), signature):
        return "no_z"
    return None


def backends() -> tuple[Backend, ...]:
    """The implementations that this machine has and that work, the one to use first."""
    return tuple(_working())


@cache
def _backend() -> Backend:
    return next(_working())


def _working() -> Iterator[Backend]:
    for make in (libcrypto.backend, gmssl.backend, pure.backend):
        try:
            backend = make()
        except Missing:
            continue
        if knows_the_example(backend):
            yield backend


@lru_cache(maxsize=256)
def _z(point: bytes, user_id: bytes) -> bytes:
    return z(point, user_id)
