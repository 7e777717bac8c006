"""Revocation lists: what the authority revoked is revoked from then on, and nobody else's list counts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm.keys import Family, Signer, load_private
from signatures.gm.pki.crl import Reason, Revocation, Revoked, Status, issue_crl, revocation
from signatures.gm.pki.links import NotSigned, check_list
from signatures.gm.pki.making import Purpose, Subject, Validity, issue_authority, new_serial
from signatures.gm.pki.paths import trace
from signatures.gm.pki.structures import extension
from tests.signatures.pki import (
    ENDED,
    NOW,
    PERIOD,
    REVOKED_AT,
    REVOKED_LATER,
    SIGNED_AT,
    House,
    certified,
    house,
    listed,
    member,
    other_house,
)

Lists = Sequence[x509.CertificateRevocationList]
FAMILIES = list(Family)
GOOD, UNKNOWN = Revocation(Status.GOOD), Revocation(Status.UNKNOWN)
A = house()


def asked(signer: Signer, *crls: x509.CertificateRevocationList, of: House = A, at: datetime = SIGNED_AT) -> Revocation:
    return revocation(signer.certificate, of.authority.certificate, crls, at)


def row(signer: Signer, at: datetime = REVOKED_AT, reason: Reason = Reason.unspecified) -> Revoked:
    return Revoked(signer.certificate.serial_number, at, reason)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_list_tells_who_was_revoked_since_when_and_why(family: Family) -> None:
    ours = house(family)
    assert asked(ours.government, ours.crl, of=ours) == GOOD
    assert asked(ours.revoked, ours.crl, of=ours) == Revocation(Status.REVOKED, REVOKED_AT, Reason.key_compromise)
    later = Revocation(Status.REVOKED, REVOKED_LATER, Reason.superseded)
    assert asked(ours.revoked_later, ours.crl, of=ours) == later
    assert asked(ours.government, of=ours) == UNKNOWN


def test_a_seal_of_another_authority_falls_with_its_certificate_and_what_it_sealed_before_stays() -> None:
    """B2: trusted once its root is, good until the list names it; at signing time it was good."""
    b = other_house()
    seal = member(b, "甬江市民政局")
    roots = [A.root.certificate, b.root.certificate]
    path = trace(seal.certificate, b.chain, roots, SIGNED_AT, Purpose.SEAL)
    assert asked(seal, listed(b), of=b) == GOOD
    found = asked(seal, listed(b), listed(b, row(seal, REVOKED_LATER), number=2), of=b)
    assert found.status is Status.REVOKED
    assert found.revoked_at is not None
    assert SIGNED_AT < found.revoked_at < NOW
    assert path == trace(seal.certificate, b.chain, roots, NOW, Purpose.SEAL)


@given(
    st.dictionaries(
        st.integers(min_value=1, max_value=2**158),
        st.tuples(
            st.datetimes(PERIOD.start.replace(tzinfo=None), NOW.replace(tzinfo=None), timezones=st.just(UTC)),
            st.sampled_from([each for each in Reason if each is not Reason.remove_from_crl]),
        ),
        max_size=5,
    ),
    st.sampled_from([Family.SM2, Family.ECDSA]),
    st.integers(min_value=0, max_value=2**100),
)
def test_a_list_is_read_as_it_was_issued(told: dict[int, Any], family: Family, number: int) -> None:
    ours = house(family)
    revoked = [Revoked(serial, at, reason) for serial, (at, reason) in told.items()]
    crl = issue_crl(ours.authority, revoked, number, SIGNED_AT, NOW)
    check_list(crl, ours.authority.certificate)
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == number
    assert (crl.last_update_utc, crl.next_update_utc) == (SIGNED_AT, NOW)
    assert {each.serial_number: each.revocation_date_utc for each in crl} == {
        each.serial: each.at.replace(microsecond=0) for each in revoked
    }
    assert asked(ours.government, crl, of=ours) == GOOD


# --- whose word counts -----------------------------------------------------------------------------------------


def test_nobody_elses_list_counts() -> None:
    """Not of a stranger, not of the root, not of an organ, not of an authority that calls itself the same."""
    late = NOW + timedelta(days=1)
    for issuer in (other_house().authority, A.root, A.government):
        assert asked(A.revoked, issue_crl(issuer, [row(A.revoked)], 1, SIGNED_AT, late)) == UNKNOWN
    namesake = Signer(A.authority.certificate, other_house().authority.key)
    assert asked(A.revoked, issue_crl(namesake, [row(A.revoked)], 1, SIGNED_AT, late)) == UNKNOWN
    assert asked(A.revoked, issue_crl(A.authority, [row(A.revoked)], 1, SIGNED_AT, late)).status is Status.REVOKED


def test_an_authority_without_the_right_to_sign_lists_revokes_nobody() -> None:
    ca = extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    only_certificates = x509.KeyUsage(False, False, False, False, False, True, False, False, False)
    for fields, expected in (([ca, extension(only_certificates, critical=True)], UNKNOWN), ([ca], GOOD)):
        issuer = certified("认证中心", A.root, fields)
        crl = issue_crl(issuer, [], 1, SIGNED_AT, NOW)
        assert revocation(A.government.certificate, issuer.certificate, [crl], SIGNED_AT) == expected


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.data(), st.sampled_from([Family.SM2, Family.ECDSA]))
def test_no_byte_of_a_list_can_be_changed(data: st.DataObject, family: Family) -> None:
    ours = house(family)
    der = bytearray(ours.crl.public_bytes(Encoding.DER))
    der[data.draw(st.integers(0, len(der) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        altered = x509.load_der_x509_crl(bytes(der))
    except (ValueError, x509.InvalidVersion):
        return
    with pytest.raises(NotSigned):
        check_list(altered, ours.authority.certificate)
    assert asked(ours.revoked, altered, of=ours) == UNKNOWN
    assert asked(ours.revoked, altered, ours.crl, of=ours).status is Status.REVOKED


# --- of when it speaks -----------------------------------------------------------------------------------------


@given(st.integers(min_value=-500, max_value=500))
def test_silence_means_good_until_the_next_list_is_due(hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    crl = listed(A, this_update=NOW, next_update=NOW + timedelta(days=7))
    assert asked(A.government, crl, at=at) == (GOOD if hours <= 7 * 24 else UNKNOWN)
    # Who is named stays revoked, however old the list.
    assert asked(A.revoked, A.crl, at=at).status is Status.REVOKED


def test_a_later_list_brings_what_an_earlier_one_did_not_know() -> None:
    before = listed(A, this_update=SIGNED_AT - timedelta(days=1))
    assert asked(A.revoked_later, before) == GOOD
    for crls in ((before, A.crl), (A.crl, before)):
        assert asked(A.revoked_later, *crls).revoked_at == REVOKED_LATER


def test_what_is_suspended_may_come_back_and_what_is_revoked_may_not() -> None:
    late = NOW + timedelta(days=1)
    for reason, after in ((Reason.certificate_hold, Status.GOOD), (Reason.key_compromise, Status.REVOKED)):
        named = listed(A, row(A.finance, reason=reason), this_update=SIGNED_AT)
        silent = listed(A, number=2, this_update=NOW, next_update=late)
        assert asked(A.finance, named) == Revocation(Status.REVOKED, REVOKED_AT, reason)
        assert asked(A.finance, named, silent).status is after


def test_a_list_after_the_end_of_a_certificate_says_whether_it_still_remembers() -> None:
    """Lists may drop what has expired; ours never do and say so."""
    end = ENDED.end
    at = end - timedelta(days=1)
    assert asked(A.expired, listed(A), at=at) == GOOD
    past = organ(ENDED)
    assert told(past, written([]), at) == UNKNOWN
    assert told(past, written([], start=end - timedelta(hours=1)), at) == GOOD
    assert told(past, written([entry(past)]), at).status is Status.REVOKED


# --- lists as another program writes them ----------------------------------------------------------------------

KEY = ec.generate_private_key(ec.SECP256R1())
POINT, ELSEWHERE = "http://crl.example/1.crl", "http://crl.example/2.crl"


@cache
def issuer() -> Signer:
    secret = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    key = load_private(Family.ECDSA, secret)
    root = house(Family.ECDSA).root
    certificate = issue_authority(Subject("别家"), key.public, issuer=root, validity=PERIOD, serial=new_serial())
    return Signer(certificate, key)


def organ(validity: Validity = PERIOD, *extensions: x509.ExtensionType) -> x509.Certificate:
    fields = [extension(each, critical=False) for each in extensions]
    return certified("某局", issuer(), fields, key=A.government.key, validity=validity).certificate


def entry(certificate: x509.Certificate, *extensions: x509.ExtensionType) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder(certificate.serial_number, REVOKED_AT)
    for each in extensions:
        builder = builder.add_extension(each, critical=False)
    return builder.build()


def written(
    entries: Sequence[x509.RevokedCertificate],
    *extensions: x509.ExtensionType,
    critical: bool = True,
    start: datetime = SIGNED_AT,
) -> x509.CertificateRevocationList:
    builder = x509.CertificateRevocationListBuilder(issuer().certificate.subject, start, NOW)
    for each in entries:
        builder = builder.add_revoked_certificate(each)
    for extra in extensions:
        builder = builder.add_extension(extra, critical=critical)
    return builder.sign(KEY, hashes.SHA384())


def told(certificate: x509.Certificate, crl: x509.CertificateRevocationList, at: datetime = SIGNED_AT) -> Revocation:
    return revocation(certificate, issuer().certificate, [crl], at)


def test_a_list_without_extensions_is_a_list() -> None:
    one = organ()
    assert told(one, written([])) == GOOD
    assert told(one, written([entry(one)])) == Revocation(Status.REVOKED, REVOKED_AT, Reason.unspecified)


def test_the_day_of_the_compromise_counts_where_it_is_known() -> None:
    one, stolen = organ(), REVOKED_AT - timedelta(days=9)
    reasons = (x509.CRLReason(Reason.key_compromise), x509.InvalidityDate(stolen.replace(tzinfo=None)))
    assert told(one, written([entry(one, *reasons)])) == Revocation(Status.REVOKED, stolen, Reason.key_compromise)


def test_what_must_be_understood_and_is_not_makes_a_list_useless() -> None:
    one, strange = organ(), x509.UnrecognizedExtension(Oid("2.25.7"), b"\x05\x00")
    for extra, critical, expected in (
        (strange, True, UNKNOWN),
        (strange, False, GOOD),
        (x509.DeltaCRLIndicator(3), True, UNKNOWN),
        (x509.CRLNumber(3), True, GOOD),
    ):
        assert told(one, written([], extra, critical=critical)) == expected


def part(
    point: str = "",
    users: bool = False,
    authorities: bool = False,
    reasons: frozenset[Reason] | None = None,
    indirect: bool = False,
    attributes: bool = False,
) -> x509.IssuingDistributionPoint:
    names = [x509.UniformResourceIdentifier(point)] if point else None
    return x509.IssuingDistributionPoint(names, None, users, authorities, reasons, indirect, attributes)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (part(users=True), GOOD),
        (part(authorities=True), UNKNOWN),
        (part(indirect=True), UNKNOWN),
        (part(attributes=True), UNKNOWN),
        (part(reasons=frozenset({Reason.key_compromise})), UNKNOWN),
        (part(POINT), GOOD),
        (part(ELSEWHERE), UNKNOWN),
    ],
    ids=["users", "authorities", "indirect", "attributes", "some reasons", "its point", "another point"],
)
def test_a_partial_list_speaks_for_its_part_only(scope: x509.IssuingDistributionPoint, expected: Revocation) -> None:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(POINT)], None, None, None)
    one = organ(PERIOD, x509.CRLDistributionPoints([point]))
    assert told(one, written([], scope)) == expected
    assert (told(one, written([entry(one)], scope)).status is Status.REVOKED) == (expected == GOOD)


def test_a_list_of_authorities_speaks_for_authorities() -> None:
    ca = organ(PERIOD, x509.BasicConstraints(ca=True, path_length=None))
    assert told(ca, written([], part(authorities=True))) == GOOD
    assert told(ca, written([], part(users=True))) == UNKNOWN
    assert told(organ(), written([], part(POINT))) == UNKNOWN
