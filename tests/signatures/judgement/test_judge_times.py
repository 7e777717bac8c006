"""When it was signed: claims, time stamps over them, and time stamps that are none."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat import asn1

from signatures.gm import ses, timestamps
from signatures.gm.keys import Family, digest
from signatures.gm.pki.crl import Reason, Revoked
from signatures.gm.pki.making import Purpose, Validity, new_serial
from signatures.gm.ses.structures import Signature4
from signatures.gm.timestamps import Stamper
from signatures.judgement.codes import Code, Severity
from signatures.judgement.times import judge_timestamp
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import TimeSource
from tests.signatures.judgement.asking import GREEN, codes, holds, judged
from tests.signatures.pki import (
    NOW,
    PERIOD,
    REVOKED_LATER,
    SIGNED_AT,
    House,
    house,
    listed,
    member,
    other_house,
    stamper,
    trust,
)
from tests.signatures.sealing import altered, facts, pressed, seal, seal_5, signature

MINUTE = timedelta(minutes=1)
OWN = {Code.TIME_OWN_AUTHORITY}


def both(*revoked: Revoked) -> Trust:
    """Trust in the office's house and in the other one, which stamps; `revoked` by the latter."""
    return trust(house(), other_house(), crls=[house().crl, listed(other_house(), *revoked)])


def stamped(stamp: Stamper | None = None) -> bytes:
    return pressed(seal(), stamp=stamp or stamper(house()))


def by(tsa: Any, of: House | None = None, at: Any = SIGNED_AT) -> Stamper:
    """A stamper with another certificate of the house."""
    of = of or house()

    def stamp(value: bytes) -> bytes:
        return timestamps.make(digest(of.family, (value,)), tsa, of.chain, new_serial(), at, of.family)

    return stamp


def test_a_stamp_makes_the_time_certain_and_of_whom_it_is_is_told() -> None:
    assert codes(stamped()) == OWN
    told = judged(stamped())
    assert (told.signed_at, told.time_source) == (SIGNED_AT, TimeSource.STAMPED)
    assert codes(stamped(stamper(other_house())), both()) == set()


@pytest.mark.parametrize("family", [Family.ECDSA, Family.RSA])
def test_an_authority_may_stamp_with_keys_of_another_family(family: Family) -> None:
    european = house(family)
    believed = trust(house(), european, crls=[house().crl, european.crl])
    assert codes(stamped(stamper(european)), believed) == set()


def test_a_stamp_taken_away_is_only_noticed_as_a_time_that_nobody_vouches_for() -> None:
    """Nothing that is signed says that there was one."""
    assert codes(signature()) == GREEN


def test_an_altered_stamp_is_an_error_whichever_byte_it_is() -> None:
    data = stamped()
    token = ses.read_signature(data).token
    assert token is not None
    start = data.index(token)
    for place in range(start, start + len(token), 29):
        wrong = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
        told = judged(wrong)
        errors = {each.code for each in told.findings if each.severity is Severity.ERROR}
        assert errors & {Code.TIMESTAMP_INVALID, Code.TIMESTAMP_IMPRINT_MISMATCH, Code.TIME_DISAGREES}, place - start
        assert told.time_source is TimeSource.CLAIMED


def test_anything_else_in_the_place_of_a_stamp_is_an_error() -> None:
    def nonsense(read: Any) -> None:
        read.stamp = asn1.BitString(b"noon", 0)

    assert codes(altered(signature(), Signature4, nonsense)) == {Code.TIMESTAMP_INVALID}


def test_the_stamp_of_another_signature_does_not_fit() -> None:
    another = stamped(lambda value: stamper(house())(b"another" + value))
    assert codes(another) == {Code.TIMESTAMP_IMPRINT_MISMATCH}


def test_an_authority_that_nobody_trusts_certifies_no_time() -> None:
    foreign = stamped(stamper(other_house()))
    assert codes(foreign) == {Code.TIMESTAMP_INVALID}
    assert holds(foreign, both())


def test_only_a_time_stamping_authority_stamps() -> None:
    assert codes(stamped(by(house().government))) == {Code.TIMESTAMP_INVALID}


