"""Asking, telling, closing: called by higher rooms inside their own transaction. And reading one's own list."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.functions import Count

from messaging.notices import rules
from messaging.notices.errors import NoSuchNotice
from messaging.notices.models import NoticeRow, ReadRow
from messaging.notices.queries import waiting_for
from server.directory import service as directory
from server.directory.rules.organs import superiors
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import after_commit, atomic
from server.kit.ground import ground
from server.kit.ids import uuid7
from server.kit.paging import page

BATCH = 500


async def ask(
    subject_id: UUID,
    holder: str,
    action: str,
    title: str,
    *,
    organ: str = "",
    sender: str = "",
    due: datetime | None = None,
) -> None:
    """Open a to-do (待办): `holder` is to do `action` on a case. Nothing happens if that is asked already.

    `title`, `organ` and `sender` are what people read in the list; `due` is an instant in UTC.
    """
    await _open(
        kind=rules.Kind.TODO,
        subject_id=subject_id,
        holder=holder,
        action=action,
        title=title,
        organ=organ,
        sender=sender,
        due=due,
    )


async def tell(subject_id: UUID, holder: str, action: str, title: str, *, organ: str = "", sender: str = "") -> None:
    """Open a piece of news (待阅): `action` was done on a case. Nothing happens if the same news is still unread."""
    await _open(
        kind=rules.Kind.INFO,
        subject_id=subject_id,
        holder=holder,
        action=action,
        title=title,
        organ=organ,
        sender=sender,
    )


async def _open(**said: Any) -> None:
    try:
        async with atomic():
            row = await NoticeRow.create(**said, since=clock.now())
    except IntegrityError:
        return
    _push(row.holder, rules.Opened(row.id, row.subject_id, row.kind, row.action))


async def classified(actor: Actor, rule: str, sha256: str) -> None:
    """Something with a mark of state secrecy was refused: put on record, and told to the secrecy officer (保密员).

    That of the nearest organ, from the actor's own upwards, that has one. Of what was refused only its digest is kept.
    """
    async with atomic():
        entry = await journal.record(actor, "secrecy.refuse", uuid7(), rule=rule, sha256=sha256)
        officer = await _secrecy_officer(actor)
        if officer:
            title = f"已拦截带有国家秘密标志的内容，请联系{actor.name}按机要渠道办理"
            await tell(entry.subject_id, officer, "secrecy_refused", title, sender=actor.name)


async def _secrecy_officer(actor: Actor) -> str | None:
    own = actor.own_standing().organ_id
    tree = await directory.line([own]) if own else {}
    for organ_id in (own, *superiors(tree, own)) if own else ():
        if await directory.holders_of(Role.SECRECY_OFFICER, organ_id):
            return holder_of_role(Role.SECRECY_OFFICER, organ_id)
    return None


async def done(subject_id: UUID, action: str | None = None, holder: str | None = None) -> None:
    """Close a case's to-dos, for everybody: all of them, or those of one action, of one holder."""
    chosen = {"action": action, "holder": holder}
    narrowed = {name: value for name, value in chosen.items() if value is not None}
    async with atomic():
        await _close(await NoticeRow.filter(subject_id=subject_id, kind=rules.Kind.TODO, open=True, **narrowed))


async def todos(
    actor: Actor, kind: rules.Kind, unread: bool, before: UUID | None, limit: int
) -> tuple[list[rules.Notice], UUID | None]:
    """What waits for the actor, of one kind, newest first; and where the next page starts.

    `unread` leaves out what the actor has opened already.
    """
    query = waiting_for(actor.person_id, actor.holders()).filter(kind=kind)
    rows, following = await page(query.filter(read=False) if unread else query, before, limit)
    return [row.notice(rules.principal_of(actor, row.holder) or "") for row in rows], following


async def count(actor: Actor) -> rules.Count:
    """How much waits for the actor: the lengths of the lists `todos` would give."""
    waiting = waiting_for(actor.person_id, actor.holders())
    groups = await waiting.annotate(n=Count("id")).group_by("kind", "read").values("kind", "read", "n")
    return rules.Count(
        todo=sum(group["n"] for group in groups if group["kind"] == rules.Kind.TODO),
        info=sum(group["n"] for group in groups if group["kind"] == rules.Kind.INFO),
        unread=sum(group["n"] for group in groups if not group["read"]),
    )


async def read(actor: Actor, notice_id: UUID) -> None:
    """The actor has opened a notice. Raises NoSuchNotice for one that is not given to any of their holders."""
    async with atomic():
        row = await NoticeRow.get_or_none(id=notice_id, holder__in=sorted(actor.holders()))
        if row is None:
            raise NoSuchNotice
        asked = {"subject_id": row.subject_id, "action": row.action, "kind": row.kind, "open": row.open}
        await _mark_read(actor, await NoticeRow.filter(**asked, holder__in=sorted(actor.holders())))


async def read_all(actor: Actor) -> None:
    """The actor has opened everything that waits for them."""
    async with atomic():
        unread = waiting_for(actor.person_id, actor.holders()).filter(read=False).limit(BATCH)
        while rows := await unread:
            await _mark_read(actor, rows)


async def _mark_read(actor: Actor, rows: Sequence[NoticeRow]) -> None:
    now = clock.now()
    reads = [ReadRow(notice_id=row.id, person_id=actor.person_id, at=now) for row in rows]
    await ReadRow.bulk_create(reads, ignore_conflicts=True)
    await _close([row for row in rows if row.open and rules.closed_by_reading(actor, row.kind, row.holder)])


async def _close(rows: Sequence[NoticeRow]) -> None:
    if not rows:
        return
    await NoticeRow.filter(id__in=[row.id for row in rows], open=True).update(open=None, done_at=clock.now())
    for row in rows:
        _push(row.holder, rules.Closed(row.id, row.subject_id))


def _push(holder: str, event: rules.Opened | rules.Closed) -> None:
    after_commit(partial(ground().bus.publish, rules.topic(holder), event))
