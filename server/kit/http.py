"""Typed routes: decode the request, call the plain function behind it, encode its answer.

A handler is `async def sign_off(actor: Actor, *, document_id: UUID, body: OpinionIn) -> Card`. Its signature is
read once at import: a positional parameter means "must be logged in", names in the path come from the path,
`body` is JSON, `upload` is the raw request body, everything else is a query parameter.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from server.kit import idempotency
from server.kit.errors import Malformed, OfficeError, TooLarge, Unauthenticated
from server.kit.ground import ground

Handler = Callable[..., Awaitable[Any]]
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Problem(msgspec.Struct, frozen=True):
    """Every refusal: a code for machines, a sentence for people, the facts behind it."""

    code: str
    message: str
    details: dict[str, Any] = {}


class In(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request body: unknown fields are refused, so a misspelt one is never silently lost."""


@dataclass(frozen=True)
class Download:
    """A file to be handed out under a name."""

    path: Path
    media_type: str
    name: str


@dataclass(frozen=True)
class File:
    """A file that was made for this answer and is kept nowhere."""

    data: bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class Upload:
    """The raw request body, not read yet."""

    stream: AsyncIterator[bytes]

    async def read(self, limit: int) -> bytes:
        """The whole body, at most `limit` bytes. Raises TooLarge, having kept nothing."""
        data = bytearray()
        async for chunk in self.stream:
            data += chunk
            if len(data) > limit:
                raise TooLarge(limit=limit)
        return bytes(data)


@dataclass(frozen=True)
class Contract:
    """What one endpoint takes, gives and may refuse with; OpenAPI is read from here."""

    method: str
    handler: Handler
    path: dict[str, Any]
    query: dict[str, inspect.Parameter]
    body: Any
    answer: Any
    errors: tuple[type[OfficeError], ...]
    status: int
    public: bool
    upload: bool
    keyed: bool
    """Takes an Idempotency-Key."""


class Endpoint(Route):
    """A Starlette route that knows its contract."""

    def __init__(self, path: str, contract: Contract, endpoint: Callable[[Request], Awaitable[Response]]) -> None:
        super().__init__(path, endpoint, methods=[contract.method], name=contract.handler.__name__)
        self.contract = contract


def route(
    path: str,
    method: str,
    handler: Handler,
    *,
    errors: tuple[type[OfficeError], ...] = (),
    status: int = 200,
    slow: bool = False,
) -> Endpoint:
    """Bind a handler to a path.

    `slow` handlers work outside the transaction first (they read a file, hash a password), so they cannot be
    repeated under an idempotency key and must be repeatable by nature.
    """
    contract = _read(path, method, handler, errors, status, slow)
    return Endpoint(path, contract, _endpoint(contract))


def _read(
    path: str, method: str, handler: Handler, errors: tuple[type[OfficeError], ...], status: int, slow: bool
) -> Contract:
    hints = get_type_hints(handler, include_extras=True)
    parameters = list(inspect.signature(handler).parameters.values())
    public = not any(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
    named = [p.replace(annotation=hints[p.name]) for p in parameters if p.kind is p.KEYWORD_ONLY]
    in_path = {part.strip("{}").split(":")[0] for part in path.split("/") if part.startswith("{")}
    query = {p.name: p for p in named if p.name not in in_path | {"body", "upload"}}
    answer = hints.get("return")
    return Contract(
        method=method,
        handler=handler,
        path={p.name: p.annotation for p in named if p.name in in_path},
        query=query,
        body=hints.get("body"),
        answer=None if answer is type(None) else answer,
        errors=errors,
        status=204 if answer is type(None) else status,
        public=public,
        upload="upload" in hints,
        keyed=method in UNSAFE and not public and not slow,
    )


def _endpoint(contract: Contract) -> Callable[[Request], Awaitable[Response]]:
    decode = _decoder(contract)

    async def endpoint(request: Request) -> Response:
        caller = request.scope["state"].get("caller")
        if caller is None and not contract.public:
            raise Unauthenticated
        raw = b"" if contract.upload else await Upload(request.stream()).read(ground().settings.max_body)
        arguments = decode(request, raw)
        who = () if contract.public else (caller,)

        async def run() -> Response:
            return _response(contract, await contract.handler(*who, **arguments))

        key = request.headers.get("idempotency-key") if contract.keyed else None
        if key is None:
            return await run()
        return await idempotency.once(caller.person_id, key, _fingerprint(request, raw), run)

    return endpoint


def _decoder(contract: Contract) -> Callable[[Request, bytes], dict[str, Any]]:
    name = contract.handler.__name__
    path = msgspec.defstruct(f"{name}_path", list(contract.path.items()))
    fields = [
        (p.name, p.annotation) if p.default is p.empty else (p.name, p.annotation, p.default)
        for p in contract.query.values()
    ]
    query = msgspec.defstruct(f"{name}_query", fields, kw_only=True, forbid_unknown_fields=True)
    body = msgspec.json.Decoder(contract.body) if contract.body else None

    def decode(request: Request, raw: bytes) -> dict[str, Any]:
        try:
            _refuse_nul(request, raw)
            arguments = _fields(msgspec.convert(request.path_params, path, strict=False))
            arguments |= _fields(msgspec.convert(_once_each(request), query, strict=False))
            if body:
                arguments["body"] = body.decode(raw)
        except (ValueError, RecursionError) as fault:
            raise Malformed(reason=str(fault)) from fault
        if contract.upload:
            arguments["upload"] = Upload(request.stream())
        return arguments

    return decode


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _once_each(request: Request) -> dict[str, str]:
    """The query; a parameter that is given twice says two things, so neither is believed."""
    given = request.query_params.multi_items()
    if len(dict(given)) < len(given):
        raise Malformed(reason="a query parameter is given twice")
    return dict(given)


def _refuse_nul(request: Request, raw: bytes) -> None:
    """PostgreSQL cannot keep U+0000, and no office text contains it."""
    if b"\\u0000" in raw or "\x00" in request.url.query + request.url.path or "%00" in str(request.url):
        raise Malformed(reason="U+0000")


def _fingerprint(request: Request, raw: bytes) -> bytes:
    return b"\n".join([request.method.encode(), str(request.url).encode(), raw])


def _response(contract: Contract, answer: Any) -> Response:
    if isinstance(answer, (Download, File)):
        return _file(answer)
    if contract.status == 204:
        return Response(status_code=204)
    return json(answer, contract.status)


def _file(answer: Download | File) -> Response:
    """Always an attachment: what somebody uploaded is never shown as a page of this office."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(answer.name)}"}
    if isinstance(answer, File):
        return Response(answer.data, media_type=answer.media_type, headers=headers)
    return FileResponse(answer.path, media_type=answer.media_type, headers=headers)


def json(answer: Any, status: int = 200) -> Response:
    """An answer as JSON."""
    return Response(msgspec.json.encode(answer), status, media_type="application/json")


async def refuse(request: Request, error: Exception) -> Response:
    """The answer for a refusal."""
    assert isinstance(error, OfficeError)
    return json(Problem(error.code, str(error), error.facts), error.status)
