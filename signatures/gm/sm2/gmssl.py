"""SM2 by GmSSL, where the package `gmssl-pyx` is installed; it does not release the interpreter while it computes."""

from typing import Any

from signatures.gm.sm2 import pure
from signatures.gm.sm2.backend import Backend, Missing, SignDigest, VerifyDigest
from signatures.gm.sm2.value import is_strict, private_number


def backend() -> Backend:
    """The implementation. Raises Missing where the package is not installed."""
    try:
        import gmssl_pyx
    except ImportError as fault:
        raise Missing from fault
    return _backend(gmssl_pyx)


def _backend(library: Any) -> Backend:
    def signer(number: bytes, point: bytes) -> SignDigest:
        private_number(number)
        return lambda e: bytes(library.sm2_sign_sm3_digest(number, e))

    def verifier(point: bytes) -> VerifyDigest:
        pure.public_point(point)
        return lambda e, value: is_strict(value) and bool(library.sm2_verify_sm3_digest(point[1:], e, value))

    return Backend("gmssl", signer, verifier, pure.backend().point)
