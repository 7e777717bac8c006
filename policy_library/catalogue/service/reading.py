"""Reading the catalogue: entries, lists, clauses, fields, reviews, originals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from policy_library.catalogue.errors import NoSuchClause
from policy_library.catalogue.models import AudienceRow, ClauseRow, EntryRow, FieldRow, ReviewRow
from policy_library.catalogue.rules.disclosure import GONE, Action, Case, Publicity, State, actions
from policy_library.catalogue.rules.metadata import FieldName, Level
from policy_library.catalogue.rules.relations import Source
from policy_library.catalogue.rules.themes import check_theme, class_of
from policy_library.catalogue.rules.validity import Facts, Validity, condition_on, state_on
from policy_library.catalogue.service.seeing import (
    answers_for,
    case_of,
    facts_of,
    find,
    find_inside,
    find_text,
    seen_by,
)
from policy_library.catalogue.service.turns import asked_now
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.kit import clock
from server.kit.files import Download
from server.kit.ground import ground
from server.kit.paging import page


@dataclass(frozen=True)
class Condition:
    """The validity on a day, since when, and by which decision, where the reader may see that."""

    state: Validity
    on: date
    since: date | None
    by: UUID | None
    by_title: str
    by_number: str


@dataclass(frozen=True)
class Withdrawal:
    """The tombstone of an entry, withdrawn or discarded: why it is gone, who took it away, when."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One policy as its readers see it."""

    id: UUID
    index_no: str | None
    """索引号, given when it is published."""
    organ_id: UUID
    place_id: UUID
    title: str
    doc_number: str
    issuer: str
    kind: str
    genre: str
    level: Level
    region: str
    theme: str
    theme_label: str
    formed_on: date | None
    published_on: date | None
    effective_from: date | None
    valid_until: date | None
    publicity: Publicity
    audience: tuple[UUID, ...]
    """Organs that may read it; none where it is for everybody (主动公开)."""
    state: State
    source: Source
    document_id: UUID | None
    sha256: str
    """Of the file of the policy."""
    entered_at: datetime
    published_at: datetime | None
    validity: Condition
    withdrawal: Withdrawal | None
    turn: tuple[directory.Waiting, ...]
    """Who is asked now; empty for those who do not answer for it, and where nobody is."""
    actions: tuple[Action, ...]
    """What this reader may do now."""
    version: int


@dataclass(frozen=True)
class Listed:
    """One policy in a list."""

    id: UUID
    index_no: str | None
    organ_id: UUID
    title: str
    doc_number: str
    issuer: str
    kind: str
    theme: str
    formed_on: date | None
    published_on: date | None
    publicity: Publicity
    state: State
    validity: Validity


@dataclass(frozen=True)
class Clause:
    """One clause; `start` and `end` are characters of the original text."""

    ord: int
    anchor: str
    level: int
    heading: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class FieldShown:
    """One field with its evidence; `current` is False for what another value took the place of."""

    name: FieldName
    value: str
    spans: tuple[tuple[int, int, int], ...]
    """Where it stands in the text: paragraph, from, to."""
    method: str
    confidence: int
    """Per cent."""
    needs_review: bool
    confirmed_by: str
    confirmed_at: datetime | None
    current: bool


@dataclass(frozen=True)
class Review:
    """What one reviewer decided; a delegate names the principal."""

    round: int
    level: int
    verdict: str
    person_id: UUID
    person_name: str
    post_title: str
    principal_id: UUID | None
    principal_name: str
    checklist: tuple[str, ...]
    reason: str
    at: datetime


async def entry(actor: Actor, entry_id: UUID, as_of: date | None = None) -> Entry:
    """One policy, with its validity as of a day, or today. Raises NoSuchEntry.

    A withdrawn or discarded one is a tombstone, and only for those of its organ who answer for it.
    """
    row = await find(actor, entry_id)
    case, facts = await case_of(row), (await facts_of([row]))[row.id]
    audience = await AudienceRow.filter(entry_id=row.id).order_by("organ_id").values_list("organ_id", flat=True)
    return Entry(
        **_plain(row, Entry, "theme_label", "audience", "validity", "withdrawal", "turn", "actions"),
        theme_label=class_of(row.theme),
        audience=tuple(UUID(str(organ)) for organ in audience),
        validity=await _condition(actor, facts, as_of or clock.today()),
        withdrawal=_withdrawal(row),
        turn=await _turn(actor, row, case),
        actions=actions(actor, case),
    )


