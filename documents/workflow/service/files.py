"""Opening a case's file (案卷), and landing what an action made of it: one transaction, one winner."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import convert, to_builtins
from tortoise.queryset import QuerySet

from documents.drafting import service as drafting
from documents.drafting.errors import NoSuchDraft
from documents.drafting.service import Draft
from documents.workflow.errors import NoSuchDocument
from documents.workflow.models import CaseRow, OpinionRow
from documents.workflow.rules.case import Case, Signer, pen, whose_turn
from documents.workflow.rules.opinions import Opinion
from documents.workflow.rules.outbound import Action, State, asked_action
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit.db import swap


@dataclass(frozen=True)
class File:
    """A case with its document and everything that was said to it."""

    draft: Draft
    case: Case
    opinions: tuple[Opinion, ...]
    signed_no: int | None


async def open_file(actor: Actor | None, document_id: UUID) -> File:
    """The file of a document that this person may read; actor None is the office itself. Raises NoSuchDocument."""
    return await _file(actor, CaseRow.filter(id=document_id))


async def take_up(actor: Actor | None, document_id: UUID) -> File:
    """The file, to be changed in the caller's transaction: two who act at once are served one after the other.

    PostgreSQL locks the row; SQLite has one writer anyway. The version still decides, see `land`.
    """
    return await _file(actor, CaseRow.filter(id=document_id).select_for_update())


async def _file(actor: Actor | None, query: QuerySet[CaseRow]) -> File:
    row = await query.first()
    if row is None:
        raise NoSuchDocument
    try:
        document = await drafting.draft(actor, row.id)
    except NoSuchDraft as fault:
        raise NoSuchDocument from fault
    said = await OpinionRow.filter(document_id=row.id).order_by("id")
    return File(document, _case(row, document), tuple(o.opinion() for o in said), row.signed_no)


async def land(
    actor: Actor | None, before: File, after: File, action: Action, standing: Standing | None, **facts: Any
) -> None:
    """Write what an action made of a case: state, pen, readers, to-dos and journal, in the caller's transaction.

    Raises Conflict if another action was first.
    """
    case = after.case
    await swap(
        CaseRow,
        case.document_id,
        case.version,
        state=case.state,
        round=case.round,
        signed_hash=case.signed_hash,
        signed_no=after.signed_no,
        formed_on=case.formed_on,
        co_signers=to_builtins(case.co_signers),
        sealed=case.sealed,
    )
    await drafting.give_pen(after.draft, pen(case))
    await _pass_the_turn(actor, before, after)
    facts = {"from": before.case.state, "to": case.state, "hash": case.text_hash, **facts}
    await journal.record(actor, f"workflow.{action}", case.document_id, standing, **facts)


async def _pass_the_turn(actor: Actor | None, before: File, after: File) -> None:
    """Close the to-dos of those whose turn has passed, open those of whoever has it now."""
    case, had, has = after.case, _asked(before), _asked(after)
    for holder, action in had - has:
        await notices.done(case.document_id, action, holder)
    if not has:
        return
    await drafting.open_for(case.document_id, (holder for holder, _ in has))
    organ = await directory.organ(after.draft.organ_id)
    sender = actor.name if actor else ""
    for holder, action in sorted(has - had):
        await notices.ask(case.document_id, holder, action, after.draft.title, organ=organ.name, sender=sender)


def _asked(file: File) -> set[tuple[str, str]]:
    if file.case.state is State.DRAFT:
        return set()
    action = asked_action(file.case.state)
    return {(holder, action) for holder in whose_turn(file.case, file.opinions)} if action else set()


def _case(row: CaseRow, document: Draft) -> Case:
    return Case(
        document_id=row.id,
        drafter_id=document.drafter_id,
        unit_id=document.place_id,
        issuer_id=row.issuer_id,
        signer_id=row.signer_id,
        countersigners=tuple(UUID(organ) for organ in row.countersigners),
        text_hash=document.hash,
        matter=document.matter,
        state=row.state,
        round=row.round,
        signed_hash=row.signed_hash,
        formed_on=row.formed_on,
        co_signers=convert(row.co_signers, tuple[Signer, ...]),
        sealed=row.sealed,
        version=row.version,
    )
