"""Laws of the door: who gets in, for how long, and how they are put out."""

import asyncio
import json
import logging
from datetime import timedelta

import httpx2
import pytest

from server.directory import service as directory
from server.directory.errors import LoginRefused, NoPost
from server.directory.models import PersonRow, SessionRow
from server.directory.rules.sessions import LOCKED_FOR, MAX_FAILURES
from server.directory.service.actors import digest
from server.directory.service.secrets import AT_ONCE, MOST_WAITING
from server.journal.models import EntryRow
from server.kit import clock
from server.kit.ground import ground
from tests.server.directory.conftest import SignIn
from tests.world import PASSWORD, World

API = "/api/v1"


async def try_in(http: httpx2.AsyncClient, account: str, password: str, **more: str) -> httpx2.Response:
    return await http.post(f"{API}/sessions", json={"account": account, "password": password, "device": "手机", **more})


async def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(world: World, sign_in: SignIn) -> None:
    http = await sign_in()
    for _ in range(MAX_FAILURES):
        assert (await try_in(http, "mayor", "Wrong-2026")).status_code == 401
    assert (await try_in(http, "mayor", PASSWORD)).status_code == 401
    with clock.set_to(clock.now() + LOCKED_FOR):
        assert (await try_in(http, "mayor", PASSWORD)).status_code == 201


async def test_many_guesses_at_once_are_not_more_than_five(world: World) -> None:
    guesses = [directory.login("mayor", f"Wrong-{n}-2026", "手机") for n in range(20)]
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    assert all(isinstance(answer, LoginRefused) for answer in answers)
    noted = await EntryRow.filter(subject_id=world.person("mayor"), action="directory.login_refused").count()
    assert noted == MAX_FAILURES


async def test_a_crowd_at_the_door_is_bounded_and_locks_nobody_out(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, waiting, http = asyncio.Event(), 0, await sign_in()

    async def slow(known: str | None, password: str) -> bool:
        nonlocal waiting
        waiting += 1
        await opened.wait()
        return known is not None

    with monkeypatch.context() as patched:
        patched.setattr("server.directory.service.sessions.matches", slow)
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            crowd = [group.create_task(try_in(http, "nobody", PASSWORD)) for _ in range(AT_ONCE + MOST_WAITING)]
            while waiting < len(crowd):
                await asyncio.sleep(0.01)
            late = [await try_in(http, "mayor", PASSWORD) for _ in range(2 * MAX_FAILURES)]
            opened.set()
    assert {task.result().status_code for task in crowd} == {401}
    assert {(answer.status_code, answer.json()["code"]) for answer in late} == {(429, "directory.logins_busy")}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in late)
    assert (await try_in(http, "mayor", PASSWORD)).status_code == 201


async def test_an_unknown_a_locked_and_a_wrong_account_are_refused_alike(world: World, sign_in: SignIn) -> None:
    http = await sign_in()
    unknown = await try_in(http, "nobody", PASSWORD)
    answers = [await try_in(http, "mayor", "Wrong-2026") for _ in range(MAX_FAILURES + 2)]
    assert {answer.content for answer in answers} == {unknown.content}
    assert {answer.status_code for answer in answers} == {unknown.status_code}


async def test_success_forgets_earlier_failures(world: World, sign_in: SignIn) -> None:
    http = await sign_in()
    for _ in range(3):
        for _ in range(MAX_FAILURES - 1):
            await try_in(http, "mayor", "Wrong-2026")
        assert (await try_in(http, "mayor", PASSWORD)).status_code == 201


async def test_a_closed_session_is_out_at_once_and_its_sockets_hear_of_it(world: World, sign_in: SignIn) -> None:
    here, there = await sign_in("mayor", "电脑"), await sign_in("mayor", "手机")
    sessions = (await here.get(f"{API}/sessions")).json()
    phone = next(session for session in sessions if session["device"] == "手机")
    with ground().bus.listen([f"session:{phone['id']}"]) as listener:
        assert (await here.delete(f"{API}/sessions/{phone['id']}")).status_code == 204
        assert await asyncio.wait_for(listener.next(), 1)
    assert (await there.get(f"{API}/me")).status_code == 401
    assert (await here.get(f"{API}/me")).status_code == 200


