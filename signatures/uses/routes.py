from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta
from starlette.requests import Request as Asking
from starlette.responses import Response

from server.directory.rules.standing import Actor
from server.intake import errors as intake
from server.kit.errors import Conflict, NotAllowed, OfficeError, TooLarge
from server.kit.files import Download, Upload
from server.kit.http import Endpoint, In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified
from signatures.seals.errors import NoSuchSeal, NotTheKeeper, SealNotActive
from signatures.uses import errors, service
from signatures.uses.rules.paper import MOST_PLACES
from signatures.uses.rules.requests import MOST_FILES, Matter, Place, SealForm
from signatures.uses.service import Asked, Coded, HandedIn, Request, SealToAsk, Use, Wanted

FileName = Annotated[str, Meta(min_length=1, max_length=255)]
No = Annotated[int, Meta(ge=1, le=MOST_FILES)]
Millimetres = Annotated[float, Meta(ge=0, le=5_000)]
Word = Annotated[str, Meta(min_length=1, max_length=50)]
Typed = Annotated[str, Meta(max_length=100)]
Refusals = tuple[type[OfficeError], ...]
Instant = Annotated[datetime, Meta(tz=True)]

GATE: Refusals = (
    Classified,
    TooLarge,
    *(e for e in vars(intake).values() if isinstance(e, type) and e.__module__ == intake.__name__),
)
"""Everything the file gate may refuse with."""


class PlaceIn(In, frozen=True):
    page: Annotated[int, Meta(ge=1, le=10_000)]
    left_mm: Millimetres
    top_mm: Millimetres
    """From the paper's upper left corner to the seal's."""


class FileIn(In, frozen=True):
    file_id: UUID
    """Of a file that was handed in by the same person."""
    places: Annotated[list[PlaceIn], Meta(min_length=1, max_length=MOST_PLACES)]
    copies: Annotated[int, Meta(ge=1, le=100_000)] = 1
    straddle: bool = False
    """Whether a seal straddles the edges of all pages (骑缝章)."""
    number: Annotated[str, Meta(max_length=64)] = ""
    title: Annotated[str, Meta(max_length=500)] = ""
    formed_on: date | None = None


class UseIn(In, frozen=True):
    seal_id: UUID
    purpose: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    opens_at: Instant
    closes_at: Instant
    """At most thirty days later."""
    files: Annotated[list[FileIn], Meta(min_length=1, max_length=MOST_FILES)]
    matter: Matter = Matter.GENERAL
    form: SealForm = SealForm.SES


class SeenIn(In, frozen=True):
    seen: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    """`binding` of the request as it was read."""


class ReasonIn(In, frozen=True):
    reason: Annotated[str, Meta(max_length=200)]


async def seals_to_ask(actor: Actor) -> list[SealToAsk]:
    """可以申请使用的印章：本人所在机关及其办公室所服务机关正在启用的印章。"""
    return await service.seals_to_ask(actor)


async def hand_in(actor: Actor, *, name: FileName, upload: Upload) -> HandedIn:
    """上传待用印的 PDF 或者 OFD 文件；逐页检查是否空白、是否已有印章。"""
    return await service.hand_in(actor, name, upload)


async def places_of_word(actor: Actor, *, file_id: UUID, word: Word, seal_id: UUID) -> list[Place]:
    """按关键字找用印位置：印章中心落在文字中心，每处一个。"""
    return await service.places_of_word(actor, file_id, word, seal_id)


async def request(actor: Actor, *, body: UseIn) -> Request:
    """用印申请：列明印章、文件、位置、份数、事由和期限；批准后内容不能改动。"""
    return await service.request(actor, _asked(body))


async def uses(actor: Actor, *, waiting: bool = False, before: UUID | None = None, limit: Limit = 50) -> Page[Request]:
    """用印申请列表，由近及远；`waiting` 只列等待本人审批或者用印的。"""
    return Page(*await service.uses(actor, waiting, before, limit))


async def use(actor: Actor, *, use_id: UUID) -> Request:
    """一项用印申请及各文件的办理情况。"""
    return await service.use(actor, use_id)


async def approve(actor: Actor, *, use_id: UUID, body: SeenIn) -> Request:
    """批准用印（办公室负责人或者机关领导）；合同、财务、人事事项由机关主要负责人批准。"""
    return await service.approve(actor, use_id, body.seen)


async def refuse(actor: Actor, *, use_id: UUID, body: ReasonIn) -> Request:
    """不予批准，须写明理由。"""
    return await service.refuse(actor, use_id, body.reason)


async def withdraw(actor: Actor, *, use_id: UUID, body: ReasonIn) -> Request:
    """撤回用印申请（申请人）或者撤回批准（批准人）；已经用印的文件不受影响。"""
    return await service.withdraw(actor, use_id, body.reason)


async def press(actor: Actor, *, use_id: UUID, no: No) -> Request:
    """用印（监印人）：一份文件一次批准只能用印一次；未成的退回并说明原因。"""
    return await service.ask(actor, use_id, no)


