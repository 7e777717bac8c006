"""Looking after an office on the command line: examining it, its search index, its keys."""

import asyncio
import sys

from tortoise.exceptions import OperationalError

from documents.circulation import service as circulation
from documents.issuing import service as issuing
from documents.supervision import service as supervision
from policy_library.catalogue import service as catalogue
from policy_library.search import service as search
from server import app as office
from server import door
from server.journal import service as journal
from server.kit.ground import ground
from server.settings import Settings, load
from signatures.personal import service as personal
from signatures.seals import service as seals
from signatures.uses import service as uses

FILES = frozenset({"sha256", "sha256_before", "sha256_after", "sealed", "picture"})
"""What columns are called that name a file of the office."""


def doctor() -> None:
    """检查办理日志是否被改动，文稿、状态、文号和文件是否与日志相符，指出断裂之处。"""
    faults, remarks = asyncio.run(_examine())
    print("\n".join([*(faults or ["办理日志完整，文稿、状态、文号和文件与日志相符。"]), *remarks]))
    sys.exit(bool(faults))


def reindex() -> None:
    """重建政策文件库的检索索引；服务运行中也可以执行。"""
    print(f"已编入 {asyncio.run(_reindex())} 件。")


def rotate_keys() -> None:
    """更换保护私钥的密钥：以新密钥重新加密全部私钥，再废弃旧密钥。请先停止服务；中断后可以重新执行。"""
    current = load()
    if not current.database_url:
        door.take(current.data)
    print(f"已更换密钥，重新加密私钥 {asyncio.run(_rotate(current))} 个。印章和已盖的印章不受影响。")


async def _examine() -> tuple[list[str], list[str]]:
    """What is wrong, and what is worth a remark; a broken journal proves nothing of the rest, so it is said alone."""
    current = load()
    if not (current.database_url or (current.data / "zhengban.db").exists()):
        raise OperationalError("没有数据库文件")
    async with office.open_office(current):
        broken = await journal.verify()
        if broken:
            return [f"办理日志断裂：{broken}"], []
        found = [
            *await issuing.audit(),
            *await circulation.audit(),
            *await supervision.audit(),
            *await catalogue.audit(),
            *await seals.audit(),
            *await uses.audit(),
            *await personal.audit(),
        ]
        return [f"账实不符：{discrepancy}" for discrepancy in found], await _strays()


async def _strays() -> list[str]:
    """The files that no row refers to: a process that was killed between file and row leaves one, and it harms nothing.

    It may be a sealed file that never landed, so that the auditor shall know of it.
    """
    kept, referred = await ground().blobs.kept(), await _referred()
    stray = [blob.size for blob in kept if blob.sha256 not in referred]
    return [f"另有 {len(stray)} 个文件没有任何记录引用（共 {sum(stray)} 字节），为中断的办理所遗留。"] if stray else []


async def _referred() -> set[object]:
    """Whatever any table names in a column for files."""
    found: set[object] = set()
    wings = ground().orm.apps
    assert wings is not None
    for table in (table for tables in wings.values() for table in tables.values()):
        for column in FILES & table._meta.fields_map.keys():
            found.update(value for (value,) in await table.all().distinct().values_list(column))
    return found


async def _reindex() -> int:
    async with office.open_office(load()):
        return await search.rebuild()


async def _rotate(settings: Settings) -> int:
    async with office.open_office(settings):
        return await seals.rotate_keys([personal.rewrap])
