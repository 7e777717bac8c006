"""Typed routes: decode the request, call the plain function behind it, encode its answer.

A handler is `async def sign_off(actor: Actor, *, document_id: UUID, body: OpinionIn) -> Card`. Its signature is
read once at import: a positional parameter means "must be logged in", names in the path come from the path,
`body` is JSON, `upload` is the raw request body, everything else is a query parameter.
"""

import inspect
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, get_type_hints
from urllib.parse import quote

import msgspec
from anyio import current_time, fail_after
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from server.kit import idempotency
from server.kit.errors import Malformed, OfficeError, Unauthenticated
from server.kit.files import Download, File, Upload
from server.kit.ground import ground

Handler = Callable[..., Awaitable[Any]]
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
BODY_SECONDS, UPLOAD_SECONDS = 30, 120
"""In which the whole of a request must have arrived, so that nobody keeps a place by sending a byte now and then."""

REMARKS = {408: {"connection": "close"}, 429: {"retry-after": "5"}}
"""What a refusal says besides: the rest of a late body is not waited for; whoever was too many comes again in 5 s."""

ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 in JSON text: behind an even number of backslashes, for those come in pairs and are text themselves."""


class TooSlow(OfficeError):
    """内容发送时间过长，请检查网络后重试。"""

    status = 408
    code = "office.too_slow"


class Problem(msgspec.Struct, frozen=True):
    """Every refusal: a code for machines, a sentence for people, the facts behind it."""

    code: str
    message: str
    details: dict[str, Any] = {}


class In(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request body: unknown fields are refused, so a misspelt one is never silently lost."""


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
    takes = {"body", "upload"} & hints.keys()
    return Contract(
        method=method,
        handler=handler,
        path={p.name: p.annotation for p in named if p.name in in_path},
        query=query,
        body=hints.get("body"),
        answer=None if answer is type(None) else answer,
        errors=(*errors, TooSlow) if takes else errors,
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
        raw = b"" if contract.upload else await _body(request)
        arguments = decode(request, raw)
        who = () if contract.public else (caller,)

        async def run() -> Response:
            return _response(contract, await contract.handler(*who, **arguments))

        key = request.headers.get("idempotency-key") if contract.keyed else None
        if key is None:
            return await run()
        return await idempotency.once(caller.person_id, key, _fingerprint(request, raw), run)

    return endpoint


async def _body(request: Request) -> bytes:
    return await Upload(_in_time(request.stream(), BODY_SECONDS)).read(ground().settings.max_body)


async def _in_time(stream: AsyncIterator[bytes], seconds: float) -> AsyncIterator[bytes]:
    """A stream that must end within so many seconds from its first chunk being asked for. Raises TooSlow."""
    deadline = current_time() + seconds
    while True:
        try:
            with fail_after(deadline - current_time()):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as fault:
            raise TooSlow(seconds=seconds) from fault
        yield chunk


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
            arguments["upload"] = Upload(_in_time(request.stream(), UPLOAD_SECONDS))
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
    said = [*request.path_params.values(), *chain(*request.query_params.multi_items())]
    if ESCAPED_NUL.search(raw) or any("\0" in str(text) for text in said):
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
    return Response(msgspec.json.encode(answer), status, REMARKS.get(status), media_type="application/json")


async def refuse(request: Request, error: Exception) -> Response:
    """The answer for a refusal."""
    assert isinstance(error, OfficeError)
    return json(Problem(error.code, str(error), error.facts), error.status)
