"""The directory through its door: every role against every route, and what may never be answered."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from server.demo.city import ORGANS, PEOPLE, POSTS, ROOT, roles_of
from server.demo.seed import seed
from server.directory.errors import AlreadyFounded
from server.directory.models import PersonRow, SessionRow
from server.directory.rules.standing import ADMINISTRATORS, Role
from tests.server.directory.conftest import SignIn
from tests.world import PASSWORD, World

API = "/api/v1"
ORGAN = {"name": "甬江市气象局", "short_name": "市气象局", "type": "department", "level": 3}
HOLDER = {role: post.account for post in POSTS for role, _ in roles_of(post)} | {
    Role.SYS_ADMIN: "sysadmin",
    Role.SEC_ADMIN: "secadmin",
    Role.AUDIT_ADMIN: "auditadmin",
}
"""Somebody for each role."""


def rights(nobody: UUID) -> dict[tuple[str, str], tuple[Role, Any]]:
    """Who alone may call what, and with which body (users, roles, grants and the audit log)."""
    role = {"role": "signer", "place_id": str(nobody)}
    post = {"organ_id": str(nobody), "title": "处长"}
    return {
        ("POST", "/organs"): (Role.SYS_ADMIN, ORGAN),
        ("PUT", f"/organs/{nobody}"): (Role.SYS_ADMIN, ORGAN),
        ("POST", f"/organs/{nobody}/units"): (Role.SYS_ADMIN, {"name": "处"}),
        ("POST", "/people"): (Role.SYS_ADMIN, {"name": "李新来", "account": "new.one"}),
        ("POST", f"/people/{nobody}/initial-password"): (Role.SYS_ADMIN, None),
        ("POST", f"/people/{nobody}/release"): (Role.SEC_ADMIN, None),
        ("POST", f"/people/{nobody}/posts"): (Role.SYS_ADMIN, post),
        ("DELETE", f"/posts/{nobody}"): (Role.SYS_ADMIN, None),
        ("POST", f"/posts/{nobody}/roles"): (Role.SEC_ADMIN, role),
        ("DELETE", f"/posts/{nobody}/roles/{nobody}"): (Role.SEC_ADMIN, None),
        ("GET", "/journal"): (Role.AUDIT_ADMIN, None),
    }


async def test_every_administrative_route_answers_one_role_and_refuses_all_others(
    world: World, sign_in: SignIn
) -> None:
    assert HOLDER.keys() == set(Role)
    for role, account in HOLDER.items():
        http = await sign_in(account)
        for (method, path), (allowed, body) in rights(uuid4()).items():
            answer = await http.request(method, API + path, json=body)
            assert (answer.status_code == 403) == (role is not allowed), (role, method, path)


async def test_everyone_reads_the_directory_and_nobody_does_without_a_login(world: World, sign_in: SignIn) -> None:
    drafter, nobody = await sign_in("dsj.drafter"), await sign_in()
    paths = ["/me", "/organs", f"/organs/{world.place('dsj')}", f"/organs/{world.place('dsj')}/people"]
    for path in [*paths, "/people", "/sessions", "/delegations"]:
        assert (await drafter.get(API + path)).status_code == 200
        assert (await nobody.get(API + path)).status_code == 401


async def everything(http: httpx2.AsyncClient, path: str) -> list[Any]:
    """All items of a paged list."""
    found: list[Any] = []
    before: str | None = ""
    while before is not None:
        page = (await http.get(f"{API}{path}", params={"limit": 7} | ({"before": before} if before else {}))).json()
        found, before = [*found, *page["items"]], page["next"]
    return found


async def test_paging_shows_each_person_and_each_organ_once(world: World, sign_in: SignIn) -> None:
    http = await sign_in("dsj.drafter")
    people = [person["id"] for person in await everything(http, "/people")]
    organs = [organ["id"] for organ in await everything(http, "/organs")]
    assert len(people) == len(set(people)) == len(PEOPLE) + len(ADMINISTRATORS)
    assert len(organs) == len(set(organs)) == len(ORGANS) + 1


async def test_accounts_are_shown_to_oneself_and_to_administrators_only(world: World, sign_in: SignIn) -> None:
    drafter, admin = await sign_in("dsj.drafter"), await sign_in("secadmin")
    shown = [person["account"] for person in await everything(drafter, "/people")]
    assert [account for account in shown if account] == ["dsj.drafter"]
    assert all(person["account"] for person in await everything(admin, "/people"))


async def test_no_answer_carries_a_hash_or_a_token(world: World, sign_in: SignIn) -> None:
    http = await sign_in("sysadmin")
    token = http.headers["authorization"].removeprefix("Bearer ")
    secrets = [token, "$argon2", PASSWORD, *await SessionRow.all().values_list("token_hash", flat=True)]
    place = world.place("sfb")
    for path in ("/me", "/sessions", "/people", "/organs", f"/organs/{place}/people", "/delegations"):
        text = (await http.get(API + path)).text
        assert not [secret for secret in secrets if str(secret) in text]
        assert "password_hash" not in text


async def test_people_of_one_name_are_told_apart_by_organ_and_post(world: World, sign_in: SignIn) -> None:
    found = (await (await sign_in("mayor")).get(f"{API}/people", params={"q": "王敏"})).json()["items"]
    assert len({person["id"] for person in found}) == 2
    assert len({(person["posts"][0]["organ_name"], person["posts"][0]["title"]) for person in found}) == 2


async def test_search_takes_wildcards_as_text(world: World, sign_in: SignIn) -> None:
    http = await sign_in("mayor")
    for text in ("%", "_", "\\", "'", "王%", "敏"):
        answer = await http.get(f"{API}/people", params={"q": text})
        assert (answer.status_code, answer.json()["items"]) == (200, [])
    found = (await http.get(f"{API}/people", params={"q": "市长"})).json()["items"]
    assert [person["name"] for person in found] == ["沈怀远"]


async def test_a_body_is_bounded(world: World, sign_in: SignIn) -> None:
    http = await sign_in("sysadmin")
    for wrong in (
        {"name": ""},
        {"name": " 局"},
        {"name": "局\n局"},
        {"name": "局\n"},
        {"name": "名" * 101},
        {"level": 9},
        {"type": "club"},
        {"unknown": 1},
    ):
        assert (await http.post(f"{API}/organs", json=ORGAN | wrong)).status_code == 422
    long = {"account": "mayor", "password": "x" * 129, "device": "手机"}
    assert (await http.post(f"{API}/sessions", json=long)).status_code == 422


async def test_an_organ_is_changed_and_names_are_unique(world: World, sign_in: SignIn) -> None:
    http, szf = await sign_in("sysadmin"), str(world.place("szf"))
    made = (await http.post(f"{API}/organs", json=ORGAN | {"superior_id": szf})).json()
    assert (await http.post(f"{API}/organs", json=ORGAN)).json()["code"] == "directory.name_taken"
    path = f"{API}/organs/{made['id']}"
    changed = await http.put(path, json=ORGAN | {"superior_id": szf, "issue_enabled": True})
    assert changed.json()["issue_enabled"] is True
    taken = await http.put(path, json=ORGAN | {"name": "甬江市大数据局"})
    assert (taken.status_code, taken.json()["code"]) == (409, "directory.name_taken")
    circular = await http.put(path, json=ORGAN | {"superior_id": made["id"]})
    assert circular.json()["code"] == "directory.circular_line"
    assert (await http.get(path)).json()["organ"] == changed.json()


async def test_the_city_is_seeded_into_an_empty_office_only(world: World) -> None:
    count = await PersonRow.all().count()
    with pytest.raises(AlreadyFounded):
        await seed(PASSWORD)
    assert await PersonRow.all().count() == count


async def test_every_organ_of_the_city_can_sign_for_what_it_is_sent(world: World) -> None:
    reached = {place for post in POSTS for role, place in roles_of(post) if role is Role.REGISTRAR}
    assert reached == {line.key for line in (ROOT, *ORGANS)}
