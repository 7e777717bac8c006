"""The whole way at the door: what an editor sends, what reviewers answer, what a reader gets."""

from typing import Any

import httpx2

from policy_library.catalogue.rules.disclosure import Check
from server.directory import service as directory
from server.kit.ground import ground
from tests.conftest import client_of
from tests.policy_library.catalogue.desk import CODE, EDITOR, LEADER, SECRECY, UNIT, text
from tests.world import PASSWORD, World

SHARING = text("数据共享工作", "甬江政发〔2020〕5号")


class Door:
    """One client that changes its caller."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    async def as_(self, account: str) -> None:
        opened = await directory.login(account, PASSWORD, "办公电脑")
        self.http.headers["authorization"] = f"Bearer {opened.token}"

    async def ask(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        content: dict[str, Any] = {"json": body} if body else {}
        answer = await self.http.request(method, f"/api/v1{path}", **content)
        assert answer.status_code == status, answer.text
        return answer.json()


async def test_a_policy_comes_in_is_reviewed_published_read_and_withdrawn_through_the_door(world: World) -> None:
    async with client_of(ground()) as http:
        door = Door(http)
        await door.as_("sysadmin")
        other = "005691947"
        assert await door.ask("PUT", f"/organs/{world.place('kfq')}/organ-code", code=other) == {"code": other}
        await door.as_(EDITOR)
        for _ in range(2):
            answer = await http.post("/api/v1/policies/imports?name=a.txt", content=SHARING.encode())
            assert answer.status_code == 201
        entry = answer.json()
        one = f"/policies/{entry['id']}"
        assert len(await door.ask("GET", "/policies/themes")) > 22
        await door.ask("POST", f"{one}/fields", fields=[{"name": "kind", "value": "通知"}])
        await door.ask("POST", f"{one}/fields", 422, fields=[{"name": "kind", "value": "notice"}])
        await door.ask("GET", "/policies?theme=77", 422)
        await door.ask("PUT", f"{one}/facts", 422, publicity="proactive", theme="99")
        ready = await door.ask("PUT", f"{one}/facts", publicity="proactive", theme="0204")
        assert ready["turn"][0]["people"]
        await door.ask("POST", f"{one}/publish", 409)
        await door.as_(UNIT)
        await door.ask("POST", f"{one}/first-review", 409, seen=ready["version"] - 1)
        await door.ask("POST", f"{one}/first-review", seen=ready["version"])
        await door.as_(SECRECY)
        await door.ask("POST", f"{one}/second-review", 422, checklist=["privacy"])
        await door.ask("POST", f"{one}/second-review", checklist=[str(check) for check in Check])
        await door.as_("dongpu.registrar")
        await door.ask("GET", one, 404)
        await door.as_(LEADER)
        await door.ask("POST", f"{one}/third-review")
        await door.as_(EDITOR)
        assert (await door.ask("POST", f"{one}/publish"))["index_no"].startswith(CODE)
        await door.as_("dongpu.registrar")
        (line,) = (await door.ask("GET", "/policies?theme=02"))["items"]
        assert (line["id"], line["validity"]) == (entry["id"], "in_force")
        shown = await door.ask("GET", f"{one}?as_of=2020-02-28")
        assert (shown["validity"]["state"], shown["actions"]) == ("not_yet", [])
        assert (await door.ask("GET", f"{one}/clauses/一"))["heading"] == "明确任务"
        await door.ask("GET", f"{one}/clauses/九", 404)
        file = await http.get(f"/api/v1{one}/original")
        assert file.content == SHARING.encode()
        await door.ask("POST", f"{one}/withdraw", 403, reason="理由")
        await door.ask("POST", f"{one}/discard", 409, reason="理由")
        await door.as_(LEADER)
        await door.ask("POST", f"{one}/withdraw", 422, reason=" ")
        gone = await door.ask("POST", f"{one}/withdraw", reason="内容有误")
        assert gone["withdrawal"]["reason"] == "内容有误"
        await door.as_("dongpu.registrar")
        assert (await door.ask("GET", "/policies"))["items"] == []
        await door.ask("GET", one, 404)
