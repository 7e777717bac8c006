"""The laws of a seal's life and of its custody."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.rules.organs import Level, OrganType
from server.directory.rules.standing import Actor, Lent, PostHeld, Role, Scope, holder_of_role
from server.kit.errors import NotAllowed
from signatures.seals.errors import ActUnfit, ReasonMissing
from signatures.seals.rules import Act, State, decide, diameter, may_decide, may_read_uses, must_keep, overseen

HERE, ELSEWHERE = uuid4(), uuid4()
ANSWERABLE = {Role.SEAL_KEEPER, Role.OFFICE_DIRECTOR}


def post(role: Role, place: UUID) -> PostHeld:
    return PostHeld(uuid4(), place, None, "职务", frozenset({holder_of_role(role, place)}))


def someone(*posts: PostHeld, lent: tuple[Lent, ...] = ()) -> Actor:
    return Actor(uuid4(), "某人", None, posts, lent)


def allowed(actor: Actor, act: Act) -> bool:
    try:
        may_decide(actor, act, HERE)
    except NotAllowed:
        return False
    return True


@given(acts=st.lists(st.sampled_from(Act)))
def test_a_revoked_seal_never_comes_back_and_no_act_takes_effect_twice_running(acts: list[Act]) -> None:
    state, done = State.ACTIVE, list[Act]()
    for act in acts:
        before = state
        try:
            state = decide(state, act, "理由")
        except ActUnfit:
            continue
        assert before is not State.REVOKED
        assert state is not before
        assert done[-1:] != [act]
        done.append(act)
    assert (state is State.REVOKED) == (Act.REVOKE in done) == (done[-1:] == [Act.REVOKE])


@given(state=st.sampled_from(State), act=st.sampled_from(Act), blank=st.text(" \t\n\u3000"))
def test_nothing_is_decided_about_a_seal_without_a_reason(state: State, act: Act, blank: str) -> None:
    with pytest.raises(ReasonMissing):
        decide(state, act, blank)


@given(role=st.sampled_from(Role), act=st.sampled_from(Act), here=st.booleans())
def test_only_who_answers_for_a_seal_may_stop_it_and_only_the_administrator_decides_the_rest(
    role: Role, act: Act, here: bool
) -> None:
    actor = someone(post(role, HERE if here else ELSEWHERE))
    stops = act is Act.SUSPEND and here and role in ANSWERABLE
    assert allowed(actor, act) == (stops or role is Role.SYS_ADMIN)


@given(role=st.sampled_from(Role), here=st.booleans())
def test_the_use_log_and_the_picture_are_for_those_who_answer(role: Role, here: bool) -> None:
    actor = someone(post(role, HERE if here else ELSEWHERE))
    may = (role in ANSWERABLE and here) or role is Role.AUDIT_ADMIN
    assert _passes(lambda: may_read_uses(actor, HERE)) == may
    assert _passes(lambda: must_keep(actor, HERE)) == (here and role is Role.SEAL_KEEPER)
    assert (HERE in overseen(actor)) == (here and role in ANSWERABLE)


@given(role=st.sampled_from(sorted(ANSWERABLE)), scope=st.sampled_from(Scope), act=st.sampled_from(Act))
def test_a_seal_is_never_lent_whatever_a_delegation_says(role: Role, scope: Scope, act: Act) -> None:
    loan = Lent(uuid4(), uuid4(), "委托人", scope, frozenset({holder_of_role(role, HERE)}))
    delegate = someone(post(Role.DRAFTER, HERE), lent=(loan,))
    assert not allowed(delegate, act)
    assert not _passes(lambda: must_keep(delegate, HERE))
    assert not _passes(lambda: may_read_uses(delegate, HERE))
    assert overseen(delegate) == frozenset()


@given(type=st.sampled_from(OrganType), level=st.sampled_from(Level))
def test_no_seal_is_larger_than_that_of_a_government_of_its_level_or_of_a_unit(type: OrganType, level: Level) -> None:
    assert 42.0 <= diameter(type, level) <= max(45.0, diameter(OrganType.GOVERNMENT, level))


def test_the_sizes_of_the_regulation() -> None:
    sizes = [diameter(OrganType.GOVERNMENT, level) for level in Level]
    assert sizes == [60.0, 50.0, 45.0, 45.0, 42.0]


def _passes(check: object) -> bool:
    assert callable(check)
    try:
        check()
    except NotAllowed:
        return False
    return True
