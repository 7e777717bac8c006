"""拟立项: by hand, from a leader's instruction, or from the tasks that a document gives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from anyio import to_thread
from tortoise.exceptions import IntegrityError

from documents.circulation import service as circulation
from documents.circulation.rules.instructions import supervised
from documents.drafting import service as drafting
from documents.drafting.rules.content import Content
from documents.supervision.errors import AlreadyProposed, NothingToPropose, NotTheSuperviser, SourceUnfit
from documents.supervision.models import LedgerRow, columns
from documents.supervision.rules import items as rules
from documents.supervision.rules.items import Item, MatterSource
from documents.supervision.rules.terms import Profile, check_stated
from documents.supervision.service.landing import let_read, pass_the_turn
from documents.supervision.service.places import fit, named
from documents.workflow import service as workflow
from documents.workflow.errors import NoSuchInbound
from documents.workflow.rules.inbound import InboundState
from documents.workflow.rules.outbound import State as CaseState
from policy_library.parsing.responsibilities import Responsibility, responsibilities
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts

LONGEST_TITLE = 60
GONE_OUT = (CaseState.DISPATCHED, CaseState.CLOSED)


@dataclass(frozen=True)
class Proposal:
    """What the clerk writes down of a matter."""

    organ_id: UUID
    title: str
    requirement: str
    source: MatterSource
    source_id: UUID | None = None
    profile: Profile = Profile.GENERAL
    stated: date | None = None
    lead: UUID | None = None
    co: tuple[UUID, ...] = ()
    thread_id: UUID | None = None


async def propose(actor: Actor, proposal: Proposal) -> UUID:
    """Enter a matter by hand; for the organ's superviser. Answers the item's id.

    Raises NotTheSuperviser, Classified, TitleMissing, DueInThePast, DueTooFar, NoSuchInbound for a thread that the
    actor cannot read, or that is another organ's, ThreadClosed for one that has ended, PlaceUnfit, LeadTwice,
    AlreadyProposed, and what `_check_source` raises.
    """
    standing = _superviser(actor, proposal.organ_id)
    admit_texts([proposal.title, proposal.requirement])
    rules.check_title(proposal.title)
    check_stated(proposal.stated, clock.today())
    async with atomic():
        await _check_source(actor, proposal, await _check_thread(actor, proposal))
        item = _item(proposal, actor.person_id)
        places = await fit(proposal.organ_id, proposal.lead, proposal.co)
        part = await _next_part(proposal)
        await _enter(actor, standing, rules.give_to(item, places), _kept(proposal) | {"part": part})
    return item.id


async def propose_for_leader(proposal: Proposal, asked_by: UUID) -> None:
    """Enter what a leader told to be followed up (转督办), for the office itself; twice is once.

    The words of an instruction have passed the gate when it was written. A thread that has ended meanwhile stays so.
    """
    known = LedgerRow.filter(organ_id=proposal.organ_id, source=proposal.source, source_id=proposal.source_id)
    async with atomic():
        if await known.exists():
            return
        if proposal.thread_id and await workflow.hold_thread(proposal.thread_id) is InboundState.CLOSED:
            proposal = replace(proposal, thread_id=None)
        await _enter(None, None, _item(proposal, None), _kept(proposal) | {"asked_by": asked_by})


async def propose_from_document(actor: Actor, document_id: UUID) -> list[UUID]:
    """任务分解: a proposal for every task that a document gives somebody (责任单位); for the issuer's superviser.

    The document is one that they may read, or that has gone out in the organ's name. Its signed text counts, before
    that the present one. Names that mean exactly one place are resolved, the others are left to the clerk.
    A deadline that stands by a task (完成时限) is its stated due, as long as it lies ahead.
    Raises NoSuchDocument, NotTheSuperviser, NothingToPropose, AlreadyProposed.
    """
    file = await _open(actor, document_id)
    organ_id = file.case.issuer_id
    standing = _superviser(actor, organ_id)
    no = file.draft.no if file.signed_no is None else file.signed_no
    tasks = await to_thread.run_sync(_tasks, await drafting.content(document_id, no))
    if not tasks:
        raise NothingToPropose
    places = await named(organ_id, (name for task in tasks for name in (task.lead, *task.co)))
    ids = []
    async with atomic():
        for part, task in enumerate(tasks, 1):
            lead, co = _resolved(task, places)
            proposal = Proposal(
                organ_id,
                _title(task),
                _requirement(task),
                MatterSource.DOC_TASKS,
                document_id,
                stated=_stated(task, clock.today()),
                lead=lead,
                co=co,
            )
            item = rules.give_to(_item(proposal, actor.person_id), await fit(organ_id, lead, co))
            kept = _kept(proposal) | {"part": part, "named": "、".join((task.lead, *task.co))}
            await _enter(actor, standing, item, kept)
            ids.append(item.id)
    return ids


def _superviser(actor: Actor, organ_id: UUID) -> Standing:
    standing = actor.stand(holder_of_role(Role.SUPERVISER, organ_id))
    if standing is None:
        raise NotTheSuperviser
    return standing


async def _open(actor: Actor, document_id: UUID) -> workflow.File:
    """A document for its readers, and for the issuer's superviser once it has gone out."""
    file = await workflow.open_file(None, document_id)
    superviser = actor.stand(holder_of_role(Role.SUPERVISER, file.case.issuer_id))
    if superviser and file.case.state in GONE_OUT:
        return file
    return await workflow.open_file(actor, document_id)


