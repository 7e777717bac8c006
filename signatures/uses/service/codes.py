"""验证码: what a code on a paper leads to, for anybody, and for nobody fast."""

from collections import Counter

from anyio import current_time, sleep_until

from server.kit import clock
from signatures.seals import service as seals
from signatures.uses.errors import NoSuchCode, TooManyLookups
from signatures.uses.models import CodeRow, UseRow
from signatures.uses.rules.codes import Coded, CodedSeal, heard
from signatures.uses.rules.log import Result

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


async def _coded(code: str) -> Coded | None:
    row = await CodeRow.get_or_none(code=code)
    uses = await UseRow.filter(code=code, result=Result.SEALED).order_by("id") if row else []
    if row is None or not uses:
        return None
    return Coded(
        code=row.code,
        organ=row.organ_name,
        number=row.number,
        title=row.title,
        formed_on=row.formed_on,
        pages=row.pages,
        sha256=uses[-1].sha256_after,
        sealed_at=uses[-1].at,
        seals=[await _seal(use) for use in uses],
    )


async def _seal(use: UseRow) -> CodedSeal:
    seal = await seals.find(use.seal_id)
    return CodedSeal(seal.organ_name, seal.name, use.at, use.time_stamped, seal.state, seal.es_id)


def count_lookup(address: str) -> None:
    """Note that a network address asks; the count begins anew with every minute. Raises TooManyLookups."""
    minute = int(clock.now().timestamp()) // 60
    if _asked[_MINUTE] != minute:
        _asked.clear()
        _asked[_MINUTE] = minute
    if _asked[address or "?"] >= MOST_A_MINUTE or len(_asked) > MOST_ADDRESSES:
        raise TooManyLookups
    _asked[address or "?"] += 1
