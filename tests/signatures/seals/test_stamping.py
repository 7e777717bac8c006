"""Time stamps for seals: from the office itself or from another; what is not stamped is not sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.kit import clock
from server.kit.ground import ground
from signatures.gm import timestamps
from signatures.gm.keys import Family
from signatures.gm.pki.crl import Reason, Revoked
from signatures.gm.pki.making import Purpose, new_serial
from signatures.gm.pki.paths import trace
from signatures.gm.ses import read_signature, sign
from signatures.gm.sm3 import sm3
from signatures.seals import service
from signatures.seals.errors import TimeServiceFailed, TrustUnreadable
from signatures.seals.service import trusting
from tests.signatures.pki import REVOKED_AT, house, listed, other_house
from tests.signatures.seals.steps import official
from tests.signatures.tsa import honest, serving
from tests.world import World

FAMILIES = [Family.SM2, Family.ECDSA]


@contextmanager
def asking(url: str) -> Iterator[None]:
    """The office asks another for the time."""
    here = ground()
    with replace(here, settings=msgspec.structs.replace(here.settings, tsa_url=url)).stand():
        yield


@pytest.mark.parametrize("family", FAMILIES)
async def test_the_office_tells_the_time_itself_and_its_own_roots_vouch_for_it(world: World, family: Family) -> None:
    stamp = await service.stamper(family)
    with clock.set_to(clock.now()):
        token, at = timestamps.read(stamp(b"value")), clock.now()
    assert token.covers(b"value")
    assert not token.covers(b"other")
    assert token.holds()
    assert token.at == at.replace(microsecond=0) or token.at == at
    trust = await service.own_trust()
    path = trace(token.certificate, token.others, trust.roots, at, Purpose.TIME)
    assert {timestamps.read(stamp(b"value")).serial for _ in range(3)}.isdisjoint({token.serial})
    assert path[0] == token.certificate


def trusted(*certificates: x509.Certificate) -> None:
    """Lay these in the office's folder of trust."""
    folder = ground().settings.data / trusting.FOLDER
    folder.mkdir()
    (folder / "others.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))


@pytest.mark.parametrize("family", FAMILIES)
async def test_another_authority_is_asked_over_http_and_believed_once_it_is_trusted(
    world: World, family: Family
) -> None:
    seal, at = await official(world), clock.now().replace(microsecond=0)
    trusted(*house(family).chain)
    with serving(house(family), at) as url, asking(url):
        stamp = await service.stamper(family)
        token = timestamps.read(stamp(b"value"))
        assert token.covers(b"value")
        assert token.at == at
        assert token.certificate == house(family).tsa.certificate
        die = await service.die(seal.id)
        signed = read_signature(sign(die.seal_der, sm3(b"words"), "/x", die.signer, clock.now(), die.stamp))
    assert signed.token is not None
    assert timestamps.read(signed.token).covers(signed.value)


async def test_an_authority_that_nobody_trusts_tells_no_time(world: World) -> None:
    trusted(*other_house().chain)
    with serving(house(), clock.now()) as url, asking(url):
        stamp = await service.stamper(Family.SM2)
        with pytest.raises(TimeServiceFailed):
            stamp(b"value")


async def test_a_trusted_certificate_that_is_not_for_the_time_tells_none(world: World) -> None:
    """Whoever holds the key of any seal of a trusted authority could else be the time."""
    trusted(*house().chain)

    def stamped(body: bytes) -> bytes:
        return timestamps.respond(body, house().government, house().chain, new_serial(), clock.now(), timestamps.POLICY)

    with serving(house(), answer=stamped) as url, asking(url):
        stamp = await service.stamper(Family.SM2)
        with pytest.raises(TimeServiceFailed):
            stamp(b"value")


async def test_a_revoked_authority_tells_no_time(world: World) -> None:
    trusted(*house().chain)
    entry, now = Revoked(house().tsa.certificate.serial_number, REVOKED_AT, Reason.key_compromise), clock.now()
    crl = listed(house(), entry, this_update=REVOKED_AT, next_update=now + timedelta(days=7))
    (ground().settings.data / trusting.FOLDER / "others.crl").write_bytes(crl.public_bytes(Encoding.DER))
    with serving(house(), now) as url, asking(url):
        stamp = await service.stamper(Family.SM2)
        with pytest.raises(TimeServiceFailed):
            stamp(b"value")


@pytest.mark.parametrize("off", [timedelta(days=-700), timedelta(minutes=-6), timedelta(minutes=6), timedelta(days=30)])
async def test_a_clock_that_is_off_by_more_than_five_minutes_tells_no_time(world: World, off: timedelta) -> None:
    trusted(*house().chain)
    now = clock.now()
    for away, refused in ((off, True), (timedelta(minutes=4) * (1 if off > timedelta(0) else -1), False)):
        with clock.set_to(now), serving(house(), now + away) as url, asking(url):
            stamp = await service.stamper(Family.SM2)
            if refused:
                with pytest.raises(TimeServiceFailed):
                    stamp(b"value")
            else:
                assert timestamps.read(stamp(b"value")).covers(b"value")


async def test_a_folder_of_trust_that_cannot_be_read_stamps_nothing(world: World) -> None:
    trusted()
    (ground().settings.data / trusting.FOLDER / "broken.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    with asking("http://127.0.0.1:9/tsa"), pytest.raises(TrustUnreadable):
        await service.stamper(Family.SM2)


def another_answer(body: bytes) -> bytes:
    """An answer to somebody else's question."""
    return honest(house())(timestamps.request(sm3(b"other"), Family.SM2, 7))


def bent(body: bytes) -> bytes:
    answer = bytearray(honest(house())(body))
    answer[-1] ^= 1
    return bytes(answer)


@pytest.mark.parametrize(
    "answer", [lambda body: b"", lambda body: b"<html>", lambda body: b"0" * 100_000, another_answer, bent]
)
async def test_an_authority_that_does_not_answer_the_question_stamps_nothing(world: World, answer: object) -> None:
    assert callable(answer)
    with serving(house(), answer=answer) as url, asking(url):
        stamp = await service.stamper(Family.SM2)
        with pytest.raises(TimeServiceFailed) as refused:
            stamp(b"value")
    assert refused.value.facts["reason"] in str(refused.value)


async def test_without_an_answer_there_is_no_seal_rather_than_one_without_a_stamp(world: World) -> None:
    seal = await official(world)
    for url in ("http://127.0.0.1:9/tsa", "no address"):
        with asking(url):
            die = await service.die(seal.id)
            with pytest.raises(TimeServiceFailed):
                sign(die.seal_der, sm3(b"words"), "/x", die.signer, clock.now(), die.stamp)
