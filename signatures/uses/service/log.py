"""Reading the use log (用印登记)."""

from uuid import UUID

from server.directory.rules.standing import Actor
from server.kit.paging import page
from signatures.seals import service as seals
from signatures.uses.models import UseRow
from signatures.uses.rules.log import Use
from signatures.uses.rules.people import may_read_log


async def log(actor: Actor, seal_id: UUID, before: UUID | None, limit: int) -> tuple[list[Use], UUID | None]:
    """The use log of a seal, newest first, for its keeper, its office director and audit administrators.

    Raises NoSuchSeal, NotAllowed.
    """
    may_read_log(actor, (await seals.find(seal_id)).organ_id)
    rows, following = await page(UseRow.filter(seal_id=seal_id), before, limit)
    return [row.use() for row in rows], following
