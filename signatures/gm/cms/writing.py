"""Write detached signatures: PAdES and CAdES B-B with ECDSA and RSA, GB/T 35275-2017 with SM2."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.cms.structures import (
    ALGORITHM_PROTECTION,
    AlgorithmProtection,
    Content,
    ContentInfo,
    SignedData,
    SignerInfo,
)
from signatures.gm.keys import Family, Signer
from signatures.gm.keys import digest as digest_of
from signatures.gm.pki.structures import Algorithm, algorithm, moment, raw
from signatures.gm.received import issuer_of
from signatures.gm.timestamps import Stamper
from signatures.gm.timestamps.structures import (
    Attribute,
    CertificateId,
    IssuerAndSerial,
    SigningCertificate,
    as_set,
    digest_algorithm,
)


def sign(
    digest: bytes,
    signer: Signer,
    chain: Sequence[x509.Certificate],
    *,
    stamp: Stamper | None = None,
    at: datetime | None = None,
) -> bytes:
    """Sign a digest, SM3 for an SM2 key and SHA-256 for others; the DER of ContentInfo comes back.

    `chain` are the authorities above the signer. A self-signed one is left out (RFC 5652, 5.1): whoever verifies
    must hold it already. `at` is written as signingTime, which PAdES forbids. Raises what `stamp` raises.
    """
    attributes = list(_attributes(digest, signer, at))
    value = signer.key.sign(as_set(attributes))
    tokens = [_attribute(oids.TIME_STAMP_TOKEN, stamp(value))] if stamp else None
    return _encode(signer, chain, _signer_info(signer, attributes, value, tokens))


def _encode(signer: Signer, chain: Sequence[x509.Certificate], signed: SignerInfo) -> bytes:
    outer, inner = (oids.GM_SIGNED_DATA, oids.GM_DATA) if _is_gm(signer) else (oids.SIGNED_DATA, oids.DATA)
    above = [each for each in chain if each.subject != each.issuer]
    certificates = sorted(each.public_bytes(Encoding.DER) for each in (signer.certificate, *above))
    signed_data = SignedData(
        version=1,
        digest_algorithms=asn1.SetOf([signed.digest_algorithm]),
        content=Content(type=inner, content=None),
        certificates=[raw(each) for each in certificates],
        crls=None,
        signers=asn1.SetOf([raw(asn1.encode_der(signed))]),
    )
    return asn1.encode_der(ContentInfo(type=outer, content=signed_data))


def _signer_info(signer: Signer, attributes: list[asn1.TLV], value: bytes, tokens: list[asn1.TLV] | None) -> SignerInfo:
    return SignerInfo(
        version=1,
        signer=_identity(signer.certificate),
        digest_algorithm=raw(asn1.encode_der(digest_algorithm(signer.key.public.family))),
        signed=attributes,
        signature_algorithm=raw(asn1.encode_der(_signature_algorithm(signer))),
        value=value,
        unsigned=tokens,
    )


def _identity(certificate: x509.Certificate) -> asn1.TLV:
    issuer = raw(issuer_of(certificate))
    return raw(asn1.encode_der(IssuerAndSerial(issuer=issuer, serial=certificate.serial_number)))


def _attributes(digest: bytes, signer: Signer, at: datetime | None) -> list[asn1.TLV]:
    """The signed attributes, in the order that DER wants of a SET OF."""
    gm = _is_gm(signer)
    values = {
        oids.CONTENT_TYPE: oids.GM_DATA if gm else oids.DATA,
        oids.MESSAGE_DIGEST: digest,
        oids.SIGNING_CERTIFICATE_V2: _signing_certificate(signer),
    }
    fields = [_attribute(kind, asn1.encode_der(value)) for kind, value in values.items()]
    if at is not None:
        fields.append(_attribute(oids.SIGNING_TIME, asn1.encode_der(moment(at))))
    if not gm:
        # One RSA key may be named by either of two identifiers (RFC 3370, 3.2): this says which it was.
        fields.append(_attribute(ALGORITHM_PROTECTION, asn1.encode_der(_protection(signer))))
    return sorted(fields, key=asn1.encode_der)


def _signing_certificate(signer: Signer) -> SigningCertificate:
    """ESSCertIDv2 (RFC 5035), with its default digest, SHA-256, left out as DER asks."""
    family = signer.key.public.family
    own = CertificateId(
        algorithm=digest_algorithm(family) if family is Family.SM2 else None,
        digest=digest_of(family, (signer.certificate.public_bytes(Encoding.DER),)),
        issuer=None,
    )
    return SigningCertificate(certificates=[own], policies=None)


def _protection(signer: Signer) -> AlgorithmProtection:
    return AlgorithmProtection(
        digest=digest_algorithm(signer.key.public.family), signature=_signature_algorithm(signer)
    )


def _signature_algorithm(signer: Signer) -> Algorithm:
    # GB/T 35275-2017 names the signing of SM2 alone; its digest is said beside it.
    family = signer.key.public.family
    return Algorithm(algorithm=oids.SM2_SIGN, parameters=None) if family is Family.SM2 else algorithm(family)


def _attribute(kind: Oid, value: bytes) -> asn1.TLV:
    return raw(asn1.encode_der(Attribute(type=kind, values=asn1.SetOf([raw(value)]))))


def _is_gm(signer: Signer) -> bool:
    return signer.key.public.family is Family.SM2
