"""The structures of RFC 3161 and, around a token, of CMS (RFC 5652), as written and as read."""

from collections.abc import Iterable
from typing import Annotated

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.keys import DIGEST_OID, Family
from signatures.gm.pki.structures import Algorithm, ExtensionField

DIGESTS: dict[Oid, hashes.HashAlgorithm] = {
    oids.SHA256: hashes.SHA256(),
    Oid("2.16.840.1.101.3.4.2.2"): hashes.SHA384(),
    Oid("2.16.840.1.101.3.4.2.3"): hashes.SHA512(),
    **dict.fromkeys(oids.SM3_DATED, hashes.SM3()),
}
"""The digests that a time stamp may be over."""


@asn1.sequence
class Imprint:
    """MessageImprint: what is stamped."""

    algorithm: Algorithm
    digest: bytes


@asn1.sequence
class Request:
    """TimeStampReq."""

    version: int
    imprint: Imprint
    policy: Oid | None
    nonce: int | None
    with_certificates: Annotated[bool, asn1.Default(False)]
    extensions: Annotated[list[ExtensionField] | None, asn1.Implicit(0)]


@asn1.sequence
class Accuracy:
    seconds: int | None
    millis: Annotated[int | None, asn1.Implicit(0)]
    micros: Annotated[int | None, asn1.Implicit(1)]


@asn1.sequence
class AnyName:
    """Around a GeneralName, whatever it is."""

    name: asn1.TLV


@asn1.sequence
class Info:
    """TSTInfo: what a token says."""

    version: int
    policy: Oid
    imprint: Imprint
    serial: int
    at: asn1.GeneralizedTime
    accuracy: Accuracy | None
    ordering: Annotated[bool, asn1.Default(False)]
    nonce: int | None
    tsa: Annotated[AnyName | None, asn1.Implicit(0)]
    extensions: Annotated[list[ExtensionField] | None, asn1.Implicit(1)]


@asn1.sequence
class Status:
    """PKIStatusInfo."""

    status: int
    text: list[str] | None
    failure: asn1.BitString | None


@asn1.sequence
class ContentInfo:
    type: Oid
    content: Annotated[asn1.TLV, asn1.Explicit(0)]


@asn1.sequence
class Response:
    """TimeStampResp."""

    status: Status
    token: ContentInfo | None


@asn1.sequence
class Content:
    """EncapsulatedContentInfo."""

    type: Oid
    content: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class Attribute:
    type: Oid
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class IssuerAndSerial:
    issuer: asn1.TLV
    serial: int


@asn1.sequence
class SignerInfo:
    version: int
    signer: asn1.TLV
    digest_algorithm: Algorithm
    signed: Annotated[list[asn1.TLV], asn1.Implicit(0)]
    signature_algorithm: Algorithm
    value: bytes
    unsigned: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]


@asn1.sequence
class SignedData:
    version: int
    digest_algorithms: asn1.SetOf[asn1.TLV]
    content: Content
    certificates: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    crls: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class CertificateId:
    """ESSCertIDv2 (RFC 5816); SHA-256 is said by leaving the algorithm out."""

    algorithm: Algorithm | None
    digest: bytes
    issuer: list[asn1.TLV] | None


@asn1.sequence
class SigningCertificate:
    """SigningCertificateV2; the older one, by SHA-1, is the same without an algorithm."""

    certificates: list[CertificateId]
    policies: list[asn1.TLV] | None


def digest_algorithm(family: Family) -> Algorithm:
    """The digest that belongs to a family."""
    return Algorithm(algorithm=DIGEST_OID[family], parameters=None)


def digest_by(algorithm: hashes.HashAlgorithm, parts: Iterable[bytes | memoryview]) -> bytes:
    """The digest of several stretches of bytes, one after the other."""
    total = hashes.Hash(algorithm)
    for part in parts:
        total.update(part)
    return total.finalize()


def as_set(values: list[asn1.TLV]) -> bytes:
    """The DER of a SET with these members in their order: signed attributes as they are signed (RFC 5652, 5.4)."""
    body = b"".join(asn1.encode_der(each) for each in values)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return b"\x31" + (size if len(body) < 0x80 else bytes((0x80 | len(size),)) + size) + body
