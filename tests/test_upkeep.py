"""What the doctor remarks upon: files that no row refers to, which an interrupted act left behind."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from typer.testing import CliRunner

from documents.drafting import service as drafting
from server.__main__ import cli
from server.kit.files import Upload
from server.kit.ground import ground
from signatures.uses.service.pressing import press
from tests.documents.desk import started
from tests.documents.issuing.desk import sealed
from tests.signatures.uses import desk
from tests.world import World

WHOLE = "办理日志完整，文稿、状态、文号和文件与日志相符。\n"


async def doctor(environment: pytest.MonkeyPatch) -> tuple[int, str]:
    environment.setenv("ZHENGBAN_DATA", str(ground().settings.data))
    environment.setenv("ZHENGBAN_DATABASE_URL", ground().settings.database_url)
    ran = await asyncio.to_thread(CliRunner().invoke, cli, ["doctor"])
    return ran.exit_code, ran.output


async def test_every_file_of_an_office_is_referred_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints, sealed files, seal pictures, attachments, files handed in and received: none of them is a stray."""

    async def text() -> AsyncIterator[bytes]:
        yield "情况说明".encode()

    await sealed(world)
    await drafting.attach(await world.actor("dsj.drafter"), await started(world), "说明.txt", Upload(text()))
    await desk.sealed(world)
    assert len(await ground().blobs.kept()) > 5
    assert await doctor(monkeypatch) == (0, WHOLE)


async def test_a_sealed_file_that_never_landed_is_remarked_upon_and_is_no_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed between the file and its row leaves such a one; and half of one, which has no digest."""
    made = await desk.pressing(world)
    orphan = await ground().blobs.put((await press(made.items[0].id, desk.pdf())).data)
    (ground().settings.data / "blobs" / "tmpabc").write_bytes(b"half")
    said = f"另有 2 个文件没有任何记录引用（共 {orphan.size + 4} 字节），为中断的办理所遗留。\n"
    assert await doctor(monkeypatch) == (0, WHOLE + said)
