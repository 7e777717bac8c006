"""Which seals somebody may ask for."""

from dataclasses import dataclass
from uuid import UUID

from server.directory import service as directory
from server.directory.rules.standing import Actor
from signatures.seals import service as seals
from signatures.seals.rules import Kind


@dataclass(frozen=True)
class SealToAsk:
    """A seal as whoever may ask for it knows it."""

    id: UUID
    organ_id: UUID
    organ_name: str
    name: str
    kind: Kind
    diameter_mm: float


async def seals_to_ask(actor: Actor) -> list[SealToAsk]:
    """The active seals of the organs for which somebody works; of none for administrators."""
    if actor.administers():
        return []
    found = await seals.active_seals(await _organs(actor))
    return [SealToAsk(s.id, s.organ_id, s.organ_name, s.name, s.kind, s.diameter_mm) for s in found]


async def _organs(actor: Actor) -> set[UUID]:
    """The organs of one's posts, and those whose general office one of them is."""
    own = {post.organ_id for post in actor.posts}
    tree = await directory.line(list(own)) if own else {}
    return own | {organ.id for organ in tree.values() if organ.office_id in own}