def test_an_authority_stamps_while_its_certificate_is_valid() -> None:
    ended = member(house(), "时间戳服务", Purpose.TIME, Validity(PERIOD.start, SIGNED_AT - MINUTE))
    assert codes(stamped(by(ended))) == {Code.TIMESTAMP_INVALID}
    ending = member(house(), "时间戳服务", Purpose.TIME, Validity(PERIOD.start, SIGNED_AT + MINUTE))
    assert codes(stamped(by(ending))) == OWN | {Code.CERT_EXPIRED_NOW}


def test_a_revoked_authority_stamps_no_more() -> None:
    serial = other_house().tsa.certificate.serial_number
    data = stamped(stamper(other_house()))
    before = Revoked(serial, SIGNED_AT - MINUTE, Reason.key_compromise)
    assert codes(data, both(before)) == {Code.TIMESTAMP_INVALID}
    after = Revoked(serial, REVOKED_LATER, Reason.superseded)
    assert codes(data, both(after)) == {Code.CERT_REVOKED_AFTER_SIGNING}


def test_a_claim_in_the_future_disagrees_with_the_day() -> None:
    assert codes(pressed(seal(), at=NOW)) == GREEN
    assert codes(pressed(seal(), at=NOW + MINUTE)) == {Code.TIME_DISAGREES}


def test_a_claim_may_be_ahead_of_the_stamp_by_minutes_only() -> None:
    def ahead(by: timedelta) -> set[Code]:
        return codes(pressed(seal(), at=SIGNED_AT + by, stamp=stamper(house())))

    assert ahead(5 * MINUTE) == OWN
    assert ahead(6 * MINUTE) == {Code.TIME_DISAGREES}
    assert ahead(timedelta(days=-30)) == OWN


def test_a_stamp_of_the_future_disagrees_with_the_day() -> None:
    assert codes(stamped(stamper(house(), NOW + MINUTE))) == {Code.TIME_DISAGREES}


def test_the_stamp_wins_over_the_claim() -> None:
    """Backdating helps nobody: certificates and seal are judged at the time of the stamp."""
    end = SIGNED_AT - timedelta(hours=1)
    short = ses.make_seal(facts(end=end), house().maker)
    backdated = end - MINUTE
    assert codes(pressed(short, at=backdated)) == GREEN | {Code.SEAL_EXPIRED_NOW}
    assert Code.SEAL_EXPIRED in codes(pressed(short, at=backdated, stamp=stamper(house())))


def test_a_stamp_saves_what_was_signed_before_a_key_was_lost() -> None:
    stolen = Revoked(house().government.certificate.serial_number, REVOKED_LATER, Reason.key_compromise)
    believed = trust(house(), crls=[listed(house(), stolen)])
    assert codes(signature(), believed) == GREEN | {Code.REVOKED_TIME_UNPROVEN}
    assert codes(stamped(), believed) == OWN | {Code.CERT_REVOKED_AFTER_SIGNING}


def test_a_seal_of_2025_may_be_stamped_itself() -> None:
    assert codes(pressed(seal_5(stamper(house())))) == GREEN
    assert codes(pressed(seal_5(lambda value: b"noon"))) == GREEN | {Code.TIMESTAMP_INVALID}
    foreign = seal_5(stamper(other_house()))
    assert codes(pressed(foreign)) == GREEN | {Code.TIMESTAMP_INVALID}
    assert codes(pressed(foreign), both()) == GREEN


def test_a_stamp_by_itself_is_judged_by_its_imprint() -> None:
    imprint = digest(Family.SM2, (b"file",))
    token = timestamps.read(stamper(house())(b"file"))
    told = judge_timestamp("Stamp1", token, imprint, trust(house(), crls=[house().crl]), NOW)
    assert (told.intact, told.findings, told.signed_at) == (True, (), SIGNED_AT)
    assert (told.organ, told.time_source) == ("甬江市电子认证中心时间戳服务", TimeSource.STAMPED)
    other = judge_timestamp("Stamp1", token, bytes(32), trust(house(), crls=[house().crl]), NOW)
    assert not other.intact
    assert [each.code for each in other.findings] == [Code.TIMESTAMP_IMPRINT_MISMATCH]
