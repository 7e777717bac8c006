"""来文: what an addressee sees and does. It sees the sealed file and the register's line of it, and nothing else.

A minimal package (最小分发包): no draft, version, opinion, attachment or journal of the issuer is ever read here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from documents.drafting.rules.content import Urgency
from documents.issuing.errors import NoSuchPackage, NotTheRegistrar
from documents.issuing.models import PrintRow, ReceiptRow, RegisterRow
from documents.issuing.rules import receipts as rules
from documents.issuing.service.printing import download
from documents.issuing.service.receipts import close_when_settled, keep
from documents.workflow import service as workflow
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.files import Download
from server.kit.paging import page


@dataclass(frozen=True)
class Package:
    """One document as its addressee has it; `sha256` proves the file."""

    id: UUID
    organ_id: UUID
    capacity: rules.Capacity
    number: str
    title: str
    issuer: str
    urgency: Urgency
    formed_on: date
    printed_on: date
    sha256: str
    sent_at: datetime
    times: int
    state: rules.State
    answered_name: str
    answered_at: datetime | None
    reason: str


async def packages(
    actor: Actor, state: rules.State | None, before: UUID | None, limit: int
) -> tuple[list[Package], UUID | None]:
    """What was sent to the actor's organs, newest first, in one state or in any."""
    query = ReceiptRow.filter(organ_id__in=rules.organs_opened_by(actor.holders()))
    rows, following = await page(query.filter(state=state) if state else query, before, limit)
    return await _packages(rows), following


async def package(actor: Actor, receipt_id: UUID) -> Package:
    """One package. Raises NoSuchPackage."""
    (found,) = await _packages([await _sent_to(actor, receipt_id)])
    return found


async def package_file(actor: Actor, receipt_id: UUID) -> Download:
    """The sealed file. Raises NoSuchPackage."""
    row = await _sent_to(actor, receipt_id)
    printed = await PrintRow.get(document_id=row.document_id)
    assert printed.sealed is not None
    return await download(row.document_id, printed.sealed)


async def sign_for(actor: Actor, receipt_id: UUID) -> Package:
    """Sign for a package on behalf of an organ (签收); the last one closes the issuer's case.

    Raises NoSuchPackage, NotTheRegistrar, AlreadyAnswered.
    """
    async with atomic():
        row, standing = await _take(actor, receipt_id)
        await keep(row, rules.sign_for(row.receipt(), actor.person_id, actor.name, clock.now()))
        await notices.done(row.id)
        await journal.record(actor, "issuing.sign_for", row.document_id, standing, organ_id=row.organ_id)
        await close_when_settled(row.document_id)
    return await package(actor, receipt_id)


async def refuse(actor: Actor, receipt_id: UUID, reason: str) -> Package:
    """Send a package back with a reason (拒收); the issuer's dispatcher is asked to see to it.

    Raises NoSuchPackage, NotTheRegistrar, RefusalReasonMissing, AlreadyAnswered.
    """
    async with atomic():
        row, standing = await _take(actor, receipt_id)
        await keep(row, rules.refuse(row.receipt(), actor.person_id, actor.name, clock.now(), reason))
        await notices.done(row.id)
        facts = {"organ_id": row.organ_id, "reason": reason}
        await journal.record(actor, "issuing.refuse", row.document_id, standing, **facts)
        line, organ = await RegisterRow.get(document_id=row.document_id), await directory.organ(row.organ_id)
        dispatcher = holder_of_role(Role.DISPATCHER, line.issuer_id)
        await notices.ask(row.document_id, dispatcher, "send_again", line.title, organ=organ.name, sender=actor.name)
    return await package(actor, receipt_id)


async def _sent_to(actor: Actor, receipt_id: UUID) -> ReceiptRow:
    organs = rules.organs_opened_by(actor.holders())
    row = await ReceiptRow.get_or_none(id=receipt_id, organ_id__in=organs)
    if row is None:
        raise NoSuchPackage
    return row


async def _take(actor: Actor, receipt_id: UUID) -> tuple[ReceiptRow, Standing]:
    """The receipt as it is now and who answers; others who answer for this document wait.

    Otherwise the last two could each see the other's still open, and nobody would close the case.
    """
    row = await _sent_to(actor, receipt_id)
    standing = actor.stand(holder_of_role(Role.REGISTRAR, row.organ_id))
    if standing is None:
        raise NotTheRegistrar
    await workflow.take_up(None, row.document_id)
    return await ReceiptRow.get(id=receipt_id), standing


async def _packages(rows: Sequence[ReceiptRow]) -> list[Package]:
    documents = [row.document_id for row in rows]
    lines = {line.document_id: line for line in await RegisterRow.filter(document_id__in=documents)}
    prints = {row.document_id: row for row in await PrintRow.filter(document_id__in=documents)}
    return [_as_package(row, lines[row.document_id], prints[row.document_id]) for row in rows]


def _as_package(row: ReceiptRow, line: RegisterRow, printed: PrintRow) -> Package:
    assert printed.sealed is not None
    return Package(
        id=row.id,
        organ_id=row.organ_id,
        capacity=row.capacity,
        number=line.text,
        title=line.title,
        issuer=line.issuer_name,
        urgency=line.urgency,
        formed_on=line.formed_on,
        printed_on=printed.printed_on,
        sha256=printed.sealed,
        sent_at=row.sent_at,
        times=row.times,
        state=row.state,
        answered_name=row.answered_name,
        answered_at=row.answered_at,
        reason=row.reason,
    )
