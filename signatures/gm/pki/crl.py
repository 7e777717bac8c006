"""Revocation lists (吊销列表, RFC 5280, 5): issued, and asked about one certificate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid
from cryptography.x509.oid import ExtensionOID

from signatures.gm.keys import Signer
from signatures.gm.pki.links import NotSigned, check_list, signed_by
from signatures.gm.pki.structures import (
    UNREADABLE,
    Algorithm,
    ExtensionField,
    SignedBody,
    algorithm,
    authority_key,
    extension,
    is_authority,
    moment,
    raw,
)

Reason = x509.ReasonFlags
EXPIRED_CERTIFICATES = Oid("2.5.29.60")
"""expiredCertsOnCRL (ITU-T X.509, 9.5.2.8): from when on certificates stay listed after they have expired."""
UNDERSTOOD = {ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.CRL_NUMBER}
"""Critical extensions of a list that are understood here; a delta list is not (5.2.4)."""


@dataclass(frozen=True)
class Revoked:
    """One certificate on a list."""

    serial: int
    at: datetime
    reason: Reason = Reason.unspecified


class Status(StrEnum):
    """What the lists say of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Revocation:
    """What the lists say of a certificate; since when and why where it is revoked."""

    status: Status
    revoked_at: datetime | None = None
    reason: Reason | None = None


@asn1.sequence
class _Entry:
    serial: int
    revoked: asn1.UTCTime | asn1.GeneralizedTime
    extensions: list[ExtensionField] | None


@asn1.sequence
class _List:
    """TBSCertList, version 2."""

    version: int
    signature: Algorithm
    issuer: asn1.TLV
    this_update: asn1.UTCTime | asn1.GeneralizedTime
    next_update: asn1.UTCTime | asn1.GeneralizedTime
    revoked: list[_Entry] | None
    extensions: Annotated[list[ExtensionField], asn1.Explicit(0)]


def issue_crl(
    issuer: Signer, revoked: Sequence[Revoked], number: int, this_update: datetime, next_update: datetime
) -> x509.CertificateRevocationList:
    """Issue the list of everything the authority ever revoked, those that have expired since too.

    `number` grows with every list (5.2.3); the list speaks until `next_update`.
    """
    family = issuer.key.public.family
    body = asn1.encode_der(
        _List(
            version=1,
            signature=algorithm(family),
            issuer=raw(issuer.certificate.subject.public_bytes()),
            this_update=moment(this_update),
            next_update=moment(next_update),
            revoked=[_entry(each) for each in revoked] or None,
            extensions=_extensions(issuer, number),
        )
    )
    value = asn1.BitString(issuer.key.sign(body), 0)
    return x509.load_der_x509_crl(
        asn1.encode_der(SignedBody(body=raw(body), algorithm=algorithm(family), signature=value))
    )


def revocation(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    crls: Iterable[x509.CertificateRevocationList],
    at: datetime,
) -> Revocation:
    """What the lists that `issuer` signed say of its certificate, with a view to the time `at`.

    REVOKED whenever a list names it, also if that was later than `at`: its `revoked_at` tells. A suspension
    (certificateHold) counts as long as the newest list names it. GOOD if no list does and one of them speaks for
    `at`; UNKNOWN else.
    """
    lists = sorted((each for each in crls if _usable(each, certificate, issuer)), key=_updated, reverse=True)
    named = [(crl, _named(crl, certificate)) for crl in lists]
    held = Reason.certificate_hold
    final = [entry for crl, entry in named if entry and (entry.reason is not held or crl is lists[0])]
    if final:
        first = min(final, key=lambda entry: entry.at)
        return Revocation(Status.REVOKED, first.at, first.reason)
    if any(_speaks(crl, certificate, at) for crl in lists):
        return Revocation(Status.GOOD)
    return Revocation(Status.UNKNOWN)


