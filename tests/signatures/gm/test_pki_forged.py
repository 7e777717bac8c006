"""Chains that no honest authority made, authorities in circles, weak keys: nothing of that leads to a root."""

from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm.errors import CertificateUnreadable
from signatures.gm.keys import Family, Signer
from signatures.gm.pki import paths
from signatures.gm.pki.crl import whole
from signatures.gm.pki.links import check_certificate, signed_by
from signatures.gm.pki.making import (
    Purpose,
    Subject,
    issue_authority,
    new_serial,
    subject_name,
)
from signatures.gm.pki.paths import MOST_LINKS, Path, PathFault, Why, trace, usable_for
from signatures.gm.pki.structures import UNREADABLE, ExtensionField, extension, load_certificate
from tests.signatures.gm.tracing import CA, ISSUES, SIGNS, STRANGE, A, cross, fault, sealer, why
from tests.signatures.pki import (
    PERIOD,
    SIGNED_AT,
    authority,
    certified,
    house,
    new_key,
    other_house,
    root,
)


@pytest.mark.parametrize("family", [Family.SM2, Family.ECDSA])
def test_the_same_name_is_not_the_same_key(family: Family) -> None:
    ours = house(family)
    assert why(ours.outsider.certificate, ours.chain, [ours.root.certificate]) is Why.UNTRUSTED
    assert not whole(ours.outsider.certificate, ours.chain)
    assert whole(ours.government.certificate, [*other_house(family).chain, *ours.chain])
    assert whole(ours.root.certificate, [])
    assert not whole(ours.government.certificate, [ours.root.certificate])


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.data(), st.sampled_from([Family.SM2, Family.ECDSA]))
def test_no_byte_of_a_certificate_can_be_changed(data: st.DataObject, family: Family) -> None:
    ours = house(family)
    der = bytearray(ours.government.certificate.public_bytes(Encoding.DER))
    place = data.draw(st.integers(0, len(der) - 1))
    der[place] ^= data.draw(st.integers(1, 255))
    try:
        altered = x509.load_der_x509_certificate(bytes(der))
    except UNREADABLE:
        with pytest.raises(CertificateUnreadable):
            load_certificate(bytes(der))
        return
    subject_name(altered)
    for purpose in Purpose:
        usable_for(altered, purpose)
    assert not signed_by(altered, ours.authority.certificate)
    assert fault(altered, ours.chain, [ours.root.certificate]) is not None


def test_an_organ_issues_no_certificates() -> None:
    pretender = sealer(A.government)
    others = [A.government.certificate, *A.chain]
    assert fault(pretender, others, [A.root.certificate]) == (Why.CONSTRAINTS, "甬江市人民政府")
    assert whole(pretender, others)


def test_an_authority_needs_the_right_to_sign_certificates() -> None:
    for fields, expected in (([CA, SIGNS], Why.USAGE), ([CA, ISSUES], None), ([CA], None), ([ISSUES], Why.CONSTRAINTS)):
        between = certified("认证中心", A.root, fields)
        assert why(sealer(between), [between.certificate], [A.root.certificate]) is expected
    old = certified("没有扩展项的根", None, [])
    assert why(sealer(old), [], [old.certificate]) is Why.CONSTRAINTS


def test_an_authority_may_be_kept_to_extended_uses() -> None:
    time, anything = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
    web, email = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION
    for kind, expected in ((time, Why.USAGE), (web, Why.USAGE), (email, None), (anything, None)):
        use = extension(x509.ExtendedKeyUsage([kind]), critical=True)
        between = certified("时间戳认证中心", A.root, [CA, ISSUES, use])
        assert why(sealer(between), [between.certificate], [A.root.certificate]) is expected


def test_authorities_below_are_counted() -> None:
    flat = root("不设下级的根", Family.SM2, depth=0)
    below = authority("下级", flat)
    assert why(sealer(flat), [], [flat.certificate]) is None
    assert fault(sealer(below), [below.certificate], [flat.certificate]) == (Why.CONSTRAINTS, "不设下级的根")


def test_an_authority_that_renews_its_key_is_not_counted_twice() -> None:
    """A new key of the same authority, signed by the old one, is no further floor (RFC 5280, 6.1.4 l)."""
    top = root("换钥的根", Family.SM2, depth=0)
    key = new_key(Family.SM2)
    renewed = issue_authority(
        Subject("换钥的根"), key.public, issuer=top, validity=PERIOD, serial=new_serial(), depth=0
    )
    path = trace(sealer(Signer(renewed, key)), [renewed], [top.certificate], SIGNED_AT, Purpose.SEAL)
    assert path[1:] == (renewed, top.certificate)


def strange(critical: bool) -> ExtensionField:
    return ExtensionField(id=STRANGE, critical=critical, value=b"\x05\x00")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (strange(critical=True), Why.EXTENSION),
        (strange(critical=False), None),
        (
            extension(
                x509.NameConstraints([x509.DirectoryName(A.root.certificate.subject)], None),
                critical=True,
            ),
            Why.EXTENSION,
        ),
        (extension(x509.PolicyConstraints(0, None), critical=True), Why.EXTENSION),
        (
            extension(x509.CertificatePolicies([x509.PolicyInformation(STRANGE, None)]), critical=True),
            None,
        ),
    ],
    ids=["strange, critical", "strange", "name constraints", "policy constraints", "policies"],
)
def test_what_must_be_understood_and_is_not_is_refused(field: ExtensionField, expected: Why | None) -> None:
    leaf = certified("某局", A.authority, [SIGNS, field]).certificate
    assert why(leaf, A.chain, [A.root.certificate]) is expected
    between = certified("认证中心", A.root, [CA, ISSUES, field])
    assert why(sealer(between), [between.certificate], [A.root.certificate]) is expected
    top = certified("根", None, [CA, ISSUES, field])
    assert why(sealer(top), [], [top.certificate]) is expected


