"""Certificates as they are made: each says what was asked, and whoever issues keeps to the rules."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm.errors import CertificateUnreadable
from signatures.gm.keys import Family
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial, subject_name, validity_of
from signatures.gm.pki.structures import extension, load_certificate, load_list, public_key_of
from tests.signatures.pki import NOW, PERIOD, certified, house

A = house()
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9990, 1, 1), timezones=st.just(UTC))


@given(
    TEXT,
    st.one_of(st.just(""), TEXT),
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=3000)),
    st.sampled_from(Purpose),
)
def test_a_certificate_says_what_was_asked(
    name: str, organisation: str, start: datetime, length: timedelta, purpose: Purpose
) -> None:
    key, serial, validity = A.government.key.public, new_serial(), Validity(start, start + length)
    made = issue(Subject(name, organisation), key, purpose, issuer=A.authority, validity=validity, serial=serial)
    read = load_certificate(made.public_bytes(Encoding.DER))
    assert read == made
    assert (subject_name(read), read.serial_number, public_key_of(read)) == (name, serial, key)
    organisations = read.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert [each.value for each in organisations] == [organisation or name]
    assert validity_of(read) == Validity(start.replace(microsecond=0), (start + length).replace(microsecond=0))


@pytest.mark.parametrize("length", [21, 22, 100])
def test_a_long_name_is_said_in_full(length: int) -> None:
    """A common name has room for 64 bytes, which is 21 characters."""
    name, key = "甬" * length, A.government.key.public
    for organisation in ("", "甬江市人民政府"):
        subject = Subject(name, organisation)
        made = issue(subject, key, Purpose.PERSON, issuer=A.authority, validity=PERIOD, serial=new_serial())
        assert subject_name(made) == name


def test_both_ends_of_a_period_belong_to_it() -> None:
    period = Validity(NOW, NOW + timedelta(days=1))
    assert period.holds(period.start)
    assert period.holds(period.end)
    assert not period.holds(period.end + timedelta(seconds=1))
    assert not period.holds(period.start - timedelta(seconds=1))


@pytest.mark.parametrize("family", [Family.SM2, Family.ECDSA])
def test_an_authority_is_named_by_the_identifier_it_gives_itself(family: Family) -> None:
    """Other authorities compute theirs in another way, or have none (RFC 5280, 4.2.1.1)."""
    root = house(family).root
    usual = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    for fields, expected in (
        ([extension(x509.SubjectKeyIdentifier(b"elsewhere"), critical=False)], b"elsewhere"),
        ([], usual),
    ):
        issuer = certified("认证中心", None, fields, key=root.key)
        made = issue(
            Subject("某局"), root.key.public, Purpose.SEAL, issuer=issuer, validity=PERIOD, serial=new_serial()
        )
        named = made.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
        assert named.key_identifier == expected


def test_every_certificate_has_a_number_of_its_own() -> None:
    numbers = {new_serial() for _ in range(100)}
    assert len(numbers) == 100
    assert all(0 < each < 2**159 for each in numbers)


@given(st.binary(max_size=200))
def test_anything_else_is_neither_certificate_nor_list(data: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        load_certificate(data)
    with pytest.raises(CertificateUnreadable):
        load_list(data)


def test_what_was_made_can_be_read_again() -> None:
    for each in (*A.chain, A.maker.certificate, A.tsa.certificate):
        assert load_certificate(each.public_bytes(Encoding.DER)) == each
    assert load_list(A.crl.public_bytes(Encoding.DER)) == A.crl
