"""The command line: `python -m server --help`."""

import asyncio
import errno
import json
import os
import socket
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer
import uvicorn
from tortoise.exceptions import DBConnectionError, OperationalError
from typer.core import TyperGroup

from documents.typesetting.errors import CannotTypeset
from documents.typesetting.fonts.fetch import fetch_fandol
from messaging.gateway.routes import DirectProtocol
from server import app as office
from server import door, logs, paper, upkeep
from server.demo import accounts
from server.demo.running import Refused
from server.demo.seed import seed as build_city
from server.demo.story import furnish, play
from server.directory import service as directory
from server.directory.rules.organs import Level, OrganType
from server.kit import clock
from server.kit.errors import OfficeError
from server.settings import SECRET, Settings, WrongSetting, described, load
from signatures.judgement.verdict import State, Verdict
from signatures.signing import service as signing
from signatures.signing.rules import report as verdicts


class Plainly(TyperGroup):
    """A command that is refused says why in one line; a fault that nobody foresaw keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (OfficeError, CannotTypeset) as refusal:
            sys.exit(str(refusal))
        except door.TakenElsewhere as fault:
            sys.exit(f"不能启动：{fault.__doc__}")
        except WrongSetting as fault:
            sys.exit(f"设置有误：{fault}。各项设置的用途见 README。")
        except (OperationalError, DBConnectionError) as fault:
            sys.exit(f"数据库尚未建立或不能使用（{fault}）。请先以 found 建立单位，或以 serve --demo 建立演示单位。")
        except OSError as fault:
            sys.exit(f"文件或网络不能使用：{fault}")


cli = typer.Typer(cls=Plainly, help="政办 Zhengban：公文办理后台。", no_args_is_help=True, add_completion=False)
cli.pretty_exceptions_enable = False
SAMPLE = Path("docs/samples/甬江市加快数字政府建设实施方案.txt")
LevelName = Literal["state", "province", "city", "county", "township"]
"""The names of `Level`, as they are typed."""


@cli.command()
def serve(
    demo: Annotated[bool, typer.Option(help="空库时先建立演示城市甬江市。")] = False,
    days_ahead: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """启动服务（先升级数据库）。"""
    current = load()
    if days_ahead:  # the story of the demo tells of a term that runs out
        clock.run_ahead(timedelta(days=days_ahead))
    logs.configure(current)
    port = _bound(current)
    if demo:
        _demo_city(current)
    if not current.database_url:
        door.take(current.data)
    asyncio.run(_migrate(current))
    port.listen()
    address = f"http://{f'[{current.host}]' if ':' in current.host else current.host}:{current.port}"
    print(f"政办已启动：{address}  接口文档：{address}/docs", flush=True)
    _answer(port)


def _demo_city(settings: Settings) -> None:
    """Build the demo city once, with people at work; its accounts are kept beside the database, for its owner only."""
    if not asyncio.run(_anybody(settings)):
        print("首次运行，正在建立演示城市甬江市……", flush=True)
        chosen = accounts.new_password()
        asyncio.run(_seed(settings, chosen))
        accounts.keep(settings.data, chosen)
        furnish(SAMPLE, settings.data, chosen)
    print(accounts.kept(settings.data), flush=True)


def _bound(settings: Settings) -> socket.socket:
    """The port, held before anything is written; it refuses callers until the office is ready for them."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    held = socket.socket(family)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family is socket.AF_INET6:
        held.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    try:
        held.bind((settings.host, settings.port))
    except OSError as fault:
        reason = "端口已被占用" if fault.errno == errno.EADDRINUSE else fault.strerror
        sys.exit(f"不能在 {settings.host} 端口 {settings.port} 启动：{reason}。可用 ZHENGBAN_PORT 另选端口。")
    return held


def _answer(port: socket.socket) -> None:
    """Serve until somebody ends the process."""
    config = uvicorn.Config(
        "server.app:create_app",
        factory=True,
        log_config=None,
        access_log=False,
        http=door.Door,
        ws=DirectProtocol,
        ws_max_size=131_072,
        ws_per_message_deflate=False,
        limit_concurrency=2000,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[port])
    if not server.started:
        sys.exit("政办未能启动，原因见上面的日志。")


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
def found(
    name: Annotated[str, typer.Argument(help="机关规范化全称。")],
    short_name: Annotated[str, typer.Option(help="规范化简称；不给则用全称。")] = "",
    type: Annotated[OrganType, typer.Option(help="机关类型。")] = OrganType.GOVERNMENT,
    level: Annotated[LevelName, typer.Option(help="层级：国家、省、市、县、乡。")] = "city",
) -> None:
    """在空库中建立一个新机关和三员账号，口令只显示这一次。"""
    facts = directory.OrganFacts(
        name=name, short_name=short_name or name, type=type, level=Level[level.upper()], issue_enabled=True
    )
    for newcomer in asyncio.run(_found(load(), facts)):
        print(f"  {newcomer.account:12} {newcomer.initial_password}")
    print("首次登录须设置新口令。")


@cli.command()
def demo(file: Annotated[Path, typer.Argument()] = SAMPLE, target: Path = Path("var/demo")) -> None:
    """讲述一份公文从拟稿到办结的全过程；任一环节不成立即以非零状态退出。"""
    try:
        play(file, target)
    except FileNotFoundError:
        sys.exit(f"没有这个文件：{file}")
    except (Refused, OSError) as fault:
        sys.exit(f"环节不成立：{fault}")


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="要验章的文件。")],
    trust: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="受信任的根证书、中间证书（PEM）和吊销列表（CRL）目录；给出时只信任其中的内容。",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结论。")] = False,
) -> None:
    """验章：印章有效时以零状态退出。不联网；给出 --trust 时也不需要数据库。"""
    try:
        verdict = asyncio.run(_verify(file.read_bytes(), trust))
    except OperationalError:
        sys.exit("办公系统尚未建立，请以 --trust 指定受信任的根证书目录。")
    report = verdicts.report(verdict)
    print(msgspec.json.encode(report).decode() if as_json else "\n".join(verdicts.told(report)))
    sys.exit(report.state is not State.VALID)


cli.command()(paper.typeset)
cli.command()(paper.check)


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
        value = "（已设置，不显示）" if name in SECRET and getattr(current, name) else getattr(current, name)
        print(f"# {words}\nZHENGBAN_{name.upper()}={'' if value is None else value}\n")


for command in (upkeep.doctor, upkeep.reindex, upkeep.rotate_keys):
    cli.command()(command)


async def _migrate(settings: Settings) -> None:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)


async def _anybody(settings: Settings) -> bool:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        return await accounts.exist()


async def _seed(settings: Settings, password: str) -> None:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        await build_city(password)


async def _found(settings: Settings, facts: directory.OrganFacts) -> tuple[directory.Newcomer, ...]:
    async with office.open_office(settings) as ground:
        await office.migrate(ground)
        return (await directory.found(facts)).administrators


async def _verify(data: bytes, trust: Path | None) -> Verdict:
    if trust:
        return await signing.verify_against(data, signing.trust_in(trust))
    async with office.open_office(load()):
        return await signing.verify(data)


if __name__ == "__main__":
    os.umask(0o077)
    cli()
