"""The laws of lights and reminders: every change is kept, every step is taken once, however many look."""

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from documents.supervision import service
from documents.supervision.errors import DuePassed, SpanUnfit
from documents.supervision.rules.lights import Light
from documents.supervision.rules.terms import Profile, end_of
from messaging.notices.rules import Kind
from server.journal import service as journal
from server.kit import clock
from server.kit.ground import ground
from server.workdays.calendar import DayKind
from server.workdays.errors import CalendarInvalid
from tests.documents.supervision.desk import CO, LEAD, SUPERVISER, assigned, card, in_progress, waits_for
from tests.world import World

HEAD = "dsj.director"
DUE = date(2026, 10, 26)


def on(day: str, hours: int = 9) -> datetime:
    """An hour of a day in Shanghai."""
    return end_of(date.fromisoformat(day)) - timedelta(hours=24 - hours)


async def a_month(world: World) -> UUID:
    """A matter from 24 September 2026 to 26 October."""
    with clock.set_to(on("2026-09-24")):
        return await in_progress(world)


async def look(now: datetime) -> None:
    with clock.set_to(now):
        await asyncio.gather(service.remind(), service.remind())


async def test_each_step_is_taken_once_and_reaches_whom_it_concerns(world: World) -> None:
    item_id = await a_month(world)
    days = ("2026-09-25", "2026-10-12", "2026-10-27", "2026-10-28", "2026-10-29", "2026-10-30", "2026-11-02")
    for day in days:
        await look(on(day))
        await look(on(day, 15))
    told = [word for _, word in await waits_for(world, LEAD, Kind.INFO)]
    assert sorted(told) == ["supervision.urge", "supervision.warn"]
    assert await waits_for(world, HEAD, Kind.INFO) == [(item_id, "supervision.notice")]
    assert [word for _, word in await waits_for(world, CO, Kind.INFO)] == ["supervision.co"]
    steps = [e.facts["step"] for e in await journal.of_subject(item_id) if e.action == "supervision.remind"]
    assert steps == ["warn", "urge", "notice", "listed"]
    with clock.set_to(on("2026-11-02")):
        seen = await card(world, item_id)
    assert seen.line.listed
    assert seen.line.light.sentence == "已超过办理时限，超期5个工作日。"
    assert [(c.before, c.light, c.why) for c in seen.lights] == [
        ("green", "yellow", "behind"),
        ("yellow", "red", "overdue"),
    ]


async def test_an_office_that_was_asleep_takes_all_steps_at_once_and_none_twice(world: World) -> None:
    item_id = await a_month(world)
    await look(on("2026-11-20"))
    await look(on("2026-11-23"))
    steps = [e.facts["step"] for e in await journal.of_subject(item_id) if e.action == "supervision.remind"]
    assert steps == ["urge", "notice", "listed"]


async def test_a_new_due_is_reminded_of_anew_and_the_red_stays_in_the_history(world: World) -> None:
    item_id = await a_month(world)
    lead, superviser = await world.actor(LEAD), await world.actor(SUPERVISER)
    with clock.set_to(on("2026-10-23")):
        await service.request_extension(lead, item_id, date(2026, 11, 30), "数据量超出预计")
        assert (await card(world, item_id)).line.light.light is Light.HOLD
    await look(on("2026-10-23", 12))
    await look(on("2026-10-27"))
    with clock.set_to(on("2026-10-28")):
        await service.grant(superviser, item_id)
        await service.feedback(lead, item_id, 90, "已完成主体部分")
        assert (await card(world, item_id)).line.light.light is Light.GREEN
    await look(on("2026-12-01"))
    with clock.set_to(on("2026-12-02")):
        with pytest.raises(DuePassed):
            await service.request_extension(lead, item_id, date(2027, 1, 30), "再延一次")
        await service.submit_completion(lead, item_id, "补办完成")
        await service.complete(superviser, item_id)
        seen = await card(world, item_id)
    shown = [change.light for change in seen.lights]
    assert shown == ["hold", "red", "yellow", "green", "red", "yellow_late"]
    steps = [e.facts["step"] for e in await journal.of_subject(item_id) if e.action == "supervision.remind"]
    assert steps == ["urge", "urge"]


async def test_lights_of_the_list_are_of_this_moment_and_are_chosen_by_what_was_recorded(world: World) -> None:
    late, fresh = await a_month(world), await a_month(world)
    superviser, lead = await world.actor(SUPERVISER), await world.actor(LEAD)
    with clock.set_to(on("2026-10-09")):
        await service.feedback(lead, fresh, 90, "已完成主体部分")
        await service.remind()
        lines, _ = await service.items(superviser, None, Light.YELLOW, None, None, 10)
        assert [line.id for line in lines] == [late]
        lines, _ = await service.items(superviser, None, None, None, None, 10)
        assert [(line.id, line.light.light) for line in lines] == [(fresh, Light.GREEN), (late, Light.YELLOW)]


async def test_nobody_is_reminded_of_what_nobody_was_given(world: World) -> None:
    with clock.set_to(on("2026-09-24")):
        given = await assigned(world, profile=Profile.GENERAL)
    await look(on("2026-09-25"))
    assert [word for subject, word in await waits_for(world, LEAD, Kind.INFO) if subject == given] == [
        "supervision.warn"
    ]
    with clock.set_to(on("2026-09-25")):
        await service.object_(await world.actor(LEAD), given, "不属本单位职责")
        place = world.place("jxj")
        await service.re_assign(await world.actor(SUPERVISER), given, place, ())
    await look(on("2026-10-08"))
    assert [word for _, word in await waits_for(world, "jxj.countersign", Kind.INFO)] == ["supervision.urge"]


# --- the calendar of the office -------------------------------------------------------------------------------


async def test_the_calendar_shows_what_a_day_is(world: World) -> None:
    days = service.workdays(date(2026, 9, 18), date(2026, 9, 25))
    assert [d.kind for d in days] == [DayKind.WORK, "weekend", "swapped", *["work"] * 4, "off"]
    assert [d.works for d in days] == [True, False, True, True, True, True, True, False]
    assert not any(d.provisional for d in days)
    assert all(d.provisional for d in service.workdays(date(2027, 1, 1), date(2027, 12, 31)))
    for span in ((date(2026, 1, 2), date(2026, 1, 1)), (date(2026, 1, 1), date(2027, 1, 2))):
        with pytest.raises(SpanUnfit):
            service.workdays(*span)


async def test_the_offices_own_calendar_goes_before_the_shipped_one(world: World) -> None:
    own = ground().settings.data / "workdays.json"
    own.write_text('[{"year": 2027, "source": "本单位", "off": [["2027-01-01", "2027-01-03"]], "working": []}]')
    assert service.workdays(date(2027, 1, 1), date(2027, 1, 1)) == [
        service.Day(date(2027, 1, 1), DayKind.OFF, works=False, provisional=False)
    ]
    assert service.workdays(date(2026, 10, 1), date(2026, 10, 1))[0].provisional
    own.write_text("[")
    with pytest.raises(CalendarInvalid):
        service.office_calendar()
    own.unlink()
    assert service.office_calendar().knows(date(2026, 10, 1))
