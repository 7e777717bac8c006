from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from policy_library.catalogue import errors, service
from policy_library.catalogue.rules.disclosure import Check, Publicity, State
from policy_library.catalogue.rules.metadata import FieldName
from policy_library.catalogue.rules.themes import THEMES, Theme
from policy_library.catalogue.rules.validity import Effect
from policy_library.catalogue.service import Clause, Entry, Facts, FieldShown, Listed, Related, Review
from server.directory.errors import NoSuchOrgan
from server.directory.rules.standing import Actor
from server.intake import errors as intake
from server.kit.errors import Conflict, NotAllowed, OfficeError, TooLarge
from server.kit.files import Download, Upload
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified

FileName = Annotated[str, Meta(min_length=1, max_length=255)]
Reason = Annotated[str, Meta(max_length=500)]
ThemeCode = Annotated[str, Meta(max_length=4)]
OrganCode = Annotated[str, Meta(max_length=9)]
Anchor = Annotated[str, Meta(max_length=200)]

Refusals = tuple[type[OfficeError], ...]
GATE: Refusals = (
    Classified,
    TooLarge,
    *(e for e in vars(intake).values() if isinstance(e, type) and e.__module__ == intake.__name__),
)
"""Everything the file gate may refuse with."""


class CorrectionIn(In, frozen=True):
    """A field with the value that it has, to confirm it, or with another one."""

    name: FieldName
    value: Annotated[str, Meta(max_length=2000)]


class CorrectionsIn(In, frozen=True):
    """What an editor has looked at."""

    fields: Annotated[tuple[CorrectionIn, ...], Meta(min_length=1, max_length=20)]


class FactsIn(In, frozen=True):
    """What an editor decides."""

    publicity: Publicity
    audience: Annotated[tuple[UUID, ...], Meta(max_length=500)] = ()
    """Organs that may read it; none where it is for everybody (主动公开)."""
    effective_from: date | None = None
    valid_until: date | None = None
    theme: ThemeCode = ""


