"""The office's own time-stamping authority: tokens on keys of any family."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids
from signatures.gm.keys import Family, Signer, digest
from signatures.gm.pki.structures import algorithm, raw
from signatures.gm.timestamps.structures import (
    Accuracy,
    Attribute,
    CertificateId,
    Content,
    ContentInfo,
    Imprint,
    Info,
    IssuerAndSerial,
    SignedData,
    SignerInfo,
    SigningCertificate,
    as_set,
    digest_algorithm,
)

POLICY = Oid("2.25.189046693478201608299371482856354252598")
"""The policy of our own authority, a number of our own: the time of the office's server, to the second."""


def make(
    imprint: bytes, tsa: Signer, chain: Sequence[x509.Certificate], serial: int, at: datetime, family: Family
) -> bytes:
    """Issue a token over the digest `imprint`, made with the digest of `family`.

    `chain` are the certificates above the TSA's; a self-signed one is left out, whoever verifies holds it.
    """
    wanted = Imprint(algorithm=digest_algorithm(family), digest=imprint)
    return asn1.encode_der(issue(wanted, None, tsa, [tsa.certificate, *chain], serial, at, POLICY))


def issue(
    imprint: Imprint,
    nonce: int | None,
    tsa: Signer,
    certificates: Sequence[x509.Certificate],
    serial: int,
    at: datetime,
    policy: Oid,
) -> ContentInfo:
    """A token with everything that a request may ask for."""
    info = asn1.encode_der(
        Info(
            version=1,
            policy=policy,
            imprint=imprint,
            serial=serial,
            at=asn1.GeneralizedTime(at.astimezone(UTC).replace(microsecond=0)),
            accuracy=Accuracy(seconds=1, millis=None, micros=None),
            ordering=False,
            nonce=nonce,
            tsa=None,
            extensions=None,
        )
    )
    return _signed(info, tsa, certificates)


def _signed(info: bytes, tsa: Signer, certificates: Sequence[x509.Certificate]) -> ContentInfo:
    family = tsa.key.public.family
    sent = [each for each in certificates if each.subject != each.issuer]
    signed_data = SignedData(
        version=3,
        digest_algorithms=asn1.SetOf([raw(asn1.encode_der(digest_algorithm(family)))]),
        content=Content(type=oids.TST_INFO, content=info),
        certificates=_set([each.public_bytes(Encoding.DER) for each in sent]) or None,
        crls=None,
        signers=asn1.SetOf([_signer(info, tsa)]),
    )
    return ContentInfo(type=oids.SIGNED_DATA, content=raw(asn1.encode_der(signed_data)))


def _signer(info: bytes, tsa: Signer) -> SignerInfo:
    family = tsa.key.public.family
    attributes = _attributes(family, info, tsa.certificate)
    issuer = raw(tsa.certificate.issuer.public_bytes())
    return SignerInfo(
        version=1,
        signer=raw(asn1.encode_der(IssuerAndSerial(issuer=issuer, serial=tsa.certificate.serial_number))),
        digest_algorithm=digest_algorithm(family),
        signed=attributes,
        signature_algorithm=algorithm(family),
        value=tsa.key.sign(as_set(attributes)),
        unsigned=None,
    )


def _attributes(family: Family, info: bytes, certificate: x509.Certificate) -> list[asn1.TLV]:
    fingerprint = digest(family, (certificate.public_bytes(Encoding.DER),))
    own = CertificateId(
        algorithm=digest_algorithm(family) if family is Family.SM2 else None, digest=fingerprint, issuer=None
    )
    return _set(
        [
            _attribute(oids.CONTENT_TYPE, asn1.encode_der(oids.TST_INFO)),
            _attribute(oids.MESSAGE_DIGEST, asn1.encode_der(digest(family, (info,)))),
            _attribute(
                oids.SIGNING_CERTIFICATE_V2,
                asn1.encode_der(SigningCertificate(certificates=[own], policies=None)),
            ),
        ]
    )


def _attribute(kind: Oid, value: bytes) -> bytes:
    return asn1.encode_der(Attribute(type=kind, values=asn1.SetOf([raw(value)])))


def _set(members: list[bytes]) -> list[asn1.TLV]:
    """Members in the order that DER wants of a SET OF."""
    return [raw(each) for each in sorted(members)]
