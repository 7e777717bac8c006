from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from documents.issuing import errors, service
from documents.issuing.rules.numbers import LONGEST_CODE
from documents.issuing.service import Answer, Copy, Issued, Numbered, Reading
from documents.typesetting.checks.report import Report
from documents.workflow import errors as workflow
from documents.workflow import service as inbound
from documents.workflow.service import InboundCard
from server.directory.errors import NoSuchOrgan
from server.directory.rules.standing import Actor
from server.kit.errors import Conflict, NotAllowed
from server.kit.files import Download, File
from server.kit.http import In, route
from server.kit.paging import Limit
from server.secrecy.errors import Classified
from signatures.seals import errors as seals
from signatures.signing.errors import NothingSealed
from signatures.uses import errors as uses

Code = Annotated[str, Meta(min_length=1, max_length=LONGEST_CODE)]
Year = Annotated[int, Meta(ge=0, le=2999)]
"""0 is the series of 令号, which has no years."""
PageNumber = Annotated[int, Meta(ge=1, le=10_000)]
Reason = Annotated[str, Meta(max_length=500)]


class CodeIn(In, frozen=True):
    """An issuer code （机关代字）."""

    code: Code


class ReasonIn(In, frozen=True):
    """Why."""

    reason: Reason


class ReplyIn(In, frozen=True):
    """What the sender is answered."""

    text: Annotated[str, Meta(max_length=2000)]


class Book(Struct, frozen=True):
    """A page of the register, and the first number missing in it: there must never be one."""

    items: list[Numbered]
    next: UUID | None
    first_gap: int | None


async def codes(actor: Actor, *, organ_id: UUID) -> list[str]:
    """机关代字。"""
    return await service.codes(organ_id)


async def add_code(actor: Actor, *, organ_id: UUID, body: CodeIn) -> list[str]:
    """登记机关代字（发文立户）。"""
    return await service.add_code(actor, organ_id, body.code)


async def register(actor: Actor, *, document_id: UUID, body: CodeIn) -> Issued:
    """登记编号，送印制；不能排版的不予编号。同一人重复请求，答复同一文号。"""
    return await service.register(actor, document_id, body.code)


async def void(actor: Actor, *, document_id: UUID, body: ReasonIn) -> Issued:
    """作废已编号、尚未分发的公文；文号保留在登记簿中。"""
    return await service.void(actor, document_id, body.reason)


async def book(actor: Actor, *, code: Code, year: Year, before: UUID | None = None, limit: Limit = 20) -> Book:
    """文号台账，由近及远。"""
    return Book(*await service.book(actor, code, year, before, limit))


async def issued(actor: Actor, *, document_id: UUID) -> Issued:
    """公文的文号和印制情况。"""
    return await service.issued(actor, document_id)


async def preview(actor: Actor, *, document_id: UUID, copy: Copy = Copy.PDF) -> File:
    """按公文格式预览现有文稿，或者另存为 OFD、DOCX；没有文号。每人同时只能有一件在预览。"""
    return await service.preview(actor, document_id, copy)


async def page(actor: Actor, *, document_id: UUID, number: PageNumber) -> File:
    """一页版面（SVG，单位毫米），供手机查看。"""
    return await service.page(actor, document_id, number)


async def reading(actor: Actor, *, document_id: UUID) -> Reading:
    """移动阅读：大纲和大字版。"""
    return await service.reading(actor, document_id)


async def checkup(actor: Actor, *, document_id: UUID) -> Report:
    """公文体检：逐条对照格式标准，写明问题所在和改法。"""
    return await service.checkup(actor, document_id)


async def printed_file(actor: Actor, *, document_id: UUID) -> Download:
    """版式文件；用印之后为盖章件。"""
    return await service.printed_file(actor, document_id)


async def evidence(actor: Actor, *, document_id: UUID) -> File:
    """下载已用印公文的证据包（ZIP）：附办理记录和独立的核验程序，离线即可核验。"""
    return await service.evidence(actor, document_id)


async def typeset_again(actor: Actor, *, document_id: UUID) -> Issued:
    """印制不成的公文重新送印。"""
    return await service.typeset_again(actor, document_id)


async def proof(actor: Actor, *, document_id: UUID) -> Issued:
    """校对通过。"""
    return await service.proof(actor, document_id)


async def seal(actor: Actor, *, document_id: UUID) -> Issued:
    """用印；签发即批准用印，联合行文的各机关依次用印。"""
    return await service.seal(actor, document_id)


async def dispatch(actor: Actor, *, document_id: UUID) -> Issued:
    """分发给全部主送、抄送机关。"""
    return await service.dispatch(actor, document_id)


async def board(actor: Actor, *, document_id: UUID) -> list[Answer]:
    """签收看板。"""
    return await service.board(actor, document_id)


async def send_again(actor: Actor, *, document_id: UUID, organ_id: UUID) -> list[Answer]:
    """向拒收的机关补发。"""
    return await service.send_again(actor, document_id, organ_id)


