"""Verifying at the public door: a verdict for everybody and for whatever they send, and nothing of it is kept."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kit import clock
from server.kit.errors import TooLarge
from server.kit.files import Upload
from server.kit.ground import Ground, ground
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, Form, State
from signatures.pdf.presses import by_gm_cms, by_pades, by_ses
from signatures.pdf.sign import seal as press_on
from signatures.seals import service as seals
from signatures.seals.service import trusting as folder
from signatures.signing import errors, service
from signatures.signing.service import verifying
from tests.conftest import client_of
from tests.signatures.ofd import bench
from tests.signatures.workshop import CENTRE, FORMS, HERE, once, paper, picture
from tests.world import World


async def asked(client: httpx2.AsyncClient, pdf: bytes) -> Any:
    answer = await client.post("/api/v1/verify", content=pdf)
    assert answer.status_code == 200, answer.text
    return answer.json()


def trust(data: Path, *certificates: x509.Certificate) -> Path:
    """Lay certificates into the folder of whom the office trusts."""
    into = data / folder.FOLDER
    into.mkdir()
    (into / "roots.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    return into


async def sealed_by(world: World, pdf: bytes) -> bytes:
    """A paper with a seal of the city's bureau of data."""
    seal = await seals.active_seal(world.place("dsj"))
    return pressed(await seals.die(seal.id), pdf)


def pressed(die: seals.Die, pdf: bytes, form: Form = Form.SES) -> bytes:
    """A paper with a seal whose keys are at hand, whatever the register says of it by now."""
    presses = {
        Form.SES: by_ses(die.seal_der, die.signer, die.stamp),
        Form.GM_CMS: by_gm_cms(die.signer, die.chain, die.stamp),
        Form.PADES: by_pades(die.plain, die.plain_chain, die.plain_stamp),
    }
    return press_on(
        pdf,
        press=presses[form],
        picture=picture("甬江市大数据发展管理局", 42),
        box=Box(1, 9, 9, 42, 42),
        name=die.seal.organ_name,
        reason="用印",
        location="",
        at=clock.now(),
    )


def errors_in(verdict: Any) -> set[str]:
    every = [*verdict["findings"], *(finding for seal in verdict["seals"] for finding in seal["findings"])]
    return {finding["code"] for finding in every if finding["severity"] == "E"}


