"""Certificates and seal of a 电子签章 as of the signing: periods, revocations, the seal's own time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509

from signatures.gm.pki.crl import Reason, Revoked
from signatures.gm.pki.making import Purpose, Validity
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding
from tests.signatures.judgement.asking import GREEN, codes, holds, judged, sealed_by
from tests.signatures.pki import (
    ENDED,
    GOVERNMENT,
    NOW,
    PERIOD,
    REVOKED_AT,
    REVOKED_LATER,
    SIGNED_AT,
    house,
    listed,
    member,
    trust,
)
from tests.signatures.sealing import (
    END,
    pressed,
    resealed,
    seal,
    signature,
)

# certificates and time


def later_list(*revoked: Revoked) -> Trust:
    return trust(house(), crls=[listed(house(), *revoked)])


@pytest.mark.parametrize("role", ["signer", "maker"])
def test_a_certificate_is_judged_as_of_the_signing(role: str) -> None:
    def by(validity: Validity) -> bytes:
        if role == "signer":
            return sealed_by(member(house(), GOVERNMENT, validity=validity))
        return sealed_by(maker=member(house(), "甬江市印章制作所", Purpose.MAKER, validity))

    def told(data: bytes) -> list[tuple[Code, object]]:
        return [(each.code, each.evidence["certificate"]) for each in judged(data).findings if each.code not in GREEN]

    assert told(by(ENDED)) == [(Code.CERT_NOT_VALID_AT_SIGNING, role)]
    assert told(by(Validity(NOW, PERIOD.end))) == [(Code.CERT_NOT_VALID_AT_SIGNING, role)]
    archived = by(Validity(PERIOD.start, SIGNED_AT + timedelta(hours=1)))
    assert told(archived) == [(Code.CERT_EXPIRED_NOW, role)]
    assert holds(archived)
    assert told(by(Validity(SIGNED_AT, NOW))) == []


@pytest.mark.parametrize("role", ["signer", "maker"])
def test_a_revocation_counts_from_its_day(role: str) -> None:
    signer = member(house(), GOVERNMENT) if role == "signer" else house().government
    maker = house().maker if role == "signer" else member(house(), "甬江市印章制作所", Purpose.MAKER)
    data = sealed_by(signer, maker=maker)
    serial = (signer if role == "signer" else maker).certificate.serial_number

    def told(at: datetime, reason: Reason) -> set[Code]:
        return codes(data, later_list(Revoked(serial, at, reason)))

    assert told(REVOKED_AT, Reason.superseded) == GREEN | {Code.CERT_REVOKED_BEFORE_SIGNING}
    assert told(SIGNED_AT - timedelta(seconds=1), Reason.superseded) == GREEN | {Code.CERT_REVOKED_BEFORE_SIGNING}
    assert told(SIGNED_AT, Reason.superseded) == GREEN | {Code.CERT_REVOKED_AFTER_SIGNING}
    assert told(REVOKED_LATER, Reason.superseded) == GREEN | {Code.CERT_REVOKED_AFTER_SIGNING}
    assert told(REVOKED_LATER, Reason.key_compromise) == GREEN | {Code.REVOKED_TIME_UNPROVEN}
    assert codes(data, later_list()) == GREEN


def test_without_a_list_the_revocation_is_unknown_but_the_seal_holds() -> None:
    bare = Trust((house().root.certificate,), (house().authority.certificate,))
    told = judged(signature(), bare).findings
    assert [each.evidence["certificate"] for each in told if each.code is Code.REVOCATION_UNKNOWN] == [
        "signer",
        "maker",
    ]
    assert holds(signature(), bare)


def test_nobody_is_trusted_by_default() -> None:
    told = codes(signature(), Trust(()))
    assert told == GREEN | {Code.SIGNER_CHAIN_UNTRUSTED, Code.MAKER_CHAIN_UNTRUSTED}


# the seal


def test_a_seal_is_valid_for_its_time() -> None:
    hour = timedelta(hours=1)
    assert codes(sealed_by(start=SIGNED_AT + hour)) == GREEN | {Code.SEAL_NOT_YET_VALID}
    assert codes(sealed_by(end=SIGNED_AT - hour)) == GREEN | {Code.SEAL_EXPIRED}
    archived = sealed_by(end=SIGNED_AT + hour)
    assert codes(archived) == GREEN | {Code.SEAL_EXPIRED_NOW}
    assert holds(archived)
    assert codes(sealed_by(start=SIGNED_AT, end=SIGNED_AT), now=SIGNED_AT) == GREEN


def test_a_document_outlives_certificates_and_seal() -> None:
    later = END + timedelta(days=365 * 5)
    told = codes(signature(), now=later)
    assert told == GREEN | {Code.CERT_EXPIRED_NOW, Code.SEAL_EXPIRED_NOW}
    assert holds(signature(), now=later)


def test_listed_certificates_that_are_none_vouch_for_nobody() -> None:
    def nonsense(info: Any) -> None:
        info.property.certificates = [b"nobody"]

    assert codes(pressed(resealed(seal(), nonsense))) == GREEN | {Code.SIGNER_NOT_IN_SEAL}


def test_evidence_names_who_and_when() -> None:
    early: Sequence[Finding] = judged(sealed_by(house().revoked)).findings
    named = next(each for each in early if each.code is Code.CERT_REVOKED_BEFORE_SIGNING)
    assert named.evidence["holder"] == "甬江市统计局"
    assert named.evidence["revoked_at"] == REVOKED_AT
    assert isinstance(house().revoked.certificate, x509.Certificate)
