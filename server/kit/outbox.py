"""What leaves the process is written here, in the transaction that caused it."""

from datetime import datetime

from server.kit import clock
from server.kit.db import after_commit
from server.kit.ground import ground
from server.kit.tables import Job

WAKE = "jobs"


async def put(kind: str, due: datetime | None = None, **payload: str) -> None:
    """Ask for a job of a kind, now or at an instant; the worker is woken after the commit."""
    await Job.create(kind=kind, payload=payload, due=due or clock.now())
    bus = ground().bus
    after_commit(lambda: bus.publish(WAKE, kind))