def whole(certificate: x509.Certificate, candidates: Iterable[x509.Certificate]) -> bool:
    """Whether some candidate signed the certificate, or it itself: nobody has altered it since."""
    return signed_by(certificate, certificate) or any(signed_by(certificate, each) for each in candidates)


def _entry(revoked: Revoked) -> _Entry:
    # "unspecified" is said by leaving the reason out (5.3.1).
    reason = [extension(x509.CRLReason(revoked.reason), critical=False)]
    plain = revoked.reason is Reason.unspecified
    return _Entry(serial=revoked.serial, revoked=moment(revoked.at), extensions=None if plain else reason)


def _extensions(issuer: Signer, number: int) -> list[ExtensionField]:
    since = asn1.GeneralizedTime(issuer.certificate.not_valid_before_utc)
    return [
        authority_key(issuer.certificate),
        extension(x509.CRLNumber(number), critical=False),
        ExtensionField(id=EXPIRED_CERTIFICATES, critical=False, value=asn1.encode_der(since)),
    ]


def _updated(crl: x509.CertificateRevocationList) -> datetime:
    return crl.last_update_utc


def _usable(crl: x509.CertificateRevocationList, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether a list is the issuer's own, whole, understood, and about certificates like this one."""
    try:
        known = all(not each.critical or each.oid in UNDERSTOOD for each in crl.extensions)
        if not known or not _may_list(issuer) or not _covers(crl, certificate):
            return False
        check_list(crl, issuer)
    except (NotSigned, *UNREADABLE):
        return False
    return True


def _may_list(issuer: x509.Certificate) -> bool:
    try:
        return issuer.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _covers(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether a partial list (issuingDistributionPoint, 5.2.5) is about this certificate."""
    try:
        part = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    if part.indirect_crl or part.only_some_reasons or part.only_contains_attribute_certs or part.relative_name:
        return False
    if part.only_contains_ca_certs if not is_authority(certificate) else part.only_contains_user_certs:
        return False
    return not part.full_name or not _points(certificate).isdisjoint(part.full_name)


def _points(certificate: x509.Certificate) -> set[x509.GeneralName]:
    """Where the certificate says that its lists are."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}


def _named(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> Revoked | None:
    serial = certificate.serial_number
    # The library looks up no negative numbers, which some authorities of old have given.
    entry = crl.get_revoked_certificate_by_serial_number(serial) if serial > 0 else _searched(crl, serial)
    if entry is None:
        return None
    try:
        told = {type(each.value): each.value for each in entry.extensions}
    except UNREADABLE:
        told = {}
    reason, suspected = told.get(x509.CRLReason), told.get(x509.InvalidityDate)
    at = entry.revocation_date_utc
    if isinstance(suspected, x509.InvalidityDate):
        at = min(at, suspected.invalidity_date_utc)
    return Revoked(entry.serial_number, at, reason.reason if isinstance(reason, x509.CRLReason) else Reason.unspecified)


def _searched(crl: x509.CertificateRevocationList, serial: int) -> x509.RevokedCertificate | None:
    return next((each for each in crl if each.serial_number == serial), None)


def _speaks(crl: x509.CertificateRevocationList, certificate: x509.Certificate, at: datetime) -> bool:
    """Whether the list's silence means that the certificate was good at `at`.

    Lists drop certificates that have expired, unless they say that they do not.
    """
    begin, expiry = crl.last_update_utc, certificate.not_valid_after_utc
    kept = _keeps_since(crl)
    return at <= (crl.next_update_utc or begin) and (begin <= expiry or (kept is not None and kept <= expiry))


def _keeps_since(crl: x509.CertificateRevocationList) -> datetime | None:
    for each in crl.extensions:
        if each.oid == EXPIRED_CERTIFICATES and isinstance(each.value, x509.UnrecognizedExtension):
            try:
                return asn1.decode_der(asn1.GeneralizedTime, each.value.value).as_datetime()
            except ValueError:
                return None
    return None
