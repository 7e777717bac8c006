"""Verifying files for anyone, without letting anyone take the office's memory or threads."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from anyio import CapacityLimiter, WouldBlock, fail_after, to_thread

from server.kit import clock
from server.kit.files import Upload
from server.kit.ground import ground
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import SealVerdict, State, Verdict, found
from signatures.ofd import verify as ofd
from signatures.pdf import verify as pdf
from signatures.seals import service as seals
from signatures.signing.errors import Busy, BusyForYou, TooSlow
from signatures.signing.rules.register import with_register

MOST_AT_ONCE = 8
"""Files that are taken in or verified at a time."""

MOST_FOR_ONE = 2
"""Of them for one network address. Behind a proxy that does not tell its clients' addresses, everybody is one."""

LARGEST_UPLOAD = 20_000_000
"""Bytes that anybody may send without a login; or `max_upload`, if that is less."""

LONGEST_UPLOAD = 60
"""Seconds in which a file must have arrived."""

PDF_MARK, ZIP_MARK = b"%PDF-", b"PK"
"""How the two containers begin."""

_desk = CapacityLimiter(MOST_AT_ONCE)
_bench = CapacityLimiter(2)
"""Verifying is computing: more at once would only slow each other and everybody else."""


_served: Counter[str] = Counter()
"""How many files of each address are taken in or verified now."""


async def verify_upload(upload: Upload) -> Verdict:
    """Verify a file that somebody sends (验章); nothing of it is kept.

    Raises TooLarge, TooSlow, and Busy when too many ask at once; TrustUnreadable as `verify`.
    """
    with _seat():
        try:
            with fail_after(LONGEST_UPLOAD):
                data = await upload.read(min(ground().settings.max_upload, LARGEST_UPLOAD))
        except TimeoutError as fault:
            raise TooSlow from fault
        return await verify(data)


async def verify(data: bytes) -> Verdict:
    """Verify all seals of a file against what this office trusts and what its register knows, as of now.

    Raises TrustUnreadable.
    """
    verdict = await _named(await verify_against(data, await seals.trust()))
    histories = {seal.es_id: await seals.history(seal.es_id) for seal in verdict.seals if seal.es_id}
    return with_register(verdict, histories)


async def _named(verdict: Verdict) -> Verdict:
    """The verdict with the register's word on whose seals those are that bring no seal object (CMS), only certificates.

    Seals that do not hold are left as they are: nobody vouches for their certificates.
    """
    bare = {seal.certificate_serial for seal in verdict.seals if seal.holds and not seal.es_id}
    known = await seals.by_serial(bare)
    return replace(verdict, seals=tuple(_as_registered(seal, known) for seal in verdict.seals))


def _as_registered(verdict: SealVerdict, known: Mapping[str, seals.Seal]) -> SealVerdict:
    seal = known.get(verdict.certificate_serial)
    # Another authority may have given the same number to somebody else.
    if seal is None or not verdict.holds or verdict.es_id or verdict.organ != seal.organ_name:
        return verdict
    return replace(verdict, es_id=seal.es_id, seal_name=seal.name)


async def verify_against(data: bytes, trusted: Trust) -> Verdict:
    """Verify all seals of a file against these roots alone, as of now; needs no office. Never refuses any bytes."""
    now = clock.now()
    return await to_thread.run_sync(lambda: _verify(data, trusted, now), limiter=_bench)


def _verify(data: bytes, trusted: Trust, now: datetime) -> Verdict:
    if data.startswith(ZIP_MARK):
        return ofd.verify(data, trust=trusted, at=now)
    if PDF_MARK in data[:1024]:
        return pdf.verify(data, trust=trusted, at=now)
    return Verdict(State.UNREADABLE, findings=(found(Code.FILE_UNKNOWN, "file", bytes=len(data)),))


@contextmanager
def place_for(address: str) -> Iterator[None]:
    """One of the places of a network address, for as long as it is served. Raises BusyForYou."""
    if _served[address] >= MOST_FOR_ONE:
        raise BusyForYou
    _served[address] += 1
    try:
        yield
    finally:
        _served.subtract([address])
        if not _served[address]:
            del _served[address]


@contextmanager
def _seat() -> Iterator[None]:
    """One of the few places at the desk; whoever finds none is told so at once. Raises Busy."""
    borrower = object()
    try:
        _desk.acquire_on_behalf_of_nowait(borrower)
    except WouldBlock as fault:
        raise Busy from fault
    try:
        yield
    finally:
        _desk.release_on_behalf_of(borrower)
