"""The source of the product as the guards read it: files, syntax trees, rooms, and everything imported once."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WINGS = ("server", "documents", "signatures", "messaging", "policy_library")
CRAFTS = (
    "documents.typesetting",
    "policy_library.parsing",
    "server.intake",
    "server.secrecy",
    "server.workdays",
    "signatures.gm",
    "signatures.judgement",
    "signatures.ofd",
    "signatures.pdf",
    "signatures.picture",
    "signatures.standalone",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product by its dotted name; migrations are written by a tool and are not read."""
    found = {}
    for wing in WINGS:
        for path in sorted((ROOT / wing).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if ".migrations" not in name:
                found[name] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def imported() -> dict[str, Any]:
    """Every module of the product, imported."""
    return {name: importlib.import_module(name) for name in modules() if name != "server.__main__"}


def room(module: str) -> str:
    """The room of a module: wing and folder."""
    return ".".join(module.split(".")[:2])


def is_craft(module: str) -> bool:
    """Whether a module belongs to pure work on bytes and text."""
    return room(module) in CRAFTS


def part(module: str) -> str:
    """Which file of its desk a module is: `rules` for `documents.workflow.rules.case`."""
    return (*module.split("."), "", "")[2]


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def public_functions(tree: ast.Module) -> Iterator[Function]:
    """Functions of the module and methods of its public classes that a neighbour may call."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (f for f in node.body if isinstance(f, Function) and not f.name.startswith("_"))


def named_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Calls with their line, by the words in front of the bracket: `datetime.now`, `gather`."""
    return ((node.lineno, ast.unparse(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call))


def submodules(package: str) -> list[str]:
    """The rooms of a wing."""
    return [found.name for found in pkgutil.iter_modules([str(ROOT / package)])]
