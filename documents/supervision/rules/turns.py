"""Whose turn an item is, who may read it, and who may do what to it."""

from uuid import UUID

from documents.supervision.errors import NotYourTurn, OwnProposal, OwnWork, WrongState
from documents.supervision.rules.items import Item, settled
from documents.supervision.rules.table import ASKED, ItemAction, ItemState, Row, Turn, row, rows
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.kit.errors import OfficeError

APPROVERS = (Role.OFFICE_DIRECTOR, Role.LEADER_IN_CHARGE, Role.SIGNER)
"""Who approves that a matter is established (立项)."""


def holders(item: Item, turn: Turn) -> tuple[str, ...]:
    """Which holders have a turn in this item."""
    match turn:
        case Turn.SUPERVISER:
            return (holder_of_role(Role.SUPERVISER, item.organ_id),)
        case Turn.APPROVER:
            return tuple(holder_of_role(role, item.organ_id) for role in APPROVERS)
        case Turn.LEAD:
            return (holder_of_role(Role.UNIT_HEAD, item.lead),) if item.lead else ()
        case Turn.HANDLER:
            return (*holders(item, Turn.LEAD), *(holder_of_role(Role.UNIT_HEAD, place) for place in item.co))


def readers(item: Item) -> frozenset[str]:
    """Who may read an item: supervisers, approvers and discipline of its organ; from 交办 on its handlers.

    And the head of the lead's organ, whom the 督办通知 reaches.
    """
    owner = (*holders(item, Turn.SUPERVISER), *holders(item, Turn.APPROVER))
    seen = {*owner, holder_of_role(Role.DISCIPLINE, item.organ_id)}
    if item.assigned_at and item.lead_organ_id:
        seen |= {*holders(item, Turn.HANDLER), holder_of_role(Role.SIGNER, item.lead_organ_id)}
    return frozenset(seen)


def asked(item: Item) -> tuple[Turn, ItemAction] | None:
    """Whose to-do the item is, and what is asked; None once nobody owes anything."""
    if item.state is ItemState.PROPOSED and not settled(item):
        return Turn.SUPERVISER, ItemAction.SETTLE
    return ASKED.get(item.state)


def whose_turn(item: Item) -> tuple[str, ...]:
    """The holders of whom one is asked to act now."""
    turn_and_action = asked(item)
    return holders(item, turn_and_action[0]) if turn_and_action else ()


def permit(actor: Actor, item: Item, action: ItemAction) -> tuple[Row, Standing]:
    """The row and the standing for an action.

    Raises WrongState if the table has no such row here, NotYourTurn, OwnProposal if somebody would approve what they
    proposed themselves, OwnWork if whoever stands for the lead would judge the lead's work.
    """
    found = row(item.state, action)
    if found is None:
        raise WrongState(state=item.state, action=action)
    standing = actor.stand(*holders(item, found.turn), need=found.need)
    if standing is None:
        raise NotYourTurn
    if (
        action is ItemAction.APPROVE
        and item.proposed_by
        and item.proposed_by in (actor.person_id, standing.principal_id)
    ):
        raise OwnProposal
    if found.apart and _stands_for_the_lead(actor, item):
        raise OwnWork
    return found, standing


def actions(actor: Actor, item: Item) -> tuple[ItemAction, ...]:
    """What this person may do to the item now."""
    return tuple(r.action for r in rows(item.state) if _may(actor, item, r.action))


def place_of(actor: Actor, item: Item) -> UUID:
    """The place for which a handler speaks: their own before one that is lent, the lead's before a co-unit's."""
    places = [place for place in (item.lead, *item.co) if place]
    own = [place for place in places if actor.holds(Role.UNIT_HEAD, place)]
    return next(p for p in (*own, *places) if actor.stand(holder_of_role(Role.UNIT_HEAD, p)))


def _may(actor: Actor, item: Item, action: ItemAction) -> bool:
    try:
        permit(actor, item, action)
    except OfficeError:
        return False
    return True


def _stands_for_the_lead(actor: Actor, item: Item) -> bool:
    """By post, by delegation of any scope, or because they handed the result in."""
    lead = holders(item, Turn.LEAD)
    return actor.person_id == item.submitted_by or not actor.holders().isdisjoint(lead)
