"""批示: a leader writes on a page what is to be done, and the case moves by what that means there."""

from uuid import UUID

from tortoise.exceptions import IntegrityError

from documents.circulation.errors import (
    AlreadyHeld,
    FileChanged,
    NotALeader,
    NotOpened,
    PlaceElsewhere,
    WrongPage,
)
from documents.circulation.models import InstructionRow, ReaderLineRow
from documents.circulation.rules import instructions as rules
from documents.circulation.rules.circulation import UNDER_WAY, State
from documents.circulation.rules.instructions import Instruction, Outcome, Words
from documents.circulation.rules.wordings import LIES_OPEN, MOVES, Code, Meaning, Page
from documents.circulation.service.access import as_reader, is_leader, near, people_of
from documents.circulation.service.rounds import hold, look_up
from documents.workflow import service as workflow
from documents.workflow.rules.inbound import InboundAction
from documents.workflow.rules.incoming import office_of
from documents.workflow.service import Inbound
from messaging.notices import service as notices
from server.directory import service as directory
from server.directory.rules.standing import Actor, Scope, Standing, holder_of_person
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic
from server.kit.digest import canonical, sm3
from server.kit.errors import Conflict
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts

SETTLE = "assign"
"""What the office is asked to do about an order."""


async def instruct(actor: Actor, case_id: UUID, words: Words, seen: str) -> Instruction:
    """Write an instruction on the file whose SHA-256 was seen; it is never edited, only followed by another.

    Who stands in for a leader must have been lent the right to sign. An order waits for the office (LOOP-1) and keeps
    the thread open; one on a result re-opens handling (LOOP-4).
    Raises NoSuchInbound, NotALeader, WrongPage, NotOpened, FileChanged, Classified, what `check_words` raises,
    ReaderElsewhere, PlaceElsewhere, AlreadyHeld, and what moving the case raises.
    """
    admit_texts([words.text])
    async with atomic():
        await hold(case_id)
        case, standing = await _before(actor, case_id, words.page)
        decided = rules.check_words(words, clock.today())
        if seen != case.sha256:
            raise FileChanged
        await _check_named(case, words)
        instruction = await _write(actor, standing, case, words, decided)
        after = await _move(actor, case, instruction)
        await _hand_over(actor, after, instruction)
    return instruction


async def _before(actor: Actor, case_id: UUID, page: Page) -> tuple[Inbound, Standing]:
    """The case as it lies before this leader, and in which standing they write on it."""
    if page is Page.READING:
        return await _circulated(actor, case_id)
    case = await workflow.open_inbound(actor, case_id)
    if page not in LIES_OPEN or case.state is not LIES_OPEN[page]:
        raise WrongPage(state=case.state)
    standing = actor.stand(holder_of_person(case.leader_id), need=Scope.SIGN_OFF) if case.leader_id else None
    if standing is None:
        raise NotALeader
    return case, standing


async def _circulated(actor: Actor, case_id: UUID) -> tuple[Inbound, Standing]:
    """A case that was given to a leader of the organ to read, by any circulation of it; the newest counts."""
    lines = ReaderLineRow.filter(case_id=case_id, delivered_at__isnull=False, recalled_at=None)
    line = await lines.filter(person_id__in=people_of(actor, Scope.SIGN_OFF)).order_by("-id").first()
    if line is None:
        if not await lines.filter(person_id__in=people_of(actor)).exists():
            _check_page(actor, await workflow.open_inbound(actor, case_id))
        raise NotALeader
    _, circulation = await look_up(line.circulation_id)
    reader, standing = as_reader(actor, circulation, Scope.SIGN_OFF)
    if not await is_leader(reader.person_id, circulation.organ_id):
        raise NotALeader
    if reader.state is State.DELIVERED:
        raise NotOpened
    case = await workflow.open_inbound(None, case_id)
    if case.state not in UNDER_WAY:
        raise WrongPage(state=case.state)
    return case, standing


def _check_page(actor: Actor, case: Inbound) -> None:
    """A leader who is asked for a word on another page is told so. Raises WrongPage."""
    asked = case.leader_id and actor.stand(holder_of_person(case.leader_id), need=Scope.SIGN_OFF)
    if asked and case.state in LIES_OPEN.values():
        raise WrongPage(state=case.state)


