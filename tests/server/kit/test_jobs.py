"""The worker: at least once, never two at one job, longer and longer pauses, and nothing is lost from sight."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.kit import clock, jobs, outbox
from server.kit.db import atomic
from server.kit.ground import Ground
from server.kit.tables import Job

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Desk:
    """A handler that remembers what it did, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.done: list[str] = []
        self.failures = failures

    async def __call__(self, name: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError(name)
        self.done.append(name)


async def ask(*names: str, due: datetime | None = None) -> None:
    async with atomic():
        for name in names:
            await outbox.put("work", due=due, name=name)


async def test_everything_due_is_done_oldest_first_and_nothing_else(office: Ground) -> None:
    desk = Desk()
    with clock.set_to(NOON):
        await ask("later", due=NOON + timedelta(seconds=1))
        await ask("b", "c")
        await ask("a", due=NOON - timedelta(days=1))
        assert await jobs.drain({"work": desk}) == 3
        assert desk.done == ["a", "b", "c"]
        assert await jobs.drain({"work": desk}) == 0
    with clock.set_to(NOON + timedelta(seconds=1)):
        assert await jobs.drain({"work": desk}) == 1


async def test_a_worker_that_died_gives_its_job_back_after_the_lease(office: Ground) -> None:
    async def die(name: str) -> None:
        raise KeyboardInterrupt

    desk = Desk()
    with clock.set_to(NOON):
        await ask("a")
        with pytest.raises(KeyboardInterrupt):
            await jobs.drain({"work": die})
    with clock.set_to(NOON + jobs.LEASE - timedelta(seconds=1)):
        assert await jobs.drain({"work": desk}) == 0
    with clock.set_to(NOON + jobs.LEASE):
        assert await jobs.drain({"work": desk}) == 1
    assert desk.done == ["a"]


async def test_pauses_double_and_the_dead_letter_stays_to_be_seen(office: Ground) -> None:
    now, pauses = NOON, []
    with clock.set_to(now):
        await ask("a")
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        with clock.set_to(now):
            assert await jobs.drain({"work": Desk(failures=1)}) == 1
            job = await Job.get()
            assert (job.attempts, job.done) == (attempt, False)
            assert "ZeroDivisionError" in job.fault
        pauses.append(job.due - now)
        now = job.due
    seconds = [pause.total_seconds() for pause in pauses[:-1]]
    assert seconds == [2 ** min(n, 10) for n in range(len(seconds))]
    assert pauses[-1] > timedelta(days=365)


async def test_a_job_that_succeeds_late_is_done_once_and_for_all(office: Ground) -> None:
    desk = Desk(failures=2)
    for second in (0, 1, 3, 100):
        with clock.set_to(NOON + timedelta(seconds=second)):
            if not second:
                await ask("a")
            await jobs.drain({"work": desk})
    assert desk.done == ["a"]
    job = await Job.get()
    assert (job.done, job.fault) == (True, "")


async def test_a_kind_nobody_knows_waits_and_stops_nobody(office: Ground) -> None:
    """A job of a newer version, after a step back."""
    desk = Desk()
    await outbox.put("unknown")
    await ask("a")
    await jobs.drain({"work": desk})
    assert desk.done == ["a"]
    unknown = await Job.get(kind="unknown")
    assert not unknown.done
    assert "unknown" in unknown.fault


async def test_two_workers_never_do_one_job_at_the_same_time(office: Ground) -> None:
    busy: set[str] = set()
    done: list[str] = []

    async def work(name: str) -> None:
        assert name not in busy
        busy.add(name)
        await asyncio.sleep(0.001)
        busy.remove(name)
        done.append(name)

    names = [str(n) for n in range(30)]
    await ask(*names)
    counts = await asyncio.gather(*(jobs.drain({"work": work}) for _ in range(5)))
    assert sorted(done) == sorted(names)
    assert sum(counts) == len(names)


async def test_the_worker_is_woken_by_the_commit_and_survives_a_failing_duty(office: Ground) -> None:
    desk, ticks = Desk(), 0
    woken = asyncio.Event()

    async def work(name: str) -> None:
        await desk(name)
        woken.set()

    async def duty() -> None:
        nonlocal ticks
        ticks += 1
        raise ZeroDivisionError

    worker = asyncio.create_task(jobs.work({"work": work}, {duty: 0.01}))
    await asyncio.sleep(0.05)
    await ask("a")
    async with asyncio.timeout(5):
        await woken.wait()
    worker.cancel()
    await asyncio.wait([worker])
    assert desk.done == ["a"]
    assert ticks > 1


async def left_by_a_killed_process(*, fault: str = "") -> None:
    """A job that somebody claimed and never finished; with a fault it waits for its next attempt instead."""
    await ask("a")
    await Job.all().update(attempts=1, due=clock.now() + jobs.LEASE, fault=fault)


async def test_what_a_killed_process_had_claimed_is_done_at_the_next_start(office: Ground) -> None:
    desk = Desk()
    with clock.set_to(NOON):
        await left_by_a_killed_process()
        assert await jobs.drain({"work": desk}) == 0
        await jobs.give_back()
        alone = office.orm.db().capabilities.dialect == "sqlite"
        assert await jobs.drain({"work": desk}) == int(alone), "among several processes only the lease says who is dead"


async def test_a_job_that_waits_for_its_next_attempt_is_not_hurried_by_a_restart(office: Ground) -> None:
    desk = Desk(failures=2)
    with clock.set_to(NOON):
        await ask("a")
        await jobs.drain({"work": desk})
        await jobs.give_back()
        assert await jobs.drain({"work": desk}) == 0


async def test_a_job_claimed_again_after_a_fault_is_given_back_too(office: Ground) -> None:
    with clock.set_to(NOON):
        await left_by_a_killed_process(fault="ZeroDivisionError()")

    async def die(name: str) -> None:
        raise KeyboardInterrupt

    with clock.set_to(NOON + jobs.LEASE):
        with pytest.raises(KeyboardInterrupt):
            await jobs.drain({"work": die})
        await jobs.give_back()
        assert await Job.filter(due__lte=clock.now()).exists() == (office.orm.db().capabilities.dialect == "sqlite")


async def test_a_lease_outlasts_the_longest_work(office: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.3))
    desk = Desk()

    async def slow(name: str) -> None:
        for _ in range(10):
            await asyncio.sleep(0.1)
            assert await jobs.drain({"work": desk}) == 0

    await ask("a")
    assert await jobs.drain({"work": slow}) == 1
    assert desk.done == []
    assert (await Job.get()).done


async def test_a_worker_that_lost_its_job_does_not_put_it_off_for_the_next(office: Ground) -> None:
    async def overtaken(name: str) -> None:
        await Job.all().update(attempts=2)
        raise ZeroDivisionError

    with clock.set_to(NOON):
        await ask("a")
        await jobs.drain({"work": overtaken})
        job = await Job.get()
        assert (job.attempts, job.due, job.fault) == (2, NOON + jobs.LEASE, "")