class SeenIn(In, frozen=True):
    """The version of the entry that the reviewer has read."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    """`version` of the entry that was read."""


class ChecklistIn(In, frozen=True):
    """The items of the secrecy review that were gone through."""

    checklist: Annotated[tuple[Check, ...], Meta(max_length=len(Check))]


class ReasonIn(In, frozen=True):
    """Why."""

    reason: Reason


class DecisionIn(In, frozen=True):
    """What a relation does to validity, and from which day; nothing for a relation that does nothing."""

    effect: Effect | None = None
    effective_on: date | None = None
    until: date | None = None


class OrganCodeIn(In, frozen=True):
    """组织机构代码."""

    code: OrganCode


class OrganCodeOut(Struct, frozen=True):
    """组织机构代码 as it was entered."""

    code: str


async def themes(actor: Actor) -> list[Theme]:
    """主题分类表。"""
    return list(THEMES.values())


async def import_file(actor: Actor, *, name: FileName, upload: Upload, organ_id: UUID | None = None) -> Entry:
    """收录 TXT、DOCX 或 Markdown 文件；同一文件重复收录，答复同一条目。"""
    return await service.import_file(actor, name, upload, organ_id)


async def entries(
    actor: Actor,
    *,
    state: State | None = None,
    theme: ThemeCode = "",
    organ_id: UUID | None = None,
    before: UUID | None = None,
    limit: Limit = 20,
) -> Page[Listed]:
    """政策文件目录，由近及远；已撤下、弃用的只在其自身状态下列出。"""
    return Page(*await service.entries(actor, state, theme, organ_id, before, limit))


async def entry(actor: Actor, *, entry_id: UUID, as_of: date | None = None) -> Entry:
    """一份政策文件，可查看某一天的有效性。"""
    return await service.entry(actor, entry_id, as_of)


async def clauses(actor: Actor, *, entry_id: UUID) -> list[Clause]:
    """全部条款。"""
    return await service.clauses(actor, entry_id)


async def clause(actor: Actor, *, entry_id: UUID, anchor: Anchor) -> Clause:
    """某一条款。"""
    return await service.clause(actor, entry_id, anchor)


async def fields(actor: Actor, *, entry_id: UUID) -> list[FieldShown]:
    """各项要素及其出处，含更正前的内容。"""
    return await service.fields(actor, entry_id)


async def correct(actor: Actor, *, entry_id: UUID, body: CorrectionsIn) -> Entry:
    """核对或者更正要素。"""
    return await service.correct(actor, entry_id, [(field.name, field.value) for field in body.fields])


async def set_facts(actor: Actor, *, entry_id: UUID, body: FactsIn) -> Entry:
    """确定公开属性、公开范围、施行日期、有效期、主题；未填写的日期保持不变。"""
    return await service.set_facts(actor, entry_id, Facts(**{n: getattr(body, n) for n in body.__struct_fields__}))


async def relations(actor: Actor, *, entry_id: UUID) -> list[Related]:
    """与其他文件的关系，先本文件提及的，后提及本文件的。"""
    return await service.relations(actor, entry_id)


async def confirm_relation(actor: Actor, *, relation_id: UUID, body: DecisionIn) -> Related:
    """核定文件关系；修改、废止自生效日期起改变效力。"""
    return await service.confirm_relation(actor, relation_id, body.effect, body.effective_on, body.until)


async def original(actor: Actor, *, entry_id: UUID) -> Download:
    """下载收录时的原文件。"""
    return await service.original(actor, entry_id)


async def reviews(actor: Actor, *, entry_id: UUID) -> list[Review]:
    """审查记录，由先到后。"""
    return await service.reviews(actor, entry_id)


async def first_review(actor: Actor, *, entry_id: UUID, body: SeenIn) -> Entry:
    """初审通过。"""
    return await service.first_review(actor, entry_id, body.seen)


async def second_review(actor: Actor, *, entry_id: UUID, body: ChecklistIn) -> Entry:
    """复审（保密审查）通过；须逐项核对。"""
    return await service.second_review(actor, entry_id, frozenset(body.checklist))


async def third_review(actor: Actor, *, entry_id: UUID) -> Entry:
    """终审通过。"""
    return await service.third_review(actor, entry_id)


async def turn_back(actor: Actor, *, entry_id: UUID, body: ReasonIn) -> Entry:
    """退回编辑，须写明理由。"""
    return await service.turn_back(actor, entry_id, body.reason)


async def resubmit(actor: Actor, *, entry_id: UUID) -> Entry:
    """重新报审；各级审查重新进行。"""
    return await service.resubmit(actor, entry_id)


async def publish(actor: Actor, *, entry_id: UUID) -> Entry:
    """发布，编制索引号。"""
    return await service.publish(actor, entry_id)


async def withdraw(actor: Actor, *, entry_id: UUID, body: ReasonIn) -> Entry:
    """撤下已发布的文件，须写明理由；只保留撤下记录。"""
    return await service.withdraw(actor, entry_id, body.reason)


async def discard(actor: Actor, *, entry_id: UUID, body: ReasonIn) -> Entry:
    """弃用待审或者退回的条目，须写明理由；只保留弃用记录。"""
    return await service.discard(actor, entry_id, body.reason)


async def set_organ_code(actor: Actor, *, organ_id: UUID, body: OrganCodeIn) -> OrganCodeOut:
    """登记机关的组织机构代码，用于编制索引号；登记后不能更改。"""
    return OrganCodeOut(await service.set_organ_code(actor, organ_id, body.code))


HIDDEN = errors.NoSuchEntry
ONE = "/policies/{entry_id}"
EDITING: Refusals = (HIDDEN, errors.NotTheEditor, errors.WrongState, Conflict)
CORRECTING = (*EDITING, errors.FieldInvalid, errors.DaysReversed, errors.DuplicatePolicy, Classified)
DECIDING = (*EDITING, errors.NoSuchTheme, errors.DaysReversed, errors.UnknownAudience)
ACTING: Refusals = (HIDDEN, errors.NotYourTurn, errors.WrongState, Conflict)
REVIEWING: Refusals = (*ACTING, errors.SamePerson)
SENDING_BACK = (*ACTING, errors.ReasonMissing, Classified)
NOT_READY = (errors.Incomplete, errors.AudienceUnfit)
CONFIRMING = (
    errors.NoSuchRelation,
    errors.Unresolved,
    errors.NotTheEditor,
    errors.AlreadyConfirmed,
    errors.DecisionNotPublished,
    errors.EffectUnfit,
    errors.EffectUndated,
    Conflict,
)
IMPORTING: Refusals = (errors.NotTheEditor, errors.DuplicatePolicy, Conflict, *GATE)
ENTERING = (NotAllowed, NoSuchOrgan, errors.OrganCodeInvalid, errors.OrganCodeTaken)

routes = [
    route("/policies", "GET", entries, errors=(errors.NoSuchTheme,)),
    route("/policies/themes", "GET", themes),
    route("/policies/imports", "POST", import_file, errors=IMPORTING, status=201, slow=True),
    route("/policies/relations/{relation_id}/confirm", "POST", confirm_relation, errors=CONFIRMING),
    route(ONE, "GET", entry, errors=(HIDDEN,)),
    route(f"{ONE}/clauses", "GET", clauses, errors=(HIDDEN,)),
    route(f"{ONE}/clauses/{{anchor}}", "GET", clause, errors=(HIDDEN, errors.NoSuchClause)),
    route(f"{ONE}/fields", "GET", fields, errors=(HIDDEN,)),
    route(f"{ONE}/fields", "POST", correct, errors=CORRECTING),
    route(f"{ONE}/facts", "PUT", set_facts, errors=DECIDING),
    route(f"{ONE}/relations", "GET", relations, errors=(HIDDEN,)),
    route(f"{ONE}/original", "GET", original, errors=(HIDDEN,)),
    route(f"{ONE}/reviews", "GET", reviews, errors=(HIDDEN,)),
    route(f"{ONE}/first-review", "POST", first_review, errors=(*REVIEWING, errors.Changed, *NOT_READY)),
    route(f"{ONE}/second-review", "POST", second_review, errors=(*REVIEWING, errors.ChecklistIncomplete)),
    route(f"{ONE}/third-review", "POST", third_review, errors=REVIEWING),
    route(f"{ONE}/return", "POST", turn_back, errors=SENDING_BACK),
    route(f"{ONE}/resubmit", "POST", resubmit, errors=ACTING),
    route(f"{ONE}/publish", "POST", publish, errors=(*ACTING, *NOT_READY, errors.OrganCodeMissing)),
    route(f"{ONE}/withdraw", "POST", withdraw, errors=SENDING_BACK),
    route(f"{ONE}/discard", "POST", discard, errors=SENDING_BACK),
    route("/organs/{organ_id}/organ-code", "PUT", set_organ_code, errors=ENTERING),
]
