"""Paths: every chain that honest authorities make leads to its root, for its purpose and in its time."""

from datetime import timedelta
from itertools import product

import pytest
from cryptography import x509
from cryptography.x509 import ObjectIdentifier as Oid
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm.keys import Family, Signer
from signatures.gm.pki.making import (
    DOCUMENT_SIGNING,
    PERSONAL_SIGNING,
    SEAL_MAKING,
    Purpose,
    Subject,
    Validity,
    issue,
    issue_authority,
    new_serial,
)
from signatures.gm.pki.paths import LONGEST, Why, trace, usable_for
from signatures.gm.pki.structures import extension
from tests.signatures.gm.tracing import CA, FAMILIES, ISSUES, SIGNS, A, B, cross, fault, sealer, why
from tests.signatures.pki import (
    COMING,
    ENDED,
    PERIOD,
    SIGNED_AT,
    authority,
    certified,
    house,
    root,
)

# --- what honest authorities make ------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_house_leads_to_its_root(family: Family) -> None:
    ours = house(family)
    for signer, purpose in (
        (ours.government, Purpose.SEAL),
        (ours.maker, Purpose.MAKER),
        (ours.person, Purpose.PERSON),
        (ours.tsa, Purpose.TIME),
    ):
        path = trace(signer.certificate, ours.chain, [ours.root.certificate], SIGNED_AT, purpose)
        assert path == (signer.certificate, *ours.chain)


@given(st.lists(st.sampled_from([A.authority, A.root, B.authority, B.root, A.education, A.tsa, A.outsider])))
def test_what_else_came_along_changes_nothing(noise: list[Signer]) -> None:
    """Certificates between come in any order, several times, among strangers."""
    others = [each.certificate for each in noise]
    path = trace(A.government.certificate, [*others, *A.chain, *others], [A.root.certificate], SIGNED_AT, Purpose.SEAL)
    assert path == (A.government.certificate, *A.chain)


@pytest.mark.parametrize(("above", "between", "below"), list(product(FAMILIES, repeat=3)))
def test_families_mix(above: Family, between: Family, below: Family) -> None:
    """An RSA root over an ECDSA authority over an SM2 seal, and every other mixture."""
    middle = Signer(cross(house(between).authority, house(above).root), house(between).authority.key)
    key = house(below).government.key.public
    leaf = issue(Subject("某局"), key, Purpose.SEAL, issuer=middle, validity=PERIOD, serial=new_serial())
    assert fault(leaf, [middle.certificate], [house(above).root.certificate]) is None


def test_a_second_authority_counts_once_it_is_trusted() -> None:
    seal = B.government.certificate
    assert why(seal, B.chain, [A.root.certificate]) is Why.UNTRUSTED
    assert why(seal, B.chain, [A.root.certificate, B.root.certificate]) is None
    assert why(A.government.certificate, [*A.chain, *B.chain], [A.root.certificate, B.root.certificate]) is None


def test_an_authority_may_be_trusted_without_its_root() -> None:
    path = trace(A.government.certificate, [], [A.authority.certificate], SIGNED_AT, Purpose.SEAL)
    assert path == (A.government.certificate, A.authority.certificate)


def test_a_certificate_may_lie_on_many_floors_but_not_on_too_many() -> None:
    top = root("高层根", Family.SM2, depth=LONGEST)
    floors = [top]
    for floor in range(LONGEST - 1):
        floors.append(authority(f"第{floor}层", floors[-1], depth=LONGEST))
    others = [each.certificate for each in floors[1:]]
    assert why(sealer(floors[-2]), others, [top.certificate]) is None
    assert why(sealer(floors[-1]), others, [top.certificate]) is Why.UNTRUSTED


# --- who is who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_each_is_confined_to_its_purpose(family: Family) -> None:
    ours = house(family)
    allowed = {
        ours.government: {Purpose.SEAL},
        ours.person: {Purpose.PERSON},
        ours.maker: {Purpose.MAKER},
        ours.tsa: {Purpose.TIME},
        ours.authority: set(),
        ours.root: set(),
    }
    for signer, purposes in allowed.items():
        certificate = signer.certificate
        assert {each for each in Purpose if usable_for(certificate, each)} == purposes
        others, roots = [ours.authority.certificate], [ours.root.certificate]
        assert {each for each in Purpose if fault(certificate, others, roots, each) is None} == purposes


WEB, EMAIL = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION
TIME, ANY = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
SIGNERS = {Purpose.SEAL, Purpose.PERSON}


