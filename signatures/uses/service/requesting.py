"""用印申请 and its approval: asked by one, let by another, bound to what was asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.directory import service as directory
from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts
from signatures.seals import service as seals
from signatures.seals.errors import SealNotActive
from signatures.uses.errors import ActUnfit, NoSuchFile, NotTheApprover, RequesterKeeps
from signatures.uses.models import FileRow, ItemRow, RequestRow
from signatures.uses.rules import acts
from signatures.uses.rules.paper import check_request
from signatures.uses.rules.people import check_apart, may_approve, may_request
from signatures.uses.rules.requests import (
    OPEN,
    Approval,
    Item,
    Matter,
    Place,
    Request,
    RequestState,
    SealForm,
    binding_of,
    matter_of,
    state_at,
)
from signatures.uses.service import telling
from signatures.uses.service.reading import hold, kept, seen


@dataclass(frozen=True)
class Wanted:
    """One file that somebody wants sealed, and where."""

    file_id: UUID
    copies: int
    places: tuple[Place, ...]
    straddle: bool
    number: str
    title: str
    formed_on: date | None


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    seal_id: UUID
    matter: Matter
    purpose: str
    form: SealForm
    opens_at: datetime
    closes_at: datetime
    files: tuple[Wanted, ...]


async def request(actor: Actor, asked: Asked) -> Request:
    """Ask for a seal (用印申请), for somebody of its organ.

    Raises NoSuchSeal, NotOfTheOrgan, SealNotActive, RequesterKeeps for the only keeper, NoSuchFile, Classified, and
    what `check_request` raises.
    """
    admit_texts(_texts(asked))
    async with atomic():
        seal = await seals.find(asked.seal_id)
        standing = may_request(actor, await directory.organ(seal.organ_id))
        if seal.state is not seals.State.ACTIVE:
            raise SealNotActive
        if set(seal.keepers) == {actor.person_id}:
            raise RequesterKeeps
        files = await _files(actor, asked.files)
        made = _made(actor, standing, seal, asked, files)
        check_request(made, [row.paper() for row in files], seal.diameter_mm, clock.now())
        await enter(made)
        await journal.record(actor, "uses.request", made.id, standing, **said(made))
        await telling.requested(actor, made)
        await outbox.put("close_use", due=made.closes_at, use_id=str(made.id))
    return made


async def approve(actor: Actor, use_id: UUID, seen_binding: str) -> Request:
    """Let the seal be pressed (批准用印), as it was seen: its `binding`.

    Raises NoSuchUse, NotTheApprover, OwnRequest, ApproverKeeps, ActUnfit, SeenOther, ApprovalDiffers.
    """
    async with atomic():
        found, standing = await _before(actor, use_id)
        approval = _approval(actor, standing)
        after = acts.approve(found, approval, seen_binding)
        await _keep(after)
        await journal.record(actor, "uses.approve", use_id, standing, binding=after.binding, approved_at=approval.at)
        await telling.approved(actor, after)
    return after


async def refuse(actor: Actor, use_id: UUID, reason: str) -> Request:
    """Do not let it be pressed (不予批准), for good.

    Raises NoSuchUse, NotTheApprover, OwnRequest, ApproverKeeps, ActUnfit, ReasonMissing, Classified.
    """
    admit_texts([reason])
    async with atomic():
        found, standing = await _before(actor, use_id)
        after = acts.refuse(found, reason, clock.now())
        await _keep(after)
        await journal.record(actor, "uses.refuse", use_id, standing, reason=after.reason)
        await telling.over(actor, after)
    return after


async def withdraw(actor: Actor, use_id: UUID, reason: str) -> Request:
    """Take back one's request, or one's approval (撤回): what is not sealed by now never will be.

    That of a document ends with the document, or when its seal is handed back.

    Raises NoSuchUse, NotTheApprover, ActUnfit, ReasonMissing, Classified.
    """
    admit_texts([reason])
    async with atomic():
        await hold(use_id)
        found = await seen(actor, use_id)
        if found.document_id:
            raise ActUnfit
        if actor.person_id not in (found.requester_id, found.approval and found.approval.person_id):
            raise NotTheApprover
        after = acts.withdraw(found, reason, clock.now())
        await _keep(after)
        await journal.record(actor, "uses.withdraw", use_id, reason=after.reason)
        await telling.over(actor, after)
    return after


async def close_use(use_id: UUID) -> None:
    """A request whose days are over waits for nobody; nothing happens if it was over before."""
    async with atomic():
        await hold(use_id)
        found = await kept(use_id)
        now = replace(found, state=state_at(found, clock.now()))
        if now.state is RequestState.EXPIRED:
            await telling.over(None, now)


async def enter(made: Request) -> None:
    """Write a new request with its files, in the caller's transaction."""
    plain = {name: getattr(made, name) for name in Request.__dataclass_fields__ if name not in ("items", "approval")}
    await RequestRow.create(**plain, **(_approved(made.approval) if made.approval else {}))
    for item in made.items:
        facts = {name: getattr(item, name) for name in Item.__dataclass_fields__ if name != "places"}
        places = [[place.page, place.left_mm, place.top_mm] for place in item.places]
        await ItemRow.create(**facts, request_id=made.id, places=places)


