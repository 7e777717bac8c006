"""What people do to an item. Every act: take up, ask the rules, land; one transaction each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from documents.supervision.errors import FeedbackRepeated
from documents.supervision.models import ExtensionRow, FeedbackRow, ItemNumberRow, LedgerRow
from documents.supervision.rules import items as rules
from documents.supervision.rules import turns
from documents.supervision.rules.items import Grade, Item
from documents.supervision.rules.table import ItemAction, Turn
from documents.supervision.rules.terms import Profile, check_stated, day_of
from documents.supervision.service.calendar import office_calendar
from documents.supervision.service.landing import land, take_up
from documents.supervision.service.places import fit
from documents.workflow.rules.days import check_near
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Standing, holder_of_person
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Conflict
from server.secrecy.gate import admit_texts
from server.workdays.calendar import Calendar


@dataclass
class Act:
    """One act under way: the row as it was, the item as the act makes it, columns beside the item's own."""

    row: LedgerRow
    item: Item
    standing: Standing
    now: datetime
    calendar: Calendar
    kept: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def acting(actor: Actor, item_id: UUID, action: ItemAction, words: str = "") -> AsyncIterator[Act]:
    """Take a row of the table in one transaction; what the block makes of the item is landed at its end.

    `words` are what the row wants to be said. Raises NoSuchItem, WrongState, NotYourTurn, OwnProposal, OwnWork,
    WordsMissing, Classified, CalendarInvalid, Conflict.
    """
    admit_texts([words])
    calendar = office_calendar()
    async with atomic():
        row = await take_up(actor, item_id)
        found, standing = turns.permit(actor, row.item(), action)
        act = Act(row, rules.take(row.item(), found, words), standing, clock.now(), calendar)
        yield act
        await land(actor, row, act.item, action, standing, calendar, **act.kept)


async def settle(
    actor: Actor,
    item_id: UUID,
    seen: int,
    title: str,
    requirement: str,
    profile: Profile,
    stated: date | None,
    lead: UUID | None,
    co: tuple[UUID, ...],
) -> None:
    """Fill in or correct a proposal, all of it, on the card of version `seen`; for the superviser.

    Raises what `acting` raises, Conflict if the card was another one, TitleMissing, PlaceUnfit, LeadTwice,
    DueInThePast, DueTooFar.
    """
    admit_texts([title])
    async with acting(actor, item_id, ItemAction.SETTLE, requirement) as act:
        if act.row.version != seen:
            raise Conflict
        rules.check_title(title)
        check_stated(stated, day_of(act.now))
        places = await fit(act.item.organ_id, lead, co)
        act.item = rules.settle(act.item, requirement.strip(), profile, stated, places)
        act.row.title = act.kept["title"] = title.strip()


async def approve(actor: Actor, item_id: UUID) -> None:
    """立项: the matter gets its number; for an approver who did not propose it themselves.

    Raises what `acting` raises, Unsettled, DueInThePast.
    """
    async with acting(actor, item_id, ItemAction.APPROVE) as act:
        act.item = rules.establish(act.item, act.now, act.calendar)
        year = day_of(act.now).year
        n = await _next(act.item.organ_id, year)
        act.kept |= {"year": year, "n": n, "number": f"督〔{year}〕{n}号"}


async def decline(actor: Actor, item_id: UUID, reason: str) -> None:
    """不予立项, with a reason (阅知 only needs no following up); for an approver."""
    async with acting(actor, item_id, ItemAction.DECLINE, reason) as act:
        act.kept["reason"] = reason.strip()


async def assign(actor: Actor, item_id: UUID) -> None:
    """交办: the task goes to the lead, who has to accept it, and is made known to the co-units."""
    async with acting(actor, item_id, ItemAction.ASSIGN) as act:
        act.item = rules.assign(act.item, act.now, act.calendar)
        await _tell_co(actor, act)


async def accept(actor: Actor, item_id: UUID) -> None:
    """签收: the lead takes the task."""
    async with acting(actor, item_id, ItemAction.ACCEPT):
        pass


async def object_(actor: Actor, item_id: UUID, reason: str) -> None:
    """The lead holds that the task is not its own (退回交办), and says why."""
    async with acting(actor, item_id, ItemAction.OBJECT, reason) as act:
        act.kept["reason"] = reason.strip()


async def re_assign(actor: Actor, item_id: UUID, lead: UUID, co: tuple[UUID, ...]) -> None:
    """Give a disputed matter to others (改派); the due stays. Raises what `acting` raises, PlaceUnfit, LeadTwice."""
    async with acting(actor, item_id, ItemAction.RE_ASSIGN) as act:
        act.item = rules.give_to(act.item, await fit(act.item.organ_id, lead, co))
        await _tell_co(actor, act)


async def maintain(actor: Actor, item_id: UUID) -> None:
    """The lead that objected keeps the task (维持交办)."""
    async with acting(actor, item_id, ItemAction.MAINTAIN):
        pass


