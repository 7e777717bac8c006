from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from documents.drafting import errors as drafting
from documents.drafting.rules.content import Content, Line
from documents.workflow import errors, service
from documents.workflow.rules.case import Signer
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import Action, State
from documents.workflow.service import Card, PersonalSignature
from documents.workflow.service import Line as CaseLine
from server.directory.rules.standing import Actor
from server.journal.rules import Entry
from server.kit.errors import Conflict
from server.kit.http import In, route
from server.kit.paging import Limit, Page
from server.secrecy.errors import Classified
from signatures.personal import errors as personal
from signatures.personal.rules import LONGEST, SHORTEST
from signatures.seals.errors import KeyLocked

Hash = Annotated[str, Meta(min_length=64, max_length=64)]
Words = Annotated[str, Meta(max_length=2000)]
Pin = Annotated[str, Meta(min_length=SHORTEST, max_length=LONGEST)]
CoSigners = Annotated[tuple[Signer, ...], Meta(max_length=20)]


class StartIn(In, frozen=True):
    """A new document: its text, and who is asked."""

    content: Content
    issuer_id: UUID
    """The organ in whose name it is issued (发文机关)."""
    signer_id: UUID
    """The person who is asked to sign it for issue (签发)."""
    countersigners: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    """Organs that are asked to countersign (会签)."""
    co_signers: CoSigners = ()
    """Who signs for each organ that issues it jointly (联合行文), in the order of `content.joint`."""
    post_id: UUID | None = None
    """The drafting post to use; the first one if left out."""


class Started(msgspec.Struct, frozen=True):
    """The new document's id."""

    id: UUID


class SubmitIn(In, frozen=True):
    """A draft goes on."""

    reason: Line = ""
    """Answers the warnings of the check, if there are any."""
    co_signers: CoSigners | None = None
    """Who signs for the co-issuers from now on, if not those who were named before."""


class ReasonIn(In, frozen=True):
    """A reason, where the rules want one."""

    reason: Line = ""


class OpinionIn(In, frozen=True):
    """An opinion on the text with hash `seen`."""

    seen: Hash
    """`hash` of the draft that was read; refused where the text has changed since."""
    verdict: Verdict = Verdict.AGREE
    text: Words = ""


class SignatureIn(In, frozen=True):
    """A sign-off with one's personal signature, on the text with hash `seen`."""

    seen: Hash
    """`hash` of the draft that was read; refused where the text has changed since."""
    pin: Pin
    verdict: Verdict = Verdict.AGREE
    text: Words = ""


class SeenIn(In, frozen=True):
    """The hash of the text that was looked at."""

    seen: Hash
    """`hash` of the draft that was read; refused where the text has changed since."""


async def start(actor: Actor, *, body: StartIn) -> Started:
    """起草公文。"""
    way = service.Route(body.issuer_id, body.signer_id, body.countersigners, body.co_signers)
    return Started(id=await service.start(actor, way, body.content, body.post_id))


async def cases(
    actor: Actor, *, state: State | None = None, before: UUID | None = None, limit: Limit = 20
) -> Page[CaseLine]:
    """我可以查看的公文，由近及远。"""
    return Page(*await service.cases(actor, state, before, limit))


async def card(actor: Actor, *, document_id: UUID) -> Card:
    """一屏批：办理一份公文所需的全部内容。"""
    return await service.card(actor, document_id)


async def trace(actor: Actor, *, document_id: UUID) -> list[Entry]:
    """办理轨迹，由先到后。"""
    return await service.trace(actor, document_id)


async def submit(actor: Actor, *, document_id: UUID, body: SubmitIn) -> Card:
    """送审。"""
    await service.submit(actor, document_id, body.reason, body.co_signers)
    return await service.card(actor, document_id)


async def review(actor: Actor, *, document_id: UUID, body: OpinionIn) -> Card:
    """核稿通过（部门负责人、办公厅）。"""
    await service.opine(actor, document_id, Action.PASS, body.seen, body.verdict, body.text)
    return await service.card(actor, document_id)


async def countersign(actor: Actor, *, document_id: UUID, body: OpinionIn) -> Card:
    """会签。"""
    await service.opine(actor, document_id, Action.OPINE, body.seen, body.verdict, body.text)
    return await service.card(actor, document_id)


async def sign_off(actor: Actor, *, document_id: UUID, body: OpinionIn) -> Card:
    """签发，联合行文的各机关依次联签；圈阅即同意。"""
    await service.sign_off(actor, document_id, body.seen, body.verdict, body.text)
    return await service.card(actor, document_id)


