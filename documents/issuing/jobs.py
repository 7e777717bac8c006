"""What the outbox asks of this desk."""

from uuid import UUID

from documents.issuing import service
from server.kit.jobs import Handler


async def typeset(document_id: str) -> None:
    """Print a registered document."""
    await service.typeset(UUID(document_id))


async def seal(document_id: str) -> None:
    """Press the seal that a keeper asked for."""
    await service.press_seal(UUID(document_id))


async def enter_library(document_id: str) -> None:
    """Hand a dispatched document to the policy library."""
    await service.enter_library(UUID(document_id))


JOBS: dict[str, Handler] = {"typeset": typeset, "seal": seal, "enter_library": enter_library}
