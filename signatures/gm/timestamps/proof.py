"""Whether the signer of a token signed it: algorithms in accord, signed attributes right, the value its key's."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family
from signatures.gm.pki.links import sound_key
from signatures.gm.timestamps.structures import (
    DIGESTS,
    Attribute,
    CertificateId,
    SignerInfo,
    SigningCertificate,
    as_set,
    digest_by,
)

SIGNING_CERTIFICATE = Oid("1.2.840.113549.1.9.16.2.12")
"""The older attribute, by SHA-1 (RFC 2634): it only points out the certificate, so it may still be met."""
SIGNATURES: dict[Oid, tuple[Family, str | None]] = {
    oids.SM2_WITH_SM3: (Family.SM2, "sm3"),
    oids.SM2_SIGN: (Family.SM2, "sm3"),
    oids.RSA_PUBLIC_KEY: (Family.RSA, None),
    oids.RSA_WITH_SHA256: (Family.RSA, "sha256"),
    Oid("1.2.840.113549.1.1.12"): (Family.RSA, "sha384"),
    Oid("1.2.840.113549.1.1.13"): (Family.RSA, "sha512"),
    oids.ECDSA_WITH_SHA256: (Family.ECDSA, "sha256"),
    Oid("1.2.840.10045.4.3.3"): (Family.ECDSA, "sha384"),
    Oid("1.2.840.10045.4.3.4"): (Family.ECDSA, "sha512"),
}
"""Algorithms of signatures: the family of the key, and the digest where the algorithm names one."""

Told = dict[Oid, bytes]
"""Signed attributes: the DER of the one value of each."""


def family_of(signer: SignerInfo, certificate: x509.Certificate) -> Family | None:
    """The family of the key that signed; None where its algorithms are weak, unknown or not in accord."""
    digest = DIGESTS.get(signer.digest_algorithm.algorithm)
    family, named = SIGNATURES.get(signer.signature_algorithm.algorithm, (None, None))
    if digest is None or (digest.name == "sm3") != (family is Family.SM2) or named not in (None, digest.name):
        return None
    try:
        return family if sound_key(certificate).family is family else None
    except KeyUnreadable:
        return None


def holds(signer: SignerInfo, content: bytes, certificate: x509.Certificate) -> bool:
    """Whether the certificate's key signed the content by way of its signed attributes (RFC 5652, 5.4)."""
    try:
        return _holds(signer, content, certificate)
    except ValueError:
        # Attributes are parsed here only, and damaged ones were not signed so.
        return False


def _holds(signer: SignerInfo, content: bytes, certificate: x509.Certificate) -> bool:
    told = _told(signer)
    digest = DIGESTS[signer.digest_algorithm.algorithm]
    return (
        told is not None
        and told.get(oids.CONTENT_TYPE) == asn1.encode_der(oids.TST_INFO)
        and told.get(oids.MESSAGE_DIGEST) == asn1.encode_der(digest_by(digest, (content,)))
        and _names(told, certificate)
        and _signed(signer, digest, certificate)
    )


def _told(signer: SignerInfo) -> Told | None:
    """None where an attribute is there twice, or without exactly one value."""
    told: Told = {}
    for each in signer.signed:
        attribute = each.parse(Attribute)
        values = attribute.values.as_list()
        if attribute.type in told or len(values) != 1:
            return None
        told[attribute.type] = asn1.encode_der(values[0])
    return told


def _names(told: Told, certificate: x509.Certificate) -> bool:
    """Whether the signer said that this is its certificate (RFC 3161, 2.4.1; RFC 5816)."""
    old, new = told.get(SIGNING_CERTIFICATE), told.get(oids.SIGNING_CERTIFICATE_V2)
    by_old = old is None or _means(old, hashes.SHA1(), certificate)  # noqa: S303
    by_new = new is None or _means(new, hashes.SHA256(), certificate)
    return (old is not None or new is not None) and by_old and by_new


def _means(value: bytes, usual: hashes.HashAlgorithm, certificate: x509.Certificate) -> bool:
    named: list[CertificateId] = asn1.decode_der(SigningCertificate, value).certificates
    if not named:
        return False
    algorithm = DIGESTS.get(named[0].algorithm.algorithm) if named[0].algorithm else usual
    whole = certificate.public_bytes(Encoding.DER)
    return algorithm is not None and digest_by(algorithm, (whole,)) == named[0].digest


def _signed(signer: SignerInfo, digest: hashes.HashAlgorithm, certificate: x509.Certificate) -> bool:
    message, key = as_set(signer.signed), sound_key(certificate)
    if key.family is Family.SM2:
        return key.verify(message, signer.value)
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signer.value, message, ec.ECDSA(digest))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signer.value, message, padding.PKCS1v15(), digest)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
