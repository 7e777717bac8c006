"""收文登记: a document arrives, its seal is verified, it is entered in the register and screened."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256 as digest
from uuid import UUID

from tortoise.expressions import F

from documents.workflow.errors import RegisteredBefore
from documents.workflow.models import InboundReaderRow, InboundRow, SeriesRow
from documents.workflow.rules.arrivals import Arrival, Inbound
from documents.workflow.rules.inbound import InboundAction, InboundState
from documents.workflow.rules.incoming import first_readers, permit, permit_itself, serial_text, take
from documents.workflow.service.inbound import change, land, pass_the_turn, take_up_inbound
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic, swap
from server.kit.ground import ground
from server.secrecy.gate import admit_texts
from signatures.judgement.codes import Code
from signatures.judgement.verdict import State, Verdict, found
from signatures.signing import service as signing


async def arrive(actor: Actor, arrivals: Sequence[Arrival]) -> None:
    """Documents come to their addressees, in the transaction of whoever sends them; a job verifies the seals.

    What was refused or returned may come again (补发), to the same case. Raises WrongState for any other that comes
    twice.
    """
    async with atomic():
        known = await InboundRow.filter(id__in=[a.case_id for a in arrivals]).values_list("id", flat=True)
        fresh = [arrival for arrival in arrivals if arrival.case_id not in known]
        await _begin(actor, fresh)
        for arrival in arrivals:
            if arrival not in fresh:
                await _come_again(actor, arrival)
        for sha256 in sorted({arrival.sha256 for arrival in arrivals}):
            await outbox.put("verify_arrivals", sha256=sha256)


async def verify_arrivals(sha256: str) -> None:
    """Verify a sealed file once, and tell every addressee that has not signed for it. Done twice, it changes nothing.

    A file that is not any more what was sent does not hold, whatever its seals say.
    """
    verdict = await _verified(await ground().blobs.read(sha256), sha256)
    waiting = InboundRow.filter(sha256=sha256, state=InboundState.TO_SIGN, verdict=None)
    for case_id in await waiting.values_list("id", flat=True):
        await _land_verdict(UUID(str(case_id)), verdict)


async def register_inbound(actor: Actor, case_id: UUID, again: str = "") -> Inbound:
    """Enter a signed document in the organ's own series (收文登记); what has a number already keeps it.

    `again` says why a document is entered that the organ has under the same issuer and number. Raises NoSuchInbound,
    NotYourTurn, WrongState, RegisteredBefore with the earlier number, Classified.
    """
    admit_texts([again])
    async with atomic():
        case = await take_up_inbound(actor, case_id)
        permit(actor, case, InboundAction.REGISTER)
        year, no = case.serial_year, case.serial_no
        if year is None or no is None:
            year = clock.today().year
            no = await _next(case.organ_id, year)
        entered = partial(replace, serial_year=year, serial_no=no, serial=serial_text(year, no))
        facts = {"serial": serial_text(year, no), "again": again.strip()}
        after = await change(actor, case_id, InboundAction.REGISTER, entered, **facts)
        if not again.strip():
            await _check_new(case)
    return after


async def screen(actor: Actor, case_id: UUID, action: InboundAction) -> Inbound:
    """Screen a registered document (初审): FOR_READING (阅件) or FOR_ACTION (办件).

    What nobody was given yet may be screened anew. Raises what `change` raises.
    """
    return await change(actor, case_id, action)


async def _begin(actor: Actor, arrivals: Sequence[Arrival]) -> None:
    cases = [Inbound(**vars(arrival)) for arrival in arrivals]
    await InboundRow.bulk_create(
        InboundRow(id=a.case_id, **{k: v for k, v in asdict(a).items() if k != "case_id"}) for a in arrivals
    )
    await InboundReaderRow.bulk_create(
        InboundReaderRow(case_id=case.case_id, holder=holder) for case in cases for holder in first_readers(case)
    )
    for case in cases:
        await pass_the_turn(actor, None, case)
        await journal.record(actor, "inbound.arrive", case.case_id, to=case.state, sha256=case.sha256)


async def _come_again(actor: Actor, arrival: Arrival) -> None:
    before = await take_up_inbound(None, arrival.case_id)
    taken = take(before, permit_itself(before, InboundAction.ARRIVE))
    after = replace(taken, times=before.times + 1, sent_at=arrival.sent_at, verdict=None, codes=())
    await land(actor, before, after, InboundAction.ARRIVE, None, sha256=arrival.sha256)


async def _verified(data: bytes, sha256: str) -> Verdict:
    if digest(data).hexdigest() != sha256:
        return Verdict(State.INVALID, findings=(found(Code.CONTENT_ALTERED, "file"),))
    return await signing.verify(data)


async def _land_verdict(case_id: UUID, verdict: Verdict) -> None:
    state, codes = verdict.state, sorted(str(code) for code in verdict.codes)
    async with atomic():
        case = await take_up_inbound(None, case_id)
        if case.state is not InboundState.TO_SIGN or case.verdict is not None:
            return
        await swap(InboundRow, case_id, case.version, verdict=state, codes=codes)
        await journal.record(None, "inbound.verify", case_id, verdict=state, codes=codes, sha256=case.sha256)


async def _next(organ_id: UUID, year: int) -> int:
    """The next number. The update holds the series until the transaction ends; whoever begins it may be raced."""
    series = SeriesRow.filter(organ_id=organ_id, year=year)
    while not await series.update(given=F("given") + 1):
        await SeriesRow.bulk_create([SeriesRow(organ_id=organ_id, year=year)], ignore_conflicts=True)
    return (await series.get()).given


async def _check_new(case: Inbound) -> None:
    """Asked while the series is held, so that of two that come twice one is noticed."""
    same = InboundRow.filter(organ_id=case.organ_id, issuer_id=case.issuer_id, number=case.number)
    earlier = await same.exclude(id=case.case_id).filter(serial_no__not_isnull=True).order_by("serial_no").first()
    if earlier:
        raise RegisteredBefore(serial=earlier.serial)
