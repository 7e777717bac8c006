"""SM2 in plain Python: always there, and independent of the libraries that it is held against.

It verifies as well as any other. It does not sign in constant time: somebody who measures how long signatures take on
this machine may learn the key. So it signs only where neither library can.
"""

import secrets

from signatures.gm import curve
from signatures.gm.curve import SM2, base_multiple, bytes_of, point_in, sm2_holds
from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm2.backend import Backend, SignDigest, VerifyDigest
from signatures.gm.sm2.value import from_der, is_strict, private_number, to_der


def backend() -> Backend:
    """The implementation."""
    return Backend("pure", _signer, _verifier, _point)


def _signer(number: bytes, point: bytes) -> SignDigest:
    d = private_number(number)
    return lambda e: to_der(*_sign(d, int.from_bytes(e, "big")))


def _verifier(point: bytes) -> VerifyDigest:
    key = public_point(point)
    return lambda e, value: is_strict(value) and sm2_holds(key, int.from_bytes(e, "big"), *from_der(value))


def _point(number: bytes) -> bytes:
    return bytes_of(base_multiple(SM2, private_number(number)))


def public_point(point: bytes) -> curve.Point:
    """The point of 65 bytes. Raises KeyUnreadable for one that is not on the curve."""
    try:
        return point_in(SM2, point)
    except ValueError as fault:
        raise KeyUnreadable from fault


def _sign(d: int, e: int) -> tuple[int, int]:
    """GB/T 32918.2, 6.1."""
    while True:
        k = secrets.randbelow(SM2.n - 1) + 1
        r = (e + base_multiple(SM2, k)[0]) % SM2.n
        s = pow(1 + d, -1, SM2.n) * (k - r * d) % SM2.n
        if r and s and r + k != SM2.n:
            return r, s
