"""Laws of posts, roles and delegation, as people meet them."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from server.demo.city import PEOPLE
from server.directory import service as directory
from server.directory.errors import (
    AdministratorsApart,
    AlreadyFounded,
    AlreadyGranted,
    DaysReversed,
    DelegateUnfit,
    DelegationTooFarAhead,
    LastAdministrator,
    NoSuchDelegation,
    NoSuchPlace,
    OwnPost,
    UnitElsewhere,
)
from server.directory.models import GrantRow
from server.directory.rules.organs import Direction, Level, OrganType
from server.directory.rules.standing import Actor, Role, Scope, holder_of_author, holder_of_role
from server.journal import service as journal
from server.journal.models import EntryRow
from server.kit import clock
from server.kit.ground import Ground
from tests.world import PASSWORD, World

DAY = timedelta(days=1)


async def lend(actor: Actor, delegate_id: UUID, scope: Scope = Scope.HANDLE, days: int = 2) -> directory.Delegation:
    today = clock.today()
    return await directory.delegate(actor, delegate_id, scope, today, today + days * DAY, "出差")


async def test_an_office_is_founded_once_and_each_administrator_has_their_own_secret(office: Ground) -> None:
    facts = directory.OrganFacts(name="某市人民政府", short_name="市政府", type=OrganType.GOVERNMENT, level=Level.CITY)
    founded = await directory.found(facts)
    assert len({newcomer.initial_password for newcomer in founded.administrators} - {None}) == 3
    with pytest.raises(AlreadyFounded):
        await directory.found(facts)


async def test_every_act_of_founding_the_city_is_in_an_unbroken_journal(world: World) -> None:
    await journal.anchor()
    assert await journal.verify() is None
    assert await EntryRow.filter(action="directory.create_person").count() == len(PEOPLE)
    granted = await EntryRow.filter(action__in=["directory.grant_role", "directory.install"]).count()
    assert granted == await GrantRow.all().count()


async def test_two_grants_at_once_never_make_two_administrators_of_one_person(world: World) -> None:
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    newcomer = await directory.create_person(system, "李新来", "new.one", PASSWORD)
    post_id = await directory.appoint(system, newcomer.person_id, world.place("szf"), "科员")
    both = [Role.SYS_ADMIN, Role.AUDIT_ADMIN]
    grants = [directory.grant_role(security, post_id, role, world.place("szf")) for role in both]
    answers = await asyncio.gather(*grants, return_exceptions=True)
    assert sum(isinstance(answer, AdministratorsApart) for answer in answers) == 1
    assert await GrantRow.filter(post_id=post_id).count() == 1


async def test_the_same_grant_twice_at_once_is_one_grant(world: World) -> None:
    security, post = await world.actor("secadmin"), (await world.actor("dsj.deputy")).posts[0]
    grants = [directory.grant_role(security, post.id, Role.SUPERVISER, world.place("dsj")) for _ in range(2)]
    answers = await asyncio.gather(*grants, return_exceptions=True)
    assert sum(isinstance(answer, AlreadyGranted) for answer in answers) == 1


async def test_administrators_stay_apart_also_over_several_posts(world: World) -> None:
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    second = await directory.appoint(system, world.person("auditadmin"), world.place("dsj"), "科员")
    for role in set(Role) - {Role.AUDIT_ADMIN}:
        with pytest.raises(AdministratorsApart):
            await directory.grant_role(security, second, role, world.place("dsj"))
    for account in ("mayor", "dsj.drafter"):
        post = (await world.actor(account)).posts[0]
        with pytest.raises(AdministratorsApart):
            await directory.grant_role(security, post.id, Role.SYS_ADMIN, world.place("szf"))


async def test_nobody_empowers_themselves_and_roles_need_a_real_place(world: World) -> None:
    security = await world.actor("secadmin")
    with pytest.raises(OwnPost):
        await directory.grant_role(security, security.posts[0].id, Role.SIGNER, world.place("szf"))
    with pytest.raises(NoSuchPlace):
        await directory.grant_role(security, (await world.actor("mayor")).posts[0].id, Role.SIGNER, uuid4())


async def test_the_last_administrator_of_a_kind_stays(world: World) -> None:
    system, security = await world.actor("sysadmin"), await world.actor("secadmin")
    for account in ("sysadmin", "secadmin", "auditadmin"):
        post = (await world.actor(account)).posts[0]
        grant = await GrantRow.get(post_id=post.id)
        with pytest.raises(LastAdministrator):
            await directory.revoke_role(security, post.id, grant.id)
        with pytest.raises(LastAdministrator):
            await directory.leave_post(system, post.id)


async def test_leaving_a_post_ends_its_roles_and_delegations_and_the_last_one_ends_logins(world: World) -> None:
    system, vicemayor = await world.actor("sysadmin"), await world.actor("vicemayor")
    opened = await directory.login("vicemayor", PASSWORD, "手机")
    await lend(vicemayor, world.person("dsj.deputy"))
    first, second = vicemayor.posts
    await directory.leave_post(system, first.id)
    now = await directory.who(opened.token)
    assert now is not None
    assert now.posts == (second,)
    assert (await world.actor("dsj.deputy")).lent == ()
    assert await directory.holders_of(Role.LEADER_IN_CHARGE, world.place("szf")) == []
    await directory.leave_post(system, second.id)
    assert await directory.who(opened.token) is None


async def test_a_unit_belongs_to_its_organ(world: World) -> None:
    with pytest.raises(UnitElsewhere):
        await directory.appoint(
            await world.actor("sysadmin"), world.person("mayor"), world.place("dsj"), "处长", world.place("sfb.msc")
        )


async def test_what_was_lent_is_not_lent_on(world: World) -> None:
    signs = holder_of_role(Role.SIGNER, world.place("szf"))
    await lend(await world.actor("mayor"), world.person("vicemayor"), Scope.SIGN_OFF)
    await lend(await world.actor("vicemayor"), world.person("secretarygeneral"), Scope.SIGN_OFF)
    first, second = await world.actor("vicemayor"), await world.actor("secretarygeneral")
    standing = first.stand(signs, need=Scope.SIGN_OFF)
    assert standing is not None
    assert (standing.post_id, standing.principal_name) == (first.posts[0].id, "沈怀远")
    assert second.stand(signs, need=Scope.READ) is None
    assert signs not in second.holders()


async def test_a_delegation_begins_and_ends_by_itself_on_shanghai_days(world: World) -> None:
    mayor, today = await world.actor("mayor"), clock.today()
    await directory.delegate(mayor, world.person("vicemayor"), Scope.READ, today + DAY, today + 2 * DAY, "出差")
    midnight = clock.now().astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    for days, counts in ((0, False), (1, True), (2, True), (3, False)):
        for moment in (midnight + days * DAY, midnight + (days + 1) * DAY - timedelta(seconds=1)):
            with clock.set_to(moment):
                assert bool((await world.actor("vicemayor")).lent) == counts


async def test_both_see_a_delegation_and_only_the_principal_takes_it_back(world: World) -> None:
    mayor, vice, other = [await world.actor(a) for a in ("mayor", "vicemayor", "dsj.drafter")]
    made = await lend(mayor, vice.person_id)
    for actor, sees in ((mayor, [made]), (vice, [made]), (other, [])):
        assert (await directory.delegations_of(actor, None, 10))[0] == sees
    for actor in (vice, other):
        with pytest.raises(NoSuchDelegation):
            await directory.revoke_delegation(actor, made.id)
    await directory.revoke_delegation(mayor, made.id)
    assert (await world.actor("vicemayor")).lent == ()
    with pytest.raises(NoSuchDelegation):
        await directory.revoke_delegation(mayor, made.id)


async def test_neither_oneself_nor_administrators_nor_strangers_are_delegates(world: World) -> None:
    mayor = await world.actor("mayor")
    for unfit in (mayor.person_id, world.person("sysadmin"), uuid4()):
        with pytest.raises(DelegateUnfit):
            await lend(mayor, unfit)
    with pytest.raises(DaysReversed):
        await lend(mayor, world.person("vicemayor"), days=-1)
    far = clock.today() + 400 * DAY
    with pytest.raises(DelegationTooFarAhead):
        await directory.delegate(mayor, world.person("vicemayor"), Scope.READ, far, far, "出差")


async def test_a_delegate_who_becomes_an_administrator_keeps_nothing_that_was_lent(world: World) -> None:
    system, security, mayor = [await world.actor(a) for a in ("sysadmin", "secadmin", "mayor")]
    newcomer = await directory.create_person(system, "李新来", "new.one", PASSWORD)
    post_id = await directory.appoint(system, newcomer.person_id, world.place("szf"), "科员")
    await lend(mayor, newcomer.person_id, Scope.SIGN_OFF)
    assert (await directory.actor_of(newcomer.person_id)).lent
    await directory.grant_role(security, post_id, Role.SYS_ADMIN, world.place("szf"))
    assert (await directory.actor_of(newcomer.person_id)).lent == ()


async def test_own_matters_are_not_lent(world: World) -> None:
    mayor = await world.actor("mayor")
    await lend(mayor, world.person("vicemayor"), Scope.SIGN_OFF)
    assert holder_of_author(mayor.person_id) not in (await world.actor("vicemayor")).holders()


async def test_directions_in_the_city(world: World) -> None:
    up, down, peer = Direction.UP, Direction.DOWN, Direction.PEER
    expected = {
        ("dsj", "szf"): up,
        ("dongpu.s1", "szf"): up,
        ("dongpu.dsj", "dsj"): up,
        ("szf", "nantang"): down,
        ("sfb", "nantang"): down,
        ("sfb", "dsj"): peer,
        ("dsj", "nantang"): peer,
        ("dsj", "czj"): peer,
        ("szf", "rdb"): peer,
    }
    for (issuer, addressee), way in expected.items():
        assert await directory.direction_between(world.place(issuer), world.place(addressee)) is way