async def _next_part(proposal: Proposal) -> int:
    """One source may hold several matters, such as the points of one set of minutes; they are counted from 1."""
    if proposal.source_id is None:
        return 0
    known = LedgerRow.filter(organ_id=proposal.organ_id, source=proposal.source, source_id=proposal.source_id)
    return await known.count() + 1


async def _check_thread(actor: Actor, proposal: Proposal) -> workflow.Inbound | None:
    if proposal.thread_id is None:
        return None
    case = await workflow.open_inbound(actor, proposal.thread_id)
    if case.organ_id != proposal.organ_id:
        raise NoSuchInbound
    return case


async def _check_source(actor: Actor, proposal: Proposal, case: workflow.Inbound | None) -> None:
    """What a matter is said to come from is there, and the actor knows it; the document of the thread is one such.

    Raises SourceMissing, NoSuchDocument, NoSuchInstruction, SourceUnfit for an instruction that the office itself
    proposes, or that was written for another organ.
    """
    rules.check_source(proposal.source, proposal.source_id)
    if proposal.source_id is None or proposal.source not in rules.POINTING:
        return
    if proposal.source is MatterSource.INSTRUCTION:
        said = (await circulation.instruction(actor, proposal.source_id)).instruction
        written = await workflow.open_inbound(actor, said.case_id)
        if supervised(said.words) or written.organ_id != proposal.organ_id:
            raise SourceUnfit
    elif case is None or case.document_id != proposal.source_id:
        await _open(actor, proposal.source_id)


def _tasks(content: Content) -> Sequence[Responsibility]:
    """Every task of the text and of its annexes, in order."""
    texts = (content.body, *(annex.body for annex in content.annexes))
    return [task for text in texts for task in responsibilities(text)]


def _title(task: Responsibility) -> str:
    """The first sentence of a task, as far as a list can show it."""
    return task.task.strip().splitlines()[0].split("。")[0][:LONGEST_TITLE]


def _requirement(task: Responsibility) -> str:
    """The task with the words of its deadline (完成时限), whether or not they name a day."""
    return f"{task.task}\n完成时限：{task.due_words}" if task.due_words else task.task


def _stated(task: Responsibility, today: date) -> date | None:
    """The day that the text states, if it can still be kept; a past one, or one too far, is for people to settle."""
    try:
        check_stated(task.due, today)
    except OfficeError:
        return None
    return task.due


def _resolved(task: Responsibility, places: dict[str, UUID]) -> tuple[UUID | None, tuple[UUID, ...]]:
    """The places that a task names; the lead is not its own co-unit, and nobody is named twice."""
    lead = places.get(task.lead)
    co = dict.fromkeys(places[name] for name in task.co if name in places)
    return lead, tuple(place for place in co if place != lead)


def _item(proposal: Proposal, proposed_by: UUID | None) -> Item:
    return Item(
        id=uuid7(),
        organ_id=proposal.organ_id,
        requirement=proposal.requirement.strip(),
        profile=proposal.profile,
        stated=proposal.stated,
        proposed_by=proposed_by,
    )


def _kept(proposal: Proposal) -> dict[str, Any]:
    """The columns of a new row beside the item's own."""
    return {
        "title": proposal.title.strip(),
        "source": proposal.source,
        "source_id": proposal.source_id,
        "thread_id": proposal.thread_id,
    }


async def _enter(actor: Actor | None, standing: Standing | None, item: Item, kept: dict[str, Any]) -> None:
    """Write a proposal with its readers, to-do, leg and journal. Raises AlreadyProposed, ThreadClosed."""
    name = actor.name if actor else ""
    own = columns(item) | {"organ_id": item.organ_id, "proposed_by": item.proposed_by, "proposed_name": name}
    try:
        async with atomic():
            row = await LedgerRow.create(id=item.id, at=clock.now(), **own, **kept)
    except IntegrityError as fault:
        raise AlreadyProposed from fault
    await let_read(item)
    await pass_the_turn(name, row, None, item)
    if row.thread_id:
        await workflow.open_leg(row.thread_id, "supervision", row.id)
    facts = {"source": row.source, "source_id": row.source_id, "part": row.part, "organ_id": row.organ_id}
    await journal.record(actor, "supervision.propose", row.id, standing, **facts)
