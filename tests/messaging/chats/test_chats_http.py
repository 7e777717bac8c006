"""Conversations over HTTP, as somebody without a socket has them."""

from typing import Any

import httpx2

from server.directory import service as directory
from server.kit.ground import ground
from tests.conftest import client_of
from tests.messaging.chats.talk import MEMBER, OWNER, STRANGER
from tests.world import World


async def test_a_conversation_from_its_founding_to_its_end(world: World) -> None:
    tokens = {who: (await directory.open_session(world.person(who), "电脑")).token for who in (OWNER, MEMBER, STRANGER)}
    async with client_of(ground()) as http:

        async def ask(who: str, method: str, path: str, **body: Any) -> httpx2.Response:
            headers = {"authorization": f"Bearer {tokens[who]}"}
            return await http.request(method, f"/api/v1/chats{path}", headers=headers, json=body or None)

        founded = await ask(OWNER, "POST", "", members=[str(world.person(MEMBER))], title="试点工作群")
        assert founded.status_code == 200
        chat = f"/{founded.json()['id']}"
        message = {"cmid": "m-1", "kind": "text", "body": {"text": "明日九时开会"}}
        sent = [await ask(OWNER, "POST", f"{chat}/messages", **message) for _ in range(2)]
        assert [answer.json()["seq"] for answer in sent] == [2, 2]
        reused = await ask(OWNER, "POST", f"{chat}/messages", **{**message, "body": {"text": "另"}})
        assert (reused.status_code, reused.json()["code"]) == (409, "chats.cmid_reused")
        (listed,) = (await ask(MEMBER, "GET", "")).json()["items"]
        assert (listed["title"], listed["unread"], listed["last"]["body"]) == ("试点工作群", 1, message["body"])
        assert (await ask(MEMBER, "POST", f"{chat}/read", seq=2)).status_code == 204
        assert (await ask(MEMBER, "GET", "")).json()["items"][0]["unread"] == 0
        readers = (await ask(OWNER, "GET", f"{chat}/messages/2/readers")).json()
        assert [one["person_id"] for one in readers["read"]] == [str(world.person(MEMBER))]
        assert (await ask(OWNER, "POST", f"{chat}/messages/2/recall")).json()["of_seq"] == 2
        log = (await ask(MEMBER, "GET", f"{chat}/messages?after=1")).json()["items"]
        assert [(event["kind"], event["body"]) for event in log] == [("text", None), ("recall", {})]
        hidden = await ask(STRANGER, "GET", chat)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "chats.no_such_chat")
        assert (await ask(OWNER, "POST", f"{chat}/members", members=[str(world.person(STRANGER))])).status_code == 200
        assert (await ask(STRANGER, "GET", chat)).json()["title"] == "试点工作群"
        person = world.person(STRANGER)
        assert (await ask(STRANGER, "DELETE", f"{chat}/members/{person}")).status_code == 204
        assert (await ask(STRANGER, "GET", chat)).status_code == 404
        missing = await ask(OWNER, "POST", "", members=[str(world.person(MEMBER)), str(person)])
        assert missing.json()["code"] == "chats.title_missing"
        pair = [
            await ask(who, "POST", "", members=[str(world.person(other))])
            for who, other in ((OWNER, MEMBER), (MEMBER, OWNER))
        ]
        assert pair[0].json()["id"] == pair[1].json()["id"]
