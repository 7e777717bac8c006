"""What a reader does: open what was delivered, read it, say so (已阅)."""

from uuid import UUID

from documents.circulation.errors import NoSuchCirculation, NotOpened
from documents.circulation.models import CirculationRow
from documents.circulation.rules import circulation as rules
from documents.circulation.rules.circulation import Circulation, State
from documents.circulation.service.access import as_reader, lines_of, visible
from documents.circulation.service.rounds import land, look_up, take_up
from documents.workflow import service as workflow
from server.directory.rules.standing import Actor, Scope
from server.kit import clock
from server.kit.db import atomic
from server.kit.files import Download
from server.secrecy.gate import admit_texts


async def open_(actor: Actor, circulation_id: UUID) -> None:
    """The reader opens it, and the first time is recorded, once; a clerk who opens it has read nothing.

    Somebody who may only read in the reader's place has not opened it for them (代看不算). Raises NoSuchCirculation.
    """
    _, circulation = await look_on(actor, circulation_id)
    mine = lines_of(actor, circulation, Scope.HANDLE)
    if mine and mine[0].state is State.DELIVERED:
        await _first_look(actor, circulation_id)


async def look_on(actor: Actor, circulation_id: UUID) -> tuple[CirculationRow, Circulation]:
    """A circulation for its clerk and its readers; to look changes nothing. Raises NoSuchCirculation."""
    row, circulation = await look_up(circulation_id)
    if not visible(actor, row, circulation):
        raise NoSuchCirculation
    return row, circulation


async def _first_look(actor: Actor, circulation_id: UUID) -> None:
    async with atomic():
        row, before = await take_up(circulation_id)
        reader, standing = as_reader(actor, before)
        after = rules.open_(before, reader.person_id, clock.now())
        if after is not before:
            await land(actor, row, before, after, "open", standing, reader=reader.person_id)


async def confirm(actor: Actor, circulation_id: UUID, opinion: str = "") -> None:
    """The reader has read it, with a word on it or without; the last one closes the circulation.

    Raises NoSuchCirculation, NotOpened, AlreadyConfirmed, Classified.
    """
    admit_texts([opinion])
    async with atomic():
        row, before = await take_up(circulation_id)
        reader, standing = as_reader(actor, before)
        after = rules.confirm(before, reader.person_id, actor.name, opinion, clock.now())
        facts = {"reader": reader.person_id, "opinion": bool(opinion.strip())}
        await land(actor, row, before, after, "confirm", standing, **facts)


async def file_(actor: Actor, circulation_id: UUID) -> Download:
    """The sealed file, for the clerk and for whoever has opened the circulation: no one reads it without a trace.

    Raises NoSuchCirculation, NotOpened for a reader who has opened none of the lines that are theirs to act on.
    """
    row, circulation = await look_on(actor, circulation_id)
    mine = lines_of(actor, circulation, Scope.HANDLE)
    if mine and all(reader.state is State.DELIVERED for reader in mine):
        raise NotOpened
    return await workflow.inbound_file(None, row.case_id)