async def sign_for(actor: Actor, *, case_id: UUID) -> InboundCard:
    """签收；须验章通过。"""
    await service.sign_for(actor, case_id)
    return await inbound.inbound_card(actor, case_id)


async def refuse(actor: Actor, *, case_id: UUID, body: ReasonIn) -> InboundCard:
    """拒收，须写明理由。"""
    await service.refuse(actor, case_id, body.reason)
    return await inbound.inbound_card(actor, case_id)


async def give_back(actor: Actor, *, case_id: UUID, body: ReasonIn) -> InboundCard:
    """登记之后退文，须写明理由；还有传阅、督办未办结的不能退。"""
    await service.give_back(actor, case_id, body.reason)
    return await inbound.inbound_card(actor, case_id)


async def reply(actor: Actor, *, case_id: UUID, body: ReplyIn) -> InboundCard:
    """答复来文机关并办结。"""
    await service.reply(actor, case_id, body.text)
    return await inbound.inbound_card(actor, case_id)


HIDDEN = workflow.NoSuchDocument
ACTING = (HIDDEN, workflow.NotYourTurn, workflow.WrongState, Conflict)
REGISTERING = (*ACTING, workflow.ChangedAfterSignOff, errors.CodeElsewhere, errors.CannotPrint, errors.PrintDiffers)
SEALING = (
    *ACTING,
    errors.SealAsked,
    errors.PrintDiffers,
    errors.Unsigned,
    errors.SealElsewhere,
    seals.NoActiveSeal,
    seals.SealNotActive,
    seals.NotTheKeeper,
    uses.ApproverKeeps,
    uses.OpenAlready,
)
PREVIEWING = (HIDDEN, errors.PreviewRunning, errors.CannotPrint, errors.PrintDiffers)
ANSWERING = (workflow.NoSuchInbound, workflow.NotYourTurn, workflow.WrongState, errors.AlreadyAnswered, Conflict)
SIGNING = (*ANSWERING, workflow.SealUnverified, workflow.SealUnsound)
SENDING_BACK = (*ANSWERING, workflow.ReasonMissing, Classified)
REPLYING = (*ANSWERING, workflow.LegsOpen, workflow.WordsMissing, Classified)
SENDING_AGAIN = (HIDDEN, errors.NotTheDispatcher, errors.NotSentThere, errors.NotRejected, Conflict)
ENTERING = (NotAllowed, NoSuchOrgan, errors.NotAnIssuer, errors.CodeInvalid, errors.CodeTaken)
ONE, INBOUND, CODES = "/documents/{document_id}", "/inbound/{case_id}", "/organs/{organ_id}/codes"

routes = [
    route(CODES, "GET", codes, errors=(NoSuchOrgan,)),
    route(CODES, "POST", add_code, errors=ENTERING, status=201),
    route("/numbers", "GET", book, errors=(errors.NoSuchCode, errors.NotTheRegistrar)),
    route(f"{ONE}/issued", "GET", issued, errors=(HIDDEN, errors.NotNumbered)),
    route(f"{ONE}/preview", "GET", preview, errors=PREVIEWING),
    route(f"{ONE}/pages/{{number}}", "GET", page, errors=(HIDDEN, errors.NoSuchPage, errors.CannotPrint)),
    route(f"{ONE}/reading", "GET", reading, errors=(HIDDEN,)),
    route(f"{ONE}/checkup", "GET", checkup, errors=(HIDDEN, errors.PreviewRunning, errors.CannotPrint)),
    route(f"{ONE}/file", "GET", printed_file, errors=(HIDDEN, errors.NotPrinted)),
    route(f"{ONE}/evidence", "GET", evidence, errors=(HIDDEN, errors.NotPrinted, NothingSealed)),
    route(f"{ONE}/register", "POST", register, errors=REGISTERING, slow=True),
    route(f"{ONE}/typeset", "POST", typeset_again, errors=(HIDDEN, workflow.WrongState, errors.NotTheRegistrar)),
    route(f"{ONE}/proof", "POST", proof, errors=ACTING),
    route(f"{ONE}/seal", "POST", seal, errors=SEALING),
    route(f"{ONE}/dispatch", "POST", dispatch, errors=(*ACTING, errors.PrintDiffers)),
    route(f"{ONE}/void", "POST", void, errors=(*ACTING, workflow.ReasonMissing)),
    route(f"{ONE}/receipts", "GET", board, errors=(HIDDEN,)),
    route(f"{ONE}/receipts/{{organ_id}}/send-again", "POST", send_again, errors=SENDING_AGAIN),
    route(f"{INBOUND}/sign-for", "POST", sign_for, errors=SIGNING),
    route(f"{INBOUND}/refuse", "POST", refuse, errors=SENDING_BACK),
    route(f"{INBOUND}/return", "POST", give_back, errors=(*SENDING_BACK, workflow.LegsOpen)),
    route(f"{INBOUND}/reply", "POST", reply, errors=REPLYING),
]
