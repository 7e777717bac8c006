"""Every finding about a 电子签章, its certificates and its seal: provoked, and its honest twin beside it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import oids, ses, sm2
from signatures.gm.der import read
from signatures.gm.keys import Family, Signer
from signatures.gm.pki.making import Purpose
from signatures.gm.pki.structures import raw
from signatures.gm.ses.structures import ExtensionField, Seal4, Signature1, Signature4
from signatures.gm.sm2.value import from_der
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code, Severity
from signatures.judgement.ses import judge_ses, read_ses
from signatures.judgement.verdict import Finding, TimeSource
from tests.signatures.judgement.asking import GREEN, codes, judged, keyed, put, sealed_by
from tests.signatures.pki import (
    GOVERNMENT,
    NOW,
    SIGNED_AT,
    house,
    trust,
)
from tests.signatures.sealing import (
    ES_ID,
    PROPERTY,
    altered,
    der,
    facts,
    pressed,
    resealed,
    resigned,
    seal,
    seal_1,
    seal_5,
    signature,
    signature_1,
)

# an honest one


@pytest.mark.parametrize("make", [signature, signature_1, lambda: pressed(seal_5())])
def test_an_honest_signature_of_every_version_holds(make: Callable[[], bytes]) -> None:
    told = judged(make())
    assert {each.code for each in told.findings} == GREEN
    assert told.intact
    assert (told.organ, told.seal_name, told.es_id) == (GOVERNMENT, GOVERNMENT, ES_ID)
    assert (told.maker, told.signed_at, told.time_source) == ("甬江市电子印章制作中心", SIGNED_AT, TimeSource.CLAIMED)
    assert told.certificate_serial == f"{house().government.certificate.serial_number:x}"


def test_a_fault_of_the_encoding_becomes_a_finding_with_its_place() -> None:
    for data, code in (
        (signature()[:-1], Code.ASN1_TRUNCATED),
        (signature() + b"\0", Code.ASN1_TRAILING),
        (b"\x30\x80" + signature()[4:] + b"\0\0", Code.ASN1_BER),
        (seal(), Code.ASN1_MALFORMED),
    ):
        read = read_ses("Seal1", data)
        assert isinstance(read, Finding)
        assert (read.code, read.severity, read.subject) == (code, Severity.ERROR, "Seal1")
        assert read.evidence.keys() == {"offset", "path", "why"}


# what was signed


def test_another_content_is_not_intact_and_the_container_says_the_rest() -> None:
    read = ses.read_signature(signature())
    believed = trust(house(), crls=[house().crl])
    told = judge_ses("Seal1", read, digest=sm3(b"other"), property_info=PROPERTY, trust=believed, now=NOW)
    assert not told.intact
    assert {each.code for each in told.findings} == GREEN


def test_a_signature_taken_from_elsewhere_names_another_range() -> None:
    told = judged(signature(), property_info="/Doc_0/Signs/Sign_0/Signature.xml")
    assert Code.PROPERTY_INFO_MISMATCH in {each.code for each in told.findings}


def flipped(data: bytes, inside: bytes, at: int = 5) -> bytes:
    place = data.index(inside) + at
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


def test_a_flipped_bit_in_signature_or_content_breaks_the_value() -> None:
    read = ses.read_signature(signature())
    for altered_one in (flipped(signature(), read.value, 40), flipped(signature(), read.digest)):
        assert Code.SIGNATURE_VALUE_INVALID in codes(altered_one)
        assert not judged(altered_one).intact


def test_the_value_of_another_key_does_not_hold() -> None:
    foreign = altered(pressed(seal(), house().education), Signature4, put("certificate", der(house().government)))
    assert codes(foreign) == GREEN | {Code.SIGNATURE_VALUE_INVALID}


def test_signature_and_seal_are_of_one_version() -> None:
    assert Code.VERSION_MISMATCH in codes(resigned(signature(), put("version", 5)))
    mixed = codes(resigned(signature(), put("seal", raw(seal_1()))))
    assert Code.VERSION_MISMATCH in mixed
    assert Code.VERSION_MISMATCH in codes(signature_1(seal()))
    assert Code.VERSION_MISMATCH not in codes(signature_1(change=put("version", 2)))


# how it is signed


def wrongly(holder: tuple[Signer, bytes], digest: Callable[[bytes, bytes], bytes]) -> Signer:
    """The member, signing another digest of (point, message) than the one that it should."""
    signer, secret = holder
    point = signer.key.public.point
    sign = sm2.signer(secret, point)
    return Signer(signer.certificate, replace(signer.key, sign=lambda message: sign(digest(point, message))))


@pytest.mark.parametrize(
    ("digest", "mistake"),
    [
        (lambda point, message: sm2.digest(point, message, b""), "empty_id"),
        (lambda point, message: sm3(message), "no_z"),
    ],
)
def test_another_identity_in_a_value_is_named_and_refused(
    digest: Callable[[bytes, bytes], bytes], mistake: str
) -> None:
    signer, maker = wrongly(keyed(Purpose.SEAL), digest), wrongly(keyed(Purpose.MAKER), digest)
    for data, whose in ((sealed_by(signer), "signer"), (sealed_by(maker=maker), "maker")):
        told = [each for each in judged(data).findings if each.code not in GREEN]
        assert [(each.code, each.evidence) for each in told] == [
            (Code.WRONG_SM2_ID, {"certificate": whose, "signed_with": mistake})
        ]
    honest = sealed_by(keyed(Purpose.SEAL)[0], maker=keyed(Purpose.MAKER)[0])
    assert codes(honest) == GREEN


def plain(read: Any) -> None:
    """Write a value as r ‖ s."""
    r, s = from_der(read.value.as_bytes())
    read.value = asn1.BitString(r.to_bytes(32, "big") + s.to_bytes(32, "big"), 0)


def test_a_value_without_der_holds_and_is_told() -> None:
    assert codes(altered(signature(), Signature4, plain)) == GREEN | {Code.RAW_RS_SIGNATURE}
    assert codes(pressed(altered(seal(), Seal4, plain))) == GREEN | {Code.RAW_RS_SIGNATURE}
    assert codes(altered(signature_1(), Signature1, plain)) == GREEN | {Code.RAW_RS_SIGNATURE}
    broken = altered(altered(signature(), Signature4, plain), Signature4, last_bit)
    assert Code.SIGNATURE_VALUE_INVALID in codes(broken)


def last_bit(read: Any) -> None:
    value = read.value.as_bytes()
    read.value = asn1.BitString(value[:-1] + bytes((value[-1] ^ 1,)), 0)


def test_algorithms_other_than_sm2_are_told_apart() -> None:
    for stated, code in (
        (Oid("1.2.3.4"), Code.UNKNOWN_ALGORITHM),
        (oids.ECDSA_WITH_SHA256, Code.ALGORITHM_MISMATCH),
        (oids.RSA_WITH_SHA256, Code.ALGORITHM_MISMATCH),
    ):
        assert codes(altered(signature(), Signature4, put("algorithm", stated))) == GREEN | {code}
        assert codes(pressed(altered(seal(), Seal4, put("algorithm", stated)))) == GREEN | {code}
    european = house(Family.ECDSA)
    believed = trust(house(), european, crls=[house().crl, european.crl])
    other = pressed(ses.make_seal(facts(european.government), house().maker), european.government)
    assert codes(other, believed) == GREEN | {Code.ALGORITHM_MISMATCH}
    honestly_named = altered(other, Signature4, put("algorithm", oids.ECDSA_WITH_SHA256))
    assert codes(honestly_named, believed) == GREEN | {Code.UNKNOWN_ALGORITHM}


def extension(critical: bool | None) -> ExtensionField:
    return ExtensionField(id=Oid("1.2.156.10197.6.7.2.2.1"), critical=critical, value=b"2.1")


def test_deviations_are_told_and_a_critical_extension_refused() -> None:
    for critical, expected in ((None, set()), (False, {Code.NON_DER}), (True, {Code.CRITICAL_EXTENSION})):
        fields = [extension(critical)]
        assert codes(pressed(resealed(seal(), put("tagged", fields)))) == GREEN | expected
        assert codes(resigned(signature(), put("extensions", fields))) == GREEN | expected
        bare = codes(pressed(resealed(seal(), put("extensions", fields))))
        assert bare == GREEN | expected | {Code.UNTAGGED_EXTENSIONS}


def test_fields_in_another_order_are_reordered_and_in_their_own_are_read() -> None:
    assert not isinstance(read_ses("s", signature()), Finding)
    parts = _parts(signature())
    told = read_ses("s", _sequence(parts[1], parts[0], *parts[2:]))
    assert isinstance(told, Finding)
    assert told.code is Code.ASN1_REORDERED
    assert str(told.evidence["path"]).startswith("SES_Signature")


def _parts(sequence: bytes) -> list[bytes]:
    """The fields of a SEQUENCE as they were received."""
    return [child.raw for child in read(sequence).children]


def _sequence(*fields: bytes) -> bytes:
    body = b"".join(fields)
    return b"\x30\x82" + len(body).to_bytes(2, "big") + body