async def entries(
    actor: Actor, state: State | None, theme: str, organ_id: UUID | None, before: UUID | None, limit: int
) -> tuple[list[Listed], UUID | None]:
    """What this person may see, newest first: in one state, of one theme, of one organ, or all of it.

    What is withdrawn or discarded is in no list but that of its own state. Raises NoSuchTheme.
    """
    check_theme(theme)
    query = EntryRow.filter(seen_by(actor))
    query = query.filter(state=state) if state else query.exclude(state__in=list(GONE))
    query = query.filter(theme__startswith=theme) if theme else query
    rows, following = await page(query.filter(organ_id=organ_id) if organ_id else query, before, limit)
    facts, today = await facts_of(rows), clock.today()
    lines = [Listed(**_plain(row, Listed, "validity"), validity=state_on(facts[row.id], today)) for row in rows]
    return lines, following


async def clauses(actor: Actor, entry_id: UUID) -> list[Clause]:
    """All clauses of a policy in their order. Raises NoSuchEntry."""
    row = await find_text(actor, entry_id)
    return [Clause(**_plain(c, Clause)) for c in await ClauseRow.filter(entry_id=row.id).order_by("ord")]


async def clause(actor: Actor, entry_id: UUID, anchor: str) -> Clause:
    """One clause by its anchor, such as 第五条. Raises NoSuchEntry, NoSuchClause."""
    row = await find_text(actor, entry_id)
    found = await ClauseRow.filter(entry_id=row.id, anchor=anchor).first()
    if found is None:
        raise NoSuchClause
    return Clause(**_plain(found, Clause))


async def fields(actor: Actor, entry_id: UUID) -> list[FieldShown]:
    """The fields of an entry with their evidence, earlier values too, for those who answer for it.

    Raises NoSuchEntry.
    """
    row = await find_inside(actor, (await find_text(actor, entry_id)).id)
    found = await FieldRow.filter(entry_id=row.id).order_by("id")
    return [
        FieldShown(**_plain(f, FieldShown, "name", "spans"), name=FieldName(f.name), spans=_spans(f)) for f in found
    ]


async def reviews(actor: Actor, entry_id: UUID) -> list[Review]:
    """What reviewers decided, first to last, for those who answer for the entry. Raises NoSuchEntry."""
    row = await find_inside(actor, entry_id)
    found = await ReviewRow.filter(entry_id=row.id).order_by("id")
    return [Review(**_plain(r, Review, "checklist"), checklist=tuple(r.checklist)) for r in found]


async def original(actor: Actor, entry_id: UUID) -> Download:
    """The file as it was taken in, byte for byte. Raises NoSuchEntry."""
    row = await find_text(actor, entry_id)
    return Download(ground().blobs.path(row.sha256), row.media_type, row.name)


async def _condition(actor: Actor, facts: Facts, day: date) -> Condition:
    found = condition_on(facts, day)
    decision = await EntryRow.filter(seen_by(actor), id=found.by).first() if found.by else None
    if decision is None or decision.state in GONE:
        return Condition(found.state, day, found.since, None, "", "")
    return Condition(found.state, day, found.since, decision.id, decision.title, decision.doc_number)


async def _turn(actor: Actor, row: EntryRow, case: Case) -> tuple[directory.Waiting, ...]:
    if not answers_for(actor, row):
        return ()
    holders, _ = await asked_now(row, case)
    return tuple(await directory.waiting(holders))


def _withdrawal(row: EntryRow) -> Withdrawal | None:
    if row.withdrawn_at is None:
        return None
    return Withdrawal(row.withdrawn_reason, row.withdrawn_by, row.withdrawn_at)


def _spans(field: FieldRow) -> tuple[tuple[int, int, int], ...]:
    return tuple((number, start, end) for number, start, end in field.spans)


def _plain(row: Any, kind: type, *without: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__dataclass_fields__ if name not in without}  # type: ignore[attr-defined]
