"""Keys of the three families that seals are made with: SM2, ECDSA on the NIST curves, RSA.

Each signs whole messages with the digest that belongs to it: SM3 for SM2, SHA-256 for the others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from signatures.gm import oids, sm2
from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm2.backend import SPKI
from signatures.gm.sm3 import sm3_of

SHORTEST_RSA = 2048
"""Bits; shorter keys are refused."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
"""Of NIST (FIPS 186-5); keys on others are refused."""
SECRET_SIZE = 32
"""Bytes of an SM2 secret."""
SM2_SIZE = 91
"""Bytes of a SubjectPublicKeyInfo of SM2."""


class Family(StrEnum):
    """Which mathematics a key is made for."""

    SM2 = "sm2"
    ECDSA = "ecdsa"
    RSA = "rsa"


SIGNATURE_OID = {
    Family.SM2: oids.SM2_WITH_SM3,
    Family.ECDSA: oids.ECDSA_WITH_SHA256,
    Family.RSA: oids.RSA_WITH_SHA256,
}
DIGEST_OID = {Family.SM2: oids.SM3, Family.ECDSA: oids.SHA256, Family.RSA: oids.SHA256}
DIGEST_NAME = {Family.SM2: "sm3", Family.ECDSA: "sha256", Family.RSA: "sha256"}


@dataclass(frozen=True)
class PublicKey:
    """A public key: its family, its SubjectPublicKeyInfo in DER, and what it verifies."""

    family: Family
    spki: bytes
    verify: Callable[[bytes, bytes], bool] = field(repr=False, compare=False)
    """Whether (message, signature) was signed by its private key; never raises."""

    @property
    def point(self) -> bytes:
        """The 65 bytes of an SM2 key's point."""
        return self.spki[-65:]


@dataclass(frozen=True)
class PrivateKey:
    """A private key to sign with, wherever it is kept: in this process, in an HSM, with a seal service."""

    public: PublicKey
    sign: Callable[[bytes], bytes] = field(repr=False, compare=False)
    """The signature of a whole message, in DER for SM2 and ECDSA; for SM2 with the usual identity."""


@dataclass(frozen=True)
class Signer:
    """Whoever signs: a certificate and the private key to it."""

    certificate: x509.Certificate
    key: PrivateKey


def new_secret(family: Family = Family.SM2) -> bytes:
    """The secret of a fresh key: the 32 bytes of SM2, else PKCS8 DER of ECDSA on P-256 or RSA of 3072 bits."""
    match family:
        case Family.SM2:
            return sm2.new_key()
        case Family.ECDSA:
            return _pkcs8(ec.generate_private_key(ec.SECP256R1()))
        case Family.RSA:
            return _pkcs8(rsa.generate_private_key(65537, 3072))


def load_private(family: Family, secret: bytes) -> PrivateKey:
    """The key of a secret that `new_secret` made. Raises KeyUnreadable."""
    if family is Family.SM2:
        return _sm2_private(secret)
    try:
        key = load_der_private_key(secret, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise KeyUnreadable from fault
    if isinstance(key, ec.EllipticCurvePrivateKey) and family is Family.ECDSA:
        return PrivateKey(_public(key), lambda message: key.sign(message, ec.ECDSA(hashes.SHA256())))
    if isinstance(key, rsa.RSAPrivateKey) and family is Family.RSA:
        return PrivateKey(_public(key), lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256()))
    raise KeyUnreadable


def load_public(spki: bytes) -> PublicKey:
    """Read a SubjectPublicKeyInfo in DER.

    Raises KeyUnreadable for other families and curves, short RSA keys, points beside the curve.
    """
    if spki.startswith(SPKI) and len(spki) == SM2_SIZE:
        point = spki[len(SPKI) :]
        sm2.verifier(point)
        return _sm2_public(point)
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise KeyUnreadable from fault
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return PublicKey(Family.ECDSA, spki, _verify_ecdsa(key))
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SHORTEST_RSA:
        return PublicKey(Family.RSA, spki, _verify_rsa(key))
    raise KeyUnreadable


def digest(family: Family, parts: tuple[bytes | memoryview, ...]) -> bytes:
    """The digest that belongs to a family, over several stretches of bytes."""
    if family is Family.SM2:
        return sm3_of(parts)
    total = hashes.Hash(hashes.SHA256())
    for part in parts:
        total.update(part)
    return total.finalize()


def _sm2_public(point: bytes) -> PublicKey:
    return PublicKey(Family.SM2, SPKI + point, lambda message, value: sm2.verify(point, message, value))


def _sm2_private(secret: bytes) -> PrivateKey:
    if len(secret) != SECRET_SIZE:
        raise KeyUnreadable
    point = sm2.point_of(secret)
    sign = sm2.signer(secret, point)
    return PrivateKey(_sm2_public(point), lambda message: sign(sm2.digest(point, message)))


def _pkcs8(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _public(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> PublicKey:
    return load_public(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _verify_ecdsa(key: ec.EllipticCurvePublicKey) -> Callable[[bytes, bytes], bool]:
    return lambda message, value: _holds(lambda: key.verify(value, message, ec.ECDSA(hashes.SHA256())))


def _verify_rsa(key: rsa.RSAPublicKey) -> Callable[[bytes, bytes], bool]:
    return lambda message, value: _holds(lambda: key.verify(value, message, padding.PKCS1v15(), hashes.SHA256()))


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (InvalidSignature, ValueError):
        return False
    return True
