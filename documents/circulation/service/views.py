"""What people see: the clerk the whole list with times, a reader the document and their own line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from documents.circulation.models import CirculationRow, ReaderLineRow
from documents.circulation.rules.circulation import LEFT, Circulation, Mode, Reader, State
from documents.circulation.service.access import lines_of, looks_on, of_readers, organs_of
from documents.circulation.service.reading import look_on, open_
from documents.drafting.rules.content import Urgency
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.paging import page


@dataclass(frozen=True)
class ReaderLine:
    """One reader with every time; `age` is for how many seconds it lies, or lay, unread. `title` is the post named."""

    person_id: UUID
    name: str
    title: str
    state: State
    delivered_at: datetime | None
    first_opened_at: datetime | None
    confirmed_at: datetime | None
    confirmed_name: str
    opinion: str
    recalled_at: datetime | None
    reason: str
    age: int


@dataclass(frozen=True)
class CirculationCard:
    """A document in circulation; `readers` are all for the clerk, and one's own line for a reader."""

    id: UUID
    case_id: UUID
    mode: Mode
    purpose: str
    title: str
    number: str
    issuer: str
    urgency: Urgency
    sha256: str
    """Of the file that is read."""
    started_at: datetime
    started_name: str
    closed_at: datetime | None
    readers: list[ReaderLine]


@dataclass(frozen=True)
class CirculationLine:
    """One circulation in a list; `unread` counts those still to read it, for the clerk, and oneself, for a reader."""

    id: UUID
    case_id: UUID
    title: str
    number: str
    issuer: str
    urgency: Urgency
    mode: Mode
    started_at: datetime
    closed_at: datetime | None
    unread: int


async def card(actor: Actor, circulation_id: UUID) -> CirculationCard:
    """A circulation as its clerk or its reader needs it; to look at the card is not to open it (see `opened`).

    Raises NoSuchCirculation.
    """
    row, circulation = await look_on(actor, circulation_id)
    return _card(row, circulation.readers if looks_on(actor, row.organ_id) else lines_of(actor, circulation))


async def opened(actor: Actor, circulation_id: UUID) -> CirculationCard:
    """The same, opened by whoever is to read it, be it the clerk. Raises NoSuchCirculation."""
    await open_(actor, circulation_id)
    return await card(actor, circulation_id)


async def circulations(
    actor: Actor, mine: bool, before: UUID | None, limit: int
) -> tuple[list[CirculationLine], UUID | None]:
    """What was given to this person to read or, for a clerk, what goes round in their organs; newest first."""
    chosen = (
        CirculationRow.filter(id__in=of_readers(actor))
        if mine
        else CirculationRow.filter(organ_id__in=organs_of(actor))
    )
    rows, following = await page(chosen, before, limit)
    found = await _circulations(rows)
    names = [name for name in CirculationLine.__dataclass_fields__ if name != "unread"]
    return [
        CirculationLine(
            unread=_unread(found[row.id].readers if not mine else lines_of(actor, found[row.id])),
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ], following


async def _circulations(rows: list[CirculationRow]) -> dict[UUID, Circulation]:
    readers: dict[UUID, list[Reader]] = {row.id: [] for row in rows}
    for line in await ReaderLineRow.filter(circulation_id__in=list(readers)).order_by("position"):
        readers[line.circulation_id].append(line.reader())
    return {row.id: row.circulation(tuple(readers[row.id])) for row in rows}


def _unread(readers: Iterable[Reader]) -> int:
    return sum(reader.state in LEFT for reader in readers)


def _card(row: CirculationRow, shown: Iterable[Reader]) -> CirculationCard:
    names = [name for name in CirculationCard.__dataclass_fields__ if name != "readers"]
    lines = [_line(reader, clock.now()) for reader in shown]
    return CirculationCard(readers=lines, **{name: getattr(row, name) for name in names})


def _line(reader: Reader, now: datetime) -> ReaderLine:
    kept = [name for name in ReaderLine.__dataclass_fields__ if name != "age"]
    return ReaderLine(age=reader.age(now), **{name: getattr(reader, name) for name in kept})
