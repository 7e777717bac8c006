"""The command line: `python -m server --help`."""

import asyncio
import json
import sys
from typing import Any

import typer
import uvicorn

from server import app as office
from server.journal import service as journal
from server.settings import Settings, load

cli = typer.Typer(help="政办 Zhengban: 公文办理后台。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def serve() -> None:
    """启动服务(先升级数据库)。"""
    settings = load()
    asyncio.run(_migrate(settings))
    uvicorn.run(
        "server.app:create_app", factory=True, host=settings.host, port=settings.port, log_config=None, access_log=False
    )


@cli.command()
def migrate() -> None:
    """升级数据库。"""
    asyncio.run(_migrate(load()))


@cli.command()
def openapi() -> None:
    """输出 OpenAPI 文档。"""
    print(json.dumps(office.schema(), ensure_ascii=False, indent=1, sort_keys=True))


@cli.command()
def settings() -> None:
    """列出全部设置及其当前值。"""
    current = load()
    for name in Settings.__struct_fields__:
        print(f"ZHENGBAN_{name.upper()}={getattr(current, name) or ''}")


@cli.command()
def doctor() -> None:
    """检查办理日志是否被改动,指出第一处断裂。"""
    broken = asyncio.run(_doctor())
    print("办理日志完整。" if broken is None else f"办理日志断裂:{broken}")
    sys.exit(broken is not None)


async def _migrate(settings: Settings) -> None:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)


async def _doctor() -> Any:
    async with office.open_office(load()):
        return await journal.verify()


if __name__ == "__main__":
    cli()