@pytest.mark.parametrize(
    ("uses", "purposes"),
    [
        ([], SIGNERS | {Purpose.MAKER}),
        ([EMAIL, ExtendedKeyUsageOID.CLIENT_AUTH], SIGNERS | {Purpose.MAKER}),
        ([ANY], SIGNERS | {Purpose.MAKER}),
        ([DOCUMENT_SIGNING], {Purpose.SEAL}),
        ([DOCUMENT_SIGNING, EMAIL], SIGNERS),
        ([DOCUMENT_SIGNING, SEAL_MAKING], set()),
        ([SEAL_MAKING], {Purpose.MAKER}),
        ([PERSONAL_SIGNING], {Purpose.PERSON}),
        ([DOCUMENT_SIGNING, PERSONAL_SIGNING], {Purpose.PERSON}),
        ([ANY, PERSONAL_SIGNING], {Purpose.PERSON}),
        ([SEAL_MAKING, PERSONAL_SIGNING], set()),
        ([WEB], set()),
        ([TIME], {Purpose.TIME}),
        ([TIME, SEAL_MAKING], set()),
        ([TIME, EMAIL], set()),
    ],
)
def test_extended_uses_say_what_a_key_is_kept_to(uses: list[Oid], purposes: set[Purpose]) -> None:
    """Authorities elsewhere know no extended usage of ours; a key of a web server seals nothing."""
    kept = [extension(x509.ExtendedKeyUsage(uses), critical=False)] if uses else []
    plain = certified("某印章公司", A.authority, [SIGNS, *kept]).certificate
    assert {each for each in Purpose if usable_for(plain, each)} == purposes


def test_without_a_right_to_sign_nothing_is_signed() -> None:
    ciphers = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    for fields in ([], [extension(ciphers, critical=True)], [SIGNS, CA], [ISSUES]):
        certificate = certified("某局", A.authority, fields).certificate
        assert not any(usable_for(certificate, each) for each in Purpose)
        assert why(certificate, A.chain, [A.root.certificate]) is Why.USAGE


def test_a_root_is_no_seal_even_where_it_is_trusted() -> None:
    assert why(A.root.certificate, [], [A.root.certificate]) is Why.UNTRUSTED
    alone = certified("自签印章", None, [SIGNS]).certificate
    assert why(alone, [], [alone]) is Why.UNTRUSTED
    assert why(A.government.certificate, A.chain, []) is Why.UNTRUSTED


# --- when ------------------------------------------------------------------------------------------------------


@given(st.integers(min_value=-2000, max_value=2000), st.sampled_from(FAMILIES[:2]))
def test_a_path_holds_exactly_in_the_period(days: int, family: Family) -> None:
    ours, at = house(family), PERIOD.start + timedelta(days=days)
    found = fault(ours.government.certificate, ours.chain, [ours.root.certificate], at=at)
    assert (found is None) == PERIOD.holds(at)
    assert found is None or found[0] is Why.PERIOD


@pytest.mark.parametrize("validity", [ENDED, COMING])
def test_every_floor_must_be_valid(validity: Validity) -> None:
    past = root("过期的根", Family.SM2, validity)
    below = authority("认证中心", past)
    assert fault(sealer(below), [below.certificate], [past.certificate]) == (Why.PERIOD, "过期的根")
    between = authority("过期的中心", A.root, validity=validity)
    assert fault(sealer(between), [between.certificate], A.chain[1:]) == (Why.PERIOD, "过期的中心")
    leaf = sealer(A.authority, "过期的局", validity)
    assert fault(leaf, A.chain, A.chain[1:]) == (Why.PERIOD, "过期的局")


def test_a_renewed_authority_is_found_beside_the_one_that_expired() -> None:
    old = issue_authority(
        Subject("认证中心"), A.authority.key.public, issuer=A.root, validity=ENDED, serial=new_serial()
    )
    new = issue_authority(
        Subject("认证中心"), A.authority.key.public, issuer=A.root, validity=PERIOD, serial=new_serial()
    )
    leaf = sealer(Signer(old, A.authority.key))
    assert trace(leaf, [old, new], [A.root.certificate], SIGNED_AT, Purpose.SEAL)[1] == new
    assert why(leaf, [old], [A.root.certificate]) is Why.PERIOD


def test_the_period_is_blamed_only_where_nothing_else_is_wrong() -> None:
    """A certificate that may not sign at all does not become one that has merely expired."""
    assert why(sealer(A.government, validity=ENDED), [A.government.certificate, *A.chain], A.chain[1:]) is (
        Why.CONSTRAINTS
    )
