"""Signing off with a personal signature: whoever has one must, and it is over the very opinion that stands there."""

from uuid import UUID

import httpx2
import pytest

from documents.workflow import service
from documents.workflow.errors import PinNeeded, WrongState
from documents.workflow.models import OpinionRow
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import State
from server.kit.ground import ground
from signatures.personal import service as personal
from signatures.personal.errors import NoSignature, WrongPin
from tests.conftest import client_of
from tests.documents import desk
from tests.world import PASSWORD, World

PIN = "甬江2026签名"
LEADER = "mayor"


async def waiting(world: World) -> tuple[UUID, str]:
    """A document that waits for the mayor, and the hash of its text."""
    document_id = await desk.before_signer(world)
    return document_id, await desk.seen(world, document_id)


async def test_who_has_a_personal_signature_signs_with_it_and_no_other_way(world: World) -> None:
    document_id, seen = await waiting(world)
    mayor = await world.actor(LEADER)
    await personal.make(mayor, PASSWORD, PIN)
    with pytest.raises(PinNeeded):
        await service.sign_off(mayor, document_id, seen, Verdict.CIRCLE, "")
    with pytest.raises(WrongPin):
        await service.sign_personally(mayor, document_id, seen, Verdict.CIRCLE, "", "wrong-pin-1")
    await service.sign_personally(mayor, document_id, seen, Verdict.AGREE, "同意。", PIN)
    assert (await service.card(mayor, document_id)).state is State.SIGNED
    (signature,) = await service.personal_signatures(mayor, document_id)
    assert (signature.name, signature.holds) == (mayor.name, True)


async def test_who_revokes_it_does_not_sign_without_one(world: World) -> None:
    document_id, seen = await waiting(world)
    mayor = await world.actor(LEADER)
    await personal.make(mayor, PASSWORD, PIN)
    await personal.revoke(mayor, "口令遗忘")
    with pytest.raises(PinNeeded):
        await service.sign_off(mayor, document_id, seen, Verdict.CIRCLE, "")
    with pytest.raises(NoSignature):
        await service.sign_personally(mayor, document_id, seen, Verdict.CIRCLE, "", PIN)
    await personal.make(mayor, PASSWORD, PIN)
    await service.sign_personally(mayor, document_id, seen, Verdict.CIRCLE, "", PIN)


async def test_an_opinion_that_was_changed_in_the_table_is_not_what_was_signed(world: World) -> None:
    document_id, seen = await waiting(world)
    mayor = await world.actor(LEADER)
    await personal.make(mayor, PASSWORD, PIN)
    await service.sign_personally(mayor, document_id, seen, Verdict.AGREE, "同意。", PIN)
    (signature,) = await service.personal_signatures(mayor, document_id)
    await OpinionRow.filter(id=signature.opinion_id).update(text="原则同意。")
    assert [each.holds for each in await service.personal_signatures(mayor, document_id)] == [False]


async def test_nothing_is_signed_where_the_act_is_refused(world: World) -> None:
    document_id, seen = await waiting(world)
    mayor, drafter = await world.actor(LEADER), await world.actor("dsj.drafter")
    with pytest.raises(NoSignature):
        await service.sign_personally(mayor, document_id, seen, Verdict.AGREE, "", PIN)
    await personal.make(mayor, PASSWORD, PIN)
    await service.sign_personally(mayor, document_id, seen, Verdict.CIRCLE, "", PIN)
    with pytest.raises(WrongState):
        await service.sign_personally(mayor, document_id, seen, Verdict.CIRCLE, "", PIN)
    assert len(await service.personal_signatures(drafter, document_id)) == 1


async def test_over_http_the_pin_is_asked_for_and_told_to_nobody(world: World) -> None:
    document_id, seen = await waiting(world)
    async with client_of(ground()) as http:
        as_mayor = {"authorization": f"Bearer {await _token(http)}"}
        one = f"/api/v1/documents/{document_id}"
        made = await http.post("/api/v1/me/signature", json={"password": PASSWORD, "pin": PIN}, headers=as_mayor)
        assert made.status_code == 201
        body = {"seen": seen, "verdict": "circle"}
        refused = await http.post(f"{one}/sign-off", json=body, headers=as_mayor)
        assert (refused.status_code, refused.json()["code"]) == (409, "workflow.pin_needed")
        signed = await http.post(f"{one}/sign", json={**body, "pin": PIN}, headers=as_mayor)
        assert (signed.status_code, signed.json()["state"]) == (200, "signed")
        (shown,) = (await http.get(f"{one}/signatures", headers=as_mayor)).json()
        journal = (await http.get(f"{one}/journal", headers=as_mayor)).text
        assert shown["holds"]
        assert PIN not in signed.text + journal


async def _token(http: httpx2.AsyncClient) -> str:
    body = {"account": LEADER, "password": PASSWORD, "device": "test"}
    answer = await http.post("/api/v1/sessions", json=body)
    return str(answer.json()["token"])