async def feedback(actor: Actor, item_id: UUID, percent: int, text: str) -> None:
    """反馈: how far the actor's place has come, in per cent and words. It is never changed, only followed.

    Raises what `acting` raises, FeedbackRepeated for what the place said last time, word for word.
    """
    async with acting(actor, item_id, ItemAction.FEEDBACK, text) as act:
        place = turns.place_of(actor, act.item)
        act.item = rules.feedback(act.item, place, percent, act.now)
        last = await FeedbackRow.filter(item_id=item_id, place_id=place).order_by("-id").first()
        if last and (last.percent, last.text) == (percent, text.strip()):
            raise FeedbackRepeated
        await FeedbackRow.create(
            item_id=item_id,
            place_id=place,
            percent=percent,
            text=text.strip(),
            person_name=actor.name,
            post_title=act.standing.title,
            principal_name=act.standing.principal_name,
            at=act.now,
        )


async def request_extension(actor: Actor, item_id: UUID, expected: date, reason: str) -> None:
    """申请延期, before the due and to a later day; for the lead.

    Raises what `acting` raises, DuePassed, ExpectedNotLater, ExtensionsUsedUp, DueTooFar.
    """
    check_near(expected, clock.today())
    async with acting(actor, item_id, ItemAction.REQUEST_EXTENSION, reason) as act:
        act.item = rules.request_extension(act.item, expected, act.now)
        await ExtensionRow.create(
            item_id=item_id,
            due=act.item.due,
            expected=expected,
            reason=reason.strip(),
            person_name=actor.name,
            at=act.now,
        )


async def grant(actor: Actor, item_id: UUID) -> None:
    """同意延期; for the superviser. The old due stays on record. Raises what `acting` raises."""
    async with acting(actor, item_id, ItemAction.GRANT) as act:
        act.item = rules.grant(act.item)
        await _answer_extension(actor, act, granted=True)


async def refuse(actor: Actor, item_id: UUID, reason: str) -> None:
    """不同意延期, with the reason; for the superviser. The due stays."""
    async with acting(actor, item_id, ItemAction.REFUSE, reason) as act:
        act.item = rules.refuse(act.item)
        await _answer_extension(actor, act, granted=False, answer=reason.strip())


async def submit_completion(actor: Actor, item_id: UUID, result: str) -> None:
    """报结: the lead hands in the result, in time or not."""
    async with acting(actor, item_id, ItemAction.SUBMIT_COMPLETION, result) as act:
        act.item = rules.submit(act.item, actor.person_id, act.now)
        act.kept["result"] = result.strip()


async def redo(actor: Actor, item_id: UUID, reason: str) -> None:
    """退回重办, with the reason; for the superviser."""
    async with acting(actor, item_id, ItemAction.REDO, reason) as act:
        act.item = rules.redo(act.item)
        act.kept["reason"] = reason.strip()


async def complete(actor: Actor, item_id: UUID) -> None:
    """审结: the result is accepted, and made known to the leader who asked for it. Raises what `acting` raises."""
    async with acting(actor, item_id, ItemAction.COMPLETE) as act:
        act.item = rules.complete(act.item)
        await _tell(actor, act, turns.holders(act.item, Turn.LEAD), ItemAction.COMPLETE)
        if act.row.asked_by:
            await _tell(actor, act, (holder_of_person(act.row.asked_by),), "result")


async def evaluate(actor: Actor, item_id: UUID, grade: Grade, comment: str) -> None:
    """评价: a grade and a comment. Raises what `acting` raises."""
    admit_texts([comment])
    async with acting(actor, item_id, ItemAction.EVALUATE) as act:
        act.kept |= {"grade": grade, "comment": comment.strip()}


async def write_off(actor: Actor, item_id: UUID) -> None:
    """销号: the line of the ledger is closed by the superviser, never by whoever did the work. Raises OwnWork."""
    async with acting(actor, item_id, ItemAction.WRITE_OFF):
        pass


async def revoke(actor: Actor, item_id: UUID, reason: str) -> None:
    """撤销立项, with a reason; for an approver. Whoever had the task is told."""
    async with acting(actor, item_id, ItemAction.REVOKE, reason) as act:
        act.kept["reason"] = reason.strip()
        if act.item.assigned_at:
            await _tell(actor, act, turns.holders(act.item, Turn.HANDLER), ItemAction.REVOKE)


async def _answer_extension(actor: Actor, act: Act, granted: bool, answer: str = "") -> None:
    asked = ExtensionRow.filter(item_id=act.row.id, granted__isnull=True)
    said = {"granted": granted, "answer": answer, "answered_name": actor.name}
    await asked.update(answered_at=act.now, **said)
    word = ItemAction.GRANT if granted else ItemAction.REFUSE
    await _tell(actor, act, turns.holders(act.item, Turn.LEAD), word)


async def _tell_co(actor: Actor, act: Act) -> None:
    lead = turns.holders(act.item, Turn.LEAD)
    await _tell(actor, act, tuple(h for h in turns.holders(act.item, Turn.HANDLER) if h not in lead), "co")


async def _tell(actor: Actor, act: Act, holders: tuple[str, ...], word: str) -> None:
    organ = await directory.organ(act.row.organ_id)
    for holder in holders:
        said = {"organ": organ.name, "sender": actor.name}
        await notices.tell(act.row.id, holder, f"supervision.{word}", act.row.title, **said)


async def _next(organ_id: UUID, year: int) -> int:
    """The next number of an organ in a year; the update holds the counter until the transaction ends."""
    counter = ItemNumberRow.filter(organ_id=organ_id, year=year)
    while not await counter.update(given=F("given") + 1):
        await ItemNumberRow.bulk_create([ItemNumberRow(organ_id=organ_id, year=year)], ignore_conflicts=True)
    return (await counter.get()).given
