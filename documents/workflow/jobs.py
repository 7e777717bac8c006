"""What the outbox asks of this desk."""

from documents.workflow import service
from server.kit.jobs import Handler


async def verify_arrivals(sha256: str) -> None:
    """Verify the seal of a file that has come to its addressees."""
    await service.verify_arrivals(sha256)


JOBS: dict[str, Handler] = {"verify_arrivals": verify_arrivals}
