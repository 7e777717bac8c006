"""机关代字: which codes an organ numbers its documents with (发文立户, 条例 art. 37)."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from documents.issuing.errors import CodeTaken, NotAnIssuer
from documents.issuing.models import CodeRow
from documents.issuing.rules.numbers import check_code
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role
from server.journal import service as journal
from server.kit.db import atomic


async def add_code(actor: Actor, organ_id: UUID, code: str) -> list[str]:
    """Enter a code for an issuer; for the system administrator. Answers all codes of the organ.

    Raises NotAllowed, NoSuchOrgan, NotAnIssuer, CodeInvalid, CodeTaken.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    check_code(code)
    if not (await directory.organ(organ_id)).issue_enabled:
        raise NotAnIssuer
    async with atomic():
        await _enter(organ_id, code)
        await journal.record(actor, "issuing.add_code", organ_id, standing, code=code)
    return await codes(organ_id)


async def codes(organ_id: UUID) -> list[str]:
    """The codes of an organ, in the order they were entered. Raises NoSuchOrgan."""
    await directory.organ(organ_id)
    return [row.code for row in await CodeRow.filter(organ_id=organ_id).order_by("id")]


async def _enter(organ_id: UUID, code: str) -> None:
    try:
        async with atomic():
            await CodeRow.create(organ_id=organ_id, code=code)
    except IntegrityError as fault:
        raise CodeTaken from fault
