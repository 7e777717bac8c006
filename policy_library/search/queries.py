"""What waits for the index: asked of the outbox itself, so that nothing is found that has changed since."""

from server.kit.tables import Job

KIND = "index"


async def next_ones(limit: int) -> list[str]:
    """Some of those that wait, without the ones that failed: nobody else waits for them."""
    jobs = await Job.filter(kind=KIND, done=False, fault="").order_by("due", "id").limit(limit).only("payload")
    return [job.payload["entry_id"] for job in jobs]


async def waiting() -> frozenset[str]:
    """The policies that have changed and are not indexed yet, or could not be."""
    return frozenset([job.payload["entry_id"] for job in await Job.filter(kind=KIND, done=False).only("payload")])