def test_one_algorithm_inside_and_another_outside_is_refused() -> None:
    for family, outside in ((Family.SM2, Family.ECDSA), (Family.ECDSA, Family.SM2), (Family.ECDSA, Family.RSA)):
        ours = house(family)
        twice = certified("某局", ours.authority, [SIGNS], outside=outside).certificate
        with pytest.raises(PathFault, match="内外"):
            trace(twice, ours.chain, [ours.root.certificate], SIGNED_AT, Purpose.SEAL)
        once = certified("某局", ours.authority, [SIGNS]).certificate
        assert why(once, ours.chain, [ours.root.certificate]) is None


def test_a_certificate_that_cannot_be_read_is_no_help_and_no_harm() -> None:
    rubbish = ExtensionField(id=x509.KeyUsage.oid, critical=True, value=b"\x04\x00")
    broken = certified("认证中心", A.root, [CA, rubbish])
    below = certified("某局", broken, [SIGNS]).certificate
    assert why(below, [broken.certificate], [A.root.certificate]) is Why.UNTRUSTED
    assert why(broken.certificate, A.chain, [A.root.certificate]) is Why.EXTENSION
    assert not usable_for(broken.certificate, Purpose.SEAL)
    assert why(A.government.certificate, [broken.certificate, *A.chain], [A.root.certificate]) is None
    assert why(A.government.certificate, A.chain, [broken.certificate, A.root.certificate]) is None


# --- circles ---------------------------------------------------------------------------------------------------


def test_authorities_that_certify_each_other_come_to_an_end() -> None:
    one, two = root("甲", Family.SM2, depth=9), root("乙", Family.SM2, depth=9)
    others = [cross(one, two), cross(two, one), one.certificate, two.certificate]
    leaf = sealer(one)
    assert why(leaf, others, [A.root.certificate]) is Why.UNTRUSTED
    # Who trusts 乙 believes 甲 through it.
    path = trace(leaf, others, [two.certificate], SIGNED_AT, Purpose.SEAL)
    assert [subject_name(each) for each in path[1:]] == ["甲", "乙"]


@cache
def crowd() -> tuple[list[Signer], list[x509.Certificate]]:
    """Eight authorities, each certified by each other."""
    all_of_them = [root(f"第{each}家", Family.ECDSA, depth=9) for each in range(8)]
    return all_of_them, [cross(of, by) for of in all_of_them for by in all_of_them if of is not by]


def test_a_crowd_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    members, certificates = crowd()
    tried = []

    def counted(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
        tried.append(certificate)
        check_certificate(certificate, issuer)

    monkeypatch.setattr(paths, "check_certificate", counted)
    with pytest.raises(PathFault, match="过于复杂"):
        trace(sealer(members[0]), certificates, [A.root.certificate], SIGNED_AT, Purpose.SEAL)
    assert len(tried) == MOST_LINKS


def test_in_a_crowd_the_trusted_root_is_found_first() -> None:
    members, certificates = crowd()
    path = trace(sealer(members[0]), certificates, [members[7].certificate], SIGNED_AT, Purpose.SEAL)
    assert [subject_name(each) for each in path[1:]] == ["第0家", "第7家"]


# --- weak ------------------------------------------------------------------------------------------------------

Public = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def elsewhere(key: Key, digest: hashes.SHA256 | hashes.SHA384 | hashes.SHA512, pss: bool = False) -> Path:
    """A root and a seal as another program makes them: leaf first."""

    def draft(
        name: str, issuer: str, public: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, ca: bool
    ) -> x509.Certificate:
        who, by = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, each)]) for each in (name, issuer))
        builder = x509.CertificateBuilder(by, who, public, new_serial(), PERIOD.start, PERIOD.end)
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        builder = builder.add_extension(usage, critical=True)
        padded = padding.PSS(padding.MGF1(digest), digest.digest_size) if pss else None
        return builder.sign(key, digest, rsa_padding=padded)

    leaf = ec.generate_private_key(ec.SECP256R1()).public_key()
    return draft("某局", "别家", leaf, ca=False), draft("别家", "别家", key.public_key(), ca=True)


@pytest.mark.parametrize(
    ("key", "digest", "pss", "expected"),
    [
        (lambda: rsa_key(2048), hashes.SHA256(), False, None),
        (lambda: rsa_key(2048), hashes.SHA384(), False, None),
        (lambda: rsa_key(2048), hashes.SHA512(), True, None),
        (lambda: rsa_key(1024), hashes.SHA256(), False, "过短"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), hashes.SHA384(), False, None),
        (lambda: ec.generate_private_key(ec.SECP224R1()), hashes.SHA256(), False, "过短"),
    ],
    ids=["RSA", "RSA-384", "RSA-PSS", "RSA 1024", "P-384", "P-224"],
)
def test_short_keys_are_refused(key, digest, pss, expected) -> None:  # type: ignore[no-untyped-def]
    leaf, top = elsewhere(key(), digest, pss)
    if expected is None:
        assert trace(leaf, [], [top], SIGNED_AT, Purpose.SEAL) == (leaf, top)
    else:
        with pytest.raises(PathFault, match=expected):
            trace(leaf, [], [top], SIGNED_AT, Purpose.SEAL)