async def sign(actor: Actor, *, document_id: UUID, body: SignatureIn) -> Card:
    """以个人电子签名签发，须输入签名口令；已有个人电子签名的人必须这样签发。"""
    await service.sign_personally(actor, document_id, body.seen, body.verdict, body.text, body.pin)
    return await service.card(actor, document_id)


async def personal_signatures(actor: Actor, *, document_id: UUID) -> list[PersonalSignature]:
    """签发意见上的个人电子签名，逐个重新验证。"""
    return await service.personal_signatures(actor, document_id)


async def recheck(actor: Actor, *, document_id: UUID, body: SeenIn) -> Card:
    """复核。"""
    await service.recheck(actor, document_id, body.seen)
    return await service.card(actor, document_id)


async def return_(actor: Actor, *, document_id: UUID, body: ReasonIn) -> Card:
    """退回拟稿人，须写明理由。"""
    return await _turn_back(actor, document_id, Action.RETURN, body)


async def resign(actor: Actor, *, document_id: UUID, body: ReasonIn) -> Card:
    """实质性改动后报原签发人复审。"""
    return await _turn_back(actor, document_id, Action.RESIGN, body)


async def withdraw(actor: Actor, *, document_id: UUID, body: ReasonIn) -> Card:
    """撤回修改。"""
    return await _turn_back(actor, document_id, Action.WITHDRAW, body)


async def cancel(actor: Actor, *, document_id: UUID, body: ReasonIn) -> Card:
    """撤稿；文稿留存，不再办理。"""
    return await _turn_back(actor, document_id, Action.CANCEL, body)


async def _turn_back(actor: Actor, document_id: UUID, action: Action, body: ReasonIn) -> Card:
    await service.turn_back(actor, document_id, action, body.reason)
    return await service.card(actor, document_id)


STARTING = (
    drafting.NotADrafter,
    Classified,
    drafting.TooManyParagraphs,
    drafting.UnknownAddressee,
    drafting.UnknownIssuer,
    errors.MayNotIssue,
    errors.CountersignerUnknown,
    errors.CoSignersDiffer,
    errors.SignerNotEligible,
)
HIDDEN = errors.NoSuchDocument
ACTING = (HIDDEN, errors.NotYourTurn, errors.DraftersOwnDocument, errors.WrongState, Conflict)
SIGNERS = (errors.CoSignersDiffer, errors.SignerNotEligible)
PROVED = (
    personal.NoSignature,
    personal.PinLocked,
    personal.WrongPin,
    personal.SignatureOver,
    personal.SignatureRevoked,
    KeyLocked,
)
SPEAKING = (*ACTING, errors.TextChanged, errors.ReasonMissing, errors.VerdictUnfit)
ONE = "/documents/{document_id}"

routes = [
    route("/documents", "POST", start, errors=STARTING, status=201),
    route("/documents", "GET", cases),
    route(ONE, "GET", card, errors=(HIDDEN,)),
    route(f"{ONE}/journal", "GET", trace, errors=(HIDDEN,)),
    route(f"{ONE}/submit", "POST", submit, errors=(*ACTING, drafting.NotReady, drafting.WarningsNeedReason, *SIGNERS)),
    route(f"{ONE}/review", "POST", review, errors=SPEAKING),
    route(f"{ONE}/countersign", "POST", countersign, errors=SPEAKING),
    route(f"{ONE}/sign-off", "POST", sign_off, errors=(*SPEAKING, *SIGNERS, errors.PinNeeded)),
    route(f"{ONE}/sign", "POST", sign, errors=(*SPEAKING, *SIGNERS, *PROVED), slow=True),
    route(f"{ONE}/signatures", "GET", personal_signatures, errors=(HIDDEN, KeyLocked)),
    route(f"{ONE}/recheck", "POST", recheck, errors=(*SPEAKING, errors.ChangedAfterSignOff)),
    route(f"{ONE}/return", "POST", return_, errors=(*ACTING, errors.ReasonMissing)),
    route(f"{ONE}/resign", "POST", resign, errors=(*ACTING, errors.ReasonMissing, errors.NothingChanged)),
    route(f"{ONE}/withdraw", "POST", withdraw, errors=(*ACTING, errors.ReasonMissing)),
    route(f"{ONE}/cancel", "POST", cancel, errors=(*ACTING, errors.ReasonMissing)),
]
