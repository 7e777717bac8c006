"""What the search room is told: everything it may index of a published policy, and nothing of any other."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from policy_library.catalogue.models import AudienceRow, ClauseRow, EntryRow
from policy_library.catalogue.rules.access import EVERYBODY, term_of
from policy_library.catalogue.rules.disclosure import Publicity, State
from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.validity import Facts
from policy_library.catalogue.service.reading import Clause
from policy_library.catalogue.service.seeing import facts_of


@dataclass(frozen=True)
class Indexed:
    """A published policy as search has it; `version` grows with every change."""

    id: UUID
    version: int
    title: str
    doc_number: str
    number_keys: tuple[str, ...]
    issuer: str
    kind: str
    level: Level
    region: str
    theme: str
    year: int | None
    """Of 成文日期."""
    formed_on: date | None
    published_on: date | None
    audience: frozenset[str]
    """Whoever has one of these terms (`audience_terms`) may find it."""
    validity: Facts
    clauses: tuple[Clause, ...]


async def indexed(entry_id: UUID) -> Indexed | None:
    """A policy as it may be found now; None if it must not be found at all."""
    row = await EntryRow.get_or_none(id=entry_id, state=State.PUBLISHED)
    if row is None:
        return None
    clauses = await ClauseRow.filter(entry_id=row.id).order_by("ord")
    return Indexed(
        id=row.id,
        version=row.version,
        title=row.title,
        doc_number=row.doc_number,
        number_keys=(row.number_key,) if row.number_key else (),
        issuer=row.issuer,
        kind=row.kind,
        level=row.level,
        region=row.region,
        theme=row.theme,
        year=row.formed_on.year if row.formed_on else None,
        formed_on=row.formed_on,
        published_on=row.published_on,
        audience=await _audience(row),
        validity=(await facts_of([row]))[row.id],
        clauses=tuple(Clause(c.ord, c.anchor, c.level, c.heading, c.text, c.start, c.end) for c in clauses),
    )


async def published_ids(after: UUID | None, limit: int) -> list[UUID]:
    """The ids of published entries that follow `after`, smallest first, for a rebuild in batches."""
    query = EntryRow.filter(state=State.PUBLISHED)
    query = query.filter(id__gt=after) if after else query
    return [UUID(str(key)) for key in await query.order_by("id").limit(limit).values_list("id", flat=True)]


async def _audience(row: EntryRow) -> frozenset[str]:
    if row.publicity is Publicity.PROACTIVE:
        return frozenset({EVERYBODY})
    organs = await AudienceRow.filter(entry_id=row.id).values_list("organ_id", flat=True)
    return frozenset(term_of(UUID(str(organ))) for organ in organs)
