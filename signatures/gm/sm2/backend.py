"""What an implementation of SM2 offers: signing and verifying the 32 bytes `e`, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point in a SubjectPublicKeyInfo of SM2."""

SignDigest = Callable[[bytes], bytes]
"""From `e` to the DER of (r, s)."""
VerifyDigest = Callable[[bytes, bytes], bool]
"""Whether a signature is the strict DER of one over `e`."""


class Missing(Exception):
    """This machine has not what the implementation needs."""


@dataclass(frozen=True)
class Backend:
    """One implementation of SM2."""

    name: str
    signer: Callable[[bytes, bytes], SignDigest]
    """From a private number and its point. Raises KeyUnreadable, at the latest when it signs."""
    verifier: Callable[[bytes], VerifyDigest]
    """From a point. Raises KeyUnreadable where it is not on the curve."""
    point: Callable[[bytes], bytes]
    """The public point of a private number. Raises KeyUnreadable for one that is not from 1 to n-2."""
