"""The command line: `python -m server --help`."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
import uvicorn
from tortoise.exceptions import OperationalError

from documents.typesetting.fetch import fetch_fandol
from server import app as office
from server import logs
from server.demo import accounts
from server.demo.running import Refused
from server.demo.seed import seed as build_city
from server.demo.story import play
from server.directory import service as directory
from server.directory.rules.organs import Level, OrganType
from server.journal import service as journal
from server.kit.errors import OfficeError
from server.settings import Settings, described, load
from signatures.pdf.verdict import State, Verdict
from signatures.signing import rules as verdicts
from signatures.signing import service as signing

cli = typer.Typer(help="政办 Zhengban: 公文办理后台。", no_args_is_help=True, add_completion=False)
cli.pretty_exceptions_enable = False
SAMPLE = Path("docs/samples/甬江市加快数字政府建设实施方案.txt")


@cli.command()
def serve(demo: Annotated[bool, typer.Option(help="空库时先建立演示城市甬江市。")] = False) -> None:
    """启动服务（先升级数据库）。"""
    current = load()
    logs.configure(current)
    if demo:
        asyncio.run(_demo_city(current))
    else:
        asyncio.run(_migrate(current))
    print(f"政办已启动：http://{current.host}:{current.port}  接口文档：/docs", flush=True)
    uvicorn.run(
        "server.app:create_app",
        factory=True,
        host=current.host,
        port=current.port,
        log_config=None,
        access_log=False,
        ws_max_size=131_072,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=5,
    )


@cli.command()
def migrate() -> None:
    """升级数据库。"""
    asyncio.run(_migrate(load()))


@cli.command()
def seed(password: Annotated[str, typer.Option(help="全体演示账号的口令；不给则生成。")] = "") -> None:
    """在空库中建立演示城市甬江市。"""
    chosen = password or accounts.new_password()
    asyncio.run(_seed(load(), chosen))
    print(accounts.table(chosen))


@cli.command()
def found(name: Annotated[str, typer.Argument(help="机关规范化全称。")], short_name: str = "") -> None:
    """在空库中建立一个新机关和三员账号，口令只显示这一次。"""
    for newcomer in asyncio.run(_found(load(), name, short_name or name)):
        print(f"  {newcomer.account:12} {newcomer.initial_password}")
    print("首次登录须设置新口令。")


@cli.command()
def demo(file: Annotated[Path, typer.Argument()] = SAMPLE, target: Path = Path("var/demo")) -> None:
    """讲述一份公文从拟稿到办结的全过程；任一环节不成立即以非零状态退出。"""
    try:
        play(file, target)
    except (Refused, OSError) as fault:
        sys.exit(f"环节不成立：{fault}")


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="要验章的文件。")],
    trust: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="受信任根证书（PEM）目录；给出时只信任其中的证书。"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结论。")] = False,
) -> None:
    """验章：印章有效时以零状态退出。不联网；给出 --trust 时也不需要数据库。"""
    try:
        verdict = asyncio.run(_verify(file.read_bytes(), trust))
    except OperationalError:
        sys.exit("办公系统尚未建立，请以 --trust 指定受信任的根证书目录。")
    except OfficeError as fault:
        sys.exit(str(fault))
    report = verdicts.report(verdict)
    print(msgspec.json.encode(report).decode() if as_json else "\n".join(verdicts.told(report)))
    sys.exit(report.state is not State.VALID)


@cli.command()
def fonts() -> None:
    """取得并保存 Fandol 字体（一次即可）。"""
    fetch_fandol(load().data / "fonts", print)


@cli.command()
def openapi() -> None:
    """输出 OpenAPI 文档。"""
    print(json.dumps(office.schema(), ensure_ascii=False, indent=1, sort_keys=True))


@cli.command()
def settings() -> None:
    """列出全部设置、用途及其当前值。"""
    current = load()
    for name, words in described().items():
        value = getattr(current, name)
        print(f"# {words}\nZHENGBAN_{name.upper()}={'' if value is None else value}\n")


@cli.command()
def doctor() -> None:
    """检查办理日志是否被改动，指出第一处断裂。"""
    broken = asyncio.run(_doctor())
    print("办理日志完整。" if broken is None else f"办理日志断裂：{broken}")
    sys.exit(broken is not None)


async def _migrate(settings: Settings) -> None:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)


async def _seed(settings: Settings, password: str) -> None:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        await build_city(password)


async def _found(settings: Settings, name: str, short_name: str) -> tuple[directory.Newcomer, ...]:
    facts = directory.OrganFacts(
        name=name, short_name=short_name, type=OrganType.GOVERNMENT, level=Level.CITY, issue_enabled=True
    )
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        return (await directory.found(facts)).administrators


async def _demo_city(settings: Settings) -> None:
    """Build the demo city once; its accounts are kept beside the database, for its owner only."""
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        if not await accounts.exist():
            chosen = accounts.new_password()
            await build_city(chosen)
            accounts.keep(settings.data, chosen)
    print(accounts.kept(settings.data), flush=True)


async def _verify(data: bytes, trust: Path | None) -> Verdict:
    if trust:
        return await signing.verify_against(data, signing.roots_in(trust))
    async with office.open_office(load()):
        return await signing.verify(data)


async def _doctor() -> Any:
    async with office.open_office(load()):
        return await journal.verify()


if __name__ == "__main__":
    cli()