async def test_nobody_closes_the_session_of_another(world: World, sign_in: SignIn) -> None:
    mayor, drafter = await sign_in("mayor"), await sign_in("dsj.drafter")
    session = (await mayor.get(f"{API}/sessions")).json()[0]
    assert (await drafter.delete(f"{API}/sessions/{session['id']}")).status_code == 404
    assert (await mayor.get(f"{API}/me")).status_code == 200


async def test_all_other_sessions_are_closed_and_this_one_stays(world: World, sign_in: SignIn) -> None:
    clients = [await sign_in("mayor", device) for device in ("甲", "乙", "丙")]
    other = await sign_in("vicemayor", "甲")
    assert (await clients[1].delete(f"{API}/sessions")).status_code == 204
    assert [(await http.get(f"{API}/me")).status_code for http in (*clients, other)] == [401, 200, 401, 200]


async def test_a_session_ends_after_twelve_hours(world: World, sign_in: SignIn) -> None:
    http, start = await sign_in("mayor"), clock.now()
    with clock.set_to(start + timedelta(hours=11, minutes=59)):
        assert (await http.get(f"{API}/me")).status_code == 200
    with clock.set_to(start + timedelta(hours=12, minutes=1)):
        assert (await http.get(f"{API}/me")).status_code == 401


async def test_one_token_per_device_however_many_log_in_at_once(world: World) -> None:
    logins = [directory.login("mayor", PASSWORD, "手机") for _ in range(4)]
    opened = await asyncio.gather(*logins)
    alive = [each for each in opened if await directory.who(each.token)]
    assert len(alive) == await SessionRow.filter(person_id=world.person("mayor")).count() == 1


async def test_tokens_and_passwords_are_kept_as_hashes_only(world: World) -> None:
    opened = await directory.login("mayor", PASSWORD, "手机")
    row = await SessionRow.get(id=opened.session_id)
    person = await PersonRow.get(account="mayor")
    assert row.token_hash == digest(opened.token)
    assert person.password_hash.startswith("$argon2id$")
    said = json.dumps([entry.facts async for entry in EntryRow.all()])
    assert opened.token not in said
    assert PASSWORD not in said


async def test_an_initial_password_opens_nothing_until_it_is_replaced(world: World, sign_in: SignIn) -> None:
    admin, http = await sign_in("sysadmin"), await sign_in()
    made = (await admin.post(f"{API}/people", json={"name": "李新来", "account": "new.one"})).json()
    post = {"organ_id": str(world.place("dsj")), "title": "科员"}
    assert (await admin.post(f"{API}/people/{made['person_id']}/posts", json=post)).status_code == 201
    initial, chosen = made["initial_password"], "Chosen-by-me-1"
    refused = await try_in(http, "new.one", initial)
    assert (refused.status_code, refused.json()["code"]) == (403, "directory.initial_password")
    assert (await try_in(http, "new.one", initial, new_password="weak")).status_code == 422
    assert (await try_in(http, "new.one", initial, new_password=initial)).status_code == 422
    assert (await try_in(http, "new.one", initial, new_password=chosen)).status_code == 201
    assert (await try_in(http, "new.one", initial)).status_code == 401
    assert (await try_in(http, "new.one", chosen)).status_code == 201


async def test_a_new_password_ends_every_session(world: World, sign_in: SignIn) -> None:
    here, there = await sign_in("mayor", "电脑"), await sign_in("mayor", "手机")
    wrong = await here.put(f"{API}/me/password", json={"old": "Wrong-2026", "new": "Another-2026"})
    assert wrong.status_code == 401
    body = {"old": PASSWORD, "new": "Another-2026"}
    assert (await here.put(f"{API}/me/password", json=body)).status_code == 204
    assert [(await http.get(f"{API}/me")).status_code for http in (here, there)] == [401, 401]
    assert (await try_in(here, "mayor", "Another-2026")).status_code == 201


