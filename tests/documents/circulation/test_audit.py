"""账实核对 of what leaders wrote and of what goes round: whatever was changed behind the journal's back is named."""

from typing import Any
from uuid import uuid4

from tortoise.models import Model

from documents.circulation import service as circulation
from documents.circulation.models import CirculationRow, InstructionRow, ReaderLineRow
from documents.circulation.rules.circulation import Mode
from documents.circulation.rules.wordings import Code, Page
from server.journal import service as journal
from server.kit import clock
from tests.documents.circulation.desk import CLERK, MAYOR, VICE, assigned, proposed, read, said, started
from tests.world import World


async def found() -> list[str]:
    """What the audit says while the journal itself holds."""
    assert await journal.verify() is None
    return [each.what for each in await circulation.audit()]


async def altered(table: type[Model], **change: Any) -> list[str]:
    """What it says once somebody with the database's password changed a table; then all is as before."""
    before = await table.all().order_by("id")
    await table.filter(pk=before[0].pk).update(**change)
    what = await found()
    await table.filter(pk=before[0].pk).update(**{name: getattr(before[0], name) for name in change})
    return what


async def deleted(table: type[Model]) -> list[str]:
    before = await table.all()
    await table.all().delete()
    what = await found()
    await table.bulk_create(before)
    return what


async def test_an_instruction_stays_as_it_was_written(world: World) -> None:
    case_id = await proposed(world)
    await said(world, MAYOR, case_id, Page.HANDLING, Code.HOLD)
    order = await said(world, MAYOR, case_id, Page.HANDLING, Code.AGREE, text="抓紧办理")
    assert await found() == []
    assert await altered(InstructionRow, outcome="none") == ["批示的落实与落实记录不符"]
    await assigned(world, case_id, order.id)
    for change in (
        {"text": "不必办理"},
        {"codes": ["agree"]},
        {"codes": ["nonsense"]},
        {"due_on": clock.today()},
        {"seen": "0" * 64},
        {"person_name": "某人"},
        {"person_id": uuid4()},
        {"principal_id": uuid4()},
    ):
        assert await altered(InstructionRow, **change) == ["第1条批示与批示记录不符"], change
    assert await altered(InstructionRow, outcome="tasks") == ["批示的落实与落实记录不符"]
    assert [what.split(" ")[0] for what in await deleted(InstructionRow)] == ["批示", "批示"]
    row = (await InstructionRow.all().order_by("no").values())[0]
    await InstructionRow.create(**{**row, "id": uuid4(), "no": 3})
    assert await found() == ["第3条批示没有批示记录"]


async def test_who_has_read_is_who_said_so(world: World) -> None:
    circulation_id = await started(world, [VICE, "secretarygeneral", "fgw.director"], Mode.SEQUENTIAL)
    clerk = await world.actor(CLERK)
    await read(world, VICE, circulation_id)
    await circulation.remind(clerk, circulation_id)
    await circulation.recall(clerk, circulation_id, [world.person("secretarygeneral")], "外出")
    await circulation.add_readers(clerk, circulation_id, [world.person("secretarygeneral")])
    assert await found() == []
    readers, over = "阅件人的情况与传阅记录不符", "传阅是否结束与传阅记录不符"
    assert await altered(ReaderLineRow, confirmed_at=None) == [readers]
    assert await altered(ReaderLineRow, recalled_at=clock.now()) == [readers]
    assert await altered(ReaderLineRow, person_id=uuid4()) == [readers]
    assert await altered(CirculationRow, closed_at=clock.now()) == [over]
    assert await deleted(ReaderLineRow) == [readers]
    assert await deleted(CirculationRow) == ["传阅件缺失"]
    await circulation.recall(clerk, circulation_id, None, "不再传阅")
    assert await found() == []
    assert await altered(CirculationRow, closed_at=None) == [over]
