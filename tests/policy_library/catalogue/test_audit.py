"""账实核对: whatever was changed behind the journal's back is named."""

from typing import Any

import pytest
from tortoise.models import Model

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.models import EntryRow, TextRow
from policy_library.catalogue.rules.disclosure import State
from tests.policy_library.catalogue.desk import published, text
from tests.world import World

CHANGES: list[tuple[type[Model], dict[str, Any], str]] = [
    (EntryRow, {"state": State.WITHDRAWN}, "状态"),
    (EntryRow, {"sha256": "0" * 64}, "原件"),
    (EntryRow, {"index_no": None}, "索引号"),
    (TextRow, {"text": "另一段文字"}, "原文"),
]


@pytest.mark.parametrize(("table", "change", "named"), CHANGES)
async def test_a_change_behind_the_journals_back_is_named(
    world: World, table: type[Model], change: dict[str, Any], named: str
) -> None:
    await published(world, text("数据共享"))
    assert not await catalogue.audit()
    await table.all().update(**change)
    said = [str(discrepancy) for discrepancy in await catalogue.audit()]
    assert said
    assert all(named in what for what in said)


async def test_an_entry_that_is_gone_is_missed(world: World) -> None:
    await published(world, text("数据共享"))
    await EntryRow.all().delete()
    assert "缺失" in str((await catalogue.audit())[0])
