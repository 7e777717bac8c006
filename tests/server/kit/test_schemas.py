"""What the contract calls the classes, and what it says of their fields."""

import ast
from dataclasses import make_dataclass
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from server import app
from server.kit import schemas
from server.kit.paging import Page
from tests.source import WINGS, modules

DOCUMENT = app.schema()
PUBLISHED: dict[str, Any] = DOCUMENT["components"]["schemas"]
ROOMS = ("documents.workflow.routes.outbound", "documents.workflow.views", "documents.issuing.routes", "server.health")


class Letter(Struct):
    number: str
    """As printed,
    brackets included."""
    pages: int = field(name="sheets", default=1)
    """Both sides count."""
    copies: int = 1
    mute: str = ""


class Reply(Letter, tag=True):
    to: str = ""
    """The letter that it answers."""
    copies: int = 2


def named(name: str, module: str, **fields: Any) -> type:
    made = make_dataclass(name, fields.items())
    made.__module__ = module
    return made


def enum_of(module: str, value: str) -> Any:
    class Kind(Enum):
        ONLY = value

    Kind.__module__ = module
    return Kind


def references(part: Any) -> set[str]:
    """Where a part of the document points to."""
    if isinstance(part, dict):
        return set().union(*(references(value) for value in part.values()))
    if isinstance(part, list):
        return set().union(*(references(value) for value in part))
    return {part} if isinstance(part, str) and part.startswith(schemas.REF) else set()


# --- names ---------------------------------------------------------------------------------------------------


def test_every_reference_leads_to_a_schema_and_every_schema_is_used() -> None:
    assert references(DOCUMENT) == {schemas.REF + name for name in PUBLISHED}


def test_no_name_says_where_a_file_lies() -> None:
    """At most the room stands before the name, and only where another room has the same name."""
    rooms = {module.split(".")[:2][-1] for module in modules()}
    parts = [name.split(".") for name in PUBLISHED]
    assert all(len(part) == 1 or part[0] in rooms for part in parts)
    assert all(len(part) <= 2 and part[0] not in WINGS for part in parts)
    last = [part[-1] for part in parts]
    assert all((len(part) == 2) == (last.count(part[-1]) > 1) for part in parts)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(ROOMS)), min_size=1))
def test_a_schema_keeps_its_name_when_its_file_moves(classes: list[tuple[str, str]]) -> None:
    """The name depends on the rooms alone; what is alike in one room is one schema."""
    made = [named(name, module, x=int) for name, module in classes]
    moved = [named(name, module + ".elsewhere", x=int) for name, module in classes]
    shapes, parts = schemas.components(made)
    assert (shapes, parts) == schemas.components(moved)
    assert [parts[shape["$ref"].removeprefix(schemas.REF)]["title"] for shape in shapes] == [n for n, _ in classes]
    assert len(parts) == len({(name, module.split(".")[1]) for name, module in classes})


def test_what_is_called_alike_in_one_room_without_being_alike_is_refused_by_name() -> None:
    kinds = [named("ReasonIn", ROOMS[0], x=int), named("ReasonIn", ROOMS[1], x=str)]
    with pytest.raises(ValueError, match=r"another ReasonIn .* rename"):
        schemas.components(kinds)


def test_pages_are_named_after_what_is_on_them_and_their_room() -> None:
    mine, other = named("Line", ROOMS[0], x=int), named("Line", ROOMS[2], x=int)
    assert schemas.components([Page[mine]])[1].keys() == {"Page_Line", "Line"}  # type: ignore[valid-type]
    (page, _), parts = schemas.components([Page[mine], Page[other]])  # type: ignore[valid-type]
    assert page == {"$ref": schemas.REF + "workflow.Page_Line"}
    items = parts["issuing.Page_Line"]["properties"]["items"]
    assert references(items) == {schemas.REF + "issuing.Line"}


def test_enums_and_unions_of_tagged_structs_are_followed() -> None:
    kind, twin = enum_of(ROOMS[2], "a"), enum_of(ROOMS[0], "b")
    tagged = type("Other", (Letter,), {"__module__": ROOMS[2]}, tag=True)
    shapes, parts = schemas.components([list[kind], dict[str, twin], Reply | tagged])  # type: ignore[valid-type]
    assert parts.keys() == {"issuing.Kind", "workflow.Kind", "Reply", "Other"}
    assert references(shapes) == {schemas.REF + name for name in parts}


# --- descriptions --------------------------------------------------------------------------------------------


def test_what_stands_under_a_field_is_told_also_of_inherited_ones() -> None:
    """Under the name that the caller sees; a field that is declared anew says for itself what it means."""
    said = {"number": "As printed, brackets included.", "sheets": "Both sides count."}
    told = schemas.components([Letter, Reply])[1]
    assert _descriptions(told["Letter"]) == said
    assert _descriptions(told["Reply"]) == {**said, "to": "The letter that it answers."}


def _descriptions(shape: dict[str, Any]) -> dict[str, str]:
    return {name: part["description"] for name, part in shape["properties"].items() if "description" in part}


def test_a_class_without_source_is_left_alone() -> None:
    assert schemas.field_docs(named("Made", "nowhere.at.all", x=int)) == {}
    assert schemas.field_docs(named("Made", "builtins", x=int)) == {}
    assert schemas.field_docs(int) == {}


def test_nothing_is_told_that_does_not_stand_in_the_source() -> None:
    strings = {
        " ".join(node.value.split())
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    told = {words for shape in PUBLISHED.values() if "properties" in shape for words in _descriptions(shape).values()}
    assert told
    assert told <= strings
