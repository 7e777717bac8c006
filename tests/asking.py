"""Requests derived from the contracts: for every route a well-formed one, and all the ways to get it wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx2
import msgspec
from msgspec import inspect

from server.kit import openapi
from server.kit.http import Contract
from server.routes import routes

TABLE: list[tuple[str, Contract]] = list(openapi.walk(routes))
WORDS = ("关于试点工作的通知", "a1", "甬政发", "ab" * 32)
"""What a text field may hold; the first that satisfies its limits is taken."""


@dataclass(frozen=True)
class Asking:
    """One request, not sent yet."""

    method: str
    path: str
    query: dict[str, str]
    content: bytes

    async def send(self, client: httpx2.AsyncClient, token: str = "") -> httpx2.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await client.request(self.method, self.path, params=self.query, content=self.content, headers=headers)


def name_of(path: str, contract: Contract) -> str:
    """How a route is called in a failure."""
    return f"{contract.method} {path.removeprefix('/api/v1')}"


def well_formed(path: str, contract: Contract, **known: Any) -> Asking:
    """A request that the contract accepts; ids are of nothing, except those that are given by name."""
    values = {name: known.get(name) or plain(kind) for name, kind in contract.path.items()}
    query = {
        p.name: str(known.get(p.name) or plain(p.annotation)) for p in contract.query.values() if p.default is p.empty
    }
    body = b"" if not contract.body else msgspec.json.encode({**plain(contract.body), **_of(contract.body, known)})
    return Asking(contract.method, path.format(**values), query, b"%PDF-1.7" if contract.upload else body)


def _of(body: Any, known: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in known.items() if name in body.__struct_fields__}


def malformed(path: str, contract: Contract) -> Iterator[Asking]:
    """Every way in which one part of the request is not what the contract says."""
    good = well_formed(path, contract)
    for name, kind in contract.path.items():
        if not isinstance(inspect.type_info(kind), inspect.StrType):
            values = {other: plain(k) for other, k in contract.path.items()}
            yield replace(good, path=path.format(**{**values, name: "x"}))
    yield replace(good, query={**good.query, "no_such_parameter": "1"})
    for p in contract.query.values():
        if not isinstance(inspect.type_info(p.annotation), inspect.StrType):
            yield replace(good, query={**good.query, p.name: "?"})
        if p.default is p.empty:
            yield replace(good, query={name: value for name, value in good.query.items() if name != p.name})
    if contract.body:
        yield from (replace(good, content=content) for content in _wrong_bodies(contract.body))


def _wrong_bodies(body: Any) -> Iterator[bytes]:
    good = plain(body)
    yield from (b"", b"{", b"[]", b"null", b"\xff")
    yield msgspec.json.encode({**good, "no_such_field": 1})
    for field in inspect.type_info(body).fields:  # type: ignore[attr-defined]  # a struct, by the kit's rule
        yield msgspec.json.encode({**good, field.encode_name: {"no": "such"}})
        yield msgspec.json.encode({**good, field.encode_name: "\0"})
        if field.required:
            yield msgspec.json.encode({name: value for name, value in good.items() if name != field.encode_name})


def plain(kind: Any) -> Any:
    """The simplest value that a type accepts, as JSON would carry it. A type that is not known here is an error."""
    return _plain(inspect.type_info(kind))


def _plain(info: inspect.Type) -> Any:
    match info:
        case inspect.UUIDType():
            return str(uuid4())
        case inspect.StrType():
            return _words(info)
        case inspect.IntType():
            return info.ge if info.ge is not None else 1
        case inspect.FloatType():
            return info.ge if info.ge is not None else 1.0
        case inspect.BoolType():
            return False
        case inspect.DateType():
            return "2026-12-01"
        case inspect.DateTimeType():
            return "2026-12-01T00:00:00Z"
        case inspect.EnumType():
            return next(iter(info.cls)).value
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            return [_plain(info.item_type)] * (info.min_length or 0)
        case inspect.DictType():
            return {}
        case inspect.UnionType():
            return None if info.includes_none else _plain(info.types[0])
        case inspect.StructType() | inspect.DataclassType():
            return {field.encode_name: _plain(field.type) for field in info.fields if field.required}
    raise AssertionError(f"tests/asking.py knows no example of {info}")


def _words(info: inspect.StrType) -> str:
    for words in WORDS:
        fits = (info.min_length or 0) <= len(words) <= (info.max_length or len(words))
        if fits and re.search(info.pattern or "", words):
            return words
    raise AssertionError(f"tests/asking.py knows no example of {info}")
