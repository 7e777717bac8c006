"""In whose hands a seal is, and who decides about it. Nothing here can be lent (委托规则)."""

from collections.abc import Collection
from uuid import UUID

from server.directory.rules.organs import Organ
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role, places_of
from server.kit.errors import NotAllowed
from signatures.seals.errors import NotAKeeper, NotTheKeeper
from signatures.seals.rules.kinds import BY_OWN_HEAD, Kind, Seal
from signatures.seals.rules.life import Act, State

ANSWERABLE = (Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR)
"""Who of an organ answers for its seals: keepers (监印人) and the director of the general office."""

BEFORE_CUSTODY = frozenset({State.APPLIED, State.APPROVED, State.MADE, State.FILED})

STOPPING = frozenset({Act.SUSPEND, Act.REPORT_LOST})
"""What cannot wait: done at once by whoever answers for the seal."""


def may_apply(actor: Actor, organ_id: UUID) -> Standing:
    """An organ's office director applies for its seals and brings their pictures. Raises NotAllowed."""
    return _must(actor, organ_id, Role.OFFICE_DIRECTOR)


def approving(kind: Kind, organ: Organ) -> UUID:
    """Whose head approves a seal: the superior organ's; of special seals, or where there is none, the organ's own.

    国发〔1999〕25号: official seals are issued from above (制发), special ones approved by the unit's leader (二十二).
    """
    return organ.id if kind in BY_OWN_HEAD else organ.superior_id or organ.id


def may_approve(actor: Actor, approving_id: UUID) -> Standing:
    """The head (主要负责人) of the organ that approves. Raises NotAllowed."""
    return _must(actor, approving_id, Role.SIGNER)


def may_make(actor: Actor) -> Standing:
    """Keys are made and destroyed by the system administrator. Raises NotAllowed."""
    return actor.must_have(Role.SYS_ADMIN)


def may_file(actor: Actor) -> Standing:
    """Filing (备案) is entered by the security administrator, who had no part in the making. Raises NotAllowed."""
    return actor.must_have(Role.SEC_ADMIN)


def may_take(actor: Actor, organ_id: UUID) -> Standing:
    """Whoever is a keeper of the organ takes a seal into custody, and is named from then on. Raises NotAKeeper."""
    return _in_person(actor, holder_of_role(Role.SEAL_KEEPER, organ_id)) or _not_a_keeper()


def may_hand_over(actor: Actor, organ_id: UUID, keepers: Collection[Actor]) -> Standing:
    """A named keeper hands a seal over; the office director does where none of those named keeps it any more.

    Raises NotAllowed.
    """
    still = [keeper.person_id for keeper in keepers if is_keeper(keeper, organ_id)]
    if not still:
        return _must(actor, organ_id, Role.OFFICE_DIRECTOR)
    if actor.person_id not in still:
        raise NotAllowed
    return may_take(actor, organ_id)


def is_keeper(actor: Actor, organ_id: UUID) -> bool:
    """Whether somebody is a keeper of the organ, by a post of their own."""
    return _in_person(actor, holder_of_role(Role.SEAL_KEEPER, organ_id)) is not None


def may_stop(actor: Actor, act: Act, organ_id: UUID) -> Standing:
    """The standing in which somebody suspends, resumes, reports lost or revokes an organ's seal.

    A seal that is lost or in doubt is stopped by whoever answers for it; all else is for the system administrator.
    Raises NotAllowed.
    """
    own = [holder_of_role(role, organ_id) for role in ANSWERABLE] if act in STOPPING else []
    return _in_person(actor, *own) or actor.must_have(Role.SYS_ADMIN)


def must_keep(actor: Actor, organ_id: UUID, keepers: Collection[UUID]) -> Standing:
    """The standing in which somebody keeps a seal themselves: named, and still a keeper of the organ.

    Raises NotTheKeeper, also for delegates; a seal for which nobody is named has no keeper.
    """
    standing = _in_person(actor, holder_of_role(Role.SEAL_KEEPER, organ_id))
    if actor.person_id not in keepers or standing is None:
        raise NotTheKeeper
    return standing


def may_see_picture(actor: Actor, seal: Seal, approving_id: UUID) -> None:
    """Once a seal is in custody its picture is for its keepers; before, for who applies, approves and makes.

    Raises NotTheKeeper.
    """
    if seal.state in BEFORE_CUSTODY:
        places = holder_of_role(Role.SIGNER, approving_id), holder_of_role(Role.OFFICE_DIRECTOR, seal.organ_id)
        if actor.administers() or _in_person(actor, *places):
            return
    must_keep(actor, seal.organ_id, seal.keepers)


def overseen(actor: Actor) -> frozenset[UUID]:
    """The organs for whose seals somebody answers."""
    return _places(actor, ANSWERABLE)


def headed(actor: Actor) -> frozenset[UUID]:
    """The organs of which somebody is the head."""
    return _places(actor, (Role.SIGNER,))


def _places(actor: Actor, roles: tuple[Role, ...]) -> frozenset[UUID]:
    return places_of((holder for post in actor.posts for holder in post.holders), frozenset(roles))


def _must(actor: Actor, organ_id: UUID, role: Role) -> Standing:
    return _in_person(actor, holder_of_role(role, organ_id)) or _refuse()


def _in_person(actor: Actor, *holders: str) -> Standing | None:
    standing = actor.stand(*holders) if holders else None
    return standing if standing and standing.principal_id is None else None


def _refuse() -> Standing:
    raise NotAllowed


def _not_a_keeper() -> Standing:
    raise NotAKeeper
