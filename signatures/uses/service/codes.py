"""验证码: what a code on a paper leads to, for anybody, and for nobody fast."""

from collections import Counter
from uuid import UUID

from anyio import current_time, sleep_until

from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock
from signatures.seals import service as seals
from signatures.uses.errors import NoSuchCode, TooManyLookups
from signatures.uses.models import CodeRow, RequestRow, UseRow
from signatures.uses.rules.codes import NOTICES, Coded, CodedSeal, CodeState, heard, own_presses
from signatures.uses.rules.log import Result, Use

MOST_A_MINUTE = 60
"""Lookups of one network address. Behind a proxy that does not tell its clients' addresses, everybody is one."""
MOST_ADDRESSES = 20_000
"""That are counted in a minute; whoever comes on top of them waits for the next."""
PACE = 0.1
"""Seconds after which every lookup is answered, so that the time tells nothing of what was found."""

_asked: Counter[str] = Counter()
"""How often each address has asked in this minute; the minute itself under no address."""
_MINUTE = ""


async def lookup(typed: str) -> Coded:
    """What the paper with a code must say, and how it is with its seals now; public. Raises NoSuchCode."""
    end = current_time() + PACE
    found = await _coded(heard(typed) or "")
    await sleep_until(end)
    if found is None:
        raise NoSuchCode
    return found


async def code_of(sha256: str) -> str:
    """The code that is printed on a sealed file with this SHA-256; empty for files that this office did not seal."""
    row = await UseRow.filter(sha256_after=sha256, result=Result.SEALED).order_by("id").first()
    return row.code if row else ""


async def void_codes(actor: Actor, document_id: UUID) -> None:
    """The codes on files of a document that is voided say so from now on; in the caller's transaction."""
    requests = await RequestRow.filter(document_id=document_id)
    for row in await CodeRow.filter(use_id__in=[each.id for each in requests]):
        await CodeRow.filter(id=row.id).update(state=CodeState.VOIDED)
        await journal.record(actor, "uses.void_code", row.use_id, no=row.no)


async def _coded(code: str) -> Coded | None:
    row = await CodeRow.get_or_none(code=code)
    if row is None:
        return None
    uses = [each.use() for each in await UseRow.filter(code=code, result=Result.SEALED).order_by("id")]
    own = own_presses(row.use_id, row.no, uses)
    if not own:
        return None
    return Coded(
        code=row.code,
        state=row.state,
        notice=NOTICES[row.state],
        organ=row.organ_name,
        number=row.number,
        title=row.title,
        formed_on=row.formed_on,
        pages=row.pages,
        sha256=own[-1].sha256_after,
        sealed_at=own[-1].at,
        seals=[await _seal(use) for use in own],
        later=[await _seal(use) for use in uses if use not in own],
    )


async def _seal(use: Use) -> CodedSeal:
    seal = await seals.find(use.seal_id)
    return CodedSeal(
        organ=seal.organ_name,
        name=seal.name,
        sealed_at=use.at,
        time_stamped=use.time_stamped,
        state=seal.state,
        es_id=seal.es_id,
        sha256=use.sha256_after,
    )


def count_lookup(address: str) -> None:
    """Note that a network address asks; the count begins anew with every minute. Raises TooManyLookups."""
    minute = int(clock.now().timestamp()) // 60
    if _asked[_MINUTE] != minute:
        _asked.clear()
        _asked[_MINUTE] = minute
    if _asked[address or "?"] >= MOST_A_MINUTE or len(_asked) > MOST_ADDRESSES:
        raise TooManyLookups
    _asked[address or "?"] += 1
