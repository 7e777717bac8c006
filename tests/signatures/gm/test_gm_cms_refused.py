"""Forged and damaged signatures in CMS: each refused, by its kind and place."""

import base64
from typing import Any

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import cms, oids
from signatures.gm.cms.structures import ALGORITHM_PROTECTION, Content
from signatures.gm.faults import Kind
from signatures.gm.keys import Family
from tests.signatures.cms_bench import (
    Change,
    algorithm,
    attribute,
    certificate,
    digest_of,
    fault_of,
    gm_content,
    put,
    rebuilt,
    same,
    signed,
    with_attribute,
)
from tests.signatures.pki import house

FAMILIES = list(Family)
SHA1, SHA512 = Oid("1.3.14.3.2.26"), Oid("2.16.840.1.101.3.4.2.3")
SIGNER = "ContentInfo.content.signedData.signerInfos[0]"


@pytest.mark.parametrize("family", FAMILIES)
def test_encoding_faults_are_told_apart(family: Family) -> None:
    data = signed(house(family))
    assert fault_of(data[:-1]).kind is Kind.TRUNCATED
    assert fault_of(data[:-1]).path == f"{SIGNER}.signature"
    trailing = fault_of(data + b"\x05\x00")
    assert (trailing.kind, trailing.offset) == (Kind.TRAILING, len(data))
    assert fault_of(b"\x30\x80" + data[4:] + b"\0\0").kind is Kind.BER
    assert fault_of(data.replace(b"\x02\x01\x01\x31", b"\x31\x01\x01\x02", 1)).kind is Kind.MALFORMED
    assert fault_of(b"").kind is Kind.TRUNCATED


def test_reordered_fields_are_told_as_such() -> None:
    data = signed(house(Family.ECDSA))
    kind = asn1.encode_der(oids.SIGNED_DATA)
    place = data.index(kind)
    swapped = data[:place] + data[place + len(kind) :] + kind
    assert fault_of(swapped).kind is Kind.REORDERED


def signers(count: int) -> Change:
    def change(read: Any) -> None:
        only = read.content.signers.as_list()
        read.content.signers = asn1.SetOf(only * count)

    return change


@pytest.mark.parametrize("make", [lambda: signed(house()), lambda: signed(house(Family.RSA)), gm_content])
def test_there_is_exactly_one_signer(make: Any) -> None:
    """Without signers a real verifier takes any content."""
    assert fault_of(rebuilt(make(), outer=signers(0))).kind is Kind.NO_SIGNER
    assert fault_of(rebuilt(make(), outer=signers(2))).kind is Kind.SEVERAL_SIGNERS
    assert cms.read(rebuilt(make(), outer=signers(1)))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (put(digest_algorithm=algorithm(SHA1)), Kind.DIGEST_DOWNGRADE),
        (put(digest_algorithm=algorithm(Oid("1.2.840.113549.2.5"), null=True)), Kind.DIGEST_DOWNGRADE),
        (put(signature_algorithm=algorithm(Oid("1.2.840.113549.1.1.5"), null=True)), Kind.DIGEST_DOWNGRADE),
        (put(signature_algorithm=algorithm(Oid("1.2.840.10045.4.1"))), Kind.DIGEST_DOWNGRADE),
        (put(digest_algorithm=algorithm(SHA512)), Kind.UNKNOWN_ALGORITHM),
        (put(signature_algorithm=algorithm(Oid("1.2.3.4"))), Kind.UNKNOWN_ALGORITHM),
        (put(digest_algorithm=algorithm(oids.SM3)), Kind.ALGORITHM_MISMATCH),
        (put(signature_algorithm=algorithm(oids.SM2_SIGN)), Kind.ALGORITHM_MISMATCH),
    ],
)
def test_algorithms_are_refused_by_what_they_are(change: Change, kind: Kind) -> None:
    assert fault_of(rebuilt(signed(house(Family.ECDSA)), signer=change)).kind is kind


def test_rsa_pss_is_not_supported_and_told_so() -> None:
    pss = asn1.decode_der(asn1.TLV, bytes.fromhex("300f06092a864886f70d01010a30020500"))
    fault = fault_of(rebuilt(signed(house(Family.RSA)), signer=put(signature_algorithm=pss)))
    assert (fault.kind, fault.path) == (Kind.UNKNOWN_ALGORITHM, f"{SIGNER}.signatureAlgorithm")


def test_nothing_else_than_sm2_is_named_after_gb_t_35275() -> None:
    def national(read: Any) -> None:
        read.type, read.content.content = oids.GM_SIGNED_DATA, Content(type=oids.GM_DATA, content=None)

    of = house(Family.ECDSA)
    data = rebuilt(signed(of), signer=with_attribute(oids.CONTENT_TYPE, oids.GM_DATA), outer=national, by=of.government)
    assert fault_of(data).kind is Kind.ALGORITHM_MISMATCH


