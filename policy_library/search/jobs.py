"""What the outbox asks of this desk."""

from uuid import UUID

from policy_library.search import service
from server.kit.jobs import Handler


async def index(entry_id: str) -> None:
    """Bring the index up to date after a change of one policy."""
    await service.index(UUID(entry_id))


JOBS: dict[str, Handler] = {"index": index}
DUTIES: dict[Handler, float] = {service.warm: 600}
