"""Saving, reading and attaching: only the pen writes, only readers read, and nothing unfit is kept."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from docx import Document

from documents.drafting import errors, service
from documents.drafting.models import AttachmentRow, VersionRow
from server.kit.errors import OfficeError, TooLarge
from server.kit.files import Upload
from server.kit.ground import ground
from tests.documents.desk import notice, started, submitted
from tests.world import World


def upload(data: bytes) -> Upload:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 1000):
            yield data[at : at + 1000]

    return Upload(chunks())


def docx(*lines: str) -> bytes:
    document, data = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(data)
    return data.getvalue()


async def test_every_save_is_a_version_and_the_same_text_is_none(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await started(world)
    await service.revise(drafter, document_id, 1, notice(world), "没有改动")
    assert [v.no for v in await service.versions(drafter, document_id)] == [1]
    await service.revise(drafter, document_id, 1, notice(world, "第二稿。"), "重写")
    found = await service.versions(drafter, document_id)
    assert [(v.no, v.reason, v.author_name) for v in found] == [(1, "拟稿", "王敏"), (2, "重写", "王敏")]
    assert (await service.version(drafter, document_id, 1)) == notice(world)
    assert [c.after for c in await service.compare(drafter, document_id, 1, 2)] == ["第二稿。"]
    with pytest.raises(errors.NoSuchVersion):
        await service.version(drafter, document_id, 3)


async def test_of_saves_at_once_on_one_version_one_wins(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await started(world)
    saves = (service.revise(drafter, document_id, 1, notice(world, f"第{n}人的稿。"), "") for n in range(20))
    answers = await asyncio.gather(*saves, return_exceptions=True)
    refused = [a for a in answers if isinstance(a, OfficeError)]
    assert len(refused) == 19
    assert {a.status for a in refused} == {409}
    assert await VersionRow.filter(document_id=document_id).count() == 2


async def test_the_pen_moves_with_the_turn(world: World) -> None:
    document_id = await submitted(world)
    with pytest.raises(errors.PenElsewhere):
        await service.revise(await world.actor("dsj.drafter"), document_id, 1, notice(world, "偷改"), "")
    await service.revise(await world.actor("dsj.head"), document_id, 1, notice(world, "处长改过。"), "核稿修改")


async def test_addressees_must_exist(world: World) -> None:
    with pytest.raises(errors.UnknownAddressee):
        await started(world, notice(world, main=(uuid4(),)))


async def test_who_has_no_drafting_post_drafts_nothing(world: World) -> None:
    from documents.workflow import service as workflow
    from tests.documents.desk import route

    with pytest.raises(errors.NotADrafter):
        await workflow.start(await world.actor("gaj.registrar"), route(world), notice(world))


async def test_a_file_is_kept_once_and_handed_out_to_readers_only(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await started(world)
    data = docx("附件正文")
    kept = await service.attach(drafter, document_id, "说明.docx", upload(data))
    assert (kept.name, kept.size) == ("说明.docx", len(data))
    file = await service.attachment_file(drafter, document_id, kept.id)
    assert file.path.read_bytes() == data
    with pytest.raises(errors.NoSuchDraft):
        await service.attachment_file(await world.actor("gaj.director"), document_id, kept.id)
    await service.remove_attachment(drafter, document_id, kept.id)
    assert await service.attachments(drafter, document_id) == []
    assert await AttachmentRow.filter(document_id=document_id).count() == 1


def _blobs() -> int:
    return sum(1 for path in (ground().settings.data / "blobs").rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("说明.docx", b"PK\x03\x04 broken"),
        ("说明.txt", b"MZ\x90\x00" + b"\0" * 100),
        ("说明.pdf", b"<html><script>alert(1)</script></html>"),
        ("说明.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("秘密★5年.txt", "正文".encode()),
        ("说明.txt", "机密★\n正文".encode()),
        ("说明.docx", docx("绝密★30年", "正文")),
    ],
)
async def test_what_the_gate_or_the_secrecy_scan_refuses_leaves_nothing(world: World, name: str, data: bytes) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await started(world)
    before = _blobs()
    with pytest.raises(OfficeError) as refused:
        await service.attach(drafter, document_id, name, upload(data))
    assert refused.value.status == 422
    assert _blobs() == before
    assert await AttachmentRow.all().count() == 0


async def test_a_file_beyond_the_limit_is_refused(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await started(world)

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    with pytest.raises(TooLarge):
        await service.attach(drafter, document_id, "大.txt", Upload(endless()))


async def test_a_file_is_read_element_by_element_and_nothing_is_kept(world: World) -> None:
    before = _blobs()
    lines = ("关于加强数据安全的通知", "各区人民政府:", "现通知如下。", "甬江市人民政府", "2026年9月18日")
    found = await service.recognise("通知.docx", upload(docx(*lines)))
    assert found.elements.title is not None
    assert found.elements.title.value == found.text.title == "关于加强数据安全的通知"
    assert _blobs() == before


async def test_an_attachment_of_another_document_is_not_found(world: World) -> None:
    drafter = await world.actor("dsj.drafter")
    mine, other = await started(world), await started(world)
    kept = await service.attach(drafter, mine, "说明.txt", upload("说明文字".encode()))
    with pytest.raises(errors.NoSuchAttachment):
        await service.attachment_file(drafter, other, kept.id)
    assert isinstance(kept.id, UUID)
