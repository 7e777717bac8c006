"""Puts the rooms together: the only module that knows every one of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, TypedDict

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor

from documents.issuing import jobs as issuing
from documents.supervision import jobs as supervision
from documents.workflow import jobs as workflow
from messaging.notices import service as notices
from policy_library.search import jobs as search
from server import routes
from server.journal import service as journal
from server.kit import apipage, http, idempotency, jobs, openapi
from server.kit.blobs import Blobs
from server.kit.bus import Bus
from server.kit.errors import OfficeError
from server.kit.ground import Ground
from server.middleware import Caller, Stand, Trace
from server.secrecy.errors import Classified
from server.settings import Settings, load
from signatures.uses import jobs as uses

TITLE, VERSION = "政办 Zhengban", "0.1.0"

WINGS = {
    "server": ["server.kit.tables", "server.directory.models", "server.journal.models"],
    "documents": [
        "documents.drafting.models",
        "documents.workflow.models",
        "documents.circulation.models",
        "documents.issuing.models",
        "documents.supervision.models",
    ],
    "messaging": ["messaging.notices.models", "messaging.chats.models"],
    "signatures": ["signatures.seals.models", "signatures.uses.models", "signatures.personal.models"],
    "policy_library": ["policy_library.catalogue.models"],
}
"""One Tortoise app per wing; no foreign key crosses them."""

JOBS: dict[str, jobs.Handler] = {**workflow.JOBS, **issuing.JOBS, **supervision.JOBS, **search.JOBS, **uses.JOBS}
DUTIES: dict[jobs.Handler, float] = {
    journal.anchor: 2,
    idempotency.forget: 3600,
    **supervision.DUTIES,
    **search.DUTIES,
}


class State(TypedDict):
    """What the lifespan hands to every request."""

    ground: Ground


def orm_config(settings: Settings) -> dict[str, Any]:
    """The tables of all wings over the office's database."""
    apps = {
        wing: {"models": models, "default_connection": "default", "migrations": f"{wing}.migrations"}
        for wing, models in WINGS.items()
    }
    return {"connections": {"default": settings.orm_url()}, "apps": apps}


@contextlib.asynccontextmanager
async def open_office(settings: Settings) -> AsyncIterator[Ground]:
    """Open database, bus and blobs; everything inside the block stands on them."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with TortoiseContext() as orm:
        await orm.init(config=orm_config(settings))
        ground = Ground(settings, orm, Bus(), Blobs(settings.data / "blobs"))
        with ground.stand():
            yield ground


async def migrate(ground: Ground) -> None:
    """Bring the tables up to date, one wing after the other: no key crosses them, so none need know the others'."""
    for wing, config in orm_config(ground.settings)["apps"].items():
        await MigrationExecutor(ground.orm.db(), {wing: config}).migrate(None)


def create_app(settings: Settings | None = None) -> Starlette:
    """The office as an ASGI application."""
    chosen = settings or load()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        async with open_office(chosen) as ground:
            worker = asyncio.create_task(jobs.work(JOBS, DUTIES))
            yield {"ground": ground}
            worker.cancel()
            await asyncio.wait([worker])

    return Starlette(
        routes=[*routes.routes, Route("/", _door), Route("/openapi.json", _schema), Route("/docs", _docs)],
        middleware=[Middleware(Trace), Middleware(Stand), Middleware(Caller)],
        lifespan=lifespan,
        exception_handlers={OfficeError: http.refuse, Classified: _classified, HTTPException: _http, Exception: _fault},
        max_body_size=chosen.max_upload,
    )


@cache
def schema() -> dict[str, Any]:
    """The office's OpenAPI document."""
    return openapi.document(routes.routes, TITLE, VERSION)


async def _door(request: Request) -> Response:
    """Whoever comes to the address alone finds out what can be asked here."""
    return RedirectResponse("/docs")


async def _schema(request: Request) -> Response:
    return http.json(schema())


async def _docs(request: Request) -> Response:
    return HTMLResponse(apipage.render(schema(), str(request.base_url).rstrip("/")))


REFUSED = {404: "没有这个地址。", 405: "该地址不支持这种操作。", 413: "内容超过允许的大小。"}


async def _http(request: Request, fault: Exception) -> Response:
    """What Starlette itself refuses: unknown path, wrong method, body too large."""
    assert isinstance(fault, HTTPException)
    problem = http.Problem(f"http.{fault.status_code}", REFUSED.get(fault.status_code, fault.detail))
    return Response(msgspec.json.encode(problem), fault.status_code, fault.headers, "application/json")


async def _classified(request: Request, refused: Exception) -> Response:
    """What bears a mark of secrecy is refused like anything else, and besides that put on record."""
    assert isinstance(refused, Classified)
    caller = request.scope["state"].get("caller")
    if caller is not None:
        await notices.classified(caller, refused.facts["rule"], refused.facts["sha256"])
    return await http.refuse(request, refused)


async def _fault(request: Request, fault: Exception) -> Response:
    """What nobody foresaw; the log says what it was, the answer does not."""
    return http.json(http.Problem("office.fault", "系统出现故障，请稍后再试。"), 500)


TORTOISE = orm_config(Settings())
"""For `tortoise -c server.app.TORTOISE makemigrations`."""
