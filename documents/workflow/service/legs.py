"""What hangs on the thread of an inbound case: opened and closed in the transaction of the act that does so.

A thread has one lock, the row of its case. Whoever opens or closes a leg of it, moves the case, or acts on what hangs
on it waits for whoever does so already; so nothing is hung on a thread while it ends, and of two last legs one is last.
"""

from uuid import UUID

from documents.workflow.errors import NoSuchInbound, ThreadClosed
from documents.workflow.models import InboundRow, LegRow
from documents.workflow.rules.inbound import InboundState
from documents.workflow.rules.legs import Leg, LegKind
from server.kit import clock


async def hold_thread(thread_id: UUID) -> InboundState:
    """Where the case of a thread stands, until the caller's transaction ends: whoever acts on the thread next waits.

    PostgreSQL locks the row; SQLite has one writer anyway. Raises NoSuchInbound.
    """
    row = await InboundRow.filter(id=thread_id).select_for_update().first()
    if row is None:
        raise NoSuchInbound
    return row.state


async def open_leg(thread_id: UUID, kind: str, subject_id: UUID) -> None:
    """Let something hang on a thread; what has hung on it before is open again, what is open stays so.

    `kind` is one of `LegKind`. Raises NoSuchInbound, ThreadClosed.
    """
    if await hold_thread(thread_id) is InboundState.CLOSED:
        raise ThreadClosed
    if await LegRow.filter(subject_id=subject_id).update(closed_at=None):
        return
    await LegRow.create(thread_id=thread_id, kind=LegKind(kind), subject_id=subject_id, opened_at=clock.now())


async def close_leg(subject_id: UUID) -> None:
    """It has ended; ended twice it ended the first time."""
    row = await LegRow.get_or_none(subject_id=subject_id)
    if row is None:
        return
    await hold_thread(row.thread_id)
    await LegRow.filter(subject_id=subject_id, closed_at=None).update(closed_at=clock.now())


async def open_legs(thread_id: UUID) -> list[Leg]:
    """What still keeps a thread from ending, first opened first."""
    return [leg for leg in await every_leg(thread_id) if leg.closed_at is None]


async def every_leg(thread_id: UUID) -> list[Leg]:
    """All that ever hung on a thread, first opened first."""
    return [row.leg() for row in await LegRow.filter(thread_id=thread_id).order_by("id")]