def said(made: Request) -> dict[str, Any]:
    """What the journal keeps of a new request, which is what its approval is bound to and whose seal it is for."""
    whose = {"seal_id": made.seal_id, "seal": made.seal_name, "organ_id": made.organ_id, "organ": made.organ_name}
    return {**whose, "binding": made.binding, "files": [item.sha256 for item in made.items]}


async def _before(actor: Actor, use_id: UUID) -> tuple[Request, Standing]:
    """A request before somebody who may decide about it, held for this transaction."""
    await hold(use_id)
    found = await seen(actor, use_id)
    standing = may_approve(actor, found.organ_id, found.matter)
    keepers = (await seals.find(found.seal_id)).keepers
    check_apart(actor.person_id, standing, found.requester_id, keepers)
    return found, standing


async def _keep(after: Request) -> None:
    """Write what was decided; a request that is over is open no more."""
    facts: dict[str, Any] = {} if after.state in OPEN else {"open": None}
    if after.approval:
        facts |= _approved(after.approval)
    await RequestRow.filter(id=after.id).update(state=after.state, reason=after.reason, **facts)


def _approved(approval: Approval) -> dict[str, Any]:
    return {
        "approver_id": approval.person_id,
        "approver_name": approval.person_name,
        "approver_post": approval.post_title,
        "approved_at": approval.at,
        "basis": approval.basis,
        "principal_id": approval.principal_id,
        "principal_name": approval.principal_name,
    }


def _approval(actor: Actor, standing: Standing) -> Approval:
    return Approval(
        person_id=actor.person_id,
        person_name=actor.name,
        post_title=standing.title,
        at=clock.now(),
        principal_id=standing.principal_id,
        principal_name=standing.principal_name,
    )


async def _files(actor: Actor, wanted: Sequence[Wanted]) -> list[FileRow]:
    """The files that the actor handed in, in the order in which they are wanted. Raises NoSuchFile."""
    ids = [each.file_id for each in wanted]
    found = {row.id: row for row in await FileRow.filter(id__in=ids, added_by=actor.person_id)}
    if found.keys() != set(ids):
        raise NoSuchFile
    return [found[file_id] for file_id in ids]


def _made(actor: Actor, standing: Standing, seal: seals.Seal, asked: Asked, files: Sequence[FileRow]) -> Request:
    pairs = zip(asked.files, files, strict=True)
    made = Request(
        id=uuid7(),
        seal_id=seal.id,
        seal_name=seal.name,
        organ_id=seal.organ_id,
        organ_name=seal.organ_name,
        document_id=None,
        requester_id=actor.person_id,
        requester_name=actor.name,
        requester_post=standing.title,
        matter=matter_of(seal.kind, asked.matter),
        purpose=asked.purpose.strip(),
        form=asked.form,
        opens_at=asked.opens_at,
        closes_at=asked.closes_at,
        items=tuple(_item(no, wanted, row) for no, (wanted, row) in enumerate(pairs, start=1)),
    )
    return replace(made, binding=binding_of(made))


def _item(no: int, wanted: Wanted, row: FileRow) -> Item:
    return Item(
        id=uuid7(),
        no=no,
        name=row.name,
        kind=row.kind,
        sha256=row.sha256,
        pages=len(row.sheets),
        copies=wanted.copies,
        places=wanted.places,
        straddle=wanted.straddle,
        number=wanted.number.strip(),
        title=wanted.title.strip(),
        formed_on=wanted.formed_on,
    )


def _texts(asked: Asked) -> Iterator[str]:
    yield asked.purpose
    for each in asked.files:
        yield from (each.number, each.title)