async def _check_named(case: Inbound, words: Words) -> None:
    """Nobody and no place is named that this organ could not send it to. Raises ReaderElsewhere, PlaceElsewhere."""
    await near(case.organ_id, (*words.people, *words.informed))
    if words.places:
        units = {unit.id for unit in await directory.units_of(case.organ_id)}
        below = {organ.id for organ in await directory.children(case.organ_id)}
        if not set(words.places) <= units | below:
            raise PlaceElsewhere


async def _write(actor: Actor, standing: Standing, case: Inbound, words: Words, decided: Meaning) -> Instruction:
    earlier = await InstructionRow.filter(case_id=case.case_id).order_by("no")
    if Code.HOLD in words.codes and rules.held(row.words() for row in earlier):
        raise AlreadyHeld
    row = InstructionRow(
        id=uuid7(),
        case_id=case.case_id,
        no=len(earlier) + 1,
        **{**vars(words), **{name: [str(each) for each in getattr(words, name)] for name in LISTS}},
        meaning=decided,
        seen=case.sha256,
        person_id=actor.person_id,
        person_name=actor.name,
        post_title=standing.title,
        principal_id=standing.principal_id,
        principal_name=standing.principal_name,
        at=clock.now(),
        outcome=rules.first_outcome(words.page, decided),
    )
    try:
        async with atomic():
            await row.save(force_create=True)
    except IntegrityError as fault:
        raise Conflict from fault
    await _record(actor, standing, row)
    return row.instruction()


async def _record(actor: Actor, standing: Standing, row: InstructionRow) -> None:
    """The journal holds the words by their digest: whoever altered them later would be found out (领导批示不得改动)."""
    facts = {"page": row.page, "codes": row.codes, "hash": row.seen, "outcome": row.outcome}
    said = sm3(canonical(row.words()))
    await journal.record(
        actor, "circulation.instruct", row.case_id, standing, instruction_id=row.id, said=said, **facts
    )


LISTS = ("codes", "people", "places", "informed")


async def _move(actor: Actor, case: Inbound, instruction: Instruction) -> Inbound:
    action = MOVES.get((instruction.words.page, instruction.meaning))
    if action is None:
        return case
    reason = rules.spoken(instruction.words) if action in (InboundAction.SEND_BACK, InboundAction.REDO) else ""
    leader = instruction.words.people[0] if action is InboundAction.PASS_UP else None
    return await workflow.move_inbound(
        actor, case.case_id, action, reason=reason, leader_id=leader, instruction_id=instruction.id
    )


async def _hand_over(actor: Actor, case: Inbound, instruction: Instruction) -> None:
    """What the office has to do about it: settle an order, send it to those who are to read it; and supervision."""
    if instruction.outcome is Outcome.PENDING:
        await workflow.open_leg(case.case_id, "instruction", instruction.id)
        await journal.record(actor, "circulation.order", instruction.id, turn=sorted(office_of(case)))
    if instruction.outcome is Outcome.PENDING and instruction.words.page is not Page.HANDLING:
        await _ask_office(actor, case, instruction)
    if Code.FYI in instruction.words.codes:
        for holder in sorted(office_of(case)):
            await notices.tell(instruction.id, holder, "fyi", case.title, organ=case.issuer, sender=actor.name)
    if rules.supervised(instruction.words):
        await _propose_supervision(case, instruction)


async def _ask_office(actor: Actor, case: Inbound, instruction: Instruction) -> None:
    """On the 拟办 page the case itself asks the office, elsewhere the order does."""
    for holder in sorted(office_of(case)):
        await notices.ask(instruction.id, holder, SETTLE, case.title, organ=case.issuer, sender=actor.name)


async def _propose_supervision(case: Inbound, instruction: Instruction) -> None:
    due_on = instruction.words.due_on
    await outbox.put(
        "supervision.propose",
        thread_id=str(case.case_id),
        source_id=str(instruction.id),
        organ_id=str(case.organ_id),
        title=case.title,
        requirement=rules.spoken(instruction.words),
        due_on=due_on.isoformat() if due_on else "",
        asked_by=str(instruction.principal_id or instruction.person_id),
    )
