"""Issue certificates on keys of any family: roots, authorities, and the four sorts of end certificate of an office.

Profiles follow GB/T 20518-2018 and RFC 5280: an authority signs certificates and revocation lists, everybody else
signs one thing only.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signatures.gm.keys import Family, PrivateKey, PublicKey, Signer
from signatures.gm.pki.structures import (
    UNREADABLE,
    ExtensionField,
    Period,
    SignedBody,
    ToBeSigned,
    algorithm,
    authority_key,
    extension,
    key_id,
    moment,
    raw,
)


@dataclass(frozen=True)
class Validity:
    """有效期, both ends included; times are aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies inside."""
        return self.start <= at <= self.end


LONGEST_COMMON_NAME = 64
"""Bytes. Full names of organs and persons may be longer; then the attribute `name` says them (X.520, 6.2.1)."""
LONG_NAME = Oid("2.5.4.41")
SPOKEN_FOR = (NameOID.COMMON_NAME, LONG_NAME, NameOID.ORGANIZATION_NAME)

SEAL_MAKING = Oid("2.25.216917064018093219013245702183145632277")
"""Extended key usage of makers, a number of our own: who may make seals may not press any, and the reverse."""
PERSONAL_SIGNING = Oid("2.25.288194523112325727515801376528297762198")
"""Extended key usage of persons, a number of our own too: they sign in their own name, and press no organ's seal."""


class Purpose(StrEnum):
    """What an end certificate is for."""

    SEAL = "seal"
    """签章者: an organ seals documents."""
    MAKER = "maker"
    """制章者: signs seal objects, never documents."""
    PERSON = "person"
    """个人电子签名."""
    TIME = "time"
    """时间戳."""


DOCUMENT_SIGNING = Oid("1.3.6.1.5.5.7.3.36")
"""Extended key usage of whoever signs documents (RFC 9336): here of organs, elsewhere of anybody."""
EXTENDED_USE = {
    Purpose.SEAL: (DOCUMENT_SIGNING, False),
    Purpose.PERSON: (PERSONAL_SIGNING, False),
    Purpose.MAKER: (SEAL_MAKING, True),
    Purpose.TIME: (ExtendedKeyUsageOID.TIME_STAMPING, True),
}
"""What each sort of certificate is confined to, and whether a reader that does not know it must refuse."""


@dataclass(frozen=True)
class Subject:
    """For whom a certificate is: `name` is the full name; `organisation` where that is another."""

    name: str
    organisation: str = ""


def new_serial() -> int:
    """A fresh certificate serial number of 159 random bits (RFC 5280, 4.1.2.2)."""
    return x509.random_serial_number()


def self_signed(
    subject: Subject, key: PrivateKey, *, validity: Validity, serial: int, depth: int = 1
) -> x509.Certificate:
    """Make a root (根证书); `depth` authorities may follow below it."""
    name = _name(subject)
    own = extension(x509.AuthorityKeyIdentifier(key_id(key.public), None, None), critical=False)
    fields = [own, *_authority(depth)]
    return _sign(_body(name, name, key.public, key.public.family, validity, serial, fields), key)


def issue_authority(
    subject: Subject, key: PublicKey, *, issuer: Signer, validity: Validity, serial: int, depth: int = 0
) -> x509.Certificate:
    """Issue the certificate of an authority (CA) below another."""
    return _issue(subject, key, issuer, validity, serial, _authority(depth))


def issue(
    subject: Subject, key: PublicKey, purpose: Purpose, *, issuer: Signer, validity: Validity, serial: int
) -> x509.Certificate:
    """Issue an end certificate for one purpose."""
    return _issue(subject, key, issuer, validity, serial, _end(purpose))


def validity_of(certificate: x509.Certificate) -> Validity:
    """The certificate's own validity period, in UTC."""
    return Validity(certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def subject_name(certificate: x509.Certificate) -> str:
    """Whom a certificate speaks for: its common or long name, else its organisation, else its whole subject.

    Empty where that is damaged.
    """
    try:
        subject = certificate.subject
        names = [name for kind in SPOKEN_FOR for name in subject.get_attributes_for_oid(kind)]
        return str(names[0].value) if names else subject.rfc4514_string()
    except UNREADABLE:
        return ""


def _issue(
    subject: Subject,
    key: PublicKey,
    issuer: Signer,
    validity: Validity,
    serial: int,
    extensions: list[ExtensionField],
) -> x509.Certificate:
    above, fields = issuer.certificate.subject, [authority_key(issuer.certificate), *extensions]
    body = _body(_name(subject), above, key, issuer.key.public.family, validity, serial, fields)
    return _sign(body, issuer.key)


def _body(
    subject: x509.Name,
    issuer: x509.Name,
    key: PublicKey,
    family: Family,
    validity: Validity,
    serial: int,
    extensions: list[ExtensionField],
) -> tuple[Family, bytes]:
    own = extension(x509.SubjectKeyIdentifier(key_id(key)), critical=False)
    body = ToBeSigned(
        version=2,
        serial=serial,
        signature=algorithm(family),
        issuer=raw(issuer.public_bytes()),
        validity=Period(start=moment(validity.start), end=moment(validity.end)),
        subject=raw(subject.public_bytes()),
        public_key=raw(key.spki),
        extensions=[own, *extensions],
    )
    return family, asn1.encode_der(body)


def _sign(body: tuple[Family, bytes], key: PrivateKey) -> x509.Certificate:
    family, der = body
    value = asn1.BitString(key.sign(der), 0)
    return x509.load_der_x509_certificate(
        asn1.encode_der(SignedBody(body=raw(der), algorithm=algorithm(family), signature=value))
    )


def _authority(depth: int) -> list[ExtensionField]:
    return [
        extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True),
        extension(_usage(key_cert_sign=True, crl_sign=True), critical=True),
    ]


def _end(purpose: Purpose) -> list[ExtensionField]:
    fields = [
        extension(x509.BasicConstraints(ca=False, path_length=None), critical=True),
        extension(_usage(digital_signature=True, content_commitment=True), critical=True),
    ]
    use, critical = EXTENDED_USE[purpose]
    return [*fields, extension(x509.ExtendedKeyUsage([use]), critical=critical)]


def _name(subject: Subject) -> x509.Name:
    named = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, subject.organisation or subject.name),
    ]
    short = len(subject.name.encode()) <= LONGEST_COMMON_NAME
    return x509.Name([*named, x509.NameAttribute(NameOID.COMMON_NAME if short else LONG_NAME, subject.name)])


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
