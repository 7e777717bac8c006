"""OpenAPI 3.1, read from the routing table: the code is the contract."""

import inspect
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Mount

from server.kit import schemas
from server.kit.errors import Malformed, OfficeError, TooLarge, Unauthenticated
from server.kit.files import Download, File
from server.kit.http import Contract, Endpoint, Problem
from server.kit.idempotency import KeyReused


def walk(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, Contract]]:
    """Every typed route with its full path."""
    for item in routes:
        if isinstance(item, Mount):
            yield from walk(item.routes, prefix + item.path)
        elif isinstance(item, Endpoint):
            yield prefix + item.path, item.contract


def document(routes: Sequence[BaseRoute], title: str, version: str) -> dict[str, Any]:
    """The OpenAPI document of a routing table."""
    table = list(walk(routes))
    kinds = _kinds(contract for _, contract in table)
    shapes, components = schemas.components(kinds)
    known = dict(zip(kinds, shapes, strict=True))
    paths: dict[str, Any] = {}
    for path, contract in table:
        paths.setdefault(path, {})[contract.method.lower()] = _operation(path, contract, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _kinds(contracts: Iterator[Contract]) -> list[Any]:
    kinds: dict[Any, None] = {Problem: None}
    for contract in contracts:
        found = [contract.body, contract.answer, *contract.path.values()]
        found += [p.annotation for p in contract.query.values()]
        kinds |= dict.fromkeys(kind for kind in found if kind not in (None, Download, File))
    return list(kinds)


def _operation(path: str, contract: Contract, known: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{contract.method.lower()}{path.removeprefix('/api/v1').replace('/', '_')}",
        "summary": inspect.cleandoc(contract.handler.__doc__ or "").split("\n")[0],
        "description": inspect.cleandoc(contract.handler.__doc__ or ""),
        "tags": [path.removeprefix("/api/v1/").split("/")[0]],
        "parameters": _parameters(contract, known),
        "responses": _responses(contract, known),
        "security": [] if contract.public else [{"token": []}],
    }
    if contract.body:
        schema = known[contract.body]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if contract.upload:
        binary = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": binary}}
    return operation


def _parameters(contract: Contract, known: dict[Any, Any]) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": known[kind]} for name, kind in contract.path.items()
    ]
    found += [
        {"name": p.name, "in": "query", "required": p.default is p.empty, "schema": _with_default(p, known)}
        for p in contract.query.values()
    ]
    if contract.keyed:
        schema = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema})
    return found


def _with_default(parameter: inspect.Parameter, known: dict[Any, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = known[parameter.annotation]
    if parameter.default in (parameter.empty, None):
        return schema
    return {**schema, "default": msgspec.to_builtins(parameter.default)}


def _responses(contract: Contract, known: dict[Any, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {str(contract.status): {"description": "办理成功"} | _content(contract, known)}
    refusals: dict[int, list[type[OfficeError]]] = {}
    for error in _errors(contract):
        refusals.setdefault(error.status, []).append(error)
    for status, errors in sorted(refusals.items()):
        lines = [f"`{e.code}` {inspect.cleandoc(e.__doc__ or '')}" for e in errors]
        schema = {"application/json": {"schema": known[Problem]}}
        answers[str(status)] = {"description": "\n\n".join(lines), "content": schema}
    return answers


def _errors(contract: Contract) -> list[type[OfficeError]]:
    """What the route names, and what its shape implies."""
    found = [*contract.errors, Malformed]
    if not contract.public:
        found.append(Unauthenticated)
    if contract.keyed:
        found.append(KeyReused)
    if contract.body or contract.upload:
        found.append(TooLarge)
    return list(dict.fromkeys(found))


def _content(contract: Contract, known: dict[Any, Any]) -> dict[str, Any]:
    if contract.status == 204:
        return {}
    if contract.answer in (Download, File):
        return {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    return {"content": {"application/json": {"schema": known[contract.answer]}}}
