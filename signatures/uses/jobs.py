"""What the outbox asks of this desk."""

from uuid import UUID

from server.kit.jobs import Handler
from signatures.uses import service


async def press_use(item_id: str) -> None:
    """Press the seal on a file that a keeper asked for."""
    await service.press_use(UUID(item_id))


async def close_use(use_id: str) -> None:
    """Take a request off the lists of those for whom it waits, its days being over."""
    await service.close_use(UUID(use_id))


JOBS: dict[str, Handler] = {"press_use": press_use, "close_use": close_use}
