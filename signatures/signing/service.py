"""Verifying files for anyone, without letting anyone take the office's memory or threads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from anyio import CapacityLimiter, WouldBlock, fail_after, to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.kit import clock
from server.kit.files import Upload
from server.kit.ground import ground
from signatures.pdf import verify as pdf
from signatures.pdf.verdict import Verdict
from signatures.seals import service as seals
from signatures.signing.errors import Busy, BusyForYou, TooSlow, TrustUnreadable

TRUST = "trust"
"""Folder in the office's data with the certificates of other authorities that it trusts."""

MOST_AT_ONCE = 8
"""Files that are taken in or verified at a time."""

MOST_FOR_ONE = 2
"""Of them for one network address. Behind a proxy that does not tell its clients' addresses, everybody is one."""

LARGEST_UPLOAD = 20_000_000
"""Bytes that anybody may send without a login; or `max_upload`, if that is less."""

LONGEST_UPLOAD = 60
"""Seconds in which a file must have arrived."""

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
    """Verify all seals of a file against what this office trusts, as of now. Raises TrustUnreadable."""
    folder = ground().settings.data / TRUST
    others = await to_thread.run_sync(roots_in, folder)
    return await verify_against(data, [*await seals.own_roots(), *others])


async def verify_against(data: bytes, roots: Sequence[x509.Certificate]) -> Verdict:
    """Verify all seals of a file against these roots alone, as of now; needs no office. Never refuses any bytes."""
    now = clock.now()
    return await to_thread.run_sync(lambda: pdf.verify(data, roots=roots, at=now), limiter=_bench)


async def roots() -> bytes:
    """The certificates that this office trusts, as PEM: what anybody needs to verify its seals elsewhere.

    Raises TrustUnreadable.
    """
    others = await to_thread.run_sync(roots_in, ground().settings.data / TRUST)
    return b"".join(root.public_bytes(Encoding.PEM) for root in (*await seals.own_roots(), *others))


def roots_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """The certificates in the PEM files of a folder; none when there is no such folder. Raises TrustUnreadable."""
    return tuple(root for file in sorted(folder.glob("*.pem")) for root in _roots(file))


def _roots(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except ValueError as fault:
        raise TrustUnreadable(file=file.name) from fault


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
