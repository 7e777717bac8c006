"""分发: a sealed document goes to its addressees, where it is an inbound case that owes an answer.

A minimal package (最小分发包): beside the sealed file an addressee is told the register's line of it, and no more. No
draft, version, opinion, attachment or journal of the issuer goes out.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from documents.drafting import service as drafting
from documents.issuing.errors import NotSentThere, NotTheDispatcher
from documents.issuing.models import PrintRow, ReceiptRow, RegisterRow
from documents.issuing.rules import receipts as rules
from documents.issuing.service.numbering import Issued, issued
from documents.issuing.service.receipts import close_when_settled, keep
from documents.issuing.service.signed import signed_text
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import Capacity
from documents.workflow.rules.outbound import Action
from documents.workflow.service import Arrival, File
from messaging.notices import service as notices
from policy_library.catalogue.rules.disclosure import Publicity
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic


@dataclass(frozen=True)
class Answer:
    """One addressee on the board (签收看板)."""

    organ_id: UUID
    organ_name: str
    capacity: Capacity
    state: rules.State
    sent_at: datetime
    times: int
    answered_name: str
    answered_at: datetime | None
    reason: str
    reply: str
    """What the addressee answered in substance (答复); empty if nothing."""
    replied_at: datetime | None


async def dispatch(actor: Actor, document_id: UUID) -> Issued:
    """Send a sealed document to every organ that the signed text names, and to nobody else (分发).

    The issuer's superviser may read it from now on, for its tasks; what is made public goes to the policy library.

    What is addressed to nobody in particular (公布) has nobody to wait for and is closed at once.
    Raises what `advance` raises, PrintDiffers.
    """
    async with atomic():
        file = await workflow.advance(actor, document_id, Action.DISPATCH)
        text = await signed_text(file)
        sent = rules.send(document_id, text.main, text.cc, clock.now())
        rows = [ReceiptRow(**asdict(receipt)) for receipt in sent]
        await ReceiptRow.bulk_create(rows)
        await workflow.arrive(actor, await _arrivals(file, rows))
        await drafting.open_for(document_id, [holder_of_role(Role.SUPERVISER, file.case.issuer_id)])
        if text.publicity is Publicity.PROACTIVE:
            await outbox.put("enter_library", document_id=str(document_id))
        await close_when_settled(document_id)
    return await issued(actor, document_id)


async def send_again(actor: Actor, document_id: UUID, organ_id: UUID) -> list[Answer]:
    """Send the document once more to an addressee that refused it (补发); for the issuer's dispatcher.

    Answers the board. Raises NoSuchDocument, NotTheDispatcher, NotSentThere, NotRejected.
    """
    async with atomic():
        file = await workflow.take_up(actor, document_id)
        dispatcher = holder_of_role(Role.DISPATCHER, file.case.issuer_id)
        standing = actor.stand(dispatcher)
        if standing is None:
            raise NotTheDispatcher
        row = await ReceiptRow.get_or_none(document_id=document_id, organ_id=organ_id)
        if row is None:
            raise NotSentThere
        sent = rules.send_again(row.receipt(), clock.now())
        await keep(row, sent)
        await journal.record(actor, "issuing.send_again", document_id, standing, organ_id=organ_id)
        await workflow.arrive(actor, await _arrivals(file, [ReceiptRow(id=row.id, **asdict(sent))]))
        if not await ReceiptRow.exists(document_id=document_id, state=rules.State.REJECTED):
            await notices.done(document_id, "send_again", dispatcher)
    return await board(actor, document_id)


async def board(actor: Actor, document_id: UUID) -> list[Answer]:
    """Who has the document and who does not (签收看板), main addressees first, for its readers.

    Raises NoSuchDocument.
    """
    await workflow.open_file(actor, document_id)
    rows = await ReceiptRow.filter(document_id=document_id).order_by("id")
    organs = await directory.organs(row.organ_id for row in rows)
    facts = [name for name in Answer.__dataclass_fields__ if name != "organ_name"]
    return [
        Answer(organ_name=organs[row.organ_id].name, **{name: getattr(row, name) for name in facts}) for row in rows
    ]


async def _arrivals(file: File, rows: Sequence[ReceiptRow]) -> list[Arrival]:
    """What each of these addressees is sent; the inbound case goes by the receipt's id."""
    line = await RegisterRow.get(document_id=file.draft.id)
    printed = await PrintRow.get(document_id=file.draft.id)
    assert printed.sealed is not None
    return [
        Arrival(
            case_id=row.id,
            organ_id=row.organ_id,
            document_id=row.document_id,
            capacity=row.capacity,
            kind=file.draft.kind,
            number=line.text,
            title=line.title,
            issuer_id=line.issuer_id,
            issuer=line.issuer_name,
            urgency=line.urgency,
            formed_on=line.formed_on,
            printed_on=printed.printed_on,
            sha256=printed.sealed,
            sent_at=row.sent_at,
        )
        for row in rows
    ]
