"""作废: a numbered document that has not gone out is given up; its number is not."""

from uuid import UUID

from documents.issuing.models import RegisterRow, SealRow
from documents.issuing.rules.numbers import NumberState
from documents.issuing.service.numbering import Issued, issued
from documents.workflow import service as workflow
from documents.workflow.rules.outbound import Action
from server.directory.rules.standing import Actor
from server.kit.db import atomic
from signatures.uses import service as uses


async def void(actor: Actor, document_id: UUID, reason: str) -> Issued:
    """Void a numbered document that has not gone out (作废). Its number stays in the register and is never reused.

    A seal that is being pressed is called off; those that are on it already sealed nothing that goes out, and its
    verification code says that it is void.
    Raises what `advance` raises, ReasonMissing.
    """
    async with atomic():
        await workflow.advance(actor, document_id, Action.VOID, reason=reason)
        await RegisterRow.filter(document_id=document_id).update(state=NumberState.VOIDED, reason=reason)
        waiting = await SealRow.get_or_none(document_id=document_id, item_id__not_isnull=True, sha256_after=None)
        if waiting and waiting.item_id:
            await uses.release(waiting.item_id, f"公文作废：{reason}")
        await uses.void_codes(actor, document_id)
    return await issued(actor, document_id)
