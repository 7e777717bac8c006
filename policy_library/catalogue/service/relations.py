"""关系: mentions become relations, stubs wait for their target, and an editor's word makes a decision count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from messaging.notices import service as notices
from policy_library.catalogue.errors import (
    AlreadyConfirmed,
    DecisionNotPublished,
    NoSuchRelation,
    NotTheEditor,
    Unresolved,
)
from policy_library.catalogue.models import EntryRow, RelationRow
from policy_library.catalogue.rules.disclosure import GONE, State
from policy_library.catalogue.rules.identity import Identity, same
from policy_library.catalogue.rules.relations import USUAL, Kind, Mention, effect_of
from policy_library.catalogue.rules.validity import Effect
from policy_library.catalogue.service.seeing import find_text, seen_by
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic, swap

CONFIRM = "confirm_relation"


class Direction(StrEnum):
    """Whether the policy that is looked at speaks, or is spoken of."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Related:
    """One relation, seen from one of its policies.

    `other` is None for a mention whose policy is not in the catalogue, or not for this reader. `start` and `end` are
    characters of the text that speaks.
    """

    id: UUID
    direction: Direction
    kind: Kind
    other: UUID | None
    title: str
    number: str
    start: int
    end: int
    confidence: int
    """Per cent."""
    repaired: bool
    effect: Effect | None
    effective_on: date | None
    until: date | None
    confirmed_by: str
    confirmed_at: datetime | None


async def relations(actor: Actor, entry_id: UUID) -> list[Related]:
    """What a policy says of others, in its order, then what others say of it. Raises NoSuchEntry.

    A policy that this person may not see does not show: what names it stays a mention, what it says is left out.
    """
    row = await find_text(actor, entry_id)
    said = await RelationRow.filter(from_entry=row.id).order_by("start", "id")
    heard = await RelationRow.filter(to_entry=row.id).order_by("id")
    others = await _others(actor, said, heard)
    out = [_out(relation, others) for relation in said]
    return out + [_in(relation, others[relation.from_entry]) for relation in heard if relation.from_entry in others]


async def confirm_relation(
    actor: Actor, relation_id: UUID, effect: Effect | None, effective_on: date | None, until: date | None
) -> Related:
    """An editor confirms a relation; what amends or repeals counts from `effective_on`.

    The editor is that of the policy whose validity changes, and otherwise that of the one that speaks. Raises
    NoSuchRelation, Unresolved, NotTheEditor, AlreadyConfirmed, DecisionNotPublished, EffectUnfit, EffectUndated,
    Conflict.
    """
    async with atomic():
        relation, source, target = await _take_up(actor, relation_id)
        kept = target if relation.kind in USUAL else source
        standing = actor.stand(holder_of_role(Role.POLICY_EDITOR, kept.organ_id))
        if standing is None:
            raise NotTheEditor
        if relation.confirmed_at:
            raise AlreadyConfirmed
        decided = effect_of(relation.kind, effect, effective_on, until)
        if decided and source.state is not State.PUBLISHED:
            raise DecisionNotPublished
        said = {"effect": decided, "effective_on": effective_on, "until": until}
        confirmed = {"confirmed_by": actor.name, "confirmed_at": clock.now()}
        await swap(RelationRow, relation.id, relation.version, **said, **confirmed)
        await swap(EntryRow, kept.id, kept.version)
        await notices.done(relation.id)
        facts = {"relation_id": relation.id, "kind": relation.kind, "by": source.id, **said}
        await journal.record(actor, "catalogue.confirm_relation", kept.id, standing, **facts)
        await outbox.put("index", entry_id=str(kept.id))
    return _out(await RelationRow.get(id=relation_id), {target.id: target})


async def relate(row: EntryRow, mentions: Iterable[Mention]) -> None:
    """Keep what a new entry says of others, and give the stubs that waited for it their target."""
    first: dict[tuple[str, Kind], Mention] = {}
    for mention in mentions:
        if not same(mention.target, row.identity()):
            first.setdefault((mention.target.number_key or mention.target.title_key, mention.kind), mention)
    known = await _known([mention.target for mention in first.values()])
    await RelationRow.bulk_create(_relation(row.id, mention, known) for mention in first.values())
    await resolve(row)


async def resolve(row: EntryRow) -> None:
    """Give the stubs that name this entry their target, and ask for the confirmation of what they decide."""
    own = row.identity()
    stubs = await RelationRow.filter(_named(own), to_entry=None).exclude(from_entry=row.id)
    fitting = [stub.id for stub in stubs if same(_target(stub), own)]
    if fitting:
        await RelationRow.filter(id__in=fitting).update(to_entry=row.id)
        await ask_to_confirm(id__in=fitting)


