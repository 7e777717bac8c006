"""账实核对 of supervision: an item stands where its acts have brought it, and no number is missing."""

from typing import Any
from uuid import uuid4

from documents.supervision import service
from documents.supervision.models import ItemNumberRow, LedgerRow
from documents.supervision.rules.items import Grade
from server.journal import service as journal
from server.kit import clock
from tests.documents.supervision import desk
from tests.documents.supervision.desk import APPROVER, LEAD, SUPERVISER, later
from tests.world import World


async def found() -> list[str]:
    """What the audit says while the journal itself holds."""
    assert await journal.verify() is None
    return [each.what for each in await service.audit()]


async def altered(item_id: object, **change: Any) -> list[str]:
    """What it says once somebody with the database's password changed an item; then all is as before."""
    row = await LedgerRow.get(id=item_id)
    await LedgerRow.filter(id=item_id).update(**change)
    what = await found()
    await LedgerRow.filter(id=item_id).update(**{name: getattr(row, name) for name in change})
    return what


async def test_an_item_stands_where_its_acts_have_brought_it(world: World) -> None:
    item_id, superviser, lead = await desk.ext_requested(world), await world.actor(SUPERVISER), await world.actor(LEAD)
    await service.grant(superviser, item_id)
    await service.submit_completion(lead, item_id, "已公布")
    await service.complete(superviser, item_id)
    await service.evaluate(superviser, item_id, Grade.GOOD, "")
    fresh = await desk.proposed(world)
    assert await found() == []
    for change, what in (
        ({"state": "written_off"}, "督办状态与最后一次办理不符"),
        ({"number": "督〔2026〕9号"}, "督办号与立项记录不符"),
        ({"light": "red"}, "亮灯与亮灯记录不符"),
        ({"due": clock.now()}, "办理时限与办理记录不符"),
        ({"lead": uuid4()}, "牵头单位与办理记录不符"),
    ):
        assert await altered(item_id, **change) == [what]
    assert await altered(fresh, state="established") == ["督办状态与最后一次办理不符"]


async def test_no_number_is_missing_from_the_register(world: World) -> None:
    ids, year = [await desk.established(world) for _ in range(3)], later(0).year
    await service.revoke(await world.actor(APPROVER), ids[1], "任务取消")
    assert await found() == [], "what is revoked keeps its number"
    assert await altered(ids[1], n=None) == [f"甬江市人民政府{year}年的督办号缺第2号"]
    await ItemNumberRow.all().update(given=2)
    assert await found() == [f"甬江市人民政府{year}年的督办号登记少于已编的号"]
    await ItemNumberRow.all().update(given=3)
    await LedgerRow.filter(id=ids[2]).delete()
    assert await found() == ["督办事项缺失", f"甬江市人民政府{year}年的督办号缺第3号"]
