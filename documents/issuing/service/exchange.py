"""收发: what an addressee answers to a document, at the sender and in its own inbound case at once.

Who may answer, and when, is the inbound table's to say; the receipt is what the sender sees of it.
"""

from uuid import UUID

from documents.issuing.models import ReceiptRow, RegisterRow
from documents.issuing.rules import receipts as rules
from documents.issuing.service.receipts import close_when_settled, keep
from documents.workflow import service as workflow
from documents.workflow.errors import WordsMissing
from documents.workflow.rules.inbound import InboundAction
from documents.workflow.rules.incoming import permit
from documents.workflow.service import Inbound
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.secrecy.gate import admit_texts


async def sign_for(actor: Actor, case_id: UUID) -> Inbound:
    """Sign for a document on behalf of an organ (签收); the last one closes the issuer's case.

    Raises NoSuchInbound, NotYourTurn, WrongState, SealUnverified, SealUnsound.
    """
    async with atomic():
        row, standing = await _take(actor, case_id, InboundAction.SIGN_FOR)
        case = await workflow.move_inbound(actor, case_id, InboundAction.SIGN_FOR)
        await keep(row, rules.sign_for(row.receipt(), actor.person_id, actor.name, clock.now()))
        await journal.record(actor, "issuing.sign_for", row.document_id, standing, organ_id=row.organ_id)
        await close_when_settled(row.document_id)
    return case


async def refuse(actor: Actor, case_id: UUID, reason: str) -> Inbound:
    """Do not take a document, with a reason (拒收); the issuer's dispatcher is asked to see to it.

    Raises NoSuchInbound, NotYourTurn, WrongState, ReasonMissing, Classified.
    """
    admit_texts([reason])
    async with atomic():
        row, standing = await _take(actor, case_id, InboundAction.REFUSE)
        case = await workflow.move_inbound(actor, case_id, InboundAction.REFUSE, reason=reason)
        await keep(row, rules.refuse(row.receipt(), actor.person_id, actor.name, clock.now(), reason))
        await _send_back(actor, row, standing, "issuing.refuse", reason)
    return case


async def give_back(actor: Actor, case_id: UUID, reason: str) -> Inbound:
    """Return a registered document to its sender with a reason (退文, 条例 art. 24(3)).

    An issuer's case that was closed stays closed; the dispatcher is asked all the same. Raises as `refuse`,
    and LegsOpen.
    """
    admit_texts([reason])
    async with atomic():
        row, standing = await _take(actor, case_id, InboundAction.RETURN_TO_SENDER)
        case = await workflow.move_inbound(actor, case_id, InboundAction.RETURN_TO_SENDER, reason=reason)
        await keep(row, rules.give_back(row.receipt(), actor.person_id, actor.name, clock.now(), reason))
        await _send_back(actor, row, standing, "issuing.give_back", reason)
    return case


async def reply(actor: Actor, case_id: UUID, text: str) -> Inbound:
    """Answer the sender and close the case (答复, 条例 art. 24(7)); the text stands on the sender's board.

    Raises NoSuchInbound, NotYourTurn, WrongState, LegsOpen, WordsMissing, Classified.
    """
    if not text.strip():
        raise WordsMissing
    admit_texts([text])
    async with atomic():
        row, standing = await _take(actor, case_id, InboundAction.REPLY)
        case = await workflow.move_inbound(actor, case_id, InboundAction.REPLY, reply=text)
        await keep(row, rules.reply(row.receipt(), clock.now(), text))
        await journal.record(actor, "issuing.reply", row.document_id, standing, organ_id=row.organ_id)
        line, organ = await RegisterRow.get(document_id=row.document_id), await directory.organ(row.organ_id)
        dispatcher = holder_of_role(Role.DISPATCHER, line.issuer_id)
        await notices.tell(row.document_id, dispatcher, "reply", line.title, organ=organ.name, sender=actor.name)
    return case


async def _take(actor: Actor, case_id: UUID, action: InboundAction) -> tuple[ReceiptRow, Standing]:
    """The receipt as it is now and who answers; others who answer for this document wait.

    Otherwise the last two could each see the other's still open, and nobody would close the issuer's case.
    """
    case = await workflow.open_inbound(actor, case_id)
    _, standing = permit(actor, case, action)
    await workflow.take_up(None, case.document_id)
    return await ReceiptRow.get(id=case_id), standing


async def _send_back(actor: Actor, row: ReceiptRow, standing: Standing, action: str, reason: str) -> None:
    await journal.record(actor, action, row.document_id, standing, organ_id=row.organ_id, reason=reason.strip())
    line, organ = await RegisterRow.get(document_id=row.document_id), await directory.organ(row.organ_id)
    dispatcher = holder_of_role(Role.DISPATCHER, line.issuer_id)
    await notices.ask(row.document_id, dispatcher, "send_again", line.title, organ=organ.name, sender=actor.name)
