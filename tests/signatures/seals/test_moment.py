"""A use at the instant of a suspension is either before or after it, never both."""

import asyncio
from uuid import UUID, uuid4

from server.journal import service as journal
from server.kit.db import atomic
from signatures.seals import service
from signatures.seals.errors import SealNotActive
from signatures.seals.rules import Act
from tests.signatures.seals.steps import KEEPER, official
from tests.world import World

USES = 12


async def test_what_is_kept_was_kept_before_the_seal_stopped(world: World) -> None:
    seal, keeper = await official(world), await world.actor(KEEPER)
    documents = [uuid4() for _ in range(USES)]

    async def use(document_id: UUID) -> bool:
        await asyncio.sleep(documents.index(document_id) / 1000)
        try:
            async with atomic():
                await service.must_be_active(seal.id)
                await journal.record(keeper, "test.use", document_id)
        except SealNotActive:
            return False
        return True

    async def stop() -> None:
        await asyncio.sleep(USES / 2000)
        await service.suspend(keeper, seal.id, "印章疑被冒用")

    *kept, _ = await asyncio.gather(*(use(document_id) for document_id in documents), stop())
    (stopped,) = [event for event in await service.events(keeper, seal.id) if event.act is Act.SUSPEND]
    uses = [(await journal.of_subject(each))[0] for each, done in zip(documents, kept, strict=True) if done]
    assert all(use.at <= stopped.at for use in uses)
    assert not await use(documents[0]), "afterwards nothing is kept"