async def test_a_reset_password_puts_the_person_out_and_never_an_administrator(world: World, sign_in: SignIn) -> None:
    admin, mayor = await sign_in("sysadmin"), await sign_in("mayor")
    path = f"{API}/people/{{}}/initial-password"
    made = await admin.post(path.format(world.person("mayor")))
    assert made.status_code == 201
    assert (await mayor.get(f"{API}/me")).status_code == 401
    assert (await try_in(mayor, "mayor", made.json()["initial_password"])).status_code == 403
    for account in ("sysadmin", "secadmin", "auditadmin"):
        assert (await admin.post(path.format(world.person(account)))).status_code == 403


async def test_whoever_left_their_last_post_does_not_come_in_again(world: World, sign_in: SignIn) -> None:
    admin, http = await sign_in("sysadmin"), await sign_in("mayor")
    for post in (await world.actor("mayor")).posts:
        assert (await admin.delete(f"{API}/posts/{post.id}")).status_code == 204
    assert (await http.get(f"{API}/me")).status_code == 401
    assert (await try_in(http, "mayor", "Wrong-2026")).status_code == 401
    refused = await try_in(http, "mayor", PASSWORD, new_password="Another-2026")
    assert (refused.status_code, refused.json()["code"]) == (403, "directory.no_post")
    assert (await try_in(http, "mayor", PASSWORD)).json()["code"] == "directory.no_post"
    assert not await SessionRow.exists(person_id=world.person("mayor"))


async def test_leaving_the_last_post_while_logging_in_leaves_no_session(world: World) -> None:
    system, mayor = await world.actor("sysadmin"), await world.actor("mayor")
    logins = [directory.login("mayor", PASSWORD, f"手机{n}") for n in range(4)]
    leaving = [directory.leave_post(system, post.id) for post in mayor.posts]
    answers = await asyncio.gather(*logins, *leaving, return_exceptions=True)
    assert all(isinstance(answer, (directory.Opened, NoPost)) for answer in answers[: len(logins)])
    assert not await SessionRow.exists(person_id=mayor.person_id)


async def test_no_administrator_alone_gets_into_the_account_of_another(world: World, sign_in: SignIn) -> None:
    system, security, http = await sign_in("sysadmin"), await sign_in("secadmin"), await sign_in()
    path, chosen = f"{API}/people/{world.person('mayor')}", "Chosen-by-me-1"
    for _ in range(2):
        initial = (await system.post(f"{path}/initial-password")).json()["initial_password"]
        assert (await try_in(http, "mayor", PASSWORD)).status_code == 401
        shut = await try_in(http, "mayor", initial, new_password=chosen)
        assert (shut.status_code, shut.json()["code"]) == (403, "directory.not_released")
    assert (await system.post(f"{path}/release")).status_code == 403
    assert (await security.post(f"{path}/initial-password")).status_code == 403
    assert (await security.post(f"{path}/release")).status_code == 204
    assert (await security.post(f"{path}/release")).json()["code"] == "directory.already_released"
    assert (await try_in(http, "mayor", initial, new_password=chosen)).status_code == 201
    noted = EntryRow.filter(subject_id=world.person("mayor"))
    assert await noted.filter(action="directory.reset_password").count() == 2
    assert await noted.filter(action="directory.release").count() == 1


@pytest.mark.parametrize("token", ["", "x", "令牌", "Bearer", "é" * 40])
async def test_whatever_is_not_a_token_is_nobody(world: World, token: str) -> None:
    assert await directory.who(token) is None


async def test_knowing_who_asks_takes_three_queries(world: World, caplog: pytest.LogCaptureFixture) -> None:
    opened = await directory.login("dongpu.registrar", PASSWORD, "手机")
    with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
        assert await directory.who(opened.token)
    assert sum("SELECT" in record.getMessage() for record in caplog.records) == 3