async def file(actor: Actor, *, use_id: UUID, no: No) -> Download:
    """下载待用印的文件原件。"""
    return await service.file(actor, use_id, no)


async def sealed_file(actor: Actor, *, use_id: UUID, no: No) -> Download:
    """下载已用印的文件。"""
    return await service.sealed_file(actor, use_id, no)


async def log(actor: Actor, *, seal_id: UUID, before: UUID | None = None, limit: Limit = 50) -> Page[Use]:
    """用印登记，由近及远（监印人、办公室负责人和审计管理员）。"""
    return Page(*await service.log(actor, seal_id, before, limit))


async def lookup(*, code: Typed) -> Coded:
    """凭纸质文件上的验证码查询：该文件应有的内容、用印时间和印章现状，供持件人核对。"""
    return await service.lookup(code)


def _asked(body: UseIn) -> Asked:
    files = tuple(_wanted(each) for each in body.files)
    return Asked(body.seal_id, body.matter, body.purpose, body.form, body.opens_at, body.closes_at, files)


def _wanted(body: FileIn) -> Wanted:
    return Wanted(
        file_id=body.file_id,
        copies=body.copies,
        places=tuple(Place(each.page, _thousandths(each.left_mm), _thousandths(each.top_mm)) for each in body.places),
        straddle=body.straddle,
        number=body.number,
        title=body.title,
        formed_on=body.formed_on,
    )


def _thousandths(length: float) -> float:
    """Of a millimetre; there is no negative nought."""
    return round(length, 3) + 0.0


def _few_for_one_address(door: Endpoint) -> Endpoint:
    """Who stands at the door is known here only: nobody logs in, so the network address stands for the person."""

    async def endpoint(request: Asking) -> Response:
        service.count_lookup(request.client.host if request.client else "")
        answer: Response = await door.endpoint(request)
        return answer

    return Endpoint(door.path, door.contract, endpoint)


ONE = "/seal-uses/{use_id}"
ITEM = f"{ONE}/items/{{no}}"
HIDDEN = errors.NoSuchUse
PAPER: Refusals = (errors.FormUnfit, errors.PlaceTwice, errors.PlaceOutside, errors.BlankPaper, errors.StraddleUnfit)
ASKING: Refusals = (
    NoSuchSeal,
    SealNotActive,
    errors.NotOfTheOrgan,
    errors.RequesterKeeps,
    errors.NoSuchFile,
    errors.NothingToSeal,
    errors.WindowUnfit,
    errors.OnePlaceOnly,
    Classified,
    Conflict,
    *PAPER,
)
DECIDING: Refusals = (
    HIDDEN,
    errors.NotTheApprover,
    errors.OwnRequest,
    errors.ApproverKeeps,
    errors.ActUnfit,
    Conflict,
)
REASONED: Refusals = (errors.ReasonMissing, Classified)
READING: Refusals = (HIDDEN, errors.NoSuchItem, errors.FileElsewhere)
PRESSING: Refusals = (
    HIDDEN,
    errors.NoSuchItem,
    NotTheKeeper,
    errors.ApproverKeeps,
    errors.RequesterKeeps,
    errors.AskedAlready,
    errors.NotApproved,
    errors.OutsideWindow,
    errors.ApprovalDiffers,
    Conflict,
)
IN_HAND: Refusals = (NotAllowed, errors.NotReadable, errors.TooManyPages, errors.PageTooLarge, *GATE)
WORDS: Refusals = (errors.NoSuchFile, NoSuchSeal, errors.WordMissing, errors.NotReadable, Classified)

routes = [
    route("/seal-use-seals", "GET", seals_to_ask),
    route("/seal-use-files", "POST", hand_in, errors=IN_HAND, status=201, slow=True),
    route("/seal-use-files/{file_id}/places", "GET", places_of_word, errors=WORDS),
    route("/seal-uses", "GET", uses),
    route("/seal-uses", "POST", request, errors=ASKING, status=201),
    route(ONE, "GET", use, errors=(HIDDEN,)),
    route(f"{ONE}/approve", "POST", approve, errors=(*DECIDING, errors.SeenOther, errors.ApprovalDiffers)),
    route(f"{ONE}/refuse", "POST", refuse, errors=(*DECIDING, *REASONED)),
    route(f"{ONE}/withdraw", "POST", withdraw, errors=(*DECIDING, *REASONED)),
    route(f"{ITEM}/press", "POST", press, errors=PRESSING),
    route(f"{ITEM}/file", "GET", file, errors=READING),
    route(f"{ITEM}/sealed", "GET", sealed_file, errors=(*READING, errors.NotSealedYet)),
    route("/seals/{seal_id}/uses", "GET", log, errors=(NoSuchSeal, NotAllowed)),
    _few_for_one_address(route("/codes/{code}", "GET", lookup, errors=(errors.NoSuchCode, errors.TooManyLookups))),
]
