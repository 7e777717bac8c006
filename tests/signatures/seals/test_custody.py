"""In whose hands a seal is: in person, by name, never lent."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.rules.organs import Level, Organ, OrganType
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_role
from server.kit.errors import NotAllowed
from signatures.seals.rules import Act, Kind, Seal, State
from signatures.seals.rules.custody import (
    STOPPING,
    approving,
    headed,
    may_apply,
    may_approve,
    may_file,
    may_hand_over,
    may_make,
    may_see_picture,
    may_stop,
    may_take,
    must_keep,
    overseen,
)
from signatures.seals.rules.kinds import BY_OWN_HEAD

HERE, ELSEWHERE = uuid4(), uuid4()
ANSWERABLE = {Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR}
ROLES = st.sampled_from(Role)


def post(role: Role, place: UUID) -> PostHeld:
    return PostHeld(uuid4(), place, None, "职务", frozenset({holder_of_role(role, place)}))


def someone(*posts: PostHeld, lent: tuple[Lent, ...] = ()) -> Actor:
    return Actor(uuid4(), "某人", None, posts, lent)


def passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True


def checks(actor: Actor, keepers: tuple[Actor, ...] = ()) -> dict[str, Callable[[], object]]:
    """Everything that needs somebody of the organ."""
    return {
        "apply": lambda: may_apply(actor, HERE),
        "approve": lambda: may_approve(actor, HERE),
        "take": lambda: may_take(actor, HERE),
        "keep": lambda: must_keep(actor, HERE, [keeper.person_id for keeper in keepers]),
        "hand over": lambda: may_hand_over(actor, HERE, keepers),
    }


@given(role=ROLES, here=st.booleans(), named=st.booleans())
def test_each_step_is_for_one_role_at_the_organ_itself(role: Role, here: bool, named: bool) -> None:
    actor = someone(post(role, HERE if here else ELSEWHERE))
    keeper = role is Role.SEAL_KEEPER
    director = role is Role.OFFICE_DIRECTOR
    may = {name for name, check in checks(actor, (actor,) if named else ()).items() if passes(check)}
    expected = {
        "apply": director,
        "approve": role is Role.SIGNER,
        "take": keeper,
        "keep": keeper and named,
        "hand over": (keeper and named) or director,
    }
    assert may == {name for name, fits in expected.items() if fits and here}
    assert passes(lambda: may_make(actor)) == (role is Role.SYS_ADMIN)
    assert passes(lambda: may_file(actor)) == (role is Role.SEC_ADMIN)
    assert (HERE in overseen(actor)) == (here and role in ANSWERABLE)
    assert (HERE in headed(actor)) == (here and role is Role.SIGNER)


@given(role=ROLES, act=st.sampled_from(Act), here=st.booleans())
def test_only_who_answers_for_a_seal_may_stop_it_and_only_the_administrator_decides_the_rest(
    role: Role, act: Act, here: bool
) -> None:
    actor = someone(post(role, HERE if here else ELSEWHERE))
    stops = act in STOPPING and here and role in ANSWERABLE
    assert passes(lambda: may_stop(actor, act, HERE)) == (stops or role is Role.SYS_ADMIN)


@given(role=ROLES, scope=st.sampled_from(Scope), act=st.sampled_from(Act))
def test_nothing_about_a_seal_is_ever_lent_whatever_a_delegation_says(role: Role, scope: Scope, act: Act) -> None:
    loan = Lent(uuid4(), uuid4(), "委托人", scope, frozenset({holder_of_role(role, HERE)}))
    delegate = someone(post(Role.DRAFTER, HERE), lent=(loan,))
    assert not [name for name, check in checks(delegate, (delegate,)).items() if passes(check)]
    assert not passes(lambda: may_stop(delegate, act, HERE))
    assert overseen(delegate) == headed(delegate) == frozenset()


@given(kind=st.sampled_from(Kind), above=st.none() | st.just(ELSEWHERE))
def test_a_seal_is_issued_from_above_unless_it_is_special_or_nobody_is_there(kind: Kind, above: UUID | None) -> None:
    organ = Organ(HERE, "甬江市财政局", "市财政局", OrganType.DEPARTMENT, Level.CITY, superior_id=above)
    assert approving(kind, organ) == (HERE if kind in BY_OWN_HEAD or above is None else ELSEWHERE)


@given(state=st.sampled_from(State), role=ROLES, named=st.booleans())
def test_the_picture_is_seen_by_those_who_decide_until_a_keeper_has_it(state: State, role: Role, named: bool) -> None:
    actor = someone(post(role, HERE))
    seal = replace(SEAL, state=state, keepers=(actor.person_id,) if named else ())
    deciding = role in {Role.OFFICE_DIRECTOR, Role.SIGNER, Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN}
    early = state in {State.APPLIED, State.APPROVED, State.MADE, State.FILED}
    may = (early and deciding) or (named and role is Role.SEAL_KEEPER)
    assert passes(lambda: may_see_picture(actor, seal, HERE)) == may


SEAL = Seal(
    id=uuid4(),
    organ_id=HERE,
    organ_name="甬江市财政局",
    kind=Kind.OFFICIAL,
    name="甬江市财政局",
    diameter_mm=45,
    state=State.ACTIVE,
    es_id="",
    certificate_serial="",
    valid_until=None,
    keepers=(),
    replaces=None,
    record_number="",
    recorded_on=None,
)


def test_who_has_left_the_office_keeps_nothing() -> None:
    gone = someone()
    with pytest.raises(NotAllowed):
        must_keep(gone, HERE, (gone.person_id,))
