"""What the published contract calls the classes of the code, and what it says of their fields.

A schema has the name of its class. Where classes of several rooms are called alike, the room stands in front, never the
module, so that a file can move and the contract stays: `workflow.ReasonIn`, `issuing.ReasonIn`. A page of lines is
`Page_Line`. The string under a field is what a reader of the contract is told about it.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from inspect import get_annotations, getsource
from itertools import pairwise
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
from msgspec import inspect

REF = "#/components/schemas/"


def components(kinds: Sequence[Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """JSON Schemas of types, in their order, and those of all the classes in them by published name.

    Raises ValueError where two classes of one room are called alike without being alike: one must be renamed.
    """
    classes = _classes(inspect.multi_type_info(kinds))
    names = _names(classes)
    published: dict[str, Any] = {}
    for cls, info in classes.items():
        shape = _described(info, _schema(cls, names)[1])
        if published.setdefault(names[cls], shape) != shape:
            raise ValueError(
                f"{cls.__module__} has another {names[cls]} than its room has elsewhere: rename one of them"
            )
    return [_schema(kind, names)[0] for kind in kinds], published


def _schema(kind: Any, names: dict[Any, str]) -> tuple[dict[str, Any], Any]:
    """The schema of one type, and what its reference leads to if it is one, with published names in them.

    The classes in it are asked for beside it, because the answer tells how msgspec calls them.
    """
    inside = list(_classes(inspect.multi_type_info([kind])))
    (shape, *refs), parts = msgspec.json.schema_components([kind, *inside], ref_template=REF + "{name}")
    published = {ref["$ref"]: REF + names[cls] for ref, cls in zip(refs, inside, strict=True)}
    part = parts.get(shape.get("$ref", "").removeprefix(REF))
    return _renamed(shape, published), _renamed(part, published)


def _renamed(part: Any, published: dict[str, str]) -> Any:
    """A part of a schema in which every reference leads to the published name."""
    match part:
        case str():
            return published.get(part, part)
        case dict():
            return {key: _renamed(value, published) for key, value in part.items()}
        case list():
            return [_renamed(value, published) for value in part]
    return part


def _classes(infos: Sequence[Any]) -> dict[Any, Any]:
    """The classes that have a schema of their own, wherever in the types they stand, each with what it is."""
    found: dict[Any, Any] = {}
    waiting = list(reversed(infos))
    while waiting:
        info = waiting.pop()
        cls = getattr(info, "cls", None)
        if cls in found:
            continue
        if cls is not None:
            found[cls] = info
        waiting += reversed(list(_inside(info)))
    return found


def _inside(info: Any) -> Iterator[Any]:
    for name in info.__struct_fields__:
        value = getattr(info, name)
        several = value if isinstance(value, tuple) else (value,)
        yield from (each for each in several if isinstance(each, (inspect.Type, inspect.Field)))


# --- names ---------------------------------------------------------------------------------------------------


def _names(classes: dict[Any, Any]) -> dict[Any, str]:
    rooms: dict[str, set[str]] = {}
    for cls in classes:
        rooms.setdefault(_name(cls), set()).add(_room(cls))
    return {cls: _name(cls) if len(rooms[_name(cls)]) == 1 else f"{_room(cls)}.{_name(cls)}" for cls in classes}


def _name(cls: Any) -> str:
    return "_".join(kind.__name__ for kind in (get_origin(cls) or cls, *_arguments(cls)))


def _arguments(cls: Any) -> Iterator[Any]:
    """The classes that a generic one is made of, those of a union one by one."""
    for argument in get_args(cls):
        yield from get_args(argument) if isinstance(argument, UnionType) else (argument,)


def _room(cls: Any) -> str:
    """The room of a class; of a page, the room of what is on it."""
    (kind, *_) = get_args(cls) or (cls,)
    return str(kind.__module__.split(".")[:2][-1])


# --- descriptions --------------------------------------------------------------------------------------------


def _described(info: Any, shape: dict[str, Any]) -> dict[str, Any]:
    """The schema of a class, with what is said under its fields."""
    said = field_docs(get_origin(info.cls) or info.cls)
    for field in getattr(info, "fields", ()):
        if field.name in said:
            shape["properties"][field.encode_name]["description"] = said[field.name]
    return shape


def field_docs(cls: type) -> dict[str, str]:
    """What is said under the fields of a class, and under those it inherits unchanged."""
    said: dict[str, str] = {}
    for kind in reversed(cls.__mro__):
        if get_annotations(kind):
            said |= _of_module(kind.__module__).get(kind.__qualname__, {})
    return {field: words for field, words in said.items() if words}


@cache
def _of_module(module: str) -> dict[str, dict[str, str]]:
    """By class what is said under each of its fields, or "". Nothing where there is no source."""
    try:
        tree = ast.parse(getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return {}
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    said = {}
    for field, below in pairwise([*node.body, ast.Pass()]):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(words))):
                said[name] = " ".join(words.split())
            case ast.AnnAssign(target=ast.Name(name)), _:
                said[name] = ""
    return said
