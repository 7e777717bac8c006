"""The worker: does what the outbox asks, at least once, with growing pauses between failures.

A job's handler must land its result by compare-and-set, so that doing it twice changes nothing.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from server.kit import clock
from server.kit.ground import ground
from server.kit.outbox import WAKE
from server.kit.tables import Job

Handler = Callable[..., Awaitable[None]]
LEASE = timedelta(minutes=5)
"""How long a claimed job stays invisible; a worker that died gives it back after this."""

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


async def _serve(handlers: Mapping[str, Handler]) -> None:
    """A database that is away for a moment must not end the worker for good."""
    with ground().bus.listen([WAKE]) as listener:
        while True:
            try:
                await drain(handlers)
            except Exception:
                log.exception("worker failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.next(), timeout=1)


async def _repeat(duty: Handler, seconds: float) -> None:
    while True:
        try:
            await duty()
        except Exception:
            log.exception("duty failed", duty=duty.__qualname__)
        await asyncio.sleep(seconds)


async def _claim() -> Job | None:
    """Take the oldest due job; its lease ends if this process dies."""
    job = await Job.filter(done=False, due__lte=clock.now()).order_by("due", "id").first()
    if job is None:
        return None
    taken = await Job.filter(id=job.id, attempts=job.attempts, done=False).update(
        attempts=job.attempts + 1, due=clock.now() + LEASE
    )
    return job if taken else await _claim()


async def _do(job: Job, handlers: Mapping[str, Handler]) -> None:
    try:
        await handlers[job.kind](**job.payload)
    except Exception as fault:
        log.exception("job failed", kind=job.kind, job=str(job.id), attempt=job.attempts + 1)
        await _postpone(job, repr(fault))
    else:
        await Job.filter(id=job.id).update(done=True, fault="")


async def _postpone(job: Job, fault: str) -> None:
    """Wait 1, 2, 4 … seconds; after the last attempt the job stays, with its fault, for a person to see."""
    attempts = job.attempts + 1
    pause = timedelta(seconds=2 ** min(attempts - 1, 10)) if attempts < MAX_ATTEMPTS else timedelta(days=3650)
    await Job.filter(id=job.id).update(due=clock.now() + pause, fault=fault[:2000])
