"""Posts and the roles on them: appointed by the system administrator, empowered by the security administrator."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from server.directory.errors import (
    AlreadyGranted,
    LastAdministrator,
    NoSuchGrant,
    NoSuchPlace,
    NoSuchPost,
    OwnPost,
    UnitElsewhere,
)
from server.directory.models import GrantRow, OrganRow, PostRow, UnitRow
from server.directory.rules.standing import ADMINISTRATORS, Actor, Role, Standing, check_apart
from server.directory.service.delegations import end_delegations
from server.directory.service.held import hold
from server.directory.service.organs import organ
from server.directory.service.sessions import close_sessions
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic


async def appoint(actor: Actor, person_id: UUID, organ_id: UUID, title: str, unit_id: UUID | None = None) -> UUID:
    """Give a person a post in an organ or one of its units (任职); for the system administrator. Answers its id.

    Raises NotAllowed, NoSuchPerson, NoSuchOrgan, UnitElsewhere.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    async with atomic():
        await hold(person_id)
        await organ(organ_id)
        if unit_id and not await UnitRow.exists(id=unit_id, organ_id=organ_id):
            raise UnitElsewhere
        post = await PostRow.create(
            person_id=person_id, organ_id=organ_id, unit_id=unit_id, title=title, since=clock.today()
        )
        facts = {"post_id": post.id, "organ_id": organ_id, "unit_id": unit_id, "title": title}
        await journal.record(actor, "directory.appoint", person_id, standing, **facts)
    return post.id


async def leave_post(actor: Actor, post_id: UUID) -> None:
    """A person leaves a post (离岗); for the system administrator.

    The post's roles end, so do all delegations from and to the person; without any post left, all logins too.
    Raises NotAllowed, NoSuchPost, LastAdministrator.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    async with atomic():
        person_id = await _hold_incumbent(post_id)
        for grant in await GrantRow.filter(post_id=post_id):
            await _drop(actor, person_id, grant, standing)
        await PostRow.filter(id=post_id).update(left_on=clock.today())
        await end_delegations(actor, person_id, standing)
        if not await PostRow.exists(person_id=person_id, left_on__isnull=True):
            await close_sessions(person_id)
        await journal.record(actor, "directory.leave_post", person_id, standing, post_id=post_id)


async def grant_role(actor: Actor, post_id: UUID, role: Role, place_id: UUID) -> UUID:
    """Put a role on a post, for an organ or a unit; for the security administrator, never on a post of their own.

    Answers the grant's id. Raises NotAllowed, NoSuchPost, OwnPost, NoSuchPlace, AdministratorsApart, AlreadyGranted.
    """
    standing = actor.must_have(Role.SEC_ADMIN)
    async with atomic():
        person_id = await _hold_incumbent(post_id)
        if person_id == actor.person_id:
            raise OwnPost
        if not (await OrganRow.exists(id=place_id) or await UnitRow.exists(id=place_id)):
            raise NoSuchPlace
        check_apart(await _roles_of(person_id), role)
        grant_id = await _grant(post_id, role, place_id)
        facts = {"post_id": post_id, "role": role, "place_id": place_id}
        await journal.record(actor, "directory.grant_role", person_id, standing, **facts)
    return grant_id


async def _grant(post_id: UUID, role: Role, place_id: UUID) -> UUID:
    try:
        async with atomic():
            return (await GrantRow.create(post_id=post_id, role=role, place_id=place_id)).id
    except IntegrityError as fault:
        raise AlreadyGranted from fault


async def revoke_role(actor: Actor, post_id: UUID, grant_id: UUID) -> None:
    """Take a role from a post; for the security administrator.

    Raises NotAllowed, NoSuchPost, NoSuchGrant, LastAdministrator.
    """
    standing = actor.must_have(Role.SEC_ADMIN)
    async with atomic():
        person_id = await _hold_incumbent(post_id)
        grant = await GrantRow.get_or_none(id=grant_id, post_id=post_id)
        if grant is None:
            raise NoSuchGrant
        await _drop(actor, person_id, grant, standing)


async def _drop(actor: Actor, person_id: UUID, grant: GrantRow, standing: Standing) -> None:
    if grant.role in ADMINISTRATORS and not await GrantRow.exists(role=grant.role, id__not=grant.id):
        raise LastAdministrator
    await grant.delete()
    facts = {"post_id": grant.post_id, "role": grant.role, "place_id": grant.place_id}
    await journal.record(actor, "directory.revoke_role", person_id, standing, **facts)


async def _roles_of(person_id: UUID) -> set[Role]:
    rows = await GrantRow.filter(post__person_id=person_id).values_list("role", flat=True)
    return {Role(str(role)) for role in rows}


async def _hold_incumbent(post_id: UUID) -> UUID:
    """Who holds a post, with the person's row held, so that what is decided about them is decided one by one."""
    post = await PostRow.get_or_none(id=post_id)
    if post is None:
        raise NoSuchPost
    await hold(post.person_id)
    if not await PostRow.exists(id=post_id, left_on__isnull=True):
        raise NoSuchPost
    return post.person_id
