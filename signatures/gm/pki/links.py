"""Whether one certificate signed another, or a revocation list: over the bytes as received, with sound algorithms."""

from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids, sm2
from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family, PublicKey
from signatures.gm.pki.structures import UNREADABLE, first_sequence, public_key_of
from signatures.gm.sm2.value import is_strict

SOUND = {
    Family.SM2: {oids.SM2_WITH_SM3},
    Family.ECDSA: {Oid(f"1.2.840.10045.4.3.{last}") for last in (2, 3, 4)},
    Family.RSA: {Oid(f"1.2.840.113549.1.1.{last}") for last in (10, 11, 12, 13)},
}
"""How a key of each family may sign: ECDSA and RSA (PKCS #1 v1.5, PSS) with SHA-256, SHA-384 or SHA-512."""
SOUND_DIGESTS = {"sha256", "sha384", "sha512"}
SHORTEST_EC = 256
"""Bits; shorter curves are refused."""

Signed = x509.Certificate | x509.CertificateRevocationList


class NotSigned(Exception):
    """上级证书没有签发它，或者签名不能采信。"""


@dataclass(frozen=True, eq=False)
class _Same:
    """A revocation list by its identity: to compare long lists byte by byte would cost as much as to check them."""

    crl: x509.CertificateRevocationList

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.crl is other.crl

    def __hash__(self) -> int:
        return id(self.crl)


@asn1.sequence
class _Outside:
    """A certificate or revocation list as received."""

    body: asn1.TLV
    algorithm: asn1.TLV
    signature: asn1.BitString


def check_certificate(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    """Check that the issuer's key signed the certificate. Raises NotSigned with the reason."""
    _check(certificate, certificate.tbs_certificate_bytes, issuer)


def check_list(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> None:
    """Check that the issuer's key signed the revocation list. Raises NotSigned with the reason.

    Remembered for a list while it is in hand: every certificate of its issuer asks, and lists can be long.
    """
    fault = _fault_of_list(_Same(crl), issuer)
    if fault:
        raise NotSigned(fault)


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key signed the certificate."""
    try:
        check_certificate(certificate, issuer)
    except NotSigned:
        return False
    return True


def sound_key(certificate: x509.Certificate) -> PublicKey:
    """The certificate's key. Raises KeyUnreadable for unknown families, RSA under 2048 and curves under 256 bits."""
    try:
        key = public_key_of(certificate)
        curve = None if key.family is Family.SM2 else certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise KeyUnreadable from fault
    if isinstance(curve, ec.EllipticCurvePublicKey) and curve.key_size < SHORTEST_EC:
        raise KeyUnreadable
    return key


@lru_cache(maxsize=64)
def _fault_of_list(same: _Same, issuer: x509.Certificate) -> str:
    """Why the list is not the issuer's; empty when it is."""
    try:
        _check(same.crl, same.crl.tbs_certlist_bytes, issuer)
    except NotSigned as fault:
        return str(fault)
    return ""


def _check(signed: Signed, body: bytes, issuer: x509.Certificate) -> None:
    try:
        named = signed.issuer == issuer.subject
    except UNREADABLE as fault:
        raise NotSigned("内容无法读取") from fault
    if not named:
        raise NotSigned("签发者的名称与上级证书不符")
    try:
        key = sound_key(issuer)
    except KeyUnreadable as fault:
        raise NotSigned("上级证书的密钥过短，或者不受支持") from fault
    outside = asn1.decode_der(_Outside, signed.public_bytes(Encoding.DER))
    # In both structures the algorithm is the first SEQUENCE of the body (RFC 5280, 4.1.2.3 and 5.1.2.2).
    if asn1.encode_der(outside.algorithm) != first_sequence(body):
        raise NotSigned("签名算法内外写得不一致")
    if not _sound(signed, key.family):
        raise NotSigned("签名算法已不安全，或者与上级证书的密钥不配")
    if not _holds(signed, body, outside.signature.as_bytes(), key, issuer):
        raise NotSigned("签名值不是上级证书的密钥所签")


def _sound(signed: Signed, family: Family) -> bool:
    if signed.signature_algorithm_oid not in SOUND[family]:
        return False
    # RSA-PSS names its digest in the parameters; SM2 signs with SM3 only.
    try:
        digest = None if family is Family.SM2 else signed.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        return False
    return family is Family.SM2 or (digest is not None and digest.name in SOUND_DIGESTS)


def _holds(signed: Signed, body: bytes, value: bytes, key: PublicKey, issuer: x509.Certificate) -> bool:
    if key.family is Family.SM2:
        return _signed_by_sm2(key.point, sm2.digest(key.point, body), value)
    try:
        if isinstance(signed, x509.CertificateRevocationList):
            return signed.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
        signed.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=4096)
def _signed_by_sm2(point: bytes, digest: bytes, value: bytes) -> bool:
    """Remembered, for the same few authorities stand above every seal, and SM2 is the slowest of the families."""
    return is_strict(value) and sm2.verifier(point)(digest, value)