async def ask_to_confirm(**which: Any) -> None:
    """Ask the editors of the policies that published ones amend or repeal to confirm it, where nobody has."""
    waiting = await RelationRow.filter(**which, kind__in=list(USUAL), confirmed_at=None, to_entry__not_isnull=True)
    ids = [relation.from_entry for relation in waiting] + [r.to_entry for r in waiting if r.to_entry]
    rows = {row.id: row for row in await EntryRow.filter(id__in=ids)}
    for relation in waiting:
        source, target = rows[relation.from_entry], rows[relation.to_entry] if relation.to_entry else None
        if target and source.state is State.PUBLISHED:
            editor = holder_of_role(Role.POLICY_EDITOR, target.organ_id)
            await notices.ask(relation.id, editor, CONFIRM, target.title, organ=source.issuer)


async def forget(entry_id: UUID) -> None:
    """Nothing of an entry that is gone waits any more: what named it is a stub again, unless somebody confirmed it."""
    open_ = RelationRow.filter(confirmed_at=None)
    for relation in await open_.filter(Q(from_entry=entry_id) | Q(to_entry=entry_id), kind__in=list(USUAL)):
        await notices.done(relation.id)
    await open_.filter(to_entry=entry_id).update(to_entry=None)


async def _take_up(actor: Actor, relation_id: UUID) -> tuple[RelationRow, EntryRow, EntryRow]:
    """A relation with both its policies, for somebody who sees both. Raises NoSuchRelation, Unresolved."""
    relation = await RelationRow.get_or_none(id=relation_id)
    ids = [relation.from_entry, relation.to_entry] if relation else []
    seen = await EntryRow.filter(seen_by(actor), id__in=[i for i in ids if i]).exclude(state__in=list(GONE))
    rows = {row.id: row for row in seen}
    if relation is None or relation.from_entry not in rows:
        raise NoSuchRelation
    if relation.to_entry not in rows:
        raise Unresolved
    return relation, rows[relation.from_entry], rows[relation.to_entry]


async def _known(targets: Iterable[Identity]) -> list[EntryRow]:
    wanted = list(targets)
    numbers = [target.number_key for target in wanted if target.number_key]
    titles = [target.title_key for target in wanted if target.title_key]
    query = EntryRow.filter(Q(number_key__in=numbers) | Q(title_key__in=titles))
    return await query.exclude(state__in=list(GONE)).order_by("id")


def _named(own: Identity) -> Q:
    by_number, by_title = Q(to_number_key=own.number_key), Q(to_title_key=own.title_key)
    return (by_number | by_title) if own.number_key else by_title


def _relation(entry_id: UUID, mention: Mention, known: Iterable[EntryRow]) -> RelationRow:
    target = next((row for row in known if same(mention.target, row.identity())), None)
    return RelationRow(
        from_entry=entry_id,
        to_entry=target.id if target else None,
        to_title=mention.title,
        to_number=mention.number,
        to_title_key=mention.target.title_key,
        to_number_key=mention.target.number_key,
        kind=mention.kind,
        start=mention.start,
        end=mention.end,
        confidence=mention.confidence,
        repaired=mention.repaired,
    )


def _target(stub: RelationRow) -> Identity:
    return Identity(stub.to_title_key, stub.to_number_key, "")


async def _others(actor: Actor, said: Iterable[RelationRow], heard: Iterable[RelationRow]) -> dict[UUID, EntryRow]:
    ids = [r.to_entry for r in said if r.to_entry] + [r.from_entry for r in heard]
    rows = await EntryRow.filter(seen_by(actor), id__in=ids).exclude(state__in=list(GONE))
    return {row.id: row for row in rows}


def _out(relation: RelationRow, others: dict[UUID, EntryRow]) -> Related:
    """A relation whose other policy is hidden reads like one that waits for it."""
    other = others.get(relation.to_entry) if relation.to_entry else None
    if other is None:
        return _related(relation, Direction.OUT, None, relation.to_title, relation.to_number)
    return _related(relation, Direction.OUT, other.id, other.title, other.doc_number)


def _in(relation: RelationRow, other: EntryRow) -> Related:
    return _related(relation, Direction.IN, other.id, other.title, other.doc_number)


def _related(relation: RelationRow, direction: Direction, other: UUID | None, title: str, number: str) -> Related:
    decided = {
        "effect": relation.effect,
        "effective_on": relation.effective_on,
        "until": relation.until,
        "confirmed_by": relation.confirmed_by,
        "confirmed_at": relation.confirmed_at,
    }
    nothing = {"effect": None, "effective_on": None, "until": None, "confirmed_by": "", "confirmed_at": None}
    return Related(
        id=relation.id,
        direction=direction,
        kind=relation.kind,
        other=other,
        title=title,
        number=number,
        start=relation.start,
        end=relation.end,
        confidence=relation.confidence,
        repaired=relation.repaired,
        **(decided if other else nothing),
    )
