"""The worker: does what the outbox asks, at least once, with growing pauses between failures.

A job's handler must land its result by compare-and-set, so that doing it twice changes nothing.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta

import structlog
from tortoise.queryset import QuerySet

from server.kit import clock
from server.kit.ground import ground
from server.kit.outbox import WAKE
from server.kit.tables import Job

Handler = Callable[..., Awaitable[None]]
LEASE = timedelta(seconds=30)
"""How long a claimed job stays invisible; its worker renews this while at work, one that died cannot."""

MAX_ATTEMPTS = 12
log = structlog.get_logger()


async def work(handlers: Mapping[str, Handler], every: Mapping[Handler, float]) -> None:
    """Serve the outbox and the periodic duties until cancelled. `every` maps a duty to its period in seconds."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_serve(handlers))
        for duty, seconds in every.items():
            group.create_task(_repeat(duty, seconds))


async def drain(handlers: Mapping[str, Handler]) -> int:
    """Do everything that is due now; answers how many jobs were done."""
    count = 0
    while (job := await _claim()) is not None:
        await _do(job, handlers)
        count += 1
    return count


async def give_back() -> None:
    """On SQLite, where the office is one process, whatever is still claimed at its start was left by a killed one."""
    if ground().orm.db().capabilities.dialect == "sqlite":
        await Job.filter(done=False, attempts__gt=0, fault="").update(due=clock.now())


async def _serve(handlers: Mapping[str, Handler]) -> None:
    """A database that is away for a moment must not end the worker for good."""
    with _surviving():
        await give_back()
    with ground().bus.listen([WAKE]) as listener:
        while True:
            with _surviving():
                await drain(handlers)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.next(), timeout=1)


@contextlib.contextmanager
def _surviving() -> Iterator[None]:
    try:
        yield
    except Exception:
        log.exception("worker failed")


async def _repeat(duty: Handler, seconds: float) -> None:
    while True:
        try:
            await duty()
        except Exception:
            log.exception("duty failed", duty=duty.__qualname__)
        await asyncio.sleep(seconds)


async def _claim() -> Job | None:
    """Take the oldest due job; its lease ends if this process dies. Claimed is what was tried and has no fault."""
    job = await Job.filter(done=False, due__lte=clock.now()).order_by("due", "id").first()
    if job is None:
        return None
    taken = await Job.filter(id=job.id, attempts=job.attempts, done=False).update(
        attempts=job.attempts + 1, due=clock.now() + LEASE, fault=""
    )
    if not taken:
        return await _claim()
    job.attempts += 1
    return job


async def _do(job: Job, handlers: Mapping[str, Handler]) -> None:
    try:
        async with _leased(job):
            await handlers[job.kind](**job.payload)
    except Exception as fault:
        log.exception("job failed", kind=job.kind, job=str(job.id), attempt=job.attempts)
        await _postpone(job, repr(fault))
    else:
        await Job.filter(id=job.id).update(done=True, fault="")


@contextlib.asynccontextmanager
async def _leased(job: Job) -> AsyncIterator[None]:
    """The job stays claimed for as long as the block takes."""
    renewing = asyncio.create_task(_renew(job))
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.wait([renewing])


async def _renew(job: Job) -> None:
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        with _surviving():
            await _held(job).update(due=clock.now() + LEASE)


async def _postpone(job: Job, fault: str) -> None:
    """Wait 1, 2, 4 … seconds; after the last attempt the job stays, with its fault, for a person to see.

    A worker that was so slow that another has the job now has no say in it any more.
    """
    attempts = job.attempts
    pause = timedelta(seconds=2 ** min(attempts - 1, 10)) if attempts < MAX_ATTEMPTS else timedelta(days=3650)
    await _held(job).update(due=clock.now() + pause, fault=fault[:2000])


def _held(job: Job) -> QuerySet[Job]:
    """The job, as long as it is this worker's."""
    return Job.filter(id=job.id, attempts=job.attempts, done=False)