@pytest.fixture
async def trusting(office: Ground, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A client of an office that trusts the authority of the workshop."""
    trust(office.settings.data, *CENTRE.certificates)
    return client


async def test_a_sound_seal_is_valid_for_anyone_without_a_login(trusting: httpx2.AsyncClient) -> None:
    verdict = await asked(trusting, once())
    (seal,) = verdict["seals"]
    assert (verdict["state"], seal["holds"], seal["organ"]) == ("valid", True, "甬江市人民政府")
    assert (seal["form"], seal["seal_name"], seal["maker"]) == (
        "ses",
        "甬江市人民政府电子印章",
        "甬江市电子印章制作中心",
    )
    assert seal["boxes"] == [msgspec.to_builtins(HERE)]


async def test_all_forms_of_a_seal_and_both_containers_are_verified(trusting: httpx2.AsyncClient) -> None:
    for form in FORMS:
        assert (await asked(trusting, once(form)))["state"] == "valid"
    into = ground().settings.data / folder.FOLDER
    (into / "ofd.pem").write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in bench.trust().roots))
    verdict = await asked(trusting, bench.once())
    assert (verdict["state"], verdict["seals"][0]["form"]) == ("valid", "ses")


async def test_what_is_neither_pdf_nor_ofd_is_said_to_be_neither(client: httpx2.AsyncClient) -> None:
    assert errors_in(await asked(client, "甬江市".encode())) == {"file_unknown"}


async def test_a_changed_byte_is_named_with_the_place_where_it_lies(trusting: httpx2.AsyncClient) -> None:
    pdf, at = once(), once().find(b"Notice, page 2")
    verdict = await asked(trusting, pdf[:at] + b"X" + pdf[at + 1 :])
    assert (verdict["state"], errors_in(verdict)) == ("invalid", {"content_altered"})
    (finding,) = [f for f in verdict["seals"][0]["findings"] if f["code"] == "content_altered"]
    assert any(start <= at < end for start, end in finding["evidence"]["within"])
    assert "改动" in finding["explanation"]


async def test_a_seal_of_an_authority_that_is_not_trusted_is_named(client: httpx2.AsyncClient) -> None:
    verdict = await asked(client, once())
    assert (verdict["state"], errors_in(verdict)) == ("invalid", {"signer_chain_untrusted", "maker_chain_untrusted"})


async def test_trust_in_others_does_not_end_the_trust_in_oneself(world: World) -> None:
    async with client_of(ground()) as http:
        own = await sealed_by(world, paper())
        assert (await asked(http, own))["state"] == "valid"
        trust(ground().settings.data, *CENTRE.certificates)
        assert [(await asked(http, pdf))["state"] for pdf in (own, once())] == ["valid", "valid"]


@pytest.mark.parametrize("stop", [seals.suspend, seals.report_lost])
async def test_a_seal_that_was_stopped_is_known_by_its_certificate_in_every_form(world: World, stop: Any) -> None:
    die = await seals.die((await seals.active_seal(world.place("dsj"))).id)
    async with client_of(ground()) as http:
        for form in FORMS:
            verdict = await asked(http, pressed(die, paper(), form))
            (told,) = verdict["seals"]
            assert (verdict["state"], told["form"], told["es_id"]) == ("valid", form, die.seal.es_id)
            assert told["seal_name"] == die.seal.name
        await stop(await world.actor("dsj.countersign"), die.seal.id, "印章疑被冒用")
        with clock.set_to(clock.now() + timedelta(seconds=1)):
            for form in FORMS:
                assert "seal_suspended" in errors_in(await asked(http, pressed(die, paper(), form)))


async def test_only_seals_of_the_register_are_found_by_their_serial_numbers(world: World) -> None:
    die = await seals.die((await seals.active_seal(world.place("dsj"))).id)
    own, plain = (f"{signer.certificate.serial_number:x}" for signer in (die.signer, die.plain))
    assert await seals.by_serial([own, plain, "", "7"]) == {own: die.seal, plain: die.seal}
    assert await seals.by_serial([]) == {}


async def test_a_paper_without_a_seal_is_unsigned_and_garbage_is_unreadable(trusting: httpx2.AsyncClient) -> None:
    assert (await asked(trusting, paper()))["state"] == "unsigned"
    for garbage in (b"", b"%PDF-1.7", b"\x00" * 99, once()[: len(once()) // 2]):
        assert (await asked(trusting, garbage))["state"] in ("unreadable", "invalid")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.integers(0, 2**16), st.integers(1, 255), min_size=1, max_size=4))
async def test_whatever_bytes_are_sent_are_answered_by_a_verdict_and_changed_ones_are_never_valid(
    trusting: httpx2.AsyncClient, changes: dict[int, int]
) -> None:
    pdf = bytearray(once())
    for place, difference in changes.items():
        pdf[place % len(pdf)] ^= difference
    verdict = await asked(trusting, bytes(pdf))
    assert verdict["state"] in set(State)
    assert (verdict["state"] == "valid") == (bytes(pdf) == once())


async def test_what_is_too_large_is_refused_while_it_arrives(office: Ground) -> None:
    small = msgspec.structs.replace(office.settings, max_upload=1000)
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield bytes(100)

    async with client_of(Ground(small, office.orm, office.bus, office.blobs)) as http:
        answer = await http.post("/api/v1/verify", content=endless())
    assert (answer.status_code, taken) == (413, 11)


async def test_the_public_door_takes_less_than_the_office(office: Ground) -> None:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield bytes(1_000_000)

    assert office.settings.max_upload > verifying.LARGEST_UPLOAD
    with pytest.raises(TooLarge):
        await service.verify_upload(Upload(large()))


async def test_one_address_has_two_places_and_leaves_the_others_to_others(client: httpx2.AsyncClient) -> None:
    arrive = asyncio.Event()

    async def late() -> AsyncIterator[bytes]:
        await arrive.wait()
        yield b"junk"

    async with asyncio.TaskGroup() as crowd:
        sent = [crowd.create_task(client.post("/api/v1/verify", content=late())) for _ in range(3)]
        while not any(task.done() for task in sent):
            await asyncio.sleep(0.01)
        with service.place_for("another"):
            arrive.set()
    answers = sorted((task.result().status_code, task.result().json().get("code", "")) for task in sent)
    assert answers == [(200, ""), (200, ""), (429, "signing.busy_for_you")]
    assert (await asked(client, b"junk"))["state"] == "unreadable"


async def test_nothing_of_the_file_is_kept(trusting: httpx2.AsyncClient, office: Ground) -> None:
    before = files(office.settings.data)
    await asked(trusting, once())
    assert files(office.settings.data) == before


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if "zhengban.db" not in path.name}


async def test_who_finds_no_place_is_told_so_and_places_are_given_back(office: Ground) -> None:
    arrive = asyncio.Event()

    async def late() -> AsyncIterator[bytes]:
        await arrive.wait()
        yield b"junk"

    async with asyncio.TaskGroup() as crowd:
        waiting = [crowd.create_task(service.verify_upload(Upload(late()))) for _ in range(verifying.MOST_AT_ONCE)]
        await asyncio.sleep(0)
        with pytest.raises(errors.Busy):
            await service.verify_upload(Upload(late()))
        arrive.set()
    assert {task.result().state for task in waiting} == {State.UNREADABLE}
    assert (await service.verify_upload(Upload(late()))).state is State.UNREADABLE


async def test_who_sends_without_end_is_sent_away(office: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    monkeypatch.setattr(verifying, "LONGEST_UPLOAD", 0.01)
    for _ in range(verifying.MOST_AT_ONCE + 1):
        with pytest.raises(errors.TooSlow):
            await service.verify_upload(Upload(never()))


async def test_a_broken_file_among_the_trusted_is_named_and_not_passed_over(
    office: Ground, client: httpx2.AsyncClient
) -> None:
    into = trust(office.settings.data, *CENTRE.certificates)
    for name in ("broken.pem", "broken.crl"):
        (into / name).write_text("nothing")
        answer = await client.post("/api/v1/verify", content=once())
        assert (answer.status_code, answer.json()["details"]) == (409, {"file": name})
        (into / name).unlink()


async def test_two_seals_of_two_offices_need_trust_in_both(world: World) -> None:
    pdf, own = await sealed_by(world, once()), await seals.own_trust()
    theirs = CENTRE.certificates
    for trusted, holds in (
        (Trust(()), False),
        (own, False),
        (Trust(theirs), False),
        (Trust(own.roots + theirs, own.authorities, own.crls), True),
    ):
        verdict = await service.verify_against(pdf, trusted)
        assert (verdict.state is State.VALID) == holds
        assert len(verdict.seals) == 2


async def test_anybody_gets_the_roots_that_prove_the_offices_seals(trusting: httpx2.AsyncClient) -> None:
    answer = await trusting.get("/api/v1/trust")
    roots = x509.load_pem_x509_certificates(answer.content)
    assert answer.status_code == 200
    assert {root.issuer for root in roots} == {root.subject for root in roots}
    assert b"PRIVATE" not in answer.content
