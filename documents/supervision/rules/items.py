"""An item, and what each act makes of it. Pure; time, people and places come in as arguments."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from documents.supervision.errors import (
    DueInThePast,
    DuePassed,
    ExpectedNotLater,
    ExtensionsUsedUp,
    LeadTwice,
    SourceMissing,
    TitleMissing,
    Unsettled,
    WordsMissing,
)
from documents.supervision.rules.table import HANDED_OVER, ItemState, Row
from documents.supervision.rules.terms import Profile, day_of, due_day, end_of, last_day
from server.workdays.calendar import Calendar

MOST_GRANTS = 2


class MatterSource(StrEnum):
    """Where a matter comes from."""

    INSTRUCTION = "instruction"
    MEETING = "meeting"
    DOC_TASKS = "doc_tasks"
    SUPERIOR = "superior"
    PROPOSAL = "proposal"
    PROBLEM_LIST = "problem_list"
    LIVELIHOOD = "livelihood"
    CLUE = "clue"
    ANNUAL_KEY = "annual_key"


POINTING = (MatterSource.DOC_TASKS, MatterSource.INSTRUCTION)
"""Sources that this office keeps itself; whatever else a matter comes from, its paper may lie elsewhere."""


class Grade(StrEnum):
    """评价."""

    EXCELLENT = "优"
    GOOD = "良"
    FAIR = "中"
    POOR = "差"


@dataclass(frozen=True)
class Item:
    """One matter that is followed. Instants are in UTC."""

    id: UUID
    organ_id: UUID
    """Whose superviser runs it."""
    requirement: str
    profile: Profile
    stated: date | None = None
    """The last day as a leader stated it; it goes before the profile's."""
    lead: UUID | None = None
    lead_organ_id: UUID | None = None
    """The organ that the lead belongs to, or is."""
    co: tuple[UUID, ...] = ()
    proposed_by: UUID | None = None
    """None for what the office took from a leader's instruction."""
    state: ItemState = ItemState.PROPOSED
    due: datetime | None = None
    assigned_at: datetime | None = None
    progress: int = 0
    """Per cent, as the lead reported it last."""
    heard_at: datetime | None = None
    """When the lead reported last."""
    expected: date | None = None
    """The day that an extension would lead to, while it is asked for."""
    grants: int = 0
    redos: int = 0
    submitted_by: UUID | None = None
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    """When it was submitted, once that was accepted."""
    version: int = 0


@dataclass(frozen=True)
class Places:
    """Who handles a matter: one lead (牵头), with the organ it belongs to or is, and co-units (协办)."""

    lead: UUID | None
    lead_organ_id: UUID | None
    co: tuple[UUID, ...] = ()


def take(item: Item, found: Row, words: str = "") -> Item:
    """The item after a row of the table. Raises WordsMissing where the row wants words."""
    if found.needs_words and not words.strip():
        raise WordsMissing
    return replace(item, state=found.to)


def check_title(title: str) -> None:
    """A matter has a name. Raises TitleMissing."""
    if not title.strip():
        raise TitleMissing


def check_source(source: MatterSource, source_id: UUID | None) -> None:
    """What comes out of a document or an instruction says which one. Raises SourceMissing."""
    if source in POINTING and source_id is None:
        raise SourceMissing


def settled(item: Item) -> bool:
    """Whether a proposal has all that an item needs: a lead and a requirement; the term follows from the profile."""
    return bool(item.lead and item.requirement.strip())


def settle(item: Item, requirement: str, profile: Profile, stated: date | None, places: Places) -> Item:
    """The clerk fills in or corrects a proposal. Raises LeadTwice."""
    return replace(give_to(item, places), requirement=requirement, profile=profile, stated=stated)


def give_to(item: Item, places: Places) -> Item:
    """Who handles it: exactly one lead, and others beside it. Raises LeadTwice."""
    named = [place for place in (places.lead, *places.co) if place]
    if len(set(named)) < len(named):
        raise LeadTwice
    return replace(item, lead=places.lead, lead_organ_id=places.lead_organ_id, co=places.co)


def establish(item: Item, now: datetime, calendar: Calendar) -> Item:
    """立项: what is to be done and by whom is known, and the due is still ahead. Raises Unsettled, DueInThePast."""
    if not settled(item):
        raise Unsettled
    due = _due(item, now, calendar)
    if overdue(due, now):
        raise DueInThePast
    return replace(item, due=due)


def assign(item: Item, now: datetime, calendar: Calendar) -> Item:
    """交办: the clock of a profile starts on this day; a stated day stays."""
    return replace(item, assigned_at=now, due=_due(item, now, calendar))


def feedback(item: Item, place: UUID, percent: int, now: datetime) -> Item:
    """反馈: only the lead's word moves the item, and nothing moves its due (说进度不等于改时限)."""
    return replace(item, progress=percent, heard_at=now) if place == item.lead else item


def request_extension(item: Item, expected: date, now: datetime) -> Item:
    """申请延期: before the due, to a later day, twice at most. Raises DuePassed, ExpectedNotLater, ExtensionsUsedUp."""
    assert item.due is not None
    if overdue(item.due, now):
        raise DuePassed
    if item.grants >= MOST_GRANTS:
        raise ExtensionsUsedUp
    if expected <= due_day(item.due):
        raise ExpectedNotLater
    return replace(item, expected=expected)


def grant(item: Item) -> Item:
    """同意延期: the day that was asked for becomes the due."""
    assert item.expected is not None
    return replace(item, due=end_of(item.expected), expected=None, grants=item.grants + 1)


def refuse(item: Item) -> Item:
    """不同意延期: the due stays."""
    return replace(item, expected=None)


def submit(item: Item, who: UUID, now: datetime) -> Item:
    """报结: the lead holds the matter for done."""
    return replace(item, submitted_by=who, submitted_at=now)


def redo(item: Item) -> Item:
    """退回重办: what was handed in does not count; how often that happened does."""
    return replace(item, submitted_by=None, submitted_at=None, redos=item.redos + 1)


def complete(item: Item) -> Item:
    """审结: it was finished when it was handed in, not when somebody found the time to look."""
    return replace(item, finished_at=item.submitted_at)


def overdue(due: datetime, at: datetime) -> bool:
    """Whether an instant is too late: the due itself is not."""
    return at > due


def reminded(item: Item) -> bool:
    """Whether the lead is the one to be reminded now."""
    return item.state in HANDED_OVER


def _due(item: Item, now: datetime, calendar: Calendar) -> datetime:
    return end_of(item.stated or last_day(item.profile, day_of(now), calendar))
