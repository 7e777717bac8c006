from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from documents.circulation.errors import NoSuchInstruction
from documents.supervision import errors, service
from documents.supervision.rules.items import Grade, MatterSource
from documents.supervision.rules.lights import Light
from documents.supervision.rules.table import ItemState
from documents.supervision.rules.terms import Profile
from documents.supervision.service import Day, ItemCard, ItemLine, Mine
from documents.workflow import errors as workflow
from server.directory.rules.standing import Actor
from server.kit.errors import Conflict
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified
from server.workdays.errors import CalendarInvalid

Title = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=5000)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Places = Annotated[tuple[UUID, ...], Meta(max_length=100)]


class ItemIn(In, frozen=True):
    """A matter to be followed, and where it comes from."""

    organ_id: UUID
    """The organ that supervises it."""
    title: Title
    requirement: Words
    source: MatterSource
    source_id: UUID | None = None
    """The document or instruction that it comes from; of another source whatever id its paper has, or none."""
    """What it comes from, where that has an id here; none for an instruction (批示)."""
    profile: Profile = Profile.GENERAL
    due_on: date | None = None
    """The last day as a leader stated it; without one the profile decides."""
    lead: UUID | None = None
    """The organ's unit, or an organ below it, that is to answer for it (主办)."""
    co: Places = ()
    """Units or organs below that are to help (协办)."""
    thread_id: UUID | None = None
    """The inbound case that it belongs to."""


class DocumentIn(In, frozen=True):
    """A document whose tasks are to be followed."""

    document_id: UUID


class SettleIn(In, frozen=True):
    """A proposal as it should be, all of it; `seen` is the version of the card."""

    seen: int
    """`version` of the card that was read."""
    title: Title
    requirement: Words
    profile: Profile
    due_on: date | None = None
    """The last day as a leader stated it; without one the profile decides."""
    lead: UUID | None = None
    """The organ's unit, or an organ below it, that is to answer for it (主办)."""
    co: Places = ()
    """Units or organs below that are to help (协办)."""


class PlacesIn(In, frozen=True):
    """Who handles it now."""

    lead: UUID
    """The organ's unit, or an organ below it, that is to answer for it (主办)."""
    co: Places = ()
    """Units or organs below that are to help (协办)."""


class ItemWordsIn(In, frozen=True):
    """A reason, or a result."""

    text: Words


class FeedbackIn(In, frozen=True):
    """How far it is: per cent, and in words."""

    percent: Percent
    text: Words


class ExtensionIn(In, frozen=True):
    """More time, until which day and why."""

    expected_on: date
    text: Words


class EvaluationIn(In, frozen=True):
    """A grade, and what is to be said about it."""

    grade: Grade
    text: Words = ""


async def propose(actor: Actor, *, body: ItemIn) -> ItemCard:
    """拟立项。"""
    facts = {name: getattr(body, name) for name in body.__struct_fields__ if name != "due_on"}
    return await service.card(actor, await service.propose(actor, service.Proposal(stated=body.due_on, **facts)))


async def propose_from_document(actor: Actor, *, body: DocumentIn) -> list[ItemLine]:
    """按公文中写明的责任单位逐项拟立项（任务分解）。"""
    return await service.lines(actor, await service.propose_from_document(actor, body.document_id))


async def items(
    actor: Actor,
    *,
    state: ItemState | None = None,
    light: Light | None = None,
    mine: Mine | None = None,
    before: UUID | None = None,
    limit: Limit = 20,
) -> Page[ItemLine]:
    """督办台账，由近及远；红黄绿灯附理由。"""
    return Page(*await service.items(actor, state, light, mine, before, limit))


async def item(actor: Actor, *, item_id: UUID) -> ItemCard:
    """一个督办事项：要求、时限、反馈、延期、亮灯记录和可以办理的操作。"""
    return await service.card(actor, item_id)


async def settle(actor: Actor, *, item_id: UUID, body: SettleIn) -> ItemCard:
    """补充、更正拟立项事项。"""
    facts = (body.requirement, body.profile, body.due_on, body.lead, body.co)
    await service.settle(actor, item_id, body.seen, body.title, *facts)
    return await service.card(actor, item_id)


async def approve(actor: Actor, *, item_id: UUID) -> ItemCard:
    """批准立项，编督办号。"""
    await service.approve(actor, item_id)
    return await service.card(actor, item_id)


