"""Who signed: outsiders, makers, renewed certificates, and the seal that names its signers."""

from dataclasses import replace
from typing import Any

from cryptography.hazmat import asn1

from signatures.gm.keys import Family, Signer
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial
from signatures.gm.ses.structures import DigestField, Seal4
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from tests.signatures.judgement.asking import GREEN, codes, keyed, put, renewed, sealed_by
from tests.signatures.pki import (
    GOVERNMENT,
    PERIOD,
    authority,
    house,
    new_key,
    other_house,
    trust,
)
from tests.signatures.sealing import (
    altered,
    der,
    pressed,
    resealed,
    seal,
    seal_1,
    signature_1,
    three_parts,
)


def test_an_outsider_with_a_copied_seal_is_not_in_it() -> None:
    """Two real verifiers accept these."""
    assert codes(pressed(seal(), house().education)) == GREEN | {Code.SIGNER_NOT_IN_SEAL}
    outside = codes(pressed(seal(), house().outsider))
    assert outside == GREEN | {Code.SIGNER_NOT_IN_SEAL, Code.SIGNER_CHAIN_UNTRUSTED}


def test_a_seal_may_name_several_signers() -> None:
    assert codes(sealed_by(house().finance, house().government)) == GREEN


def test_a_seal_altered_and_signed_anew_by_an_outsider_is_not_its_makers() -> None:
    def theirs(info: Any) -> None:
        info.property.name, info.property.certificates = "甬江市财政局", [der(house().outsider)]

    kept = altered(seal(), Seal4, lambda read: theirs(read.info))
    assert codes(pressed(kept, house().outsider)) == GREEN | {
        Code.SIGNER_CHAIN_UNTRUSTED,
        Code.SEAL_SIGNATURE_INVALID,
    }
    remade = resealed(seal(), theirs, house().outsider)
    assert codes(pressed(remade, house().outsider)) >= {
        Code.SIGNER_CHAIN_UNTRUSTED,
        Code.MAKER_CHAIN_UNTRUSTED,
        Code.MAKER_IS_SIGNER,
    }
    foreign = sealed_by(house().government, maker=other_house().maker)
    assert codes(foreign) == GREEN | {Code.MAKER_CHAIN_UNTRUSTED}
    both = trust(house(), other_house(), crls=[house().crl, other_house().crl])
    assert codes(foreign, both) == GREEN


def test_the_facts_of_a_seal_cannot_be_altered_inside_a_signature() -> None:
    for name in ("name", "kind"):
        value = {"name": "甬江市财政局", "kind": 2}[name]
        kept = altered(seal(), Seal4, put(f"info.property.{name}", value))
        assert codes(pressed(kept)) == GREEN | {Code.SEAL_SIGNATURE_INVALID}


def test_what_a_maker_signs_differs_between_the_versions() -> None:
    assert Code.SEAL_SIGNATURE_INVALID in codes(signature_1(seal_1(covers=lambda info, certificate: info)))

    def three(read: Any) -> None:
        message = three_parts(asn1.encode_der(read.info), read.certificate)
        read.value = asn1.BitString(house().maker.key.sign(message), 0)

    assert Code.SEAL_SIGNATURE_INVALID in codes(pressed(altered(seal(), Seal4, three)))


def test_a_certificate_issued_again_is_told_and_a_new_key_is_an_outsider() -> None:
    assert codes(pressed(seal(), renewed(house().government))) == GREEN | {Code.SIGNER_CERT_REISSUED}
    other = renewed(house().government, new_key(Family.SM2))
    assert codes(pressed(seal(), other)) == GREEN | {Code.SIGNER_NOT_IN_SEAL}


def test_a_list_of_digests_is_held_against_the_certificate() -> None:
    def digests(*listed: bytes) -> bytes:
        def change(info: Any) -> None:
            fields = [DigestField(kind=asn1.PrintableString("SM3"), value=value) for value in listed]
            info.property.list_kind, info.property.certificates = 2, fields

        return pressed(resealed(seal(), change))

    own = der(house().government)
    assert codes(digests(bytes(32), sm3(own))) == GREEN
    assert codes(digests(sm3(der(house().finance)))) == GREEN | {Code.SIGNER_NOT_IN_SEAL}
    assert codes(digests()) == GREEN | {Code.SIGNER_NOT_IN_SEAL}


def test_a_list_of_names_vouches_for_nobody() -> None:
    named = seal_1(put("property.certificates", [asn1.IA5String("1")]))
    assert codes(signature_1(named)) == GREEN | {Code.SIGNER_NOT_IN_SEAL}


def test_the_maker_does_not_press_the_own_seals() -> None:
    maker, _ = keyed(Purpose.MAKER)
    assert codes(sealed_by(renewed(maker), maker=maker)) == GREEN | {Code.MAKER_IS_SIGNER}


def test_certificates_are_for_one_purpose() -> None:
    assert codes(sealed_by(keyed(Purpose.MAKER)[0])) == GREEN | {Code.KEY_USAGE}
    assert codes(sealed_by(maker=house().tsa)) == GREEN | {Code.KEY_USAGE}
    assert codes(sealed_by(house().tsa)) == GREEN | {Code.KEY_USAGE}


def test_a_person_presses_no_seal_even_one_that_names_them() -> None:
    assert codes(sealed_by(house().government)) == GREEN
    assert codes(sealed_by(house().person)) == GREEN | {Code.KEY_USAGE}


def test_whoever_is_no_authority_certifies_nobody() -> None:
    below = authority("甬江市电子认证中心二级", house().authority)
    key = new_key(Family.SM2)
    certificate = issue(
        Subject(GOVERNMENT), key.public, Purpose.SEAL, issuer=below, validity=PERIOD, serial=new_serial()
    )
    believed = trust(house(), crls=[house().crl])
    believed = replace(believed, authorities=(*believed.authorities, below.certificate))
    told = codes(sealed_by(Signer(certificate, key)), believed)
    assert Code.BASIC_CONSTRAINTS in told
