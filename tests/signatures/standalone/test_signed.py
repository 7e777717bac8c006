"""The independent reader and what our own program writes: they agree on everything honest, and on nothing altered."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm import cms, timestamps
from signatures.gm.keys import Family, Signer, digest
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial
from signatures.standalone.certificates import Certificate, Unproven, certificate_in
from signatures.standalone.signed import STAMP, Signed, check_stamp, faults, signature_in, standing
from tests.signatures import sealing
from tests.signatures.pki import NOW, PERIOD, SIGNED_AT, House, house, stamper

CONTENT = "关于做好秋季防汛工作的通知".encode()
FAMILIES = tuple(Family)


def signed(family: Family, stamped: bool = False) -> bytes:
    """A detached CMS over the content."""
    ours = house(family)
    stamp = stamper(ours) if stamped else None
    return cms.sign(digest(family, (CONTENT,)), ours.government, ours.chain, stamp=stamp, at=SIGNED_AT)


def token(family: Family) -> bytes:
    ours = house(family)
    return timestamps.make(digest(family, (CONTENT,)), ours.tsa, ours.chain, new_serial(), SIGNED_AT, family)


HONEST: dict[str, Callable[[], bytes]] = {
    "电子签章 4": sealing.signature,
    "电子签章 4, stamped": lambda: sealing.pressed(sealing.seal(), stamp=stamper(house())),
    "电子签章 5": lambda: sealing.pressed(sealing.seal_5()),
    "电子签章 1": sealing.signature_1,
    **{f"CMS {family}": partial(signed, family) for family in FAMILIES},
    **{f"CMS {family}, stamped": partial(signed, family, stamped=True) for family in FAMILIES},
    **{f"token {family}": partial(token, family) for family in FAMILIES},
}


@pytest.mark.parametrize("sort", HONEST)
def test_what_is_honest_holds_for_its_content_and_no_other(sort: str) -> None:
    signature = signature_in(HONEST[sort]())
    assert not list(faults(signature, CONTENT))
    assert list(faults(signature, CONTENT + b" ")) == ["文件内容与签名时的摘要不一致"]


@pytest.mark.parametrize("sort", HONEST)
def test_an_altered_byte_is_refused_or_changes_nothing_that_is_read(sort: str) -> None:
    """But for certificates and tokens, which are judged by themselves."""
    chance, honest = Random(3), HONEST[sort]()
    said = signature_in(honest)
    for _ in range(40):
        data = bytearray(honest)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        found = outcome(bytes(data))
        assert found is None or shown(found) == shown(said)


def outcome(data: bytes) -> Signed | None:
    """What is read and holds."""
    try:
        found = signature_in(data)
        return None if list(faults(found, CONTENT)) else found
    except (ValueError, IndexError, Unproven):
        return None


def shown(signature: Signed) -> Signed:
    """What a signature says without its certificates and its token."""
    nobody = read(house().government)
    return replace(signature, certificate=nobody, others=(), token=None)


@pytest.mark.parametrize("sort", [sort for sort in HONEST if sort.startswith("电子签章") and "stamped" not in sort])
def test_in_a_seal_no_altered_byte_is_overlooked(sort: str) -> None:
    chance, honest = Random(4), HONEST[sort]()
    for _ in range(60):
        data = bytearray(honest)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        assert outcome(bytes(data)) is None


@pytest.mark.parametrize("family", FAMILIES)
def test_a_signer_is_followed_to_the_root_of_every_family(family: Family) -> None:
    ours, theirs = house(family), House("城南区电子认证中心", family)
    signature = signature_in(signed(family))
    root, said = standing(signature.certificate, signature.others, [read(ours.root)], SIGNED_AT, ())
    assert (root, "未能核对" in said) == (f"{ours.title}根证书", True)
    with pytest.raises(Unproven):
        standing(signature.certificate, signature.others, [read(theirs.root)], SIGNED_AT, ())
    with pytest.raises(Unproven):
        standing(signature.certificate, (), [read(ours.root)], SIGNED_AT, ())


def read(signer: Signer) -> Certificate:
    return certificate_in(sealing.der(signer))


def test_certificates_that_are_over_or_not_yet_good_are_refused() -> None:
    ours, others = house(), (read(house().authority),)
    assert standing(read(ours.government), others, [read(ours.root)], NOW, ())
    for signer in (ours.expired, ours.not_yet):
        with pytest.raises(Unproven):
            standing(read(signer), others, [read(ours.root)], NOW, ())


def test_an_end_certificate_issues_nothing() -> None:
    """A certificate below one that may only seal, whatever it calls itself."""
    ours = house()
    below = issue(
        Subject("甬江市人民政府"),
        ours.person.key.public,
        Purpose.SEAL,
        issuer=ours.government,
        validity=PERIOD,
        serial=new_serial(),
    )
    others = (read(ours.government), read(ours.authority))
    with pytest.raises(Unproven):
        standing(certificate_in(below.public_bytes(Encoding.DER)), others, [read(ours.root)], SIGNED_AT, ())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_token_is_over_one_thing(family: Family) -> None:
    stamp = signature_in(token(family))
    assert (stamp.kind, stamp.at) == (STAMP, SIGNED_AT)
    check_stamp(stamp, CONTENT)
    with pytest.raises(Unproven):
        check_stamp(stamp, CONTENT + b" ")
    with pytest.raises(Unproven):
        check_stamp(signature_in(signed(family)), CONTENT)
