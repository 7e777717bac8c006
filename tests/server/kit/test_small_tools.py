"""The small tools: keys that sort by time, the one clock, the bus that only wakes, the one JSON of a value."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kit import clock
from server.kit.bus import Bus
from server.kit.digest import canonical, sm3
from server.kit.ids import uuid7

# --- keys ----------------------------------------------------------------------------------------------------


def test_keys_are_strictly_increasing_and_of_version_7() -> None:
    keys = [uuid7() for _ in range(5000)]
    assert keys == sorted(set(keys))
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
    assert sorted(map(str, keys)) == [str(key) for key in keys]


def test_keys_of_many_threads_are_different_and_each_threads_are_in_order() -> None:
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: [uuid7() for _ in range(500)], range(8)))
    assert all(batch == sorted(batch) for batch in batches)
    assert len({key for batch in batches for key in batch}) == 4000


def test_a_key_tells_its_moment() -> None:
    before = datetime.now(UTC)
    moment = datetime.fromtimestamp((uuid7().int >> 80) / 1000, UTC)
    assert abs(moment - before) < timedelta(seconds=2)


# --- the clock -----------------------------------------------------------------------------------------------

instants = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(instant=instants)
def test_a_stopped_clock_says_one_instant_and_its_shanghai_day(instant: datetime) -> None:
    with clock.set_to(instant):
        assert clock.now() == clock.now() == instant
        assert clock.today() == instant.astimezone(clock.SHANGHAI).date() == clock.day_of(instant)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    last = datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)
    assert clock.day_of(last).day == 21
    assert clock.day_of(last + timedelta(seconds=1)).day == 22


async def test_a_stopped_clock_stops_for_its_own_task_only() -> None:
    async def look() -> datetime:
        await asyncio.sleep(0)
        return clock.now()

    free = asyncio.create_task(look())
    with clock.set_to(datetime(2020, 1, 1, tzinfo=UTC)):
        stopped = asyncio.create_task(look())
    assert (await stopped).year == 2020
    assert (await free).year > 2020


# --- the bus -------------------------------------------------------------------------------------------------

topics = st.sampled_from("abc")


@given(listened=st.sets(topics), published=st.lists(topics, max_size=20))
def test_a_listener_hears_its_topics_in_order_and_nothing_else(listened: set[str], published: list[str]) -> None:
    async def scene() -> list[Any]:
        bus = Bus()
        with bus.listen(listened) as listener:
            for n, topic in enumerate(published):
                bus.publish(topic, (topic, n))
            heard = [(topic, n) for n, topic in enumerate(published) if topic in listened]
            assert not listener.overflowed
            return [await listener.next() for _ in heard]

    assert asyncio.run(scene()) == [(topic, n) for n, topic in enumerate(published) if topic in listened]


@given(depth=st.integers(1, 5), events=st.integers(0, 10))
def test_a_full_listener_keeps_the_first_knows_it_missed_some_and_holds_up_nobody(depth: int, events: int) -> None:
    async def scene() -> None:
        bus = Bus()
        with bus.listen(["a"], depth) as slow, bus.listen(["a"], 100) as quick:
            for n in range(events):
                bus.publish("a", n)
            assert slow.overflowed == (events > depth)
            assert [await slow.next() for _ in range(min(depth, events))] == list(range(min(depth, events)))
            assert [await quick.next() for _ in range(events)] == list(range(events))

    asyncio.run(scene())


async def test_after_the_block_nobody_listens() -> None:
    bus = Bus()
    with bus.listen(["a"]) as listener:
        pass
    bus.publish("a", 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(listener.next(), 0.01)


# --- digests -------------------------------------------------------------------------------------------------

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcß中", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(value=plain)
def test_a_value_has_one_form_whatever_the_order_of_its_keys(value: Any) -> None:
    form = canonical(value)
    assert json.loads(form) == value
    assert canonical(json.loads(form)) == canonical(_reversed(value)) == form


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reversed(inner) for key, inner in reversed(value.items())}
    return [_reversed(inner) for inner in value] if isinstance(value, list) else value


def test_sm3_is_the_standards_own_example() -> None:
    """GB/T 32905-2016 annex A.1 and A.2."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
