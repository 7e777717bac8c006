from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from documents.circulation import errors, service
from documents.circulation.rules.circulation import MOST_READERS, Mode
from documents.circulation.rules.instructions import Instruction, Words
from documents.circulation.rules.wordings import Code, Offer, Page, offers
from documents.circulation.service import Assignment, CirculationCard, CirculationLine, Said
from documents.workflow import errors as workflow
from documents.workflow.service import Inbound
from server.directory.rules.standing import Actor
from server.kit import paging
from server.kit.errors import Conflict
from server.kit.files import Download
from server.kit.http import In, route
from server.kit.paging import Limit
from server.secrecy.errors import Classified

Hash = Annotated[str, Meta(min_length=64, max_length=64)]
Short = Annotated[str, Meta(max_length=500)]
Long = Annotated[str, Meta(max_length=2000)]
People = Annotated[tuple[UUID, ...], Meta(max_length=MOST_READERS)]
Named = Annotated[tuple[UUID, ...], Meta(max_length=50)]


class InstructionIn(In, frozen=True):
    """What a leader writes on a page, on the file whose SHA-256 was seen. One wording of `codes` decides."""

    page: Page
    codes: Annotated[tuple[Code, ...], Meta(max_length=3)]
    seen: Hash
    """`sha256` of the case whose file was read."""
    text: Long = ""
    people: Named = ()
    """Who is asked next （请阅示）, or handles it （请阅处、研办）."""
    places: Named = ()
    """Who is to do it, the first in the lead."""
    informed: Named = ()
    """Who is to read it （阅知）."""
    due_on: date | None = None
    """The last day for what is ordered."""


class AssignmentIn(In, frozen=True):
    """The order that is answered, and who is to do it by when; nothing but the order for one on a result."""

    instruction_id: UUID
    lead: UUID | None = None
    """The unit, or the organ directly below, that is to do it (主办)."""
    co: Named = ()
    """Units or organs directly below that are to help (协办)."""
    due_on: date | None = None
    """The last day."""
    requirement: Long = ""


class ReasonIn(In, frozen=True):
    """Why."""

    reason: Short


class CirculationIn(In, frozen=True):
    """Who is to read it, in this order, and what for."""

    mode: Mode
    purpose: Short
    people: People
    """Persons, in the order in which they are to read it."""


class ReadersIn(In, frozen=True):
    """Who is to read it, too."""

    people: People
    """Persons."""


class OpinionIn(In, frozen=True):
    """A word on what was read, or none."""

    opinion: Long = ""


class RecallIn(In, frozen=True):
    """From whom it is taken back, and why; from all where nobody is named."""

    reason: Short
    people: People | None = None
    """Persons."""


class Instructions(Struct, frozen=True):
    """Everything leaders wrote on a case, first to last; `held`: the last word was 暂缓."""

    held: bool
    items: list[Said]


class Reminded(Struct, frozen=True):
    """Who was reminded, now or within the last hour."""

    people: list[UUID]
    """Persons."""


async def presets(actor: Actor, *, page: Page) -> list[Offer]:
    """常用批示：在该页面可用的批示用语及其含义。"""
    return offers(page)


async def instruct(actor: Actor, *, case_id: UUID, body: InstructionIn) -> Instruction:
    """批示。批示不可修改，只能另行批示。"""
    words = Words(body.page, body.codes, body.text, body.people, body.places, body.informed, body.due_on)
    return await service.instruct(actor, case_id, words, body.seen)


async def instructions(actor: Actor, *, case_id: UUID) -> Instructions:
    """来文的全部批示，由先到后。"""
    return Instructions(*await service.instructions(actor, case_id))


async def instruction(actor: Actor, *, instruction_id: UUID) -> Said:
    """一条批示。"""
    return await service.instruction(actor, instruction_id)


async def assign(actor: Actor, *, case_id: UUID, body: AssignmentIn) -> Inbound:
    """按批示交办：一个主办单位，若干协办单位，限期办理；结果退回重办的只需确认。"""
    given = Assignment(body.instruction_id, body.lead, body.co, body.due_on, body.requirement)
    return await service.assign(actor, case_id, given)


async def no_action(actor: Actor, *, instruction_id: UUID, body: ReasonIn) -> Instruction:
    """记明批示无需交办，须写明理由。"""
    return await service.no_action(actor, instruction_id, body.reason)


async def start(actor: Actor, *, case_id: UUID, body: CirculationIn) -> CirculationCard:
    """传阅：循序、同时或者专送。"""
    circulation_id = await service.start(actor, case_id, body.mode, body.purpose, body.people)
    return await service.card(actor, circulation_id)


async def circulations(
    actor: Actor, *, mine: bool = True, before: UUID | None = None, limit: Limit = 20
) -> paging.Page[CirculationLine]:
    """传阅给我的公文；mine=false 为本机关正在和已经传阅的公文，由文书人员查看。"""
    return paging.Page(*await service.circulations(actor, mine, before, limit))


