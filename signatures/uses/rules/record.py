"""What the journal must say of a request that is kept, and what is wrong where it does not (账实核对)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from server.journal.rules import Entry, last_said
from signatures.uses.rules.acts import APPROVING
from signatures.uses.rules.codes import digest_of_code
from signatures.uses.rules.requests import Item, ItemState, Request, RequestState, binding_of

ASKING = ("uses.request", "uses.grant")
"""What the journal calls a request, each of which says who made it."""
STATES = {
    "uses.request": RequestState.REQUESTED,
    "uses.grant": RequestState.APPROVED,
    "uses.approve": RequestState.APPROVED,
    "uses.refuse": RequestState.REFUSED,
    "uses.withdraw": RequestState.WITHDRAWN,
}
"""What a request is after an act, until all is sealed."""
ITEM_STATES = {
    "uses.grant": ItemState.ASKED,
    "uses.ask": ItemState.ASKED,
    "uses.hand_back": ItemState.HANDED_BACK,
    "uses.seal": ItemState.SEALED,
}
"""What a file of a request is after an act; that of a grant, which has one, does not say its number."""

Person = tuple[str, str, str]
"""Id, name and post; all empty for nobody."""
NOBODY: Person = ("", "", "")


def differences(found: Request, acts: Sequence[Entry]) -> Iterator[str]:
    """Whatever of a request is not as the acts on it say, in words; facts that older acts lack are passed over."""
    if binding_of(found) != last_said(acts, "binding"):
        yield "用印申请的内容与办理记录不符"
    if (str(found.requester_id), found.requester_name, found.requester_post) != _person(_last(acts, ASKING)):
        yield "用印申请人与办理记录不符"
    if not _of_the_organ(found, acts):
        yield "用印申请所属的机关或者印章与办理记录不符"
    if not _approved(found, acts):
        yield "用印批准与办理记录不符"
    if found.state is not _state(found, acts) or found.reason != _reason(found, acts):
        yield "用印申请的状态与办理记录不符"
    if not all(_as_done(item, acts) for item in found.items):
        yield "用印文件的状态或者监印人与办理记录不符"
    if sorted(_kept(item) for item in found.items if item.sealed or item.code) != _sealed(acts):
        yield "已用印的文件与办理记录不符"


def _of_the_organ(found: Request, acts: Sequence[Entry]) -> bool:
    asked = _last(acts, ASKING)
    facts = asked.facts if asked else {}
    kept: dict[str, Any] = {"organ_id": str(found.organ_id), "organ": found.organ_name, "seal": found.seal_name}
    whose = {name: facts.get(name, fact) for name, fact in kept.items()}
    document = str(found.document_id) if found.document_id else None
    return whose == kept and facts.get("seal_id") == str(found.seal_id) and facts.get("document_id") == document


def _approved(found: Request, acts: Sequence[Entry]) -> bool:
    act, approval = next((act for act in acts if act.action in APPROVING), None), found.approval
    if act is None or approval is None:
        return act is None and approval is None
    facts = act.facts
    said = (act.actor_id, act.actor_name, act.post_title)
    if "approver_id" in facts:
        said = (facts["approver_id"], facts["approver"], facts.get("approver_post", approval.post_title))
    at = facts.get("approved_at")
    kept = (str(approval.person_id), approval.person_name, approval.post_title)
    if _principal(act) != (str(approval.principal_id or ""), approval.principal_name):
        return False
    return kept == (str(said[0]), *said[1:]) and (at is None or datetime.fromisoformat(at) == approval.at)


def _principal(act: Entry) -> tuple[str, str]:
    """For whom it was approved; a grant tells of somebody else's word."""
    if "approver_id" in act.facts:
        return str(act.facts.get("principal_id") or ""), act.facts.get("principal", "")
    return str(act.principal_id or ""), act.principal_name


def _kept(item: Item) -> tuple[int, str, str]:
    return item.no, item.sealed, digest_of_code(item.code)


def _state(found: Request, acts: Sequence[Entry]) -> RequestState | None:
    if len(_sealed(acts)) == len(found.items):
        return RequestState.USED
    if found.document_id and any(act.action == "uses.hand_back" for act in acts):
        return RequestState.WITHDRAWN
    return next((STATES[act.action] for act in reversed(acts) if act.action in STATES), None)


def _reason(found: Request, acts: Sequence[Entry]) -> str:
    """Why it is over: a document's request is over with its only file."""
    ending = ("uses.refuse", "uses.withdraw", *(["uses.hand_back"] if found.document_id else []))
    last = _last(acts, ending)
    return str(last.facts["reason"]) if last else ""


def _as_done(item: Item, acts: Sequence[Entry]) -> bool:
    on_it = [act for act in acts if act.action in ITEM_STATES and act.facts.get("no", item.no) == item.no]
    state = ITEM_STATES[on_it[-1].action] if on_it else ItemState.WAITING
    keeper = (str(item.asked_by or ""), item.keeper_name, item.keeper_post)
    return (item.state, keeper) == (state, _person(_last(on_it, ("uses.grant", "uses.ask"))))


def _sealed(acts: Sequence[Entry]) -> list[tuple[int, str, str]]:
    done = (act.facts for act in acts if act.action == "uses.seal")
    return sorted((facts["no"], facts["after"], facts["code_sm3"]) for facts in done)


def _last(acts: Sequence[Entry], actions: Sequence[str]) -> Entry | None:
    return next((act for act in reversed(acts) if act.action in actions), None)


def _person(act: Entry | None) -> Person:
    return (str(act.actor_id), act.actor_name, act.post_title) if act else NOBODY
