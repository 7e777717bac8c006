"""用印: pressing a seal, the line in the use log that belongs to every press, and reading that log."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from anyio import to_thread
from cryptography import x509

from server.directory.rules.standing import Actor, Standing
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from server.kit.paging import page
from signatures.gm.certificates import validity_of
from signatures.pdf.paper import Box
from signatures.pdf.sign import seal
from signatures.seals.errors import CertificateOver, PictureChanged, SealNotActive
from signatures.seals.models import SealRow, UseRow
from signatures.seals.rules import State, Use, may_read_uses, must_keep
from signatures.seals.service.authority import Pair
from signatures.seals.service.register import row_of


@dataclass(frozen=True)
class Die:
    """A seal about to be pressed."""

    organ: str
    diameter_mm: float
    picture: bytes
    pair: Pair
    chain: str


async def stamp(
    seal_id: UUID, pdf: bytes, *, page: int, left_mm: float, top_mm: float, reason: str, at: datetime
) -> bytes:
    """Press a seal on a PDF; the sealed file comes back, and nothing is kept.

    Pages count from 1; millimetres run from the paper's upper left corner to the seal's; `at` is aware. Must not be
    called inside a transaction: it computes in a worker thread. Whoever keeps the result calls `record_use`.
    Raises NoSuchSeal, SealNotActive, CertificateOver, PictureChanged, KeyLocked, and CannotSeal of the PDF craft.
    """
    row = await row_of(seal_id)
    if row.state is not State.ACTIVE:
        raise SealNotActive
    die = await _die(row)
    box = Box(page, left_mm, top_mm, row.diameter_mm, row.diameter_mm)
    return await to_thread.run_sync(partial(_press, die, pdf, box, reason, at, ground().settings.data))


async def record_use(
    actor: Actor, seal_id: UUID, document_id: UUID, sha256_before: str, sha256_after: str, standing: Standing
) -> None:
    """Enter a press in the use log (用印登记) and the journal, inside the transaction that keeps the sealed file.

    `standing` is the keeper's in that case. Raises NoSuchSeal, NotTheKeeper, and SealNotActive for a seal that was
    stopped while it was being pressed: then nothing of it may be kept.
    """
    async with atomic():
        row = await row_of(seal_id)
        must_keep(actor, row.organ_id)
        # A write and not a look: a suspension at the same moment waits for this transaction, or is seen by it.
        if not await SealRow.filter(id=seal_id, state=State.ACTIVE).update(state=State.ACTIVE):
            raise SealNotActive
        await UseRow.create(
            seal_id=seal_id,
            document_id=document_id,
            keeper_id=actor.person_id,
            keeper_name=actor.name,
            post_title=standing.title,
            sha256_before=sha256_before,
            sha256_after=sha256_after,
            at=clock.now(),
        )
        facts = {"document_id": document_id, "before": sha256_before, "after": sha256_after}
        await journal.record(actor, "seals.use", seal_id, standing, **facts)


async def uses(actor: Actor, seal_id: UUID, before: UUID | None, limit: int) -> tuple[list[Use], UUID | None]:
    """The use log of a seal, newest first, for its keeper, its office director and audit administrators.

    Raises NoSuchSeal, NotAllowed.
    """
    may_read_uses(actor, (await row_of(seal_id)).organ_id)
    rows, following = await page(UseRow.filter(seal_id=seal_id), before, limit)
    return [row.use() for row in rows], following


async def _die(row: SealRow) -> Die:
    picture = await ground().blobs.read(row.picture)
    if sha256(picture).hexdigest() != row.picture:
        raise PictureChanged
    return Die(row.organ_name, row.diameter_mm, picture, Pair(row.certificate, row.key), row.chain)


def _press(die: Die, pdf: bytes, box: Box, reason: str, at: datetime, folder: Path) -> bytes:
    certificate, key = die.pair.opened(folder)
    if not validity_of(certificate).holds(at):
        raise CertificateOver
    return seal(
        pdf,
        picture=die.picture,
        box=box,
        key=key,
        certificate=certificate,
        chain=x509.load_pem_x509_certificates(die.chain.encode()),
        name=die.organ,
        reason=reason,
        location="",
        at=at,
    )
