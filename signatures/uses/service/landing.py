"""What was pressed lands exactly once, with its line in the use log; what failed is on record too."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from signatures.seals import service as seals
from signatures.seals.errors import NotTheKeeper
from signatures.uses.errors import FileChanged, NotAsked
from signatures.uses.models import CodeRow, ItemRow, RequestRow, UseRow
from signatures.uses.rules import acts
from signatures.uses.rules.codes import CodeState, digest_of_code
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import Item, ItemState, Request, RequestState, item_of
from signatures.uses.service import telling
from signatures.uses.service.reading import hold, kept


@dataclass(frozen=True)
class Pressed:
    """A sealed file that is nobody's yet."""

    item_id: UUID
    data: bytes = field(repr=False)
    before: str
    """SHA-256 of the file that was sealed."""
    code: str
    """The verification code on it; empty where there was no room for one."""
    begun_at: datetime
    """By the office's clock, when the seal was taken in hand: the days of the approval are counted by it."""
    at: datetime
    """When it was pressed, for the use log: by the time stamp, which knows whole seconds."""
    time_stamped: bool


async def land(actor: Actor, item_id: UUID, pressed: Pressed, after_sha256: str, whole: bool = True) -> None:
    """Enter a press in the use log (用印登记) and the journal, in the transaction that keeps the sealed file.

    `actor` is the keeper who asked for it, `whole` whether the file lacks no other organ's seal. Of many who press the
    same, one lands. Raises NotAsked for the others, NotTheKeeper, FileChanged, what `check_in_force` raises, and
    SealNotActive for a seal that was stopped while it was being pressed: then nothing of it may be kept.
    """
    async with atomic():
        found, item = await held(item_id)
        standing = await seals.must_keep(actor, found.seal_id)
        if actor.person_id != item.asked_by:
            raise NotTheKeeper
        if pressed.item_id != item_id or pressed.before != item.sha256:
            raise FileChanged
        after = acts.land(found, item.no, after_sha256, pressed.code, pressed.begun_at)
        await seals.must_be_active(found.seal_id)
        landed = item_of(after, item.no)
        await write(after, landed)
        await _enter(after, landed, Result.SEALED, pressed.at, time_stamped=pressed.time_stamped)
        await _register_code(after, landed, pressed.at, CodeState.WHOLE if whole else CodeState.UNFINISHED)
        facts = {"seal_id": found.seal_id, "before": item.sha256, "after": after_sha256}
        facts |= {"code_sm3": digest_of_code(pressed.code), "whole": whole}
        await journal.record(actor, "uses.seal", found.id, standing, no=item.no, **facts, at=pressed.at)
        if after.state is RequestState.USED:
            await telling.over(actor, after)


async def release(item_id: UUID, reason: str) -> None:
    """Hand a file back that could not be sealed, with the reason in the use log; nothing if it landed meanwhile.

    The keeper of a request may ask again; a document is granted anew.
    """
    async with atomic():
        found, item = await held(item_id)
        if item.state is not ItemState.ASKED:
            return
        after = acts.hand_back(found, item.no, reason[:500])
        returned = item_of(after, item.no)
        await write(after, returned)
        await _enter(after, returned, Result.FAILED, clock.now())
        await journal.record(None, "uses.hand_back", found.id, no=item.no, reason=returned.reason)
        await telling.handed_back(after, returned)
        if found.document_id:
            over = {"state": RequestState.WITHDRAWN, "open": None, "reason": returned.reason}
            await RequestRow.filter(id=found.id).update(**over)


async def held(item_id: UUID) -> tuple[Request, Item]:
    """The request of a file, held for this transaction, and the file. Raises NotAsked for one that nobody asked for."""
    row = await ItemRow.get_or_none(id=item_id)
    if row is None:
        raise NotAsked
    await hold(row.request_id)
    found = await kept(row.request_id)
    return found, item_of(found, row.no)


async def write(after: Request, item: Item) -> None:
    """Write what became of one file of a request, and of the request with it."""
    changing = ("state", "asked_by", "keeper_name", "keeper_post", "reason", "sealed", "code")
    await ItemRow.filter(id=item.id).update(**{name: getattr(item, name) for name in changing})
    if after.state is RequestState.USED:
        await RequestRow.filter(id=after.id).update(state=after.state, open=None)


async def _enter(found: Request, item: Item, result: Result, at: datetime, time_stamped: bool = False) -> None:
    assert item.asked_by is not None
    approval = found.approval
    places: list[dict[str, Any]] = [
        {"page": place.page, "left_mm": place.left_mm, "top_mm": place.top_mm} for place in item.places
    ]
    await UseRow.create(
        seal_id=found.seal_id,
        use_id=found.id,
        no=item.no,
        document_id=found.document_id,
        keeper_id=item.asked_by,
        keeper_name=item.keeper_name,
        post_title=item.keeper_post,
        approver_id=approval.person_id if approval else None,
        approver_name=approval.person_name if approval else "",
        principal_id=approval.principal_id if approval else None,
        principal_name=approval.principal_name if approval else "",
        result=result,
        reason=item.reason,
        sha256_before=item.sha256,
        sha256_after=item.sealed,
        places=places,
        straddle=item.straddle,
        copies=item.copies,
        code=item.code,
        time_stamped=time_stamped,
        at=at,
    )


async def _register_code(found: Request, item: Item, at: datetime, state: CodeState) -> None:
    """The code of a file that had none; a later seal leaves it what it is, unless it finishes the same document."""
    if not item.code:
        return
    if known := await CodeRow.get_or_none(code=item.code):
        first = await kept(known.use_id)
        if found.document_id and first.document_id == found.document_id:
            await CodeRow.filter(id=known.id, state=CodeState.UNFINISHED).update(state=state)
        return
    await CodeRow.create(
        code=item.code,
        use_id=found.id,
        no=item.no,
        organ_name=found.organ_name,
        number=item.number,
        title=item.title or item.name,
        formed_on=item.formed_on,
        pages=item.pages,
        state=state,
        made_at=at,
    )
