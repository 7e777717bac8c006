"""The same action under the same key happens once, and a repeat gets the first answer."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from server.kit import clock
from server.kit.errors import Malformed
from server.kit.ground import Ground
from server.kit.idempotency import KEPT, KeyReused, forget, once
from server.kit.tables import Answered, Job

ANYBODY = uuid4()


async def act() -> Response:
    """Something that leaves a trace, and an answer that nobody gives twice."""
    await Job.create(kind="act", payload={}, due=clock.now())
    return Response(str(uuid4()), 201)


async def failing() -> Response:
    await act()
    raise ZeroDivisionError


async def acts() -> int:
    return await Job.filter(kind="act").count()


async def test_fifty_at_once_under_one_key_are_one_action_with_one_answer(office: Ground) -> None:
    answers = await asyncio.gather(*(once(ANYBODY, "key", b"asked", act) for _ in range(50)))
    assert len({(answer.status_code, bytes(answer.body)) for answer in answers}) == 1
    assert await acts() == 1


async def test_another_request_under_the_same_key_is_refused_and_does_nothing(office: Ground) -> None:
    await once(ANYBODY, "key", b"asked", act)
    with pytest.raises(KeyReused):
        await once(ANYBODY, "key", b"asked something else", act)
    assert await acts() == 1


async def test_what_failed_is_not_remembered(office: Ground) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await once(ANYBODY, "key", b"asked", failing)
    assert await acts() == 0
    assert not await Answered.all().exists()
    await once(ANYBODY, "key", b"asked", act)
    assert await acts() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=8))
async def test_keys_of_different_people_do_not_meet(office: Ground, calls: list[tuple[int, int]]) -> None:
    await Job.all().delete()
    await Answered.all().delete()
    first: dict[tuple[int, int], bytes] = {}
    for person, key in calls:
        answer = await once(UUID(int=person), str(key), b"asked", act)
        assert bytes(answer.body) == first.setdefault((person, key), bytes(answer.body))
    assert await acts() == len(first) == len(set(first.values()))


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 65, "键", "a\x00", "a\n"])
async def test_a_key_is_up_to_64_visible_characters(office: Ground, key: str) -> None:
    with pytest.raises(Malformed):
        await once(ANYBODY, key, b"asked", act)
    assert await acts() == 0


async def test_what_was_forgotten_happens_anew(office: Ground) -> None:
    await once(ANYBODY, "key", b"asked", act)
    with clock.set_to(clock.now() + KEPT - timedelta(minutes=1)):
        await forget()
    await once(ANYBODY, "key", b"asked", act)
    assert await acts() == 1
    with clock.set_to(clock.now() + KEPT + timedelta(minutes=1)):
        await forget()
    await once(ANYBODY, "key", b"asked", act)
    assert await acts() == 2
