"""Supervision as its clients see it: one matter from its proposal to its end, over HTTP."""

from typing import Any

import httpx2

from server.directory import service as directory
from server.kit.ground import ground
from tests.conftest import client_of
from tests.documents.supervision.desk import APPROVER, CO, LEAD, SUPERVISER, later
from tests.world import World

ITEMS = "/api/v1/supervision/items"


class Desk:
    """People with their tokens."""

    def __init__(self, world: World, http: httpx2.AsyncClient) -> None:
        self.world, self.http = world, http

    async def ask(self, who: str, method: str, path: str, body: Any = None, key: str = "") -> httpx2.Response:
        token = (await directory.open_session(self.world.person(who), "电脑")).token
        headers = {"authorization": f"Bearer {token}"} | ({"idempotency-key": key} if key else {})
        return await self.http.request(method, path, json=body, headers=headers)


async def test_a_matter_from_its_proposal_to_its_end(world: World) -> None:
    places = {"lead": str(world.place("dsj")), "co": [str(world.place("fgw"))]}
    matter = {
        "organ_id": str(world.place("szf")),
        "title": "公共数据开放清单编制",
        "requirement": "编制并公布首批清单。",
        "source": "meeting",
        "due_on": later(60).isoformat(),
        **places,
    }
    async with client_of(ground()) as http:
        desk = Desk(world, http)
        made = await desk.ask(SUPERVISER, "POST", ITEMS, matter, key="key-0001")
        again = await desk.ask(SUPERVISER, "POST", ITEMS, matter, key="key-0001")
        assert (made.status_code, again.json()) == (201, made.json())
        one = f"{ITEMS}/{made.json()['line']['id']}"
        way = [
            (APPROVER, "approve", None, "established"),
            (SUPERVISER, "assign", None, "assigned"),
            (LEAD, "object", {"text": "职责不清"}, "assign_dispute"),
            (SUPERVISER, "maintain", None, "assigned"),
            (LEAD, "accept", None, "in_progress"),
            (LEAD, "feedback", {"percent": 40, "text": "初稿完成"}, "in_progress"),
            (CO, "feedback", {"percent": 10, "text": "已派员参加"}, "in_progress"),
            (LEAD, "extension", {"expected_on": later(80).isoformat(), "text": "数据量大"}, "ext_requested"),
            (SUPERVISER, "extension/refuse", {"text": "应当按期"}, "in_progress"),
            (LEAD, "completion", {"text": "已公布"}, "completion_review"),
            (SUPERVISER, "redo", {"text": "未附清单"}, "in_progress"),
            (LEAD, "completion", {"text": "已公布，附清单"}, "completion_review"),
            (SUPERVISER, "complete", None, "completed"),
            (SUPERVISER, "evaluate", {"grade": "优", "text": "质量高"}, "evaluated"),
            (SUPERVISER, "write-off", None, "written_off"),
        ]
        for who, act, body, state in way:
            answer = await desk.ask(who, "POST", f"{one}/{act}", body)
            assert (act, answer.status_code, answer.json().get("line", {}).get("state")) == (act, 200, state)
        card = (await desk.ask(LEAD, "GET", one)).json()
        assert (card["line"]["light"]["light"], card["grade"], len(card["feedbacks"])) == ("done", "优", 2)
        ledger = await desk.ask(LEAD, "GET", f"{ITEMS}?mine=lead&state=written_off&light=done")
        assert [line["number"] for line in ledger.json()["items"]] == [card["line"]["number"]]
        refused = await desk.ask(SUPERVISER, "POST", f"{one}/write-off")
        assert (refused.status_code, refused.json()["code"]) == (409, "supervision.wrong_state")
        days = await desk.ask(LEAD, "GET", "/api/v1/workdays?from_day=2026-10-09&to_day=2026-10-11")
        assert [(day["kind"], day["works"]) for day in days.json()] == [
            ("work", True),
            ("swapped", True),
            ("weekend", False),
        ]
