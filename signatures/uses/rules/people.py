"""Who has a part in a use (职责分离): who asks, who approves and who keeps are three; of a document its keeper asks."""

from collections.abc import Collection
from uuid import UUID

from server.directory.rules.organs import Organ
from server.directory.rules.standing import Actor, Role, Scope, Standing, holder_of_role, places_of
from signatures.uses.errors import ApproverKeeps, NotOfTheOrgan, NotTheApprover, OwnRequest
from signatures.uses.rules.requests import Matter, Request

HEADS = (Role.SIGNER,)
LEADERS = (Role.OFFICE_DIRECTOR, Role.LEADER_IN_CHARGE, Role.SIGNER)
"""Who of an organ may let its seal be pressed: the director of its general office, or one of its leaders."""

ANSWERABLE = (Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR)
"""Who of an organ reads its use log: whoever answers for the seal."""

CONCERNED = frozenset({*LEADERS, Role.SEAL_KEEPER})
"""Who of an organ sees the requests for its seals that were made by hand."""


def may_request(actor: Actor, organ: Organ) -> Standing:
    """The standing in which somebody asks for an organ's seal: a post in the organ or in its general office.

    Raises NotOfTheOrgan, for administrators too (三员不涉业务).
    """
    if not actor.administers():
        for post in actor.posts:
            if post.organ_id in (organ.id, organ.office_id):
                return Standing(post.id, post.organ_id, post.title)
    raise NotOfTheOrgan


def may_approve(actor: Actor, organ_id: UUID, matter: Matter) -> Standing:
    """The standing in which somebody lets an organ's seal be pressed; contracts, money and people need its head.

    A delegate needs the scope of signing off. Raises NotTheApprover.
    """
    roles = LEADERS if matter is Matter.GENERAL else HEADS
    wanted = (holder_of_role(role, organ_id) for role in roles)
    standing = actor.stand(*wanted, need=Scope.SIGN_OFF)
    if standing is None:
        raise NotTheApprover
    return standing


def asked_to_approve(matter: Matter) -> tuple[tuple[Role, ...], ...]:
    """Whom a request is put before: the director of the general office, or else the leaders; what is weighty, the head.

    All of `LEADERS` may approve what is general, whether they are asked or not.
    """
    return ((Role.OFFICE_DIRECTOR,), LEADERS[1:]) if matter is Matter.GENERAL else (HEADS,)


def check_apart(approver_id: UUID, standing: Standing, requester_id: UUID, keepers: Collection[UUID]) -> None:
    """Refuse an approver who asked for it, or keeps the seal; whoever acts for somebody counts as both.

    Raises OwnRequest, ApproverKeeps.
    """
    approving = {approver_id, standing.principal_id}
    if requester_id in approving:
        raise OwnRequest
    if not approving.isdisjoint(keepers):
        raise ApproverKeeps


def concerned_with(actor: Actor) -> frozenset[UUID]:
    """The organs whose requests somebody sees, because they approve or keep there."""
    return places_of(actor.holders(), CONCERNED)


def keeps_for(actor: Actor) -> frozenset[UUID]:
    """The organs whose seals are somebody's to keep."""
    return places_of(actor.holders(), frozenset({Role.SEAL_KEEPER}))


def may_see(actor: Actor, request: Request) -> bool:
    """Whether somebody sees a request: who made it, who may approve or press it; no administrator (三员不涉业务).

    That of a document is for the keepers alone, who had the turn on it: others of the organ may not know the document.
    """
    if actor.administers():
        return False
    if request.document_id:
        return request.organ_id in keeps_for(actor)
    own = request.requester_id == actor.person_id and bool(actor.posts)
    return own or request.organ_id in concerned_with(actor)


def may_read_log(actor: Actor, organ_id: UUID) -> None:
    """The use log is for whoever answers for the seal in person, and for audit administrators. Raises NotAllowed."""
    standing = actor.stand(*(holder_of_role(role, organ_id) for role in ANSWERABLE))
    if standing is None or standing.principal_id is not None:
        actor.must_have(Role.AUDIT_ADMIN)
