"""来文 at the door: one document from arrival to its end, by the people whose turn it is."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from documents.drafting.rules.kinds import Kind
from documents.workflow import errors, service
from documents.workflow.rules.inbound import InboundAction
from server.directory import service as directory
from server.kit.ground import ground
from server.secrecy.errors import Classified
from tests.conftest import client_of
from tests.documents.reception import awaiting, due, give, instructed, leader, proposing, registered, signed_for
from tests.world import World

Ask = Callable[..., Awaitable[Any]]


def asker(world: World, http: httpx2.AsyncClient) -> Ask:
    tokens: dict[str, str] = {}

    async def ask(account: str, method: str, path: str, expect: int = 200, key: str = "", **body: object) -> Any:
        if account not in tokens:
            tokens[account] = (await directory.open_session(world.person(account), "电脑")).token
        headers = {"authorization": f"Bearer {tokens[account]}"} | ({"idempotency-key": key} if key else {})
        content: dict[str, Any] = {"json": body} if body else {}
        answer = await http.request(method, f"/api/v1{path}", headers=headers, **content)
        assert answer.status_code == expect, (path, answer.text)
        return answer.json()

    return ask


async def test_a_document_is_registered_proposed_handled_and_closed(world: World) -> None:
    case_id = await signed_for(world)
    one = f"/inbound/{case_id}"
    async with client_of(ground()) as http:
        ask = asker(world, http)
        registered_ = await ask("dsj.registrar", "POST", f"{one}/register", key="1", again="")
        assert await ask("dsj.registrar", "POST", f"{one}/register", key="1", again="") == registered_
        assert registered_["case"]["serial"].endswith("〕1号")
        assert (await ask("dsj.reviewer", "POST", f"{one}/screen", sort="for_action"))["case"]["state"] == "proposing"
        boss = str(world.person("dsj.deputy"))
        card = await ask("dsj.reviewer", "POST", f"{one}/propose", text="拟请数据资源处主办", leader_id=boss)
        assert [(w["holder"], [p["name"] for p in w["people"]]) for w in card["turn"]] == [
            (f"person:{boss}", ["林云起"])
        ]
        await service.move_inbound(await leader(world), case_id, InboundAction.INSTRUCT)
        lead, co = (str(task.id) for task in (await give(world, case_id)).tasks)
        card = await ask("dsj.head", "GET", one)
        assert [task["actions"] for task in card["tasks"]] == [["accept_task", "decline_task", "result"], []]
        assert len(card["open_legs"]) == 2
        await ask("dsj.head", "POST", f"{one}/tasks/{lead}/accept")
        await ask("dsj.reviewer", "POST", f"{one}/tasks/{co}/decline", reason="不属本室职责")
        await ask("dsj.reviewer", "POST", f"{one}/tasks/{co}/reassign", 422, place_id=str(world.place("dsj.sjc")))
        sjc = str(world.place("dsj.bgs"))
        await ask("dsj.reviewer", "POST", f"{one}/tasks/{co}/reassign", 422, place_id=sjc)
        await ask("dsj.head", "POST", f"{one}/result", 409, text="已办结")
        line = (await ask("dsj.head", "GET", "/inbound?state=handling"))["items"][0]
        assert (line["id"], line["due_on"]) == (str(case_id), due().isoformat())
        for account in ("mayor", "sfb.dispatcher", "dsj.drafter", "dongpu.registrar"):
            await ask(account, "GET", one, 404)
            await ask(account, "POST", f"{one}/close", 404)
            assert (await ask(account, "GET", "/inbound"))["items"] == []


async def test_a_result_is_given_back_accepted_and_reopened(world: World) -> None:
    case_id = await instructed(world, Kind.REPORT)
    one, places = f"/inbound/{case_id}", [world.place("dsj.sjc"), world.place("dsj.bgs")]
    case = await service.assign(await world.actor("dsj.reviewer"), case_id, places[0], places[1:], due(), "", None)
    async with client_of(ground()) as http:
        ask = asker(world, http)
        await ask("dsj.reviewer", "POST", f"{one}/tasks/{case.tasks[1].id}/result", text="无不同意见")
        await ask("dsj.head", "POST", f"{one}/result", text="已完成")
        await ask("dsj.deputy", "POST", f"{one}/redo", 422, reason=" ")
        await ask("dsj.deputy", "POST", f"{one}/redo", reason="请补充时限")
        await ask("dsj.head", "POST", f"{one}/result", text="已完成，时限为月底")
        await ask("dsj.deputy", "POST", f"{one}/accept")
        await ask("dsj.registrar", "POST", f"{one}/close")
        await ask("dsj.registrar", "POST", f"{one}/reopen", 403, reason="情况有变")
        card = await ask("dsj.reviewer", "POST", f"{one}/reopen", reason="情况有变")
        assert (card["case"]["state"], card["tasks"][0]["task"]["state"]) == ("handling", "accepted")
        trace = [step["entry"]["action"] for step in await ask("dsj.deputy", "GET", f"{one}/journal")]
        assert trace[-3:] == ["inbound.accept", "inbound.close", "inbound.reopen"]


async def test_for_a_leader_who_has_left_the_office_asks_another(world: World) -> None:
    one, boss = f"/inbound/{await awaiting(world)}", str(world.person("dsj.director"))
    async with client_of(ground()) as http:
        ask = asker(world, http)
        refused = await ask("dsj.reviewer", "POST", f"{one}/re-ask", 409, leader_id=boss, reason="原领导离岗")
        assert refused["code"] == errors.LeaderInOffice.code
        (post,) = (await leader(world)).posts
        await directory.leave_post(await world.actor("sysadmin"), post.id)
        await ask("mayor", "POST", f"{one}/re-ask", 404, leader_id=boss, reason="原领导离岗")
        card = await ask("dsj.reviewer", "POST", f"{one}/re-ask", leader_id=boss, reason="原领导离岗")
        assert (card["case"]["leader_id"], card["case"]["state"]) == (boss, "await_instruction")
        assert [w["holder"] for w in card["turn"]] == [f"person:{boss}"]


async def test_words_of_secrecy_are_refused_at_every_door_that_takes_words(world: World) -> None:
    one, marked = f"/inbound/{await proposing(world)}", "机密★1年"
    boss = str(world.person("dsj.deputy"))
    async with client_of(ground()) as http:
        ask = asker(world, http)
        for path, body in (
            ("propose", {"text": marked, "leader_id": boss}),
            ("return", {"reason": marked}),
            ("refuse", {"reason": marked}),
            ("reply", {"text": marked}),
            ("redo", {"reason": marked}),
            ("result", {"text": marked}),
            ("register", {"again": marked}),
            ("re-ask", {"leader_id": boss, "reason": marked}),
        ):
            answer = await ask("dsj.reviewer", "POST", f"{one}/{path}", 422, **body)
            assert answer["code"] == Classified.code, path


async def test_a_document_that_wants_no_action_is_for_reading(world: World) -> None:
    one = f"/inbound/{await registered(world)}"
    async with client_of(ground()) as http:
        ask = asker(world, http)
        card = await ask("dsj.reviewer", "POST", f"{one}/screen", sort="for_reading")
        assert (card["case"]["state"], card["actions"]) == ("reading", ["for_action", "circulate"])
        await ask("dsj.reviewer", "POST", f"{one}/screen", 409, sort="for_reading")
