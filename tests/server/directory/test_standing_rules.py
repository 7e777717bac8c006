"""Laws of standing, delegation and logins."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.errors import (
    AdministratorsApart,
    DaysReversed,
    DelegateUnfit,
    DelegationTooFarAhead,
    LoginRefused,
    NoPost,
    NotReleased,
    WeakPassword,
)
from server.directory.rules.sessions import (
    LOCKED_FOR,
    MAX_FAILURES,
    MAX_HOURS,
    Attempts,
    attempt,
    check_admission,
    check_password,
    expiry,
)
from server.directory.rules.standing import (
    ADMINISTRATORS,
    LONGEST_DELEGATION,
    NEVER_LENT,
    Actor,
    Lent,
    PostHeld,
    Role,
    Scope,
    check_apart,
    check_days,
    check_delegate,
    holder_of_author,
    holder_of_person,
    holder_of_role,
    in_force,
    lendable,
    roles_among,
)
from server.kit.errors import NotAllowed

ME, YOU, PLACE = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ROLES = st.frozensets(st.sampled_from(Role))


def post(roles: frozenset[Role]) -> PostHeld:
    return PostHeld(UUID(int=9), PLACE, None, "处长", frozenset(holder_of_role(role, PLACE) for role in roles))


def delegate(roles: frozenset[Role], scope: Scope) -> Actor:
    """Somebody without a role, to whom somebody with these roles has lent."""
    own = post(roles).holders | {holder_of_person(YOU), holder_of_author(YOU)}
    lent = Lent(UUID(int=8), YOU, "委托人", scope, lendable(own))
    return Actor(ME, "受托人", None, (post(frozenset()),), (lent,))


@given(ROLES, st.sampled_from(Scope))
def test_a_delegation_never_lends_seals_administration_or_own_matters(roles: frozenset[Role], scope: Scope) -> None:
    actor = delegate(roles, scope)
    assert not roles_among(actor.holders()) & NEVER_LENT
    assert holder_of_author(YOU) not in actor.holders()
    assert actor.stand(holder_of_author(YOU), need=Scope.READ) is None


@given(ROLES, st.sampled_from(Scope), st.sampled_from(Scope), st.sampled_from(Role))
def test_a_delegate_acts_within_the_scope_and_in_the_principals_name(
    roles: frozenset[Role], scope: Scope, need: Scope, role: Role
) -> None:
    standing = delegate(roles, scope).stand(holder_of_role(role, PLACE), need=need)
    reaches = list(Scope).index(scope) >= list(Scope).index(need)
    assert (standing is not None) == (reaches and role in roles - NEVER_LENT)
    assert standing is None or standing.principal_id == YOU


@given(ROLES, st.sampled_from(Scope))
def test_whoever_left_the_office_holds_nothing_and_acts_for_nobody_not_even_in_person(
    roles: frozenset[Role], scope: Scope
) -> None:
    incumbent = delegate(roles, scope)
    gone = replace(incumbent, posts=())
    assert {holder_of_person(ME), holder_of_author(ME)} <= incumbent.holders()
    assert gone.holders() == frozenset()
    assert all(gone.stand(holder, need=Scope.READ) is None for holder in incumbent.holders())


@given(st.booleans(), st.booleans())
def test_only_the_released_in_office_are_admitted(released: bool, in_office: bool) -> None:
    try:
        check_admission(released, in_office)
    except NotReleased:
        assert not released
    except NoPost:
        assert not in_office
    else:
        assert released
        assert in_office


@given(ROLES, st.sampled_from(Role))
def test_what_is_lent_gives_no_power_over_the_directory(roles: frozenset[Role], role: Role) -> None:
    with pytest.raises(NotAllowed):
        delegate(roles, Scope.SIGN_OFF).must_have(role)


@given(st.lists(st.sampled_from(Role)))
def test_no_order_of_grants_joins_an_administrator_with_another_role(wanted: list[Role]) -> None:
    held: set[Role] = set()
    for role in wanted:
        try:
            check_apart(held, role)
        except AdministratorsApart:
            assert (held | {role}) & ADMINISTRATORS
        else:
            held.add(role)
    assert not held & ADMINISTRATORS or len(held) == 1


@given(DAYS, DAYS, DAYS)
def test_a_delegation_counts_on_its_days_only_and_never_began_before_it_was_made(
    start: date, end: date, today: date
) -> None:
    try:
        check_days(start, end, today)
    except DaysReversed:
        assert start < today or end < start or end - start > LONGEST_DELEGATION
    except DelegationTooFarAhead:
        assert start - today > LONGEST_DELEGATION
    else:
        assert today <= start <= end
        assert max(start - today, end - start) <= LONGEST_DELEGATION
        assert in_force(start, end, False, start)
        assert in_force(start, end, False, end)
        assert not in_force(start, end, False, start - timedelta(days=1))
        assert not in_force(start, end, False, end + timedelta(days=1))
        assert not in_force(start, end, True, start)


@given(ROLES)
def test_a_delegate_is_another_person_in_a_post_and_no_administrator(roles: frozenset[Role]) -> None:
    for who, posts in ((ME, [post(roles)]), (YOU, [])):
        with pytest.raises(DelegateUnfit):
            check_delegate(ME, who, posts)
    if roles & ADMINISTRATORS:
        with pytest.raises(DelegateUnfit):
            check_delegate(ME, YOU, [post(roles)])
    else:
        check_delegate(ME, YOU, [post(roles)])


CLASSES = ("ABCXYZ", "abcxyz", "0123456789", "-_!#。政")


@given(st.permutations(CLASSES), st.data())
def test_a_password_needs_eight_characters_of_three_classes(classes: list[str], data: st.DataObject) -> None:
    plain = data.draw(st.text("".join(classes[:2]), max_size=40))
    with pytest.raises(WeakPassword):
        check_password(plain, "account")
    three = "".join(data.draw(st.sampled_from(each)) for each in classes[:3])
    rest = data.draw(st.text("".join(classes), min_size=5, max_size=100))
    check_password(three + rest, "account")
    for wrong in ((three + rest)[:7], three + rest + "x" * 130, f"{three}Account{rest}"):
        with pytest.raises(WeakPassword):
            check_password(wrong, "account")


@given(st.lists(st.integers(0, 20 * 60), min_size=1, max_size=60))
def test_no_quarter_of_an_hour_has_more_than_five_wrong_guesses_after_a_lock(pauses: list[int]) -> None:
    attempts, now, counted, locks = Attempts(), NOON, 0, list[datetime]()
    for pause in pauses:
        now += timedelta(seconds=pause)
        try:
            attempts = attempt(attempts, now)
        except LoginRefused:
            assert now - locks[-1] < LOCKED_FOR
            continue
        counted += 1
        assert not locks or now - locks[-1] >= LOCKED_FOR
        if attempts.locked_until:
            assert counted == MAX_FAILURES
            locks, counted = [*locks, now], 0


@given(st.integers(1, 1000))
def test_no_session_outlives_half_a_day(hours: int) -> None:
    assert timedelta(hours=1) <= expiry(NOON, hours) - NOON <= timedelta(hours=MAX_HOURS)
