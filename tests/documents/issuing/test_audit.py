"""账实核对: whatever the office keeps of a document is as the journal says, or the audit names it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from tortoise.models import Model

from documents.drafting import service as drafting
from documents.drafting.models import AttachmentRow, DraftRow, VersionRow
from documents.issuing import service
from documents.issuing.models import PrintRow, RegisterRow
from documents.workflow.models import CaseRow
from server.journal import service as journal
from server.kit.files import Upload
from server.kit.ground import ground
from tests.documents.desk import notice, started
from tests.documents.issuing.desk import sealed
from tests.world import World

OTHER = "0" * 64


def held(data: bytes) -> Upload:
    """A file on its way in."""

    async def stream() -> AsyncIterator[bytes]:
        yield data

    return Upload(stream())


async def said_now() -> list[str]:
    """What the audit says while the journal itself holds."""
    assert await journal.verify() is None
    return [str(discrepancy) for discrepancy in await service.audit()]


async def altered(table: type[Model], **change: Any) -> list[str]:
    """What it says once somebody with the database's password changed a table; then all is as before."""
    before = await table.all()
    await table.all().update(**change)
    said = await said_now()
    for row in before:
        await table.filter(pk=row.pk).update(**{name: getattr(row, name) for name in change})
    return said


async def deleted(table: type[Model]) -> list[str]:
    before = await table.all()
    await table.all().delete()
    said = await said_now()
    await table.bulk_create(before)
    return said


async def copied(table: type[Model], **change: Any) -> list[str]:
    row = (await table.all().values())[0]
    copy = await table.create(**{**row, "id": uuid4(), **change})
    said = await said_now()
    await table.filter(pk=copy.pk).delete()
    return said


async def test_whatever_was_changed_behind_the_journals_back_is_named(world: World) -> None:
    document_id = await sealed(world)
    assert await service.audit() == []
    about = f"事项 {document_id} "
    text = (await VersionRow.get()).content
    forged = [
        (await altered(VersionRow, content={**text, "title": "另一份"}), "第1稿内容与保存时不符"),
        (await altered(VersionRow, content={"title": 1}), "第1稿内容与保存时不符"),
        (await altered(VersionRow, hash=OTHER), "第1稿内容与保存时不符"),
        (await altered(DraftRow, hash=OTHER), "现行稿不是最后保存的一稿"),
        (await altered(CaseRow, state="dispatched"), "办理状态与最后一次办理不符"),
        (await altered(CaseRow, signed_hash=OTHER), "签发稿与签发记录不符"),
        (await altered(RegisterRow, text="甬江政发〔2026〕9号"), "登记簿上的甬江政发〔2026〕9号与编号记录不符"),
        (await altered(PrintRow, sha256=OTHER), "印制件与办理记录不符"),
        (await altered(PrintRow, sealed=OTHER), "用印件与办理记录不符"),
        (await deleted(VersionRow), "第1稿缺失"),
        (await deleted(CaseRow), "案卷缺失"),
        (await deleted(PrintRow), "印制件缺失"),
        (await copied(VersionRow, no=2), "第2稿没有保存记录"),
    ]
    assert [said[0].removeprefix(about).removesuffix("。") for said, _ in forged] == [what for _, what in forged]
    number = (await RegisterRow.get()).text
    assert await deleted(RegisterRow) == [f"{about}登记簿缺少{number}。"]
    assert await service.audit() == []


async def test_a_document_that_nobody_drafted_is_named(world: World) -> None:
    await started(world)
    stranger = uuid4()
    for table, key in ((VersionRow, "document_id"), (DraftRow, "id")):
        assert f"事项 {stranger} 没有拟稿记录。" in await copied(table, **{key: stranger})


@pytest.mark.parametrize("harm", ["altered", "gone"])
async def test_a_file_that_is_not_what_was_kept_is_named(world: World, harm: str) -> None:
    document_id, drafter = await started(world), await world.actor("dsj.drafter")
    await drafting.attach(drafter, document_id, "说明.txt", held("情况说明".encode()))
    assert await service.audit() == []
    row = await AttachmentRow.get()
    path = ground().blobs.path(row.sha256)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(b"another")
    (found,) = await service.audit()
    assert str(found) == f"事项 {document_id} 附件《说明.txt》的文件缺失或被改动。"
    said = await altered(AttachmentRow, sha256=OTHER)
    assert len(said) == 2, "the file that was put there is gone, and another one is there that nobody put"


async def test_the_journal_does_not_carry_what_a_file_is_called(world: World) -> None:
    document_id, drafter = await started(world), await world.actor("dsj.drafter")
    await drafting.attach(drafter, document_id, "机密人名.txt", held("情况说明".encode()))
    assert all("机密人名" not in str(entry.facts) for entry in await journal.of_subject(document_id))


async def test_every_version_is_held_against_its_own_act(world: World) -> None:
    document_id, drafter = await started(world), await world.actor("dsj.drafter")
    for no in range(1, 4):
        await drafting.revise(drafter, document_id, no, notice(world, f"第{no}次修改。"), "修改")
    assert await service.audit() == []
    first, second = await VersionRow.all().order_by("no").limit(2)

    await VersionRow.filter(id=first.id).update(content=second.content, hash=second.hash)
    await VersionRow.filter(id=second.id).update(content=first.content, hash=first.hash)
    assert len(await said_now()) == 2
