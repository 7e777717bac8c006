"""What the outbox asks of this desk."""

from datetime import date
from uuid import UUID

from documents.supervision import service
from documents.supervision.rules.items import MatterSource
from server.kit.jobs import Handler


async def propose(
    thread_id: str, source_id: str, organ_id: str, title: str, requirement: str, due_on: str, asked_by: str
) -> None:
    """Enter what a leader's instruction told to be followed up; an empty `due_on` states no day."""
    proposal = service.Proposal(
        organ_id=UUID(organ_id),
        title=title,
        requirement=requirement,
        source=MatterSource.INSTRUCTION,
        source_id=UUID(source_id),
        stated=date.fromisoformat(due_on) if due_on else None,
        thread_id=UUID(thread_id),
    )
    await service.propose_for_leader(proposal, UUID(asked_by))


JOBS: dict[str, Handler] = {"supervision.propose": propose}
DUTIES: dict[Handler, float] = {service.remind: 60}
