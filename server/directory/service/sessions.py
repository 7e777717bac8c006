"""登录: accounts are proved by password, sessions are opened per device and closed at once."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from server.directory.errors import InitialPassword, LoginRefused, NoSuchSession, SamePassword
from server.directory.models import PersonRow, PostRow, SessionRow
from server.directory.rules.sessions import attempt, check_admission, check_password, expiry
from server.directory.rules.standing import Actor
from server.directory.service.actors import actor_of, digest
from server.directory.service.held import hold
from server.directory.service.secrets import hashed, matches, new_token, place_in_line
from server.journal import service as journal
from server.kit import clock
from server.kit.db import after_commit, atomic
from server.kit.ground import ground


@dataclass(frozen=True)
class Opened:
    """A new session; the token is shown here once and kept nowhere."""

    token: str
    session_id: UUID
    person_id: UUID
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """A login of one's own, for the list of devices."""

    id: UUID
    device: str
    opened_at: datetime
    expires_at: datetime
    current: bool


def topic(session_id: UUID) -> str:
    """Where sockets hear that their session was closed."""
    return f"session:{session_id}"


async def login(account: str, password: str, device: str, new_password: str | None = None) -> Opened:
    """Open a session for whoever knows the password of an account, on a device; an earlier one there is closed.

    An initial password opens nothing by itself: the new one comes with it. Unknown account, wrong password and
    locked account are one refusal and take the same time. Only who knows the password hears of anything else.
    Raises LoginsBusy, LoginRefused, NotReleased, NoPost, InitialPassword, WeakPassword, SamePassword.
    """
    person = await prove(await PersonRow.get_or_none(account=account), password)
    await _admit(person.id)
    if new_password is not None:
        await replace_password(person, password, new_password)
    elif person.initial:
        raise InitialPassword
    async with atomic():
        await _admit(person.id)
        return await open_session(person.id, device)


async def _admit(person_id: UUID) -> None:
    """Asked twice: before anything is changed, and with the person held, who may just be leaving their last post."""
    async with atomic():
        person = await hold(person_id)
        check_admission(person.released, await PostRow.exists(person_id=person_id, left_on__isnull=True))


async def open_session(person_id: UUID, device: str) -> Opened:
    """Open a session for somebody who is proved and admitted. Raises NoSuchPerson."""
    now, token = clock.now(), new_token()
    expires_at = expiry(now, ground().settings.session_hours)
    async with atomic():
        await hold(person_id)
        await _close(SessionRow.filter(Q(device=device) | Q(expires_at__lte=now), person_id=person_id))
        session = await SessionRow.create(
            person_id=person_id, device=device, token_hash=digest(token), opened_at=now, expires_at=expires_at
        )
        await journal.record(await actor_of(person_id), "directory.login", person_id, device=device)
    return Opened(token, session.id, person_id, expires_at)


async def prove(person: PersonRow | None, password: str) -> PersonRow:
    """Spend one attempt on a password; answers the person if it is right. Raises LoginRefused, LoginsBusy.

    Whoever is sent away for want of a place has spent nothing, so a crowd at the door locks nobody's account.
    """
    with place_in_line():
        counted = await _count_attempt(person) if person else None
        right = await matches(counted.password_hash if counted else None, password)
    if not right:
        if counted:
            await _note_failure(counted.id)
        raise LoginRefused
    assert counted is not None
    await PersonRow.filter(id=counted.id).update(failures=0, locked_until=None)
    return counted


async def _count_attempt(person: PersonRow) -> PersonRow | None:
    """The person, with one more attempt on their account; None while it is locked.

    A locked account is not written to: it costs what an unknown one costs, however long somebody keeps guessing.
    """
    try:
        attempt(person.attempts(), clock.now())
        async with atomic():
            held = await hold(person.id)
            attempts = attempt(held.attempts(), clock.now())
            await PersonRow.filter(id=held.id).update(**asdict(attempts))
    except LoginRefused:
        return None
    return held


async def _note_failure(person_id: UUID) -> None:
    async with atomic():
        await hold(person_id)
        await journal.record(None, "directory.login_refused", person_id)


async def replace_password(person: PersonRow, old: str, new: str) -> None:
    """Give a person who proved the old password a new one; all their sessions end.

    Raises WeakPassword, SamePassword, LoginRefused if the password was changed at the same time.
    """
    check_password(new, person.account)
    if new == old:
        raise SamePassword
    password_hash = await hashed(new)
    async with atomic():
        if (await hold(person.id)).password_hash != person.password_hash:
            raise LoginRefused
        await PersonRow.filter(id=person.id).update(password_hash=password_hash, initial=False)
        await close_sessions(person.id)
        await journal.record(await actor_of(person.id), "directory.change_password", person.id)


async def change_password(actor: Actor, old: str, new: str) -> None:
    """Change one's own password. All sessions end, this one too: whoever knew the old password is out.

    Raises LoginRefused for a wrong old password, which counts as a failed login; LoginsBusy, WeakPassword,
    SamePassword.
    """
    person = await prove(await PersonRow.get(id=actor.person_id), old)
    await replace_password(person, old, new)


async def confirm(actor: Actor, password: str) -> None:
    """Whoever is logged in proves once more that they know the password, before what a stolen session must not do.

    A wrong one counts as a failed login. Not inside a transaction. Raises LoginRefused, LoginsBusy.
    """
    await prove(await PersonRow.get(id=actor.person_id), password)


async def sessions_of(actor: Actor) -> list[Session]:
    """One's own open sessions, newest first."""
    rows = await SessionRow.filter(person_id=actor.person_id, expires_at__gt=clock.now()).order_by("-id")
    return [Session(row.id, row.device, row.opened_at, row.expires_at, row.id == actor.session_id) for row in rows]


async def close_session(actor: Actor, session_id: UUID) -> None:
    """Close one of one's own sessions at once; the current one is signing out. Raises NoSuchSession."""
    async with atomic():
        await hold(actor.person_id)
        if not await _close(SessionRow.filter(id=session_id, person_id=actor.person_id)):
            raise NoSuchSession
        await journal.record(actor, "directory.logout", actor.person_id, session_id=session_id)


async def close_other_sessions(actor: Actor) -> None:
    """Close all of one's own sessions but this one."""
    async with atomic():
        await hold(actor.person_id)
        closed = await _close(SessionRow.filter(id__not=actor.session_id, person_id=actor.person_id))
        await journal.record(actor, "directory.logout_others", actor.person_id, closed=closed)


async def close_sessions(person_id: UUID) -> None:
    """Close every session of a person, in the transaction of whatever ends them."""
    await _close(SessionRow.filter(person_id=person_id))


async def _close(query: QuerySet[SessionRow]) -> int:
    """Tokens stop working with the commit; sockets are told right after it."""
    ids, bus = [row.id for row in await query], ground().bus
    await SessionRow.filter(id__in=ids).delete()
    for session_id in ids:
        after_commit(partial(bus.publish, topic(session_id), "closed"))
    return len(ids)
