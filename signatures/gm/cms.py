"""Detached signatures (CMS SignedData, RFC 5652) in the profile of PAdES B-B (ETSI EN 319 142-1).

Only one encoding of a given signature is accepted: strict DER, one signer, every field either signed
or derivable from what is signed. So no byte of a signature can be changed unnoticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm.certificates import Key
from signatures.gm.errors import AlgorithmRefused, CmsMalformed, SignerCount

DATA = Oid("1.2.840.113549.1.7.1")
SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
CONTENT_TYPE = Oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = Oid("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2 = Oid("1.2.840.113549.1.9.16.2.47")
SHA256 = Oid("2.16.840.1.101.3.4.2.1")
ECDSA_WITH_SHA256 = Oid("1.2.840.10045.4.3.2")
DEPRECATED_DIGESTS = {
    Oid("1.2.840.113549.2.5"): "MD5",
    Oid("1.3.14.3.2.26"): "SHA-1",
}


@asn1.sequence
class Algorithm:
    algorithm: Oid
    parameters: asn1.Null | None


@asn1.sequence
class Attribute:
    type: Oid
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class EssCertificate:
    """ESSCertIDv2 (RFC 5035) with its default digest, SHA-256, left out as DER asks."""

    certificate_digest: bytes


@asn1.sequence
class SigningCertificate:
    certificates: list[EssCertificate]


@asn1.sequence
class IssuerAndSerial:
    issuer: asn1.TLV
    serial: int


@asn1.sequence
class SignerInfo:
    version: int
    signer: IssuerAndSerial
    digest_algorithm: Algorithm
    signed_attributes: Annotated[asn1.SetOf[Attribute], asn1.Implicit(0)]
    signature_algorithm: Algorithm
    signature: bytes


@asn1.sequence
class DetachedContent:
    type: Oid


@asn1.sequence
class SignedData:
    version: int
    digest_algorithms: asn1.SetOf[Algorithm]
    content: DetachedContent
    certificates: Annotated[asn1.SetOf[x509.Certificate], asn1.Implicit(0)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    type: Oid
    content: Annotated[SignedData, asn1.Explicit(0)]


@dataclass(frozen=True)
class Signature:
    """A signature as read: whose it is, which digest it is over, and what else came along."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    digest: bytes
    value: bytes

    def holds(self) -> bool:
        """Whether the certificate's key made this signature value over this digest."""
        try:
            key = self.certificate.public_key()
            if not isinstance(key, ec.EllipticCurvePublicKey):
                return False
            key.verify(self.value, _signed_bytes(self.digest, self.certificate), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return True


def sign(digest: bytes, key: Key, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> bytes:
    """Sign a SHA-256 digest; the DER ContentInfo comes back.

    `chain` are the authorities above `certificate`. A self-signed one is left out (RFC 5652, 5.1):
    whoever verifies must hold it already.
    """
    value = key.sign(_signed_bytes(digest, certificate), ec.ECDSA(hashes.SHA256()))
    above = [authority for authority in chain if authority.subject != authority.issuer]
    return _encode(digest, value, certificate, [certificate, *above])


def read(der: bytes) -> Signature:
    """Read a detached signature.

    Raises SignerCount when it has no signer or several, AlgorithmRefused when its algorithms are
    unknown or too weak, CmsMalformed when it is not byte for byte what `sign` would have written
    for its digest, value and certificates. The argument of the error says what is wrong.
    """
    try:
        return _read(der)
    except CmsMalformed:
        raise
    except Exception as fault:
        # Certificates are parsed field by field as they are asked, and each field fails in its own way.
        raise CmsMalformed(str(fault)) from fault


def _read(der: bytes) -> Signature:
    signed_data = asn1.decode_der(ContentInfo, der).content
    signer = _only_signer(signed_data)
    _check_algorithms(signer)
    certificates = signed_data.certificates.as_list()
    own, others = _signer_first(signer, certificates)
    digest = _message_digest(signer)
    if _encode(digest, signer.signature, own, certificates) != der:
        raise CmsMalformed("fields beyond the signed ones, or another encoding")
    return Signature(own, others, digest, signer.signature)


def _only_signer(signed_data: SignedData) -> SignerInfo:
    signers = signed_data.signers.as_list()
    if len(signers) != 1:
        raise SignerCount(len(signers))
    return signers[0]


def _check_algorithms(signer: SignerInfo) -> None:
    digest, signature = signer.digest_algorithm.algorithm, signer.signature_algorithm.algorithm
    if digest != SHA256:
        raise AlgorithmRefused(DEPRECATED_DIGESTS.get(digest, digest.dotted_string))
    if signature != ECDSA_WITH_SHA256:
        raise AlgorithmRefused(signature.dotted_string)


def _signer_first(
    signer: SignerInfo, certificates: list[x509.Certificate]
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    wanted = asn1.encode_der(signer.signer)
    own = [each for each in certificates if asn1.encode_der(_identity(each)) == wanted]
    if len(own) != 1:
        raise CmsMalformed("the signer's certificate must be there once")
    return own[0], tuple(each for each in certificates if each != own[0])


def _message_digest(signer: SignerInfo) -> bytes:
    for attribute in signer.signed_attributes.as_list():
        values = attribute.values.as_list()
        if attribute.type == MESSAGE_DIGEST and len(values) == 1:
            return bytes(values[0].parse(bytes))
    raise CmsMalformed("no message digest")


def _encode(digest: bytes, value: bytes, certificate: x509.Certificate, certificates: list[x509.Certificate]) -> bytes:
    signer = SignerInfo(
        version=1,
        signer=_identity(certificate),
        digest_algorithm=_plain(SHA256),
        signed_attributes=_signed_attributes(digest, certificate),
        signature_algorithm=_plain(ECDSA_WITH_SHA256),
        signature=value,
    )
    signed_data = SignedData(
        version=1,
        digest_algorithms=asn1.SetOf([signer.digest_algorithm]),
        content=DetachedContent(type=DATA),
        certificates=asn1.SetOf(certificates),
        signers=asn1.SetOf([signer]),
    )
    return asn1.encode_der(ContentInfo(type=SIGNED_DATA, content=signed_data))


def _signed_bytes(digest: bytes, certificate: x509.Certificate) -> bytes:
    """What the key really signs: the attributes as an ordinary SET OF (RFC 5652, 5.4)."""
    return asn1.encode_der(_signed_attributes(digest, certificate))


def _signed_attributes(digest: bytes, certificate: x509.Certificate) -> asn1.SetOf[Attribute]:
    own = EssCertificate(certificate_digest=certificate.fingerprint(hashes.SHA256()))
    return asn1.SetOf(
        [
            _attribute(CONTENT_TYPE, asn1.encode_der(DATA)),
            _attribute(MESSAGE_DIGEST, asn1.encode_der(digest)),
            _attribute(SIGNING_CERTIFICATE_V2, asn1.encode_der(SigningCertificate(certificates=[own]))),
        ]
    )


def _attribute(kind: Oid, value: bytes) -> Attribute:
    return Attribute(type=kind, values=asn1.SetOf([asn1.decode_der(asn1.TLV, value)]))


def _plain(algorithm: Oid) -> Algorithm:
    return Algorithm(algorithm=algorithm, parameters=None)


def _identity(certificate: x509.Certificate) -> IssuerAndSerial:
    issuer = asn1.decode_der(asn1.TLV, certificate.issuer.public_bytes())
    return IssuerAndSerial(issuer=issuer, serial=certificate.serial_number)