def inside(**fields: Any) -> Change:
    """Set fields of SignedData."""
    return lambda read: put(**fields)(read.content)


def authority_list() -> asn1.TLV:
    return asn1.decode_der(asn1.TLV, house(Family.ECDSA).crl.public_bytes(Encoding.DER))


@pytest.mark.parametrize(
    ("signer", "outer"),
    [
        (put(unsigned=[attribute(Oid("1.2.3.4"), b"hidden")]), same),
        (put(unsigned=[attribute(oids.TIME_STAMP_TOKEN, 1), attribute(Oid("1.2.3.4"), 2)]), same),
        (put(unsigned=[]), same),
        (same, inside(digest_algorithms=asn1.SetOf([algorithm(oids.SHA256), algorithm(oids.SM3)]))),
        (same, inside(digest_algorithms=asn1.SetOf([]))),
        (same, inside(digest_algorithms=asn1.SetOf([algorithm(oids.SHA256, null=True)]))),
        (same, inside(crls=[])),
        (same, lambda read: read.content.certificates.extend([certificate(house(Family.ECDSA).finance)] * 16)),
        (same, lambda read: read.content.certificates.append(certificate(house(Family.ECDSA).authority))),
    ],
)
def test_nothing_may_hide_where_no_signature_covers_it(signer: Change, outer: Change) -> None:
    data = rebuilt(signed(house(Family.ECDSA)), signer=signer, outer=outer)
    assert fault_of(data).kind is Kind.UNSIGNED_CONTENT


def test_revocation_lists_belong_to_the_container() -> None:
    data = rebuilt(signed(house(Family.ECDSA)), outer=lambda read: put(crls=[authority_list()])(read.content))
    assert fault_of(data).kind is Kind.UNSIGNED_CONTENT


@pytest.mark.parametrize(
    ("signer", "outer"),
    [
        (same, inside(version=3)),
        (put(version=3), same),
        (same, inside(content=Content(type=oids.GM_DATA, content=None))),
        (same, inside(content=Content(type=oids.DATA, content=b"attached"))),
        (same, put(type=oids.DATA)),
        (same, inside(certificates=None)),
        (same, lambda read: read.content.certificates.append(certificate(house(Family.ECDSA).government))),
        (same, lambda read: put(certificates=[certificate(house(Family.ECDSA).authority)])(read.content)),
        (same, inside(certificates=[algorithm(SHA1)])),
        (put(signed=None), same),
        (put(unsigned=[attribute(oids.TIME_STAMP_TOKEN, 1, 2)]), same),
        (with_attribute(oids.CONTENT_TYPE, oids.GM_DATA), same),
        (with_attribute(oids.CONTENT_TYPE), same),
        (with_attribute(oids.MESSAGE_DIGEST), same),
        (with_attribute(oids.MESSAGE_DIGEST, b"short"), same),
        (with_attribute(oids.MESSAGE_DIGEST, 5), same),
        (with_attribute(oids.MESSAGE_DIGEST, bytes(32), bytes(31)), same),
        (with_attribute(oids.SIGNING_TIME, 5), same),
        (with_attribute(oids.SIGNING_CERTIFICATE_V2, 5), same),
        (with_attribute(ALGORITHM_PROTECTION, 5), same),
    ],
)
def test_whatever_does_not_fit_together_is_malformed(signer: Change, outer: Change) -> None:
    assert fault_of(rebuilt(signed(house(Family.ECDSA)), signer=signer, outer=outer)).kind is Kind.MALFORMED


def test_the_certificate_of_the_signer_is_signed_too() -> None:
    """Another certificate of the same key cannot be put in its place."""
    of = house(Family.ECDSA)

    def swapped(read: Any) -> None:
        read.content.certificates = [certificate(of.finance)]

    other = cms.sign(digest_of(of), of.finance, ())
    theirs: list[Any] = []
    rebuilt(other, signer=lambda info: theirs.append(info.signer))
    data = rebuilt(signed(of), signer=put(signer=theirs[0]), outer=swapped)
    assert fault_of(data).path == f"{SIGNER}.signedAttrs"


@pytest.mark.parametrize("content", [b"", b"short", b"=" * 44, base64.b64encode(b"short"), bytes(31), bytes(33)])
def test_the_content_of_a_signature_without_attributes_is_a_digest(content: bytes) -> None:
    fault = fault_of(gm_content(content))
    assert (fault.kind, fault.path.rpartition(".")[2]) == (Kind.MALFORMED, "eContent")


def test_content_and_attributes_do_not_come_together() -> None:
    def attached(read: Any) -> None:
        read.content.content = Content(type=oids.GM_DATA, content=digest_of(house()))

    assert fault_of(rebuilt(signed(house()), outer=attached)).kind is Kind.MALFORMED


@given(st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    fault_of(data)
