"""用印: the keeper asks for a file to be sealed, and a job presses it outside of any transaction.

What cannot be pressed goes back to the keeper with the reason, which the use log keeps too.
"""

import secrets
from hashlib import sha256
from uuid import UUID

from anyio import to_thread
from pypdfium2 import PdfiumError

from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.blobs import Blob
from server.kit.db import atomic
from server.kit.errors import OfficeError
from server.kit.ground import ground
from signatures.judgement.trust import Trust
from signatures.ofd import errors as ofd
from signatures.pdf.errors import CannotSeal, PdfUnreadable
from signatures.seals import service as seals
from signatures.uses.errors import CannotPress, FileChanged, NotAsked
from signatures.uses.models import ItemRow
from signatures.uses.rules import acts
from signatures.uses.rules.codes import LENGTH, spelt
from signatures.uses.rules.requests import Item, ItemState, Keeper, Request, item_of
from signatures.uses.service import telling
from signatures.uses.service.codes import code_of
from signatures.uses.service.landing import Pressed, land, release, write
from signatures.uses.service.machine import Work, Worked, work
from signatures.uses.service.proving import prove
from signatures.uses.service.reading import hold, kept, seen


async def ask(actor: Actor, use_id: UUID, no: int) -> Request:
    """The keeper has seen the file and the approval, and has it sealed (监印); a job presses the seal.

    Raises NoSuchUse, NotTheKeeper, and what `acts.ask` raises: AskedAlready for all but the first who asks.
    """
    async with atomic():
        await hold(use_id)
        found = await seen(actor, use_id)
        standing = await seals.must_keep(actor, found.seal_id)
        keeper = Keeper(actor.person_id, actor.name, standing.title)
        after = acts.ask(found, no, keeper, clock.now())
        item = item_of(after, no)
        await write(after, item)
        await journal.record(actor, "uses.ask", use_id, standing, no=no, sha256=item.sha256)
        await telling.taken_up(after)
        await outbox.put("press_use", item_id=str(item.id))
    return after


async def press(item_id: UUID, data: bytes) -> Pressed:
    """Press the seal on a file that the keeper asked for; nothing is kept. Not inside a transaction.

    Raises NotAsked, FileChanged, ApproverKeeps, NotTheKeeper, CannotPress (also if what was pressed does not
    verify), TimeServiceFailed, TrustUnreadable, what `check_in_force` and `check_on_record` raise, and what `seals.die`
    raises.
    """
    found, item = await _of(item_id)
    await _check(found, item, data)
    die = await seals.die(found.seal_id)
    known = await code_of(item.sha256)
    code = known or spelt(secrets.token_bytes(LENGTH))
    address = f"{ground().settings.address()}/api/v1/codes/"
    job = Work(die, item, found.form, data, code, address, clock.now())
    done = await to_thread.run_sync(_worked, job, await seals.trust())
    on_it = code if known or done.coded else ""
    return Pressed(item_id, done.data, item.sha256, on_it, job.at, done.at, done.time_stamped)


async def press_use(item_id: UUID) -> None:
    """Press what a keeper asked for, and keep it. Done twice, or by two workers at once, it makes one sealed file."""
    _, item = await _of(item_id)
    if item.state is not ItemState.ASKED or item.asked_by is None:
        return
    try:
        pressed = await press(item_id, await ground().blobs.read(item.sha256))
        await _keep(await directory.actor_of(item.asked_by), pressed)
    except NotAsked:
        return
    except OfficeError as fault:
        await release(item_id, str(fault))


async def _keep(keeper: Actor, pressed: Pressed) -> None:
    blob = await ground().blobs.put(pressed.data)
    try:
        async with atomic():
            await land(keeper, pressed.item_id, pressed, blob.sha256)
    except OfficeError:
        await _discard(blob)
        raise


async def _discard(blob: Blob) -> None:
    """A sealed file that did not land must not lie about; what landed stays."""
    if not await ItemRow.exists(sealed=blob.sha256):
        await ground().blobs.drop(blob.sha256)


async def _of(item_id: UUID) -> tuple[Request, Item]:
    """A file and its request as they are now. Raises NotAsked."""
    row = await ItemRow.get_or_none(id=item_id)
    if row is None:
        raise NotAsked
    found = await kept(row.request_id)
    return found, item_of(found, row.no)


async def _check(found: Request, item: Item, data: bytes) -> None:
    if item.state is not ItemState.ASKED or item.asked_by is None:
        raise NotAsked
    acts.check_in_force(found, clock.now())
    acts.check_on_record(found, item.no, await journal.of_subject(found.id))
    acts.check_keeper(found, item.asked_by)
    await seals.must_keep(await directory.actor_of(item.asked_by), found.seal_id)
    if sha256(data).hexdigest() != item.sha256:
        raise FileChanged


OFD = (ofd.PackageFault, ofd.PackageClosed, ofd.SeveralDocuments, ofd.TracesLeft, ofd.PageMissing, ofd.OutsidePage)


def _worked(job: Work, trust: Trust) -> Worked:
    try:
        done = work(job)
    except (CannotSeal, PdfiumError, *OFD) as fault:
        raise CannotPress(reason=_reason(fault).rstrip("。")) from fault
    # A time stamp may be a little ahead of our clock.
    prove(job, done, trust, max(clock.now(), done.at))
    return done


def _reason(fault: Exception) -> str:
    """What a person is told; the words in which a reader of PDF fails on a damaged file are for nobody."""
    if isinstance(fault, ofd.PackageFault):
        return str(fault)
    return str((PdfUnreadable if isinstance(fault, PdfiumError) else type(fault)).__doc__)
