"""Who may see an entry is decided here, in `seen_by`, and only here; and how an entry becomes what the rules know."""

from collections.abc import Iterable
from uuid import UUID

from tortoise.expressions import Q, Subquery

from policy_library.catalogue.errors import NoSuchEntry
from policy_library.catalogue.models import AudienceRow, EntryRow, RelationRow, ReviewRow
from policy_library.catalogue.rules import access
from policy_library.catalogue.rules.disclosure import GONE, Case, Publicity, State
from policy_library.catalogue.rules.validity import Change, Facts
from server.directory.rules.standing import Actor


def seen_by(actor: Actor) -> Q:
    """The entries this person may see, as a condition for every query: what is published for them, and what they
    answer for in their organ or unit. Everything else does not exist for them.
    """
    holders = actor.holders()
    inside = Q(organ_id__in=access.places_inside(holders)) | Q(place_id__in=access.places_headed(holders))
    if access.EVERYBODY not in access.audience_terms(actor):
        return inside
    organs = [post.organ_id for post in actor.posts]
    named = Subquery(AudienceRow.filter(organ_id__in=organs).values("entry_id"))
    return inside | Q(Q(publicity=Publicity.PROACTIVE) | Q(id__in=named), state=State.PUBLISHED)


def answers_for(actor: Actor, row: EntryRow) -> bool:
    """Whether this person sees an entry also when it is not published, and how it came about."""
    holders = actor.holders()
    return row.organ_id in access.places_inside(holders) or row.place_id in access.places_headed(holders)


async def find(actor: Actor, entry_id: UUID) -> EntryRow:
    """An entry that this person may see. Raises NoSuchEntry."""
    row = await EntryRow.filter(seen_by(actor), id=entry_id).first()
    if row is None:
        raise NoSuchEntry
    return row


async def find_text(actor: Actor, entry_id: UUID) -> EntryRow:
    """An entry whose text this person may see; of one that is gone nobody may. Raises NoSuchEntry."""
    row = await find(actor, entry_id)
    if row.state in GONE:
        raise NoSuchEntry
    return row


async def find_inside(actor: Actor, entry_id: UUID) -> EntryRow:
    """An entry that this person answers for. Raises NoSuchEntry."""
    row = await find(actor, entry_id)
    if not answers_for(actor, row):
        raise NoSuchEntry
    return row


async def case_of(row: EntryRow) -> Case:
    """Where an entry stands, as the rules see it."""
    passed = ReviewRow.filter(entry_id=row.id, round=row.round, verdict="pass")
    said = await passed.values_list("person_id", "principal_id")
    people = frozenset(UUID(str(person)) for pair in said for person in pair if person)
    return Case(row.organ_id, row.place_id, row.state, row.round, people)


async def facts_of(rows: Iterable[EntryRow]) -> dict[UUID, Facts]:
    """What the validity of these entries follows from, by their ids: own dates, and decisions that were confirmed."""
    found = {row.id: Facts(row.effective_from or row.formed_on, row.valid_until) for row in rows}
    decided = await RelationRow.filter(to_entry__in=list(found), effect__not_isnull=True).order_by("id")
    return {key: Facts(f.effective_from, f.valid_until, _changes(decided, key)) for key, f in found.items()}


def _changes(decided: Iterable[RelationRow], entry_id: UUID) -> tuple[Change, ...]:
    return tuple(
        Change(r.effect, r.effective_on, r.from_entry, r.until)
        for r in decided
        if r.to_entry == entry_id and r.effect and r.effective_on
    )
