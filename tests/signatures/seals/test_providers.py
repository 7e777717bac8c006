"""A signing machine is believed only as far as what it says verifies, and is never waited for without end."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from socket import create_server
from time import sleep

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from server.kit.ground import ground
from signatures.gm.keys import Family, PublicKey, load_private, new_secret
from signatures.seals import service as seals
from signatures.seals.errors import KeyLocked, KeyServiceFailed
from signatures.seals.models import SealRow
from signatures.seals.rules import Kind as SealKind
from signatures.seals.service import outside
from signatures.seals.service.providers import local
from signatures.seals.service.providers.remote import Remote
from signatures.seals.service.secret import FILE
from tests.signatures.seals.service import Service, serving
from tests.signatures.seals.steps import activated, applied, approved, made
from tests.world import World


@pytest.fixture
def there() -> Iterator[tuple[Service, Remote]]:
    with serving() as service:
        yield service, Remote(service.url, service.token)


@pytest.mark.parametrize("family", [Family.SM2, Family.ECDSA])
def test_a_key_is_made_used_and_destroyed_there_and_no_document_is_told(
    there: tuple[Service, Remote], family: Family
) -> None:
    service, remote = there
    handle, public = remote.make(family, "seal/1/sm2")
    key = remote.key(handle, public, "seal/1/sm2")
    message = "关于试点工作的通知".encode() * 9
    assert public.family is family
    assert public.verify(message, key.sign(message))
    assert b64encode(message).decode()[:40] not in json.dumps(service.asked)
    remote.destroy(handle)
    remote.destroy(handle)
    assert service.keys == {}
    with pytest.raises(KeyServiceFailed):
        key.sign(message)


LIES: dict[str, bytes | int] = {
    "no answer in time": 503,
    "a stranger": 401,
    "not json": b"<html>",
    "another shape": b'{"handle": 1}',
    "nothing": b"",
    "very deep": b"[" * 30_000,
    "very deep beside it": b'{"x": ' + b"[" * 15_000 + b"]" * 15_000 + b"}",
    "no base64": b'{"signature": "?", "handle": "1", "public_key": "?"}',
    "not a key": b'{"signature": "AAAA", "handle": "1", "public_key": "AAAA"}',
    "very long": b'{"signature": "' + b"A" * outside.LONGEST + b'"}',
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_no_answer_is_refused_with_a_reason(there: tuple[Service, Remote], lie: bytes | int) -> None:
    service, remote = there
    handle, public = remote.make(Family.SM2, "x")
    service.lie = lie
    for ask in (lambda: remote.make(Family.SM2, "x"), lambda: remote.key(handle, public, "x").sign(b"x")):
        with pytest.raises(KeyServiceFailed) as refused:
            ask()
        assert refused.value.facts["reason"]
        assert service.token not in str(refused.value)


def test_a_signature_that_does_not_verify_is_refused(there: tuple[Service, Remote]) -> None:
    service, remote = there
    handle, public = remote.make(Family.SM2, "x")
    other, _ = remote.make(Family.SM2, "x")
    service.keys[handle.decode()] = service.keys[other.decode()]
    with pytest.raises(KeyServiceFailed):
        remote.key(handle, public, "x").sign(b"x")


def test_a_key_of_another_family_is_refused(there: tuple[Service, Remote]) -> None:
    service, remote = there
    public = load_private(Family.ECDSA, new_secret(Family.ECDSA)).public
    service.lie = json.dumps({"handle": "1", "public_key": b64encode(public.spki).decode()}).encode()
    with pytest.raises(KeyServiceFailed):
        remote.make(Family.SM2, "x")


@pytest.mark.parametrize(
    "curve", [ec.SECP224R1(), ec.SECP384R1(), ec.SECP521R1(), ec.SECP256K1()], ids=lambda c: c.name
)
def test_an_ecdsa_key_on_another_curve_than_p256_is_refused(
    there: tuple[Service, Remote], curve: ec.EllipticCurve
) -> None:
    service, remote = there
    secret = ec.generate_private_key(curve)
    service.keys["1"] = Family.ECDSA, secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    spki = secret.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    service.made = {"handle": "1", "public_key": b64encode(spki).decode()}
    with pytest.raises(KeyServiceFailed):
        remote.make(Family.ECDSA, "x")


@pytest.mark.parametrize("handle", ["", "..", "a/b", "a?b", "钥", "a" * 129, "a\n", "\ud800"])
def test_a_handle_that_would_not_stand_in_an_address_is_refused(there: tuple[Service, Remote], handle: str) -> None:
    service, remote = there
    secret = new_secret(Family.SM2)
    service.keys[handle] = Family.SM2, secret
    spki = load_private(Family.SM2, secret).public.spki
    service.made = {"handle": handle, "public_key": b64encode(spki).decode()}
    with pytest.raises(KeyServiceFailed):
        remote.make(Family.SM2, "x")
    service.keys["Az0_-"], service.made["handle"] = service.keys[handle], "Az0_-"
    assert remote.make(Family.SM2, "x")[0] == b"Az0_-"


@pytest.mark.parametrize("family", [Family.SM2, Family.ECDSA])
def test_a_key_whose_private_half_the_machine_does_not_have_is_refused(
    there: tuple[Service, Remote], family: Family
) -> None:
    service, remote = there
    service.keys["1"] = family, new_secret(family)
    stranger = load_private(family, new_secret(family)).public
    service.made = {"handle": "1", "public_key": b64encode(stranger.spki).decode()}
    with pytest.raises(KeyServiceFailed):
        remote.make(family, "x")
    assert "1" in service.keys, "what may be a key in use is not destroyed"


async def test_a_key_that_another_seal_has_already_is_refused_and_stays_the_others(
    world: World, machine: Service
) -> None:
    first = await activated(world, await applied(world))
    row = await SealRow.get(id=first.id)
    secrets = {family: handle.decode() for family, handle in ((Family.SM2, row.key), (Family.ECDSA, row.plain_key))}
    second = await approved(world, await applied(world, SealKind.FINANCE))
    for family, handle in secrets.items():
        spki = load_private(*machine.keys[handle]).public.spki
        machine.made_of = {family: {"handle": handle, "public_key": b64encode(spki).decode()}}
        with pytest.raises(KeyServiceFailed):
            await seals.make(await world.actor("sysadmin"), second.id)
        assert sorted(machine.keys) == sorted(secrets.values())
    assert (await seals.die(first.id)).signer.key.sign(b"x")
    machine.made_of = {}
    assert (await seals.make(await world.actor("sysadmin"), second.id)).es_id


def test_a_machine_that_is_away_or_says_nothing_does_not_hold_us_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "SECONDS", 0.2)
    with closing(create_server(("127.0.0.1", 0))) as deaf, pytest.raises(KeyServiceFailed):
        Remote(f"http://127.0.0.1:{deaf.getsockname()[1]}", "t").make(Family.SM2, "x")
    for address in ("http://127.0.0.1:9", "no address", "ftp://127.0.0.1/"):
        with pytest.raises(KeyServiceFailed):
            Remote(address, "t").make(Family.SM2, "x")


HEAD = b"HTTP/1.1 200 OK\r\n"
MOST_DROPS = 500
"""Of which some fifteen fall before the machine is cut off."""
DRIPS = {
    "body": (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
    "headers": (HEAD, b"X-a: b\r\n"),
    "interim answers": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
}


@pytest.mark.parametrize(("first", "drop"), DRIPS.values(), ids=DRIPS)
def test_a_machine_that_talks_drop_by_drop_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, first: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(outside, "SECONDS", 0.3)
    outlasted = threading.Event()
    with closing(create_server(("127.0.0.1", 0))) as slow:

        def drip() -> None:
            line, _ = slow.accept()
            with closing(line):
                line.recv(65_536)
                line.sendall(first)
                for _ in range(MOST_DROPS):
                    try:
                        line.sendall(drop)
                    except OSError:
                        return
                    sleep(0.02)
                outlasted.set()

        talker = threading.Thread(target=drip)
        talker.start()
        with pytest.raises(KeyServiceFailed):
            Remote(f"http://127.0.0.1:{slow.getsockname()[1]}", "t").make(Family.SM2, "x")
        talker.join()
    assert not outlasted.is_set(), "whoever talks is cut off, not heard out"


def test_a_local_handle_opens_for_its_own_certificate_and_label_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "lock_secret", lambda secret, about: about.encode() + secret)
    monkeypatch.setattr(local, "unlock_secret", lambda handle, about: handle[len(about) :])
    keeper = local.Local()
    handle, public = keeper.make(Family.SM2, "seal/1")
    assert public.verify(b"x", keeper.key(handle, public, "seal/1").sign(b"x"))
    stranger: PublicKey = keeper.make(Family.SM2, "seal/1")[1]
    for wrong in (stranger, load_private(Family.ECDSA, new_secret(Family.ECDSA)).public):
        with pytest.raises(KeyLocked):
            keeper.key(handle, wrong, "seal/1")


async def test_seals_remember_who_holds_their_keys_when_the_office_changes_it(world: World, machine: Service) -> None:
    new = await activated(world, await applied(world))
    old = await seals.active_seal(world.place("dsj"))
    assert (await SealRow.get(id=new.id)).custodian == "remote"
    for seal in (new, old):
        assert (await seals.die(seal.id)).signer.key.sign(b"x")
    assert len(machine.keys) == 2


async def test_when_the_machine_fails_nothing_is_made_and_the_seal_can_still_be(world: World, machine: Service) -> None:
    seal = await applied(world)
    machine.lie = 503
    with pytest.raises(KeyServiceFailed):
        await made(world, seal)
    machine.lie = None
    (ground().settings.data / FILE).rename(ground().settings.data / "away")
    with pytest.raises(KeyLocked):
        await seals.make(await world.actor("sysadmin"), seal.id)
    assert machine.keys == {}, "no key is left behind that nobody knows of"
    (ground().settings.data / "away").rename(ground().settings.data / FILE)
    admin = await world.actor("sysadmin")
    assert (await seals.make(admin, seal.id)).es_id
    assert ground().settings.seal_service_token not in repr(await seals.events(admin, seal.id))
