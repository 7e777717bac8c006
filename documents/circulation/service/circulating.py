"""What the clerk does: send a document round, add readers, take it back, remind (传阅, 条例 art. 24(5))."""

from collections.abc import Sequence
from uuid import UUID

from documents.circulation.errors import NoSuchCirculation, NotOpen
from documents.circulation.models import CirculationRow
from documents.circulation.rules import circulation as rules
from documents.circulation.rules.circulation import UNDER_WAY, Circulation, Mode, Person, Reader
from documents.circulation.service.access import as_clerk, near, visible
from documents.circulation.service.rounds import hold, land, take_up
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.service import Inbound
from messaging.notices import service as notices
from server.directory.rules.standing import Actor, Standing, holder_of_person
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic, swap
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts


async def start(actor: Actor, case_id: UUID, mode: Mode, purpose: str, people: Sequence[UUID]) -> UUID:
    """Send an incoming document round, as its handling (阅件) or besides it (知会); answers the circulation's id.

    Raises NoSuchInbound, NotTheClerk, NotOpen, ReaderElsewhere, Classified, what `rules.start` raises, and what moving
    the case raises.
    """
    admit_texts([purpose])
    async with atomic():
        await hold(case_id)
        case = await workflow.open_inbound(actor, case_id)
        standing = as_clerk(actor, case.organ_id)
        if case.state not in UNDER_WAY:
            raise NotOpen
        named = await near(case.organ_id, people)
        return await _begin(actor, standing, case, mode, purpose, named)


async def _begin(
    actor: Actor, standing: Standing, case: Inbound, mode: Mode, purpose: str, people: Sequence[Person]
) -> UUID:
    now, key = clock.now(), uuid7()
    blank = Circulation(key, case.case_id, case.organ_id, mode, purpose.strip(), now, actor.name)
    begun = rules.start(blank, people, now)
    if case.state is InboundState.READING:
        await workflow.move_inbound(actor, case.case_id, InboundAction.CIRCULATE, circulation_id=key)
    named = {name: getattr(case, name) for name in ("title", "number", "issuer", "urgency", "sha256")}
    own = {name: value for name, value in vars(blank).items() if name != "readers"}
    row = await CirculationRow.create(**own, **named)
    await workflow.open_leg(case.case_id, "circulation", key)
    facts = {"case_id": case.case_id, "mode": mode, "readers": [person.id for person in people]}
    await land(actor, row, blank, begun, "start", standing, **facts)
    return key


async def add_readers(actor: Actor, circulation_id: UUID, people: Sequence[UUID]) -> None:
    """Name more readers while it goes round; for the clerk only (不横传).

    Raises NoSuchCirculation, NotTheClerk, ReaderElsewhere, and what `rules.add` raises.
    """
    async with atomic():
        row, before, standing = await _take_up(actor, circulation_id)
        after = rules.add(before, await near(row.organ_id, people), clock.now())
        await land(actor, row, before, after, "add", standing, readers=list(people))


async def recall(actor: Actor, circulation_id: UUID, people: Sequence[UUID] | None, reason: str) -> None:
    """Take it back from some or from all, with a reason; whoever is away is skipped so (撤回).

    Raises NoSuchCirculation, NotTheClerk, Classified, and what `rules.recall` raises.
    """
    admit_texts([reason])
    async with atomic():
        row, before, standing = await _take_up(actor, circulation_id)
        after = rules.recall(before, people, reason, clock.now())
        gone = [now.person_id for then, now in zip(before.readers, after.readers, strict=True) if _recalled(then, now)]
        await land(actor, row, before, after, "recall", standing, readers=gone, reason=reason.strip())


async def remind(actor: Actor, circulation_id: UUID) -> list[UUID]:
    """Remind those before whom it lies unread, and nobody else (催阅); answers who they are.

    Nobody is reminded twice within an hour: whoever asks again is answered the same, and nothing is written or sent.
    Raises NoSuchCirculation, NotTheClerk.
    """
    async with atomic():
        row, circulation, standing = await _take_up(actor, circulation_id)
        late = [reader.person_id for reader in rules.waited_for(circulation)]
        reminded = await _reminded(row.id)
        fresh = [person_id for person_id in late if person_id not in reminded]
        if fresh:
            await swap(CirculationRow, row.id, row.version)
            await journal.record(actor, "circulation.remind", row.id, standing, readers=fresh)
        for person_id in fresh:
            holder = holder_of_person(person_id)
            await notices.tell(row.id, holder, "remind", row.title, organ=row.issuer, sender=actor.name)
    return late


async def _reminded(circulation_id: UUID) -> set[UUID]:
    """Who was reminded within the last hour."""
    since = clock.now() - rules.PAUSE
    acts = [act for act in await journal.of_subject(circulation_id) if act.action == "circulation.remind"]
    return {UUID(str(person_id)) for act in acts if act.at > since for person_id in act.facts["readers"]}


async def _take_up(actor: Actor, circulation_id: UUID) -> tuple[CirculationRow, Circulation, Standing]:
    """The circulation for its clerk; a reader is told that it is the clerk's, anybody else that there is none."""
    row, circulation = await take_up(circulation_id)
    if not visible(actor, row, circulation):
        raise NoSuchCirculation
    return row, circulation, as_clerk(actor, row.organ_id)


def _recalled(before: Reader, after: Reader) -> bool:
    return before.recalled_at is None and after.recalled_at is not None
