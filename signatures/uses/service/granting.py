"""签发即批准用印: a document that was signed may be sealed, on the word of whoever signed it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from tortoise.exceptions import IntegrityError

from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from server.kit.ids import uuid7
from signatures.seals import service as seals
from signatures.seals.errors import SealNotActive
from signatures.uses.errors import ApproverKeeps, OpenAlready
from signatures.uses.rules.acts import asked
from signatures.uses.rules.requests import (
    LONGEST_WINDOW,
    Approval,
    FileKind,
    Item,
    Keeper,
    Matter,
    Place,
    Request,
    RequestState,
    SealForm,
    binding_of,
)
from signatures.uses.service.requesting import enter, said


@dataclass(frozen=True)
class Grant:
    """A document that its keeper has sealed: on which file, where, and who let it be."""

    seal_id: UUID
    document_id: UUID
    name: str
    """文号"""
    title: str
    sha256: str
    """Of the file as it is before this seal; of a joint document with the seals of those before."""
    pages: int
    purpose: str
    approver: Approval
    places: Sequence[Place]
    straddle: bool = False
    formed_on: date | None = None
    """成文日期"""
    copies: int = 1


async def grant(actor: Actor, standing: Standing, granted: Grant) -> UUID:
    """Let a signed document be sealed, and have it asked for by the keeper; in the caller's transaction.

    The answer is the item to press and land, or to release. Raises NoSuchSeal, SealNotActive, NotTheKeeper,
    ApproverKeeps, OpenAlready while the same document is under the same seal.
    """
    seal = await seals.find(granted.seal_id)
    await seals.must_keep(actor, seal.id)
    if granted.approver.people & {actor.person_id, *seal.keepers}:
        raise ApproverKeeps
    if seal.state is not seals.State.ACTIVE:
        raise SealNotActive
    made = _made(actor, standing, seal, granted)
    try:
        async with atomic():
            await enter(made)
    except IntegrityError as fault:
        raise OpenAlready from fault
    facts = {**said(made), "document_id": made.document_id, **_word_of(granted.approver)}
    await journal.record(actor, "uses.grant", made.id, standing, **facts)
    return made.items[0].id


def _word_of(approver: Approval) -> dict[str, object]:
    """What the journal keeps of an approval that is not the act of whoever asks for the seal."""
    whose = {"approver_id": approver.person_id, "approver": approver.person_name}
    principal = {"principal_id": approver.principal_id, "principal": approver.principal_name}
    return {**whose, **principal, "approver_post": approver.post_title, "approved_at": approver.at}


def _made(actor: Actor, standing: Standing, seal: seals.Seal, granted: Grant) -> Request:
    now = clock.now()
    made = Request(
        id=uuid7(),
        seal_id=seal.id,
        seal_name=seal.name,
        organ_id=seal.organ_id,
        organ_name=seal.organ_name,
        document_id=granted.document_id,
        requester_id=actor.person_id,
        requester_name=actor.name,
        requester_post=standing.title,
        matter=Matter.GENERAL,
        purpose=granted.purpose,
        form=SealForm(ground().settings.seal_form),
        opens_at=now,
        closes_at=now + LONGEST_WINDOW,
        items=(_item(Keeper(actor.person_id, actor.name, standing.title), granted),),
        state=RequestState.APPROVED,
        approval=granted.approver,
    )
    return replace(made, binding=binding_of(made))


def _item(keeper: Keeper, granted: Grant) -> Item:
    item = Item(
        id=uuid7(),
        no=1,
        name=f"{granted.name}.pdf",
        kind=FileKind.PDF,
        sha256=granted.sha256,
        pages=granted.pages,
        copies=granted.copies,
        places=tuple(granted.places),
        straddle=granted.straddle,
        number=granted.name,
        title=granted.title,
        formed_on=granted.formed_on,
    )
    return asked(item, keeper)
