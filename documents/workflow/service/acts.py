"""What people do to a case. Every act: open, ask the rules, land; one transaction each."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from msgspec import to_builtins

from documents.drafting import service as drafting
from documents.drafting.errors import NotReady, WarningsNeedReason
from documents.drafting.rules.checks import Level, goes_up
from documents.drafting.rules.content import Content
from documents.drafting.service import Draft
from documents.workflow.errors import (
    CoSignersDiffer,
    CountersignerUnknown,
    MayNotIssue,
    PinNeeded,
    SignerNotEligible,
    TextChanged,
)
from documents.workflow.models import CaseRow, OpinionRow
from documents.workflow.rules.case import Signer, permit, permit_office, place_of, sign, take
from documents.workflow.rules.opinions import Opinion, Verdict
from documents.workflow.rules.outbound import Action, Row, State, Turn
from documents.workflow.service.files import File, land, take_up
from documents.workflow.service.signatures import signed_subject
from server.directory import service as directory
from server.directory.rules.organs import superiors
from server.directory.rules.standing import Actor, Role, Standing
from server.kit import clock
from server.kit.db import atomic
from server.kit.ids import uuid7
from signatures.personal import service as personal


@dataclass(frozen=True)
class Route:
    """Who the drafter asks: issuer (发文机关), signing leader, organs that countersign, signers of co-issuers."""

    issuer_id: UUID
    signer_id: UUID
    countersigners: tuple[UUID, ...] = ()
    co_signers: tuple[Signer, ...] = ()


async def start(actor: Actor, route: Route, text: Content, post_id: UUID | None = None) -> UUID:
    """Begin a document (拟稿); answers its id.

    Raises what drafting refuses, MayNotIssue if the drafter's organ does not work for the issuer,
    CountersignerUnknown, CoSignersDiffer, SignerNotEligible.
    """
    async with atomic():
        document = await drafting.create(actor, route.issuer_id, text, post_id)
        await _check_route(document, route, text)
        await CaseRow.create(
            id=document.id,
            state=State.DRAFT,
            issuer_id=route.issuer_id,
            signer_id=route.signer_id,
            countersigners=[str(organ) for organ in dict.fromkeys(route.countersigners)],
            co_signers=to_builtins(route.co_signers),
        )
    return document.id


async def submit(
    actor: Actor, document_id: UUID, reason: str = "", co_signers: tuple[Signer, ...] | None = None
) -> None:
    """Send a draft on (送审). `reason` answers the warnings of the check, if there are any.

    `co_signers` are who shall sign for the co-issuers from now on; None leaves it at those who were named before.
    Raises NotReady with what blocks, WarningsNeedReason with what has to be explained, CoSignersDiffer and
    SignerNotEligible if the text names other co-issuers than have a signer, and what `permit` raises.
    """
    async with atomic():
        file = await take_up(actor, document_id)
        row, standing = permit(actor, file.case, Action.SUBMIT, file.opinions)
        warned = await _check_ready(file.draft, reason)
        case = file.case if co_signers is None else replace(file.case, co_signers=co_signers)
        await _check_co_signers(file.draft, case.co_signers, await drafting.content(document_id, file.draft.no))
        after = replace(file, case=take(case, row, file.opinions))
        facts = {"co_signers": to_builtins(case.co_signers)} if case.co_signers else {}
        await land(actor, file, after, Action.SUBMIT, standing, reason=reason, warnings=warned, **facts)


async def opine(actor: Actor, document_id: UUID, action: Action, seen: str, verdict: Verdict, text: str) -> None:
    """Say one's opinion on the text whose hash was seen: a unit head or the office passes, an organ countersigns.

    Raises TextChanged if the text is another one by now, VerdictUnfit, ReasonMissing for a refusal without one.
    """
    async with atomic():
        file, row, standing = await _take_up(actor, document_id, action, seen)
        said = (*file.opinions, await _write(actor, file, row.turn, standing, verdict, text))
        after = replace(file, case=take(file.case, row, said), opinions=said)
        await land(actor, file, after, action, standing, verdict=verdict)


async def sign_off(actor: Actor, document_id: UUID, seen: str, verdict: Verdict, text: str) -> None:
    """Sign the text whose hash was seen for issue (签发); a circled name is consent (条例 art. 22).

    Of a joint document the leading organ's signer signs first, then the others, each for one organ (联签).
    Raises PinNeeded for whoever has a personal signature, TextChanged if the text is another one by now, VerdictUnfit
    for anything but consent, SignerNotEligible if the chosen signer is no longer a signing leader of that organ,
    CoSignersDiffer if the text names other co-issuers than have a signer, and what `permit` raises.
    """
    async with atomic():
        if await personal.has_signature(actor.person_id):
            raise PinNeeded
        await _sign_off(actor, document_id, seen, verdict, text)


async def sign_personally(actor: Actor, document_id: UUID, seen: str, verdict: Verdict, text: str, pin: str) -> None:
    """Sign off with one's personal signature, which the PIN opens; the signature is over the opinion (个人电子签名).

    Not inside a transaction. Raises NoSignature, PinLocked, WrongPin, SignatureOver, KeyLocked, SignatureRevoked, and
    what `sign_off` raises.
    """
    unlocked = await personal.unlock(actor, pin)
    async with atomic():
        opinion = await _sign_off(actor, document_id, seen, verdict, text)
        await personal.sign(unlocked, signed_subject(document_id, opinion))


async def _sign_off(actor: Actor, document_id: UUID, seen: str, verdict: Verdict, text: str) -> Opinion:
    file, row, standing = await _take_up(actor, document_id, Action.SIGN_OFF, seen)
    opinion = await _write(actor, file, row.turn, standing, verdict, text)
    await _check_signing(file, opinion)
    said = (*file.opinions, opinion)
    case = sign(take(file.case, row, said), clock.today())
    done = case.state is State.SIGNED
    after = replace(file, case=case, opinions=said, signed_no=file.draft.no if done else file.signed_no)
    facts = {"formed_on": case.formed_on} if done else {}
    await land(actor, file, after, Action.SIGN_OFF, standing, organ_id=opinion.place_id, **facts)
    return opinion


async def turn_back(actor: Actor, document_id: UUID, action: Action, reason: str) -> None:
    """Return to the drafter, withdraw, cancel, send back to the signer: whatever needs nothing but a reason."""
    async with atomic():
        file = await take_up(actor, document_id)
        row, standing = permit(actor, file.case, action, file.opinions)
        said = file.opinions
        if action is Action.RETURN:
            said = (*said, await _write(actor, file, row.turn, standing, Verdict.RETURN, reason))
        after = replace(file, case=take(file.case, row, said, reason), opinions=said)
        await land(actor, file, after, action, standing, reason=reason)


async def recheck(actor: Actor, document_id: UUID, seen: str) -> None:
    """Confirm that the signed text may be numbered (复核, 条例 art. 25(1)). Raises ChangedAfterSignOff."""
    await advance(actor, document_id, Action.RECHECK, seen=seen)


async def advance(
    actor: Actor | None, document_id: UUID, action: Action, *, seen: str | None = None, reason: str = "", **facts: Any
) -> File:
    """Take a row of the table that is decided elsewhere (registering, sealing …), in the caller's transaction.

    Answers the file as it was before. Actor None is the office itself. Raises what `permit` and `take` raise.
    """
    async with atomic():
        file = await take_up(actor, document_id)
        if seen is not None and seen != file.case.text_hash:
            raise TextChanged(newest=file.draft.no)
        if actor is None:
            row, standing = permit_office(file.case, action), None
        else:
            row, standing = permit(actor, file.case, action, file.opinions)
        after = replace(file, case=take(file.case, row, file.opinions, reason))
        await land(actor, file, after, action, standing, **({"reason": reason} if reason else {}), **facts)
    return file


async def _take_up(actor: Actor, document_id: UUID, action: Action, seen: str) -> tuple[File, Row, Standing]:
    """The file for somebody who will speak on the text they saw."""
    file = await take_up(actor, document_id)
    row, standing = permit(actor, file.case, action, file.opinions)
    if seen != file.case.text_hash:
        raise TextChanged(newest=file.draft.no)
    return file, row, standing


async def _write(actor: Actor, file: File, turn: Turn, standing: Standing, verdict: Verdict, text: str) -> Opinion:
    case = file.case
    opinion = Opinion(
        id=uuid7(),
        node=case.state,
        place_id=place_of(case, actor, turn, standing, file.opinions),
        verdict=verdict,
        text=text,
        person_id=actor.person_id,
        person_name=actor.name,
        post_title=standing.title,
        principal_id=standing.principal_id,
        principal_name=standing.principal_name,
        version_no=file.draft.no,
        version_hash=case.text_hash,
        matter=case.matter,
        round=case.round,
        at=clock.now(),
    )
    await OpinionRow.create(document_id=case.document_id, **vars(opinion))
    return opinion


async def _check_ready(document: Draft, reason: str) -> list[str]:
    """What the drafter explained, by rule id."""
    found = await drafting.findings(document)
    if any(f.level is Level.BLOCKS for f in found):
        raise NotReady(findings=[vars(f) for f in found])
    if found and not reason.strip():
        raise WarningsNeedReason(findings=[vars(f) for f in found])
    return [f.rule for f in found]


async def _check_route(document: Draft, route: Route, text: Content) -> None:
    """Issuer above or equal to the drafting organ, countersigners known and others, signer eligible (条例 art. 22)."""
    tree = await directory.line({document.organ_id, route.issuer_id})
    if route.issuer_id != document.organ_id and route.issuer_id not in superiors(tree, document.organ_id):
        raise MayNotIssue
    others = set(route.countersigners)
    if document.organ_id in others or len(await directory.organs(others)) < len(others):
        raise CountersignerUnknown
    await _check_signer(document, Signer(document.issuer_id, route.signer_id), text)
    await _check_co_signers(document, route.co_signers, text)


async def _check_co_signers(document: Draft, co_signers: tuple[Signer, ...], text: Content) -> None:
    """Every organ that the text names as a co-issuer has one signer, in the order of the organs."""
    if tuple(each.organ_id for each in co_signers) != text.joint:
        raise CoSignersDiffer
    for each in co_signers:
        await _check_signer(document, each, text)


async def _check_signing(file: File, opinion: Opinion) -> None:
    """Whoever is about to sign for an organ may still do so, and all organs of the text are asked to sign."""
    text = await drafting.content(file.draft.id, file.draft.no)
    if file.case.issuers[1:] != text.joint:
        raise CoSignersDiffer
    signer = next(each for each in file.case.signers if each.organ_id == opinion.place_id)
    await _check_signer(file.draft, signer, text)


async def _check_signer(document: Draft, signer: Signer, text: Content) -> None:
    """The principal head signs; what does not go upward may also be signed by a leader in charge (条例 art. 22)."""
    tree = await directory.line({document.issuer_id, *text.joint, *text.main})
    upward = goes_up(tree, document.issuer_id, text)
    roles = [Role.SIGNER] if upward else [Role.SIGNER, Role.LEADER_IN_CHARGE]
    eligible = {person.person_id for role in roles for person in await directory.holders_of(role, signer.organ_id)}
    if signer.signer_id not in eligible:
        raise SignerNotEligible(organ_id=signer.organ_id)
