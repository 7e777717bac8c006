"""What was printed and sealed before joint issue: its one seal is the first of its seals, there and back again."""

import json
from typing import Any
from uuid import UUID

from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from documents.drafting.rules.kinds import Kind
from documents.issuing import service
from documents.issuing.models import PrintRow, SealRow
from documents.workflow.models import CaseRow
from documents.workflow.rules.outbound import State
from messaging.notices import service as notices
from server import app
from server.kit import outbox
from server.kit.ground import ground
from tests.documents.desk import notice
from tests.documents.issuing.desk import proofed, sealed, state, waits_for, work
from tests.world import World

KEEPER = "sfb.sealkeeper"


async def kept() -> list[dict[str, Any]]:
    """All seals, in hundredths of a millimetre, and how many each case has, without the rows' own ids."""
    counted = {row.id: row.sealed for row in await CaseRow.all()}
    found = []
    for row in await SealRow.all().order_by("document_id", "no"):
        near = {name: round(getattr(row, name), 2) for name in ("x", "y", "diameter")}
        values = {name: value for name, value in vars(row).items() if name[0] != "_" and name not in ("id", "item_id")}
        found.append({**values, **near, "sealed": counted[row.document_id]})
    return found


async def asked_as_before(world: World, document_id: UUID) -> None:
    """A keeper asked for a seal when no use had to be granted, and the job has not pressed it yet."""
    await SealRow.filter(document_id=document_id).update(asked_by=world.person(KEEPER))
    await notices.done(document_id, "seal")
    await outbox.put("seal", document_id=str(document_id))


async def test_seals_of_before_are_kept_and_pressed_on(world: World) -> None:
    done, asked, waiting = await sealed(world), await proofed(world), await proofed(world)
    title, people = "甬江市人民政府常务会议纪要", "出席：张某某"
    minutes = notice(world, kind=Kind.MINUTES, title=title, annexes=(), attendance=people)
    released = await sealed(world, minutes)
    await asked_as_before(world, asked)
    before = await kept()
    assert [row["document_id"] for row in before] == sorted([done, asked, waiting])

    config = app.orm_config(ground().settings)["apps"]["documents"]
    back = MigrationTarget("documents", "0002_other_rooms")
    await MigrationExecutor(ground().orm.db(), {"documents": config}).migrate([back])
    prints = await ground().orm.db().execute_query_dict("SELECT * FROM issuing_print ORDER BY document_id")
    places = [json.loads(row["seal_place"]) if row["seal_place"] else None for row in prints]
    assert [set(place or ()) for place in places].count({"page", "x", "y", "diameter"}) == 3
    assert [bool(row["asked_by"]) for row in prints].count(True) == 2

    await app.migrate(ground())
    assert await kept() == before
    assert (await CaseRow.get(id=released)).sealed == 1
    assert not await SealRow.exists(document_id=released)
    await work()
    assert set(await waits_for(world, KEEPER)) == {(asked, "seal"), (waiting, "seal")}
    for document_id in (asked, waiting):
        await service.seal(await world.actor(KEEPER), document_id)
    await work()
    assert {await state(document_id) for document_id in (done, asked, waiting, released)} == {State.SEALED}
    assert await PrintRow.filter(sealed=None).count() == 0
    assert await service.audit() == []
