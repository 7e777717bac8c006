"""The parts of certificates and revocation lists that are written here (RFC 5280, 4.1 and 5.1)."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm.errors import CertificateUnreadable
from signatures.gm.keys import SIGNATURE_OID, Family, PublicKey, load_public

Time = asn1.UTCTime | asn1.GeneralizedTime
SEQUENCE = 0x30
LAST_SHORT_YEAR = 2049
"""Until then times are written with two digits of the year (RFC 5280, 4.1.2.5)."""


@asn1.sequence
class Algorithm:
    algorithm: Oid
    parameters: asn1.Null | None


@asn1.sequence
class Period:
    start: asn1.UTCTime | asn1.GeneralizedTime
    end: asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class ExtensionField:
    id: Oid
    critical: Annotated[bool, asn1.Default(False)]
    value: bytes


@asn1.sequence
class ToBeSigned:
    """TBSCertificate, version 3."""

    version: Annotated[int, asn1.Explicit(0)]
    serial: int
    signature: Algorithm
    issuer: asn1.TLV
    validity: Period
    subject: asn1.TLV
    public_key: asn1.TLV
    extensions: Annotated[list[ExtensionField], asn1.Explicit(3)]


@asn1.sequence
class SignedBody:
    """A certificate or revocation list around what is signed of it."""

    body: asn1.TLV
    algorithm: Algorithm
    signature: asn1.BitString


UNREADABLE = (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""How a damaged certificate or list fails; its fields are parsed one by one when they are asked for."""


def raw(der: bytes) -> asn1.TLV:
    """Finished DER as a field."""
    return asn1.decode_der(asn1.TLV, der)


def moment(at: datetime) -> Time:
    """A time in the form of its year, to the second."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return asn1.UTCTime(at) if at.year <= LAST_SHORT_YEAR else asn1.GeneralizedTime(at)


def algorithm(family: Family) -> Algorithm:
    """How a key of that family signs; RSA alone has parameters (RFC 4055)."""
    return Algorithm(algorithm=SIGNATURE_OID[family], parameters=asn1.Null() if family is Family.RSA else None)


def extension(value: x509.ExtensionType, *, critical: bool) -> ExtensionField:
    """An extension as it is written."""
    return ExtensionField(id=value.oid, critical=critical, value=value.public_bytes())


def load_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate, all of whose fields can be asked for. Raises CertificateUnreadable."""
    try:
        certificate = x509.load_der_x509_certificate(der)
    except UNREADABLE as fault:
        raise CertificateUnreadable from fault
    if not is_readable(certificate):
        raise CertificateUnreadable
    return certificate


def is_readable(certificate: x509.Certificate) -> bool:
    """Whether every field can be read that is asked for here."""
    try:
        _ = certificate.subject, certificate.issuer, certificate.extensions, spki_of(certificate)
    except UNREADABLE:
        return False
    return True


def load_list(der: bytes) -> x509.CertificateRevocationList:
    """Read a revocation list. Raises CertificateUnreadable; single entries may still be damaged."""
    try:
        return x509.load_der_x509_crl(der)
    except UNREADABLE as fault:
        raise CertificateUnreadable from fault


def key_id(key: PublicKey) -> bytes:
    """Our identifier of a key: SHA-256 of its SubjectPublicKeyInfo, cut to 160 bits (RFC 7093, 2(4))."""
    return sha256(key.spki).digest()[:20]


def authority_key(issuer: x509.Certificate) -> ExtensionField:
    """AuthorityKeyIdentifier: the identifier that the issuer's certificate gives its own key, else ours."""
    try:
        own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        own = key_id(public_key_of(issuer))
    return extension(x509.AuthorityKeyIdentifier(own, None, None), critical=False)


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether basicConstraints makes it an authority (RFC 5280, 4.2.1.9)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """The key that a certificate speaks of. Raises KeyUnreadable, ValueError on a damaged one."""
    return load_public(spki_of(certificate))


def spki_of(certificate: x509.Certificate) -> bytes:
    """The SubjectPublicKeyInfo of a certificate, as received."""
    fields = bytes(raw(certificate.tbs_certificate_bytes).data)
    place = 0
    for _ in range(6 if fields[:1] == b"\xa0" else 5):
        place = _end(fields, place)
    return fields[place : _end(fields, place)]


def first_sequence(der: bytes) -> bytes:
    """The first SEQUENCE among the fields of a SEQUENCE, as received."""
    fields = bytes(raw(der).data)
    place = 0
    while fields[place] != SEQUENCE:
        place = _end(fields, place)
    return fields[place : _end(fields, place)]


def _end(data: bytes, place: int) -> int:
    """Where the DER value that begins at `place` ends."""
    size = data[place + 1]
    if size < 0x80:
        return place + 2 + size
    octets = size & 0x7F
    return place + 2 + octets + int.from_bytes(data[place + 2 : place + 2 + octets], "big")
