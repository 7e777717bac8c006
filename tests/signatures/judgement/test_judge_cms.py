"""Every finding about a signature in CMS and its certificates: provoked, and its honest twin beside it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ObjectIdentifier as Oid
from cryptography.x509.oid import NameOID

from signatures.gm import cms, sm2
from signatures.gm.faults import Kind
from signatures.gm.keys import Family, PrivateKey, PublicKey, Signer, load_private
from signatures.gm.pki.crl import Reason, Revoked, issue_crl
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial, self_signed
from signatures.gm.pki.structures import raw
from signatures.gm.ses import Deviation
from signatures.judgement.certificates import SIGNER, signing_role
from signatures.judgement.cms import judge_cms, read_cms
from signatures.judgement.codes import MEANING, Code, Severity
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, Judged, TimeSource
from tests.signatures.cms_bench import certificate, digest_of, gm_content, put, rebuilt, signed
from tests.signatures.judgement.asking import GREEN
from tests.signatures.pki import (
    GOVERNMENT,
    NOW,
    PERIOD,
    REVOKED_LATER,
    SIGNED_AT,
    House,
    house,
    listed,
    member,
    new_key,
    other_house,
    stamper,
    trust,
)

FAMILIES = list(Family)
FAST = [Family.SM2, Family.ECDSA]
"""Keys of these are found at once."""


def judged(data: bytes, of: House, believed: Trust | None = None) -> Judged:
    read = read_cms("Seal1", data)
    assert not isinstance(read, Finding), read
    believed = believed or trust(of, crls=[of.crl])
    return judge_cms("Seal1", read, digest=digest_of(of), trust=believed, now=NOW)


def codes(data: bytes, of: House, believed: Trust | None = None) -> set[Code]:
    return {each.code for each in judged(data, of, believed).findings}


def by(signer: Signer, of: House) -> bytes:
    return cms.sign(digest_of(of), signer, of.chain)


@pytest.mark.parametrize("family", FAST)
def test_a_person_signs_but_seals_nothing(family: Family) -> None:
    of = house(family)
    read = read_cms("Seal1", by(of.person, of))
    assert not isinstance(read, Finding)
    believed = trust(of, crls=[of.crl])
    for role, expected in ((SIGNER, GREEN | {Code.KEY_USAGE}), (signing_role(read.certificate), GREEN)):
        told = judge_cms("Seal1", read, digest=digest_of(of), trust=believed, now=NOW, role=role)
        assert {each.code for each in told.findings} == expected
    assert codes(by(of.person, of), of) == GREEN | {Code.KEY_USAGE}


@pytest.mark.parametrize("holder", ["maker", "tsa"])
def test_who_neither_seals_nor_signs_does_not_sign_without_a_seal(holder: str) -> None:
    of = house()
    assert signing_role(of.government.certificate) is SIGNER
    read = read_cms("Seal1", by(getattr(of, holder), of))
    assert not isinstance(read, Finding)
    role = signing_role(read.certificate)
    told = judge_cms("Seal1", read, digest=digest_of(of), trust=trust(of, crls=[of.crl]), now=NOW, role=role)
    assert {each.code for each in told.findings} == GREEN | {Code.KEY_USAGE}


@pytest.mark.parametrize("family", FAMILIES)
def test_an_honest_signature_holds(family: Family) -> None:
    of = house(family)
    told = judged(signed(of), of)
    assert told.intact
    assert {each.code for each in told.findings} == GREEN
    assert (told.organ, told.seal_name, told.maker) == (GOVERNMENT, "", "")
    assert (told.signed_at, told.time_source) == (None, TimeSource.CLAIMED)


@pytest.mark.parametrize("family", FAST)
def test_a_stamp_makes_the_time_certain(family: Family) -> None:
    of = house(family)
    told = judged(signed(of, stamper(of)), of)
    assert [each.code for each in told.findings] == [Code.TIME_OWN_AUTHORITY]
    assert (told.signed_at, told.time_source) == (SIGNED_AT, TimeSource.STAMPED)
    foreign = signed(of, stamper(other_house(family)))
    assert codes(foreign, of) == {Code.TIMESTAMP_INVALID}
    assert codes(foreign, of, trust(of, other_house(family), crls=[of.crl, other_house(family).crl])) == set()


def test_a_signature_without_attributes_holds_too() -> None:
    assert codes(gm_content(), house()) == GREEN
    assert judged(gm_content(), house()).intact


def test_a_fault_of_the_encoding_becomes_a_finding_with_its_place() -> None:
    read = read_cms("Seal1", signed(house()) + b"\0")
    assert isinstance(read, Finding)
    assert (read.code, read.evidence["offset"]) == (Code.ASN1_TRAILING, len(signed(house())))
    unsigned = rebuilt(signed(house()), outer=lambda read: setattr(read.content, "crls", []))
    told = read_cms("Seal1", unsigned)
    assert isinstance(told, Finding)
    assert (told.code, told.severity) == (Code.UNSIGNED_CONTENT, Severity.ERROR)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signers": asn1.SetOf([])}, Code.NO_SIGNER),
        ({"digest_algorithms": asn1.SetOf([])}, Code.UNSIGNED_CONTENT),
        ({"version": 3}, Code.ASN1_MALFORMED),
    ],
)
def test_what_cannot_be_read_gets_the_code_of_its_kind(change: dict[str, Any], code: Code) -> None:
    told = read_cms("Seal1", rebuilt(signed(house()), outer=lambda read: put(**change)(read.content)))
    assert isinstance(told, Finding)
    assert (told.code, told.severity) == (code, Severity.ERROR)


def test_every_fault_and_every_deviation_has_a_code() -> None:
    assert {MEANING[Code(kind)][0] for kind in Kind} == {Severity.ERROR}
    assert {MEANING[Code(kind)][0] for kind in Deviation} == {Severity.WARNING}


@pytest.mark.parametrize("make", [signed, lambda of: gm_content(of=of)])
def test_another_content_is_not_intact(make: Any) -> None:
    read = cms.read(make(house()))
    told = judge_cms("Seal1", read, digest=bytes(32), trust=trust(house(), crls=[house().crl]), now=NOW)
    assert not told.intact
    assert {each.code for each in told.findings} == GREEN


@pytest.mark.parametrize("family", FAMILIES)
def test_another_key_or_a_flipped_bit_breaks_the_value(family: Family) -> None:
    of = house(family)
    foreign = rebuilt(signed(of), by=of.finance)
    assert codes(foreign, of) == GREEN | {Code.SIGNATURE_VALUE_INVALID}
    value = cms.read(signed(of)).value
    flipped = signed(of).replace(value, value[:-1] + bytes((value[-1] ^ 1,)))
    assert codes(flipped, of) == GREEN | {Code.SIGNATURE_VALUE_INVALID}
    assert not judged(flipped, of).intact


def test_a_signature_without_identity_is_named() -> None:
    of, secret = house(), bytes(31) + b"\x07"
    key = load_private(Family.SM2, secret)
    certified = issue(
        Subject(GOVERNMENT), key.public, Purpose.SEAL, issuer=of.authority, validity=PERIOD, serial=new_serial()
    )
    sign = sm2.signer(secret, key.public.point)
    empty = replace(key, sign=lambda message: sign(sm2.digest(key.public.point, message, b"")))
    assert codes(by(Signer(certified, empty), of), of) == GREEN | {Code.WRONG_SM2_ID}
    assert codes(by(Signer(certified, key), of), of) == GREEN


def test_algorithm_and_key_are_of_one_family() -> None:
    """An ECDSA signature that calls itself RSA."""
    of = house(Family.ECDSA)
    rsa = house(Family.RSA)
    theirs: list[Any] = []
    rebuilt(signed(rsa), signer=lambda info: theirs.append(info.signature_algorithm))

    def renamed(info: Any) -> None:
        info.signature_algorithm = theirs[0]
        info.signed = [each for each in info.signed if b"\x09\x34" not in bytes(each.data)[:20]]

    assert codes(rebuilt(signed(of), signer=renamed), of) == GREEN | {Code.ALGORITHM_MISMATCH}


def test_short_keys_are_of_no_use() -> None:
    for curve, expected in ((ec.SECP224R1(), {Code.UNKNOWN_ALGORITHM}), (ec.SECP256R1(), set())):
        signer, believed = certified_elsewhere(ec.generate_private_key(curve))
        told = codes(alone(signer), house(Family.ECDSA), believed)
        assert told == GREEN | {Code.REVOCATION_UNKNOWN} | expected


def test_certificates_that_come_along_are_as_their_issuer_signed_them() -> None:
    of = house(Family.ECDSA)

    def along(*more: Any) -> bytes:
        return rebuilt(signed(of), outer=lambda read: read.content.certificates.extend(more))

    assert codes(along(certificate(of.finance), certificate(of.root)), of) == GREEN
    altered = bytearray(of.finance.certificate.public_bytes(Encoding.DER))
    altered[-1] ^= 1
    assert codes(along(raw(bytes(altered))), of) == GREEN | {Code.UNSIGNED_CONTENT}
    assert codes(along(certificate(of.outsider)), of) == GREEN | {Code.UNSIGNED_CONTENT}


@pytest.mark.parametrize("family", FAST)
def test_who_signed_is_judged_as_of_the_signing(family: Family) -> None:
    of = house(family)
    dated = {name: cms.sign(digest_of(of), signer, of.chain, at=SIGNED_AT) for name, signer in _signers(of).items()}
    assert codes(dated["government"], of) == GREEN
    assert codes(dated["expired"], of) == GREEN | {Code.CERT_NOT_VALID_AT_SIGNING}
    assert codes(dated["not_yet"], of) == GREEN | {Code.CERT_NOT_VALID_AT_SIGNING}
    assert codes(dated["revoked"], of) == GREEN | {Code.CERT_REVOKED_BEFORE_SIGNING}
    assert codes(dated["revoked_later"], of) == GREEN | {Code.CERT_REVOKED_AFTER_SIGNING}
    assert codes(dated["outsider"], of) == GREEN | {Code.SIGNER_CHAIN_UNTRUSTED}
    assert codes(dated["maker"], of) == GREEN | {Code.KEY_USAGE}


def _signers(of: House) -> dict[str, Signer]:
    names = ("government", "expired", "not_yet", "revoked", "revoked_later", "outsider", "maker")
    return {name: getattr(of, name) for name in names}


def test_a_time_that_nobody_claims_is_the_day_of_verifying() -> None:
    of = house(Family.ECDSA)
    assert codes(by(of.revoked_later, of), of) == GREEN | {Code.CERT_REVOKED_BEFORE_SIGNING}


def test_a_stolen_key_claims_any_time() -> None:
    of = house(Family.ECDSA)
    stolen = Revoked(of.government.certificate.serial_number, REVOKED_LATER, Reason.key_compromise)
    believed = trust(of, crls=[listed(of, stolen)])
    claimed = cms.sign(digest_of(of), of.government, of.chain, at=SIGNED_AT)
    assert codes(claimed, of, believed) == GREEN | {Code.REVOKED_TIME_UNPROVEN}
    stamped = cms.sign(digest_of(of), of.government, of.chain, at=SIGNED_AT, stamp=stamper(of))
    assert codes(stamped, of, believed) == {Code.TIME_OWN_AUTHORITY, Code.CERT_REVOKED_AFTER_SIGNING}


def test_an_authority_is_judged_with_those_below_it() -> None:
    of = house(Family.ECDSA)
    serial = of.authority.certificate.serial_number
    week = timedelta(days=7)
    gone = issue_crl(of.root, [Revoked(serial, SIGNED_AT - week, Reason.ca_compromise)], 1, NOW - week, NOW + week)
    assert codes(signed(of), of, trust(of, crls=[of.crl, gone])) == GREEN | {Code.CERT_REVOKED_BEFORE_SIGNING}


def test_a_critical_extension_that_nobody_knows_is_refused() -> None:
    for critical, expected in ((False, set()), (True, {Code.CRITICAL_EXTENSION})):
        signer, believed = certified_elsewhere(ec.generate_private_key(ec.SECP256R1()), critical)
        told = codes(alone(signer), house(Family.ECDSA), believed)
        assert told - {Code.REVOCATION_UNKNOWN} == GREEN | expected


def test_a_member_is_no_authority() -> None:
    of = house(Family.ECDSA)
    below, key = member(of, GOVERNMENT), new_key(Family.ECDSA)
    made = issue(Subject(GOVERNMENT), key.public, Purpose.SEAL, issuer=below, validity=PERIOD, serial=new_serial())
    data = cms.sign(digest_of(of), Signer(made, key), (below.certificate, *of.chain))
    assert codes(data, of) == GREEN | {Code.BASIC_CONSTRAINTS}


def alone(signer: Signer) -> bytes:
    """A signature with no certificate but the signer's."""
    return cms.sign(digest_of(house(Family.ECDSA)), signer, ())


def certified_elsewhere(key: ec.EllipticCurvePrivateKey, critical: bool = False) -> tuple[Signer, Trust]:
    """A member whose certificate other software made, with an extension that nobody knows, and trust in its root."""
    top = ec.generate_private_key(ec.SECP256R1())
    root = self_signed(Subject("根"), _loaded(top), validity=PERIOD, serial=new_serial())
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, GOVERNMENT)])
    draft = x509.CertificateBuilder(root.subject, name, key.public_key(), new_serial(), PERIOD.start, PERIOD.end)
    draft = draft.add_extension(usage, critical=True)
    draft = draft.add_extension(x509.UnrecognizedExtension(Oid("1.2.3.4"), b"\x05\x00"), critical=critical)
    return Signer(draft.sign(top, hashes.SHA256()), _loaded(key)), Trust((root,))


def _loaded(key: ec.EllipticCurvePrivateKey) -> PrivateKey:
    """A key as it is, good or not; it claims to verify nothing."""
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    public = PublicKey(Family.ECDSA, spki, lambda message, value: False)
    return PrivateKey(public, lambda message: key.sign(message, ec.ECDSA(hashes.SHA256())))
