"""How an office begins, and how people get their accounts."""

from dataclasses import asdict, dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from server.directory.errors import AccountTaken, AdministratorsPassword, AlreadyFounded, AlreadyReleased
from server.directory.models import GrantRow, OrganRow, PersonRow, PostRow
from server.directory.rules.organs import Organ
from server.directory.rules.sessions import check_password
from server.directory.rules.standing import Actor, Role
from server.directory.service.actors import actor_of
from server.directory.service.held import hold
from server.directory.service.organs import OrganFacts, add_organ
from server.directory.service.secrets import hashed, new_password
from server.directory.service.sessions import close_sessions
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ids import uuid7


@dataclass(frozen=True)
class Newcomer:
    """A new account; the password is shown here once and kept nowhere."""

    person_id: UUID
    account: str
    initial_password: str | None
    """None when the person had chosen one beforehand."""


@dataclass(frozen=True)
class Founded:
    """A new office: its first organ and the three administrators, in the order 系统, 安全, 审计."""

    organ: Organ
    administrators: tuple[Newcomer, ...]


FIRST = (
    (Role.SYS_ADMIN, "sysadmin", "系统管理员"),
    (Role.SEC_ADMIN, "secadmin", "安全管理员"),
    (Role.AUDIT_ADMIN, "auditadmin", "审计管理员"),
)


async def found(facts: OrganFacts, password: str | None = None) -> Founded:
    """Begin an office where nobody exists: its first organ and the three administrators (三员).

    Their passwords are generated, answered once, and must be replaced at the first login, unless whoever begins
    the office has chosen one. Raises AlreadyFounded, WeakPassword.
    """
    organ = Organ(uuid7(), **asdict(facts))
    prepared = [await _prepare(title, account, password) for _, account, title in FIRST]
    async with atomic():
        if await PersonRow.exists() or await OrganRow.exists():
            raise AlreadyFounded
        await add_organ(organ)
        for (role, _, title), (row, _) in zip(FIRST, prepared, strict=True):
            await _add(row)
            await _install(organ.id, row.id, role, title)
        await journal.record(None, "directory.found", organ.id, name=organ.name)
    return Founded(organ, tuple(newcomer for _, newcomer in prepared))


async def _install(organ_id: UUID, person_id: UUID, role: Role, title: str) -> None:
    post = await PostRow.create(person_id=person_id, organ_id=organ_id, title=title, since=clock.today())
    await GrantRow.create(post_id=post.id, role=role, place_id=organ_id)
    await journal.record(None, "directory.install", person_id, post_id=post.id, role=role)


async def create_person(actor: Actor, name: str, account: str, password: str | None = None) -> Newcomer:
    """Open an account; for the system administrator.

    Without a password one is generated: it is handed over once and opens nothing until its owner replaces it at
    the first login. A given password is one that the person has chosen. Raises NotAllowed, WeakPassword, AccountTaken.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    row, newcomer = await _prepare(name, account, password)
    async with atomic():
        await _add(row)
        await journal.record(actor, "directory.create_person", row.id, standing, name=name, account=account)
    return newcomer


async def _prepare(name: str, account: str, chosen: str | None) -> tuple[PersonRow, Newcomer]:
    """A person about to be written; hashing is slow and must not happen in the transaction."""
    if chosen is not None:
        check_password(chosen, account)
    password = chosen or new_password()
    row = PersonRow(name=name, account=account, password_hash=await hashed(password), initial=chosen is None)
    return row, Newcomer(row.id, account, password if row.initial else None)


async def _add(row: PersonRow) -> None:
    try:
        async with atomic():
            await row.save(force_create=True)
    except IntegrityError as fault:
        raise AccountTaken from fault


async def reset_password(actor: Actor, person_id: UUID) -> Newcomer:
    """Replace a forgotten password by a generated one, which is used up at the next login; all sessions end.

    For the system administrator, and never for an administrator's account: nobody may become another of the three.
    Nor may one administrator become anybody else alone: the account stays shut until `release`.
    Raises NotAllowed, NoSuchPerson, AdministratorsPassword.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    if (await actor_of(person_id)).administers():
        raise AdministratorsPassword
    password = new_password()
    password_hash = await hashed(password)
    async with atomic():
        person = await hold(person_id)
        await PersonRow.filter(id=person_id).update(password_hash=password_hash, initial=True, released=False)
        await close_sessions(person_id)
        await journal.record(actor, "directory.reset_password", person_id, standing)
    return Newcomer(person_id, person.account, password)


async def release(actor: Actor, person_id: UUID) -> None:
    """Agree to the reset of a password (核准), having asked the person; for the security administrator.

    Raises NotAllowed, NoSuchPerson, AlreadyReleased.
    """
    standing = actor.must_have(Role.SEC_ADMIN)
    async with atomic():
        if (await hold(person_id)).released:
            raise AlreadyReleased
        await PersonRow.filter(id=person_id).update(released=True)
        await journal.record(actor, "directory.release", person_id, standing)
