"""What people see: the ledger (台账) with its lights, and one card with everything about a matter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from documents.supervision.models import ExtensionRow, FeedbackRow, LedgerRow, LightRow
from documents.supervision.rules import lights, turns
from documents.supervision.rules.items import Grade, MatterSource
from documents.supervision.rules.lights import Light, Lit
from documents.supervision.rules.table import ItemAction, ItemState
from documents.supervision.rules.terms import Profile, due_day
from documents.supervision.service.calendar import office_calendar
from documents.supervision.service.landing import open_item, readable
from documents.supervision.service.places import Place, names_of
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, places_of
from server.kit import clock
from server.kit.paging import page
from server.workdays.calendar import Calendar


class Mine(StrEnum):
    """Which of the items that I may read are mine."""

    LEAD = "lead"
    SUPERVISER = "superviser"


@dataclass(frozen=True)
class ItemLine:
    """One line of the ledger; the light is of this moment."""

    id: UUID
    number: str
    title: str
    organ: Place
    source: MatterSource
    state: ItemState
    light: Lit
    listed: bool
    lead: Place | None
    """The unit or organ that answers for it (主办)."""
    due: datetime | None
    due_on: date | None
    """The day of `due`."""
    provisional: bool
    """The due was counted on a calendar that is not known yet."""
    progress: int
    at: datetime


@dataclass(frozen=True)
class Feedback:
    """One report of a place."""

    place: Place
    percent: int
    text: str
    person_name: str
    post_title: str
    principal_name: str
    at: datetime


@dataclass(frozen=True)
class Extension:
    """One request for more time, with the due as it was before; `granted` None until it is answered."""

    due: datetime
    expected: date
    """The last day that was asked for."""
    reason: str
    person_name: str
    at: datetime
    granted: bool | None
    answer: str
    answered_name: str
    answered_at: datetime | None


@dataclass(frozen=True)
class LightChange:
    """One change of the light."""

    before: Light
    light: Light
    why: lights.Why
    sentence: str
    at: datetime


@dataclass(frozen=True)
class ItemCard:
    """Everything about one matter."""

    line: ItemLine
    requirement: str
    named: str
    profile: Profile
    stated: date | None
    """The last day as a leader stated it."""
    source_id: UUID | None
    """What it comes from, where that has an id here."""
    thread_id: UUID | None
    """The inbound case that it belongs to."""
    co: list[Place]
    """Units or organs that help (协办)."""
    proposed_name: str
    assigned_at: datetime | None
    expected: date | None
    """The last day that was asked for, while the request waits for its answer."""
    grants: int
    """How often more time was granted."""
    redos: int
    result: str
    reason: str
    submitted_at: datetime | None
    finished_at: datetime | None
    grade: Grade | None
    comment: str
    version: int
    feedbacks: list[Feedback]
    extensions: list[Extension]
    lights: list[LightChange]
    turn: list[directory.Waiting]
    """Whose turn it is; of several that may act each is named."""
    actions: tuple[ItemAction, ...]
    """What the reader of this card may do now."""


async def items(
    actor: Actor, state: ItemState | None, light: Light | None, mine: Mine | None, before: UUID | None, limit: int
) -> tuple[list[ItemLine], UUID | None]:
    """The items this person may read, newest first, in one state, under one light, or as one side of them.

    A light is chosen as it was last recorded, a minute ago at most; what is shown is of this moment.
    Raises CalendarInvalid.
    """
    chosen: dict[str, Any] = {"state": state, "light": light}
    query = readable(actor).filter(**{name: value for name, value in chosen.items() if value is not None})
    if mine is not None:
        query = query.filter(**_side(actor, mine))
    rows, following = await page(query, before, limit)
    return await _lines(rows), following


async def lines(actor: Actor, item_ids: Collection[UUID]) -> list[ItemLine]:
    """Some items in the order they were entered, for their readers. Raises CalendarInvalid."""
    return await _lines(await readable(actor).filter(id__in=list(item_ids)).order_by("id"))


async def _lines(rows: Sequence[LedgerRow]) -> list[ItemLine]:
    names, calendar = await names_of(row.item() for row in rows), office_calendar()
    return [_line(row, names, calendar) for row in rows]


async def card(actor: Actor, item_id: UUID) -> ItemCard:
    """An item with its whole history, and what this person may do. Raises NoSuchItem, CalendarInvalid."""
    calendar = office_calendar()
    row = await open_item(actor, item_id)
    names = await names_of([row.item()])
    feedbacks = await FeedbackRow.filter(item_id=item_id).order_by("id")
    extensions = await ExtensionRow.filter(item_id=item_id).order_by("id")
    changes = await LightRow.filter(item_id=item_id).order_by("id")
    return ItemCard(
        line=_line(row, names, calendar),
        co=[_place(place, names) for place in row.item().co],
        feedbacks=[_plain(Feedback, said, place=_place(said.place_id, names)) for said in feedbacks],
        extensions=[_plain(Extension, asked) for asked in extensions],
        lights=[_plain(LightChange, change) for change in changes],
        turn=await directory.waiting(turns.whose_turn(row.item())),
        actions=turns.actions(actor, row.item()),
        **{name: getattr(row, name) for name in OWN},
    )


OWN = (
    *(
        "requirement",
        "named",
        "profile",
        "stated",
        "source_id",
        "thread_id",
        "proposed_name",
        "assigned_at",
        "expected",
    ),
    *("grants", "redos", "result", "reason", "submitted_at", "finished_at", "grade", "comment", "version"),
)
"""What a card shows as its row has it."""


def _side(actor: Actor, mine: Mine) -> dict[str, Any]:
    held = sorted(actor.holders())
    if mine is Mine.SUPERVISER:
        return {"organ_id__in": places_of(held, {Role.SUPERVISER})}
    return {"lead__in": places_of(held, {Role.UNIT_HEAD})}


def _line(row: LedgerRow, names: Mapping[UUID, str], calendar: Calendar) -> ItemLine:
    due_on = due_day(row.due) if row.due else None
    return ItemLine(
        organ=_place(row.organ_id, names),
        light=lights.light(row.item(), clock.now(), calendar),
        lead=_place(row.lead, names) if row.lead else None,
        due_on=due_on,
        provisional=bool(due_on and not row.stated and not calendar.knows(due_on)),
        **{name: getattr(row, name) for name in LISTED},
    )


LISTED = ("id", "number", "title", "source", "state", "listed", "due", "progress", "at")
"""What a line shows as its row has it."""


def _place(place: UUID, names: Mapping[UUID, str]) -> Place:
    return Place(place, names.get(place, ""))


def _plain(kind: Any, row: Any, **more: Any) -> Any:
    """The row as plain data."""
    return kind(**{name: getattr(row, name) for name in kind.__dataclass_fields__.keys() - more.keys()}, **more)