async def card(actor: Actor, *, circulation_id: UUID) -> CirculationCard:
    """一份传阅件：文书人员可见全部阅件人的情况，阅件人只见本人；查看本页不记为已打开。"""
    return await service.card(actor, circulation_id)


async def open_(actor: Actor, *, circulation_id: UUID) -> CirculationCard:
    """打开传阅件阅读，首次打开记录时间；此后方可查看文件、确认已阅或者批示。"""
    return await service.opened(actor, circulation_id)


async def file_(actor: Actor, *, circulation_id: UUID) -> Download:
    """传阅件的盖章文件；阅件人须先打开传阅件。"""
    return await service.file_(actor, circulation_id)


async def add_readers(actor: Actor, *, circulation_id: UUID, body: ReadersIn) -> CirculationCard:
    """增加阅件人。"""
    await service.add_readers(actor, circulation_id, body.people)
    return await service.card(actor, circulation_id)


async def confirm(actor: Actor, *, circulation_id: UUID, body: OpinionIn) -> CirculationCard:
    """确认已阅，可附意见；未打开的不能确认。"""
    await service.confirm(actor, circulation_id, body.opinion)
    return await service.card(actor, circulation_id)


async def recall(actor: Actor, *, circulation_id: UUID, body: RecallIn) -> CirculationCard:
    """撤回传阅，可撤回部分或者全部阅件人；须写明理由。"""
    await service.recall(actor, circulation_id, body.people, body.reason)
    return await service.card(actor, circulation_id)


async def remind(actor: Actor, *, circulation_id: UUID) -> Reminded:
    """催阅：只提醒已送达而未确认的人员；一小时内已催过的不再重复提醒，仍列入应答。"""
    return Reminded(await service.remind(actor, circulation_id))


CASE, HIDDEN, UNKNOWN = workflow.NoSuchInbound, errors.NoSuchCirculation, errors.NoSuchInstruction
MOVING = (workflow.NotYourTurn, workflow.WrongState, workflow.ReasonMissing, Conflict, Classified)
WORDING = (
    errors.CodeUnfit,
    errors.OneCodeDecides,
    errors.WordsMissing,
    errors.PersonMissing,
    errors.PlacesMissing,
    errors.DuePast,
    workflow.DueTooFar,
)
NAMING = (errors.ReaderElsewhere, errors.PlaceElsewhere, workflow.LeaderNotEligible)
LEADING = (errors.NotALeader, errors.WrongPage, errors.NotOpened, errors.FileChanged, errors.AlreadyHeld)
SETTLING = (UNKNOWN, errors.NotTheOffice, errors.NotAnOrder, errors.AlreadySettled)
TASKS = (
    errors.PlacesMissing,
    errors.TaskStays,
    errors.WrongPage,
    workflow.PlaceUnfit,
    workflow.DueInThePast,
    workflow.DueTooFar,
)
LISTING = (errors.NotTheClerk, errors.ReaderElsewhere, errors.NobodyNamed, errors.TooManyReaders, errors.AlreadyReading)
STARTING = (CASE, *LISTING, errors.OneReaderOnly, errors.NotOpen, errors.PurposeMissing)
RECALLING = (errors.NobodyNamed, errors.Closed, errors.ReasonMissing, errors.NotAReader, errors.AlreadyRecalled)
ONE, OF_CASE = "/circulations/{circulation_id}", "/inbound/{case_id}"

routes = [
    route("/instructions/presets", "GET", presets),
    route(f"{OF_CASE}/instructions", "POST", instruct, errors=(CASE, *LEADING, *WORDING, *NAMING, *MOVING), status=201),
    route(f"{OF_CASE}/instructions", "GET", instructions, errors=(CASE,)),
    route(f"{OF_CASE}/assign", "POST", assign, errors=(CASE, *SETTLING, *TASKS, *MOVING)),
    route("/instructions/{instruction_id}", "GET", instruction, errors=(UNKNOWN,)),
    route(
        "/instructions/{instruction_id}/no-action", "POST", no_action, errors=(*SETTLING, errors.ReasonMissing, *MOVING)
    ),
    route(f"{OF_CASE}/circulations", "POST", start, errors=(*STARTING, *MOVING), status=201),
    route("/circulations", "GET", circulations),
    route(ONE, "GET", card, errors=(HIDDEN,)),
    route(f"{ONE}/file", "GET", file_, errors=(HIDDEN, errors.NotOpened)),
    route(f"{ONE}/open", "POST", open_, errors=(HIDDEN, Conflict)),
    route(
        f"{ONE}/readers", "POST", add_readers, errors=(HIDDEN, *LISTING, errors.OneReaderOnly, errors.Closed, Conflict)
    ),
    route(
        f"{ONE}/confirm",
        "POST",
        confirm,
        errors=(HIDDEN, errors.NotOpened, errors.AlreadyConfirmed, Conflict, Classified),
    ),
    route(f"{ONE}/recall", "POST", recall, errors=(HIDDEN, errors.NotTheClerk, *RECALLING, Conflict, Classified)),
    route(f"{ONE}/remind", "POST", remind, errors=(HIDDEN, errors.NotTheClerk, Conflict)),
]
