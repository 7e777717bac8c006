"""三审 and publication: every act of the table, one transaction each."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from messaging.notices import service as notices
from policy_library.catalogue.errors import Changed, OrganCodeMissing
from policy_library.catalogue.models import CounterRow, EntryRow, KeyRow, OrganCodeRow, ReviewRow
from policy_library.catalogue.rules import disclosure as rules
from policy_library.catalogue.rules.disclosure import Action, Case, Check, Row
from policy_library.catalogue.rules.identity import index_no
from policy_library.catalogue.service.reading import Entry, entry
from policy_library.catalogue.service.relations import ask_to_confirm, forget
from policy_library.catalogue.service.seeing import case_of, find
from policy_library.catalogue.service.turns import asked_now, check_ready
from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic, swap
from server.secrecy.gate import admit_texts


async def first_review(actor: Actor, entry_id: UUID, seen: int) -> Entry:
    """初审 by the head of the unit that made it, on the version that was seen.

    Raises NoSuchEntry, what `permit` raises, Changed if it was corrected meanwhile, Incomplete, AudienceUnfit.
    """
    async with atomic():
        row = await find(actor, entry_id)
        found, standing, after = await _ask_the_rules(actor, row, Action.FIRST_REVIEW)
        if row.version != seen:
            raise Changed(version=row.version)
        await check_ready(row)
        await _land(actor, row, found, after, standing)
    return await entry(actor, entry_id)


async def second_review(actor: Actor, entry_id: UUID, checklist: Set[Check]) -> Entry:
    """复审 (保密审查) by the secrecy officer, who has gone through the whole checklist.

    Raises NoSuchEntry, what `permit` and `take` raise.
    """
    return await _act(actor, entry_id, Action.SECOND_REVIEW, checklist=checklist)


async def third_review(actor: Actor, entry_id: UUID) -> Entry:
    """终审 by a leader. Raises NoSuchEntry, what `permit` raises."""
    return await _act(actor, entry_id, Action.THIRD_REVIEW)


async def turn_back(actor: Actor, entry_id: UUID, reason: str) -> Entry:
    """Return an entry to its editor with a reason, from any review or before publication.

    Raises NoSuchEntry, what `permit` and `take` raise, Classified.
    """
    return await _act(actor, entry_id, Action.RETURN, reason=reason)


async def resubmit(actor: Actor, entry_id: UUID) -> Entry:
    """Put a returned entry up again; all reviews begin anew. Raises NoSuchEntry, what `permit` raises."""
    return await _act(actor, entry_id, Action.RESUBMIT)


async def publish(actor: Actor, entry_id: UUID) -> Entry:
    """发布: the entry gets its index number for good, and from now on its audience finds it.

    Raises NoSuchEntry, what `permit` raises, Incomplete, AudienceUnfit, OrganCodeMissing.
    """
    async with atomic():
        row = await find(actor, entry_id)
        found, standing, after = await _ask_the_rules(actor, row, Action.PUBLISH)
        await check_ready(row)
        number = await _index_no(row.organ_id)
        days: dict[str, Any] = {"published_on": row.published_on or clock.today(), "published_at": clock.now()}
        await _land(actor, row, found, after, standing, facts={"index_no": number}, index_no=number, **days)
        await outbox.put("index", entry_id=str(row.id))
        await ask_to_confirm(from_entry=row.id)
    return await entry(actor, entry_id)


async def withdraw(actor: Actor, entry_id: UUID, reason: str) -> Entry:
    """撤下: nobody finds the entry any more; what stays is who took it away, when and why.

    Its number and title are free for a corrected one. Raises NoSuchEntry, what `permit` and `take` raise, Classified.
    """
    return await _take_away(actor, entry_id, Action.WITHDRAW, reason)


async def discard(actor: Actor, entry_id: UUID, reason: str) -> Entry:
    """弃用: an entry that should never be published is put away by its editor, and kept for the record.

    Its number, title and file are free again. Raises NoSuchEntry, what `permit` and `take` raise, Classified.
    """
    return await _take_away(actor, entry_id, Action.DISCARD, reason)


async def ask_next(row: EntryRow, case: Case, sender: str) -> None:
    """Open the to-do of whoever has the turn."""
    holders, action = await asked_now(row, case)
    for holder in sorted(holders):
        await notices.ask(row.id, holder, action, row.title or row.name, organ=row.issuer, sender=sender)


async def _act(
    actor: Actor, entry_id: UUID, action: Action, reason: str = "", checklist: Set[Check] = frozenset()
) -> Entry:
    admit_texts([reason])
    async with atomic():
        row = await find(actor, entry_id)
        found, standing, after = await _ask_the_rules(actor, row, action, reason, checklist)
        facts = {"reason": reason} if reason else {}
        await _land(actor, row, found, after, standing, facts, sorted(checklist))
    return await entry(actor, entry_id)


async def _take_away(actor: Actor, entry_id: UUID, action: Action, reason: str) -> Entry:
    admit_texts([reason])
    async with atomic():
        row = await find(actor, entry_id)
        found, standing, after = await _ask_the_rules(actor, row, action, reason)
        gone: dict[str, Any] = {
            "withdrawn_at": clock.now(),
            "withdrawn_by": actor.name,
            "withdrawn_reason": reason.strip(),
        }
        await _land(actor, row, found, after, standing, facts={"reason": reason}, **gone)
        await KeyRow.filter(entry_id=row.id).delete()
        await forget(row.id)
        await outbox.put("index", entry_id=str(row.id))
    return await entry(actor, entry_id)


async def _ask_the_rules(
    actor: Actor, row: EntryRow, action: Action, reason: str = "", checklist: Set[Check] = frozenset()
) -> tuple[Row, Standing, Case]:
    case = await case_of(row)
    found, standing = rules.permit(actor, case, action)
    return found, standing, rules.take(case, found, rules.persons(actor, standing), reason, checklist)


async def _land(
    actor: Actor,
    row: EntryRow,
    found: Row,
    after: Case,
    standing: Standing,
    facts: dict[str, Any] | None = None,
    checklist: list[Check] | None = None,
    **changes: Any,
) -> None:
    """Write what became of an entry. Raises Conflict if somebody was first."""
    said = facts or {}
    await swap(EntryRow, row.id, row.version, state=after.state, round=after.round, **changes)
    if found.level or found.action is Action.RETURN:
        await _write(actor, row, found, standing, said.get("reason", ""), checklist or [])
    await notices.done(row.id)
    moved = {"from": row.state, "to": after.state}
    await journal.record(actor, f"catalogue.{found.action}", row.id, standing, **moved, **said)
    await ask_next(row, after, actor.name)


async def _write(
    actor: Actor, row: EntryRow, found: Row, standing: Standing, reason: str, checklist: list[Check]
) -> None:
    await ReviewRow.create(
        entry_id=row.id,
        round=row.round,
        level=found.level,
        verdict="pass" if found.level else "return",
        person_id=actor.person_id,
        person_name=actor.name,
        post_title=standing.title,
        principal_id=standing.principal_id,
        principal_name=standing.principal_name,
        checklist=checklist,
        reason=reason.strip(),
        at=clock.now(),
    )


async def _index_no(organ_id: UUID) -> str:
    """The next index number of an organ in this year. The update holds the counter until the transaction ends."""
    code, year = await OrganCodeRow.get_or_none(organ_id=organ_id), clock.today().year
    if code is None:
        raise OrganCodeMissing
    counter = CounterRow.filter(organ_id=organ_id, year=year)
    while not await counter.update(given=F("given") + 1):
        await CounterRow.bulk_create([CounterRow(organ_id=organ_id, year=year)], ignore_conflicts=True)
    return index_no(code.code, year, (await counter.get()).given)