async def decline(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """不予立项，须写明理由。"""
    await service.decline(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def assign(actor: Actor, *, item_id: UUID) -> ItemCard:
    """交办。"""
    await service.assign(actor, item_id)
    return await service.card(actor, item_id)


async def accept(actor: Actor, *, item_id: UUID) -> ItemCard:
    """牵头单位签收。"""
    await service.accept(actor, item_id)
    return await service.card(actor, item_id)


async def object_(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """牵头单位对交办有异议，须写明理由。"""
    await service.object_(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def re_assign(actor: Actor, *, item_id: UUID, body: PlacesIn) -> ItemCard:
    """改派。"""
    await service.re_assign(actor, item_id, body.lead, body.co)
    return await service.card(actor, item_id)


async def maintain(actor: Actor, *, item_id: UUID) -> ItemCard:
    """维持交办。"""
    await service.maintain(actor, item_id)
    return await service.card(actor, item_id)


async def feedback(actor: Actor, *, item_id: UUID, body: FeedbackIn) -> ItemCard:
    """反馈进展；不改变办理时限。"""
    await service.feedback(actor, item_id, body.percent, body.text)
    return await service.card(actor, item_id)


async def request_extension(actor: Actor, *, item_id: UUID, body: ExtensionIn) -> ItemCard:
    """申请延期，须在时限之前。"""
    await service.request_extension(actor, item_id, body.expected_on, body.text)
    return await service.card(actor, item_id)


async def grant(actor: Actor, *, item_id: UUID) -> ItemCard:
    """同意延期。"""
    await service.grant(actor, item_id)
    return await service.card(actor, item_id)


async def refuse(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """不同意延期，须写明理由。"""
    await service.refuse(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def submit_completion(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """报结，附办理结果。"""
    await service.submit_completion(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def redo(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """退回重办，须写明理由。"""
    await service.redo(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def complete(actor: Actor, *, item_id: UUID) -> ItemCard:
    """审结。"""
    await service.complete(actor, item_id)
    return await service.card(actor, item_id)


async def evaluate(actor: Actor, *, item_id: UUID, body: EvaluationIn) -> ItemCard:
    """评价：优、良、中、差。"""
    await service.evaluate(actor, item_id, body.grade, body.text)
    return await service.card(actor, item_id)


async def write_off(actor: Actor, *, item_id: UUID) -> ItemCard:
    """销号；承办人不能销自己的号。"""
    await service.write_off(actor, item_id)
    return await service.card(actor, item_id)


async def revoke(actor: Actor, *, item_id: UUID, body: ItemWordsIn) -> ItemCard:
    """撤销立项，须写明理由。"""
    await service.revoke(actor, item_id, body.text)
    return await service.card(actor, item_id)


async def workdays(actor: Actor, *, from_day: date, to_day: date) -> list[Day]:
    """工作日历：工作日、周末、放假和调休上班。"""
    return service.workdays(from_day, to_day)


HIDDEN, BROKEN = errors.NoSuchItem, CalendarInvalid
ACTING = (HIDDEN, BROKEN, errors.WrongState, errors.NotYourTurn, Conflict)
SPEAKING = (*ACTING, errors.WordsMissing, Classified)
JUDGING = (*ACTING, errors.OwnWork)
JUDGING_IN_WORDS = (*SPEAKING, errors.OwnWork)
GIVING = (errors.PlaceUnfit, errors.LeadTwice)
STATING = (errors.DueInThePast, workflow.DueTooFar)
PROPOSING = (
    *(errors.NotTheSuperviser, Classified, errors.TitleMissing, *STATING, workflow.NoSuchInbound, BROKEN),
    *(errors.SourceMissing, errors.SourceUnfit, workflow.NoSuchDocument, NoSuchInstruction),
    *(*GIVING, errors.AlreadyProposed, workflow.ThreadClosed),
)
FROM_TEXT = (
    *(workflow.NoSuchDocument, errors.NotTheSuperviser, errors.NothingToPropose, errors.AlreadyProposed, BROKEN),
    *GIVING,
)
SETTLING = (*ACTING, *GIVING, Classified, errors.TitleMissing, *STATING)
APPROVING = (*JUDGING, errors.OwnProposal, errors.Unsettled, errors.DueInThePast)
EXTENDING = (*SPEAKING, errors.DuePassed, errors.ExpectedNotLater, errors.ExtensionsUsedUp, workflow.DueTooFar)
ONE = "/supervision/items/{item_id}"

routes = [
    route("/workdays", "GET", workdays, errors=(errors.SpanUnfit, BROKEN)),
    route("/supervision/proposals", "POST", propose_from_document, errors=FROM_TEXT, status=201, slow=True),
    route("/supervision/items", "POST", propose, errors=PROPOSING, status=201),
    route("/supervision/items", "GET", items, errors=(BROKEN,)),
    route(ONE, "GET", item, errors=(HIDDEN, BROKEN)),
    route(f"{ONE}/settle", "POST", settle, errors=SETTLING),
    route(f"{ONE}/approve", "POST", approve, errors=APPROVING),
    route(f"{ONE}/decline", "POST", decline, errors=JUDGING_IN_WORDS),
    route(f"{ONE}/assign", "POST", assign, errors=ACTING),
    route(f"{ONE}/accept", "POST", accept, errors=ACTING),
    route(f"{ONE}/object", "POST", object_, errors=SPEAKING),
    route(f"{ONE}/re-assign", "POST", re_assign, errors=(*JUDGING, *GIVING)),
    route(f"{ONE}/maintain", "POST", maintain, errors=JUDGING),
    route(f"{ONE}/feedback", "POST", feedback, errors=(*SPEAKING, errors.FeedbackRepeated)),
    route(f"{ONE}/extension", "POST", request_extension, errors=EXTENDING),
    route(f"{ONE}/extension/grant", "POST", grant, errors=JUDGING),
    route(f"{ONE}/extension/refuse", "POST", refuse, errors=JUDGING_IN_WORDS),
    route(f"{ONE}/completion", "POST", submit_completion, errors=SPEAKING),
    route(f"{ONE}/redo", "POST", redo, errors=JUDGING_IN_WORDS),
    route(f"{ONE}/complete", "POST", complete, errors=JUDGING),
    route(f"{ONE}/evaluate", "POST", evaluate, errors=(*JUDGING, Classified)),
    route(f"{ONE}/write-off", "POST", write_off, errors=JUDGING),
    route(f"{ONE}/revoke", "POST", revoke, errors=JUDGING_IN_WORDS),
]
