"""What may be done to a request: nothing without approval, nothing but what was approved, and that once.

《国务院办公厅关于印发〈电子印章管理办法〉的通知》(国办发〔2025〕33号): no use without approval, each one traceable.
Time and ids come in as arguments.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from server.journal.rules import Entry
from signatures.uses.errors import (
    ActUnfit,
    ApprovalDiffers,
    ApproverKeeps,
    AskedAlready,
    NotApproved,
    NotAsked,
    OutsideWindow,
    ReasonMissing,
    RequesterKeeps,
    SeenOther,
)
from signatures.uses.rules.requests import (
    ASKABLE,
    OPEN,
    Approval,
    Item,
    ItemState,
    Keeper,
    Request,
    RequestState,
    binding_of,
    item_of,
    state_at,
)

APPROVING = ("uses.approve", "uses.grant")
"""What the journal calls an approval."""


def approve(request: Request, approval: Approval, seen: str) -> Request:
    """The request approved, as it was seen: `seen` is its `binding`. Raises ActUnfit, SeenOther, ApprovalDiffers."""
    if state_at(request, approval.at) is not RequestState.REQUESTED:
        raise ActUnfit
    if seen != request.binding:
        raise SeenOther
    check_bound(request)
    return replace(request, state=RequestState.APPROVED, approval=approval)


def refuse(request: Request, reason: str, now: datetime) -> Request:
    """The request turned down for good. Raises ActUnfit, ReasonMissing."""
    return _end(request, RequestState.REFUSED, (RequestState.REQUESTED,), reason, now)


def withdraw(request: Request, reason: str, now: datetime) -> Request:
    """The request taken back; what is sealed stays sealed, and nothing more will be. Raises ActUnfit, ReasonMissing."""
    return _end(request, RequestState.WITHDRAWN, OPEN, reason, now)


def _end(request: Request, end: RequestState, possible: Sequence[RequestState], reason: str, now: datetime) -> Request:
    if state_at(request, now) not in possible:
        raise ActUnfit
    if not reason.strip():
        raise ReasonMissing
    return replace(request, state=end, reason=reason.strip())


def ask(request: Request, no: int, keeper: Keeper, now: datetime) -> Request:
    """The keeper, who neither asked for it nor approved it, has one file sealed.

    Raises NoSuchItem, AskedAlready, ApproverKeeps, RequesterKeeps, and what `check_in_force` raises.
    """
    item = item_of(request, no)
    if item.state not in ASKABLE:
        raise AskedAlready
    check_in_force(request, now)
    check_keeper(request, keeper.id)
    return _with(request, asked(item, keeper))


def asked(item: Item, keeper: Keeper) -> Item:
    """The file as it is while a keeper has it pressed."""
    return replace(
        item,
        state=ItemState.ASKED,
        asked_by=keeper.id,
        keeper_name=keeper.name,
        keeper_post=keeper.post,
        reason="",
    )


def land(request: Request, no: int, sealed: str, code: str, pressed_at: datetime) -> Request:
    """One file sealed; with the last of them the request is used up. `pressed_at` is when the seal was pressed.

    Raises NoSuchItem, NotAsked, and what `check_in_force` raises.
    """
    item = _asked(request, no)
    check_in_force(request, pressed_at)
    landed = _with(request, replace(item, state=ItemState.SEALED, sealed=sealed, code=code))
    whole = all(each.state is ItemState.SEALED for each in landed.items)
    return replace(landed, state=RequestState.USED) if whole else landed


def hand_back(request: Request, no: int, reason: str) -> Request:
    """One file that could not be sealed, back with the keeper. Raises NoSuchItem, NotAsked."""
    return _with(request, replace(_asked(request, no), state=ItemState.HANDED_BACK, reason=reason))


def check_in_force(request: Request, at: datetime) -> None:
    """Refuse to press what nobody approved, or not so, or on another day.

    Raises NotApproved, OutsideWindow, ApprovalDiffers.
    """
    if request.state is not RequestState.APPROVED or request.approval is None:
        raise NotApproved
    if not request.opens_at <= at < request.closes_at:
        raise OutsideWindow
    check_bound(request)


def check_keeper(request: Request, keeper_id: UUID) -> None:
    """Refuse a keeper who approved it or for whom it was approved, or who asked for it, also since a change of hands.

    What is asked for a document its keeper asks. Raises ApproverKeeps, RequesterKeeps.
    """
    if request.approval and keeper_id in request.approval.people:
        raise ApproverKeeps
    if request.document_id is None and request.requester_id == keeper_id:
        raise RequesterKeeps


def check_bound(request: Request) -> None:
    """Refuse a request that is no more what was asked for. Raises ApprovalDiffers."""
    if binding_of(request) != request.binding:
        raise ApprovalDiffers


def check_on_record(request: Request, no: int, entries: Sequence[Entry]) -> None:
    """Refuse to press what the journal knows no approval of, or has as sealed, whatever the tables say.

    Raises ApprovalDiffers, AskedAlready.
    """
    approvals = (entry for entry in entries if entry.action in APPROVING)
    if request.binding not in [entry.facts.get("binding") for entry in approvals]:
        raise ApprovalDiffers
    if any(entry.action == "uses.seal" and entry.facts["no"] == no for entry in entries):
        raise AskedAlready


def _asked(request: Request, no: int) -> Item:
    item = item_of(request, no)
    if item.state is not ItemState.ASKED:
        raise NotAsked
    return item


def _with(request: Request, changed: Item) -> Request:
    return replace(request, items=tuple(changed if item.no == changed.no else item for item in request.items))
