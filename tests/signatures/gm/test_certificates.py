"""Certificates: what is made can be kept and traced, and nothing else can."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import certificates
from signatures.gm.certificates import Validity
from signatures.gm.errors import CertificateUnreadable, ChainUntrusted, KeyUnreadable, SecretTooShort
from tests.signatures.workshop import BUREAU, CENTRE, GOVERNMENT, NOW, PERIOD, authority, organ

SECRET = b"0123456789abcdef"


def trusted(certificate: x509.Certificate, at: datetime = NOW) -> bool:
    try:
        certificates.trace(certificate, [], [CENTRE.certificate], at)
    except ChainUntrusted:
        return False
    return True


def test_a_seal_certificate_leads_to_the_root_that_issued_it() -> None:
    path = certificates.trace(GOVERNMENT.certificate, [], [CENTRE.certificate], NOW)
    assert path == (GOVERNMENT.certificate, CENTRE.certificate)


def test_a_root_of_the_same_name_is_another_root() -> None:
    namesake = authority(CENTRE.name)
    assert not trusted(organ(GOVERNMENT.name, namesake).certificate)


def test_an_organ_cannot_issue_certificates() -> None:
    """Even with the organ's certificate at hand the path is refused: it may not sign certificates."""
    pretender = organ("甬江市某某局", GOVERNMENT)
    with pytest.raises(ChainUntrusted):
        certificates.trace(pretender.certificate, [GOVERNMENT.certificate], [CENTRE.certificate], NOW)


def test_nothing_is_trusted_without_a_root_and_a_root_is_no_seal() -> None:
    with pytest.raises(ChainUntrusted):
        certificates.trace(GOVERNMENT.certificate, [], [], NOW)
    with pytest.raises(ChainUntrusted):
        certificates.trace(CENTRE.certificate, [], [CENTRE.certificate], NOW)


@given(st.integers(min_value=-2000, max_value=2000))
def test_a_path_holds_exactly_in_the_validity_period(days: int) -> None:
    at = PERIOD.start + timedelta(days=days)
    assert trusted(GOVERNMENT.certificate, at) == PERIOD.holds(at)


def test_only_organs_may_sign_documents() -> None:
    assert certificates.may_sign_documents(GOVERNMENT.certificate)
    assert not certificates.may_sign_documents(CENTRE.certificate)


def test_the_subject_is_the_organ() -> None:
    assert certificates.subject_name(BUREAU.certificate) == BUREAU.name
    assert certificates.validity_of(BUREAU.certificate) == PERIOD


@given(st.binary(min_size=16, max_size=64))
def test_a_key_is_kept_under_its_secret_only(secret: bytes) -> None:
    kept = certificates.dump_key(GOVERNMENT.key, secret)
    assert certificates.load_key(kept, secret).private_numbers() == GOVERNMENT.key.private_numbers()
    with pytest.raises(KeyUnreadable):
        certificates.load_key(kept, secret + b"x")


@given(st.binary(max_size=15))
def test_a_short_secret_is_refused(secret: bytes) -> None:
    with pytest.raises(SecretTooShort):
        certificates.dump_key(GOVERNMENT.key, secret)


@given(st.binary(max_size=200))
def test_anything_else_is_neither_key_nor_certificate(data: bytes) -> None:
    with pytest.raises(KeyUnreadable):
        certificates.load_key(data, SECRET)
    with pytest.raises(CertificateUnreadable):
        certificates.load_certificate(data)


def test_a_certificate_survives_its_serialisation() -> None:
    kept = certificates.dump_certificate(GOVERNMENT.certificate)
    assert certificates.load_certificate(kept) == GOVERNMENT.certificate


def test_both_ends_of_a_period_belong_to_it() -> None:
    period = Validity(NOW, NOW + timedelta(days=1))
    assert period.holds(period.start)
    assert period.holds(period.end)
    assert not period.holds(period.end + timedelta(seconds=1))
