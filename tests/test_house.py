"""The rules of the house (docs/decisions/0001), held by the suite: who imports whom, how long it is, what it says."""

import ast
import inspect
import os
import re
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import grimp
import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure
from tortoise.models import Model

from server.app import VERSION
from server.kit import openapi
from server.kit.errors import OfficeError
from server.routes import routes
from tests.source import (
    ROOT,
    WINGS,
    functions,
    imported,
    is_craft,
    modules,
    named_calls,
    part,
    public_functions,
    room,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")


# --- who imports whom ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*WINGS, include_external_packages=True, cache_dir=None)


def imports(graph: grimp.ImportGraph) -> Iterator[tuple[str, str]]:
    for module in modules().keys() & graph.modules:
        for other in sorted(graph.find_modules_directly_imported_by(module)):
            yield module, other


def test_the_floor_plan_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    kept = use_cases.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert kept, capsys.readouterr().out


def test_rooms_see_only_each_others_service_rules_errors(graph: grimp.ImportGraph) -> None:
    """A service is seen whole, by its package; the roof sees routes and tables."""
    roof = re.compile(r"server\.(app|routes|upkeep|__main__|demo\b.*)")
    seen = [(m, o) for m, o in imports(graph) if room(m) != room(o) and o.split(".")[0] in WINGS]
    between = [(m, o) for m, o in seen if not roof.fullmatch(m) and not is_craft(o) and not _ground_floor(o)]
    wrong = [(m, o) for m, o in between if part(o) not in ("rules", "errors") and o != f"{room(o)}.service"]
    assert not wrong


def _ground_floor(module: str) -> bool:
    return room(module) in ("server.kit", "server.settings", "server.health", "server.middleware")


def test_crafts_know_no_database_no_http_and_no_desk(graph: grimp.ImportGraph) -> None:
    wrong = [
        (craft, other)
        for craft, other in imports(graph)
        if is_craft(craft) and not _pure(other) and other != "server.kit.errors"
    ]
    assert not wrong


def _pure(module: str) -> bool:
    if module.split(".")[0] in WINGS:
        return is_craft(module)
    return module not in ("asyncpg", "aiosqlite", "httpx2", "starlette", "structlog", "tortoise", "typer", "uvicorn")


def test_rules_know_only_law(graph: grimp.ImportGraph) -> None:
    """Own errors, rules and errors of others, crafts, the standard library, msgspec, the kit's errors and digest."""
    allowed = {"server.kit.errors", "server.kit.digest", "msgspec"}
    wrong = [
        (rules, other)
        for rules, other in imports(graph)
        if part(rules) == "rules" and other not in allowed and not _lawful(other)
    ]
    assert not wrong


def _lawful(module: str) -> bool:
    if module.split(".")[0] in WINGS:
        return is_craft(module) or part(module) in ("rules", "errors")
    return module in (*_stdlib(), "__future__") and module not in ("random", "secrets", "os", "time", "asyncio")


def _stdlib() -> frozenset[str]:
    import sys

    return sys.stdlib_module_names


def test_http_stays_at_the_door(graph: grimp.ImportGraph) -> None:
    """Only routes, the kit's door and the roof know Starlette, or what the kit has made of it."""
    door = re.compile(
        r"server\.(app|routes|middleware|health|door|__main__|kit\.(http|openapi|idempotency))|\w+\.\w+\.routes\b.*"
    )
    http = ("starlette", "uvicorn", "server.kit.http")
    assert not [(m, other) for m, other in imports(graph) if other in http and not door.fullmatch(m)]


def test_every_wing_is_type_checked() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["files"]
    assert {module.split(".")[0] for module in modules()} <= set(checked)


def test_desks_have_the_files_of_a_desk() -> None:
    known = {"", "errors", "rules", "models", "queries", "service", "routes", "jobs"}
    desks = {room(m) for m in modules() if part(m) == "routes" and not is_craft(m)}
    wrong = [m for m in modules() if room(m) in desks and part(m) not in known and m != "server.journal.append_only"]
    assert desks
    assert not wrong


# --- purity and transactions ---------------------------------------------------------------------------------

CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns")


def test_time_comes_from_the_clock() -> None:
    wrong = [
        f"{name}:{line} {call}"
        for name, tree in modules().items()
        for line, call in named_calls(tree)
        if call in CLOCKS and name not in ("server.kit.clock", "server.kit.ids")
    ]
    assert not wrong


def test_rules_ask_nobody_for_chance_ids_or_the_environment() -> None:
    chance = ("uuid1", "uuid4", "uuid7", "uuid.uuid4", "open", "Path", "print", "input")
    wrong = [
        f"{name}:{line} {call}"
        for name, tree in modules().items()
        if part(name) == "rules"
        for line, call in named_calls(tree)
        if call in chance or call.startswith(("random.", "secrets.", "os."))
    ]
    assert not wrong


def test_rules_and_crafts_are_not_asynchronous() -> None:
    wrong = [
        f"{name}.{f.name}"
        for name, tree in modules().items()
        if is_craft(name) or part(name) == "rules"
        for f in functions(tree)
        if isinstance(f, ast.AsyncFunctionDef)
    ]
    assert not wrong


def test_nothing_slow_happens_in_a_transaction() -> None:
    """On SQLite everybody waits for it, and a task or thread would step outside it."""
    slow = re.compile(r"(.*\.)?(gather|create_task|create_task_group|TaskGroup|run_sync|sleep)")
    wrong = [
        f"{name}:{line} {call}"
        for name, tree in modules().items()
        for block in ast.walk(tree)
        if isinstance(block, ast.AsyncWith) and any(ast.unparse(i.context_expr) == "atomic()" for i in block.items)
        for line, call in named_calls(ast.Module(block.body, []))
        if slow.fullmatch(call)
    ]
    assert not wrong


# --- size ----------------------------------------------------------------------------------------------------


def lengths() -> dict[str, int]:
    return {
        f"{name}.{f.name}": (f.end_lineno or f.lineno) - f.lineno + 1
        for name, tree in modules().items()
        for f in functions(tree)
    }


def test_no_file_is_longer_than_300_lines() -> None:
    sizes = {p: len(p.read_text("utf-8").splitlines()) for wing in WINGS for p in (ROOT / wing).rglob("*.py")}
    assert not {str(p.relative_to(ROOT)): n for p, n in sizes.items() if n > 300 and p.parent.name != "migrations"}


def test_no_function_is_longer_than_40_lines() -> None:
    assert not {name: n for name, n in lengths().items() if n > 40}


def test_the_middle_function_is_shorter_than_ten_lines() -> None:
    assert statistics.median(lengths().values()) < 10


# --- what is said --------------------------------------------------------------------------------------------


def test_every_public_function_of_services_rules_and_crafts_says_what_it_does() -> None:
    wrong = [
        f"{name}.{f.name}"
        for name, tree in modules().items()
        if is_craft(name) or part(name) in ("service", "rules")
        for f in public_functions(tree)
        if not ast.get_docstring(f) and not _overrides(f)
    ]
    assert not wrong


def _overrides(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(d) in ("override", "typing.override") for d in function.decorator_list)


def test_every_room_has_a_paragraph() -> None:
    folders = {p.parent for wing in WINGS for p in (ROOT / wing).rglob("*.py") if p.parent.name != "migrations"}
    named = {".".join(folder.relative_to(ROOT).parts) for folder in folders} - {"server"}
    assert not [name for name in sorted(named) if name not in modules() or not ast.get_docstring(modules()[name])]


def refusals() -> list[type[OfficeError]]:
    imported()
    found, waiting = [], [OfficeError]
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].__subclasses__()
    return [error for error in found if error.__module__.split(".")[0] in WINGS]


HISTORIC = "CLASSIFIED_NOT_ALLOWED"
"""The code that other systems already know (GB/T interface of the secrecy refusal); every other one is room.word."""


def test_every_refusal_has_a_code_of_its_own_room() -> None:
    codes = [(e.code, e) for e in refusals()]
    assert len({code for code, _ in codes}) == len(codes), sorted(c for c, _ in codes)
    wrong = [(code, e) for code, e in codes if code != HISTORIC and not _room_code(code, e)]
    assert not wrong
    assert [code for code, _ in codes].count(HISTORIC) == 1


def _room_code(code: str, error: type[OfficeError]) -> bool:
    prefix, _, word = code.partition(".")
    own = {"office"} if error.__module__.startswith("server.kit") else set(error.__module__.split("."))
    return prefix in own and re.fullmatch(r"[a-z][a-z0-9_]*", word) is not None


def test_every_refusal_speaks_chinese_in_whole_sentences() -> None:
    said = {error: (error.__dict__.get("__doc__") or "").strip() for error in refusals()}
    assert not [error for error, words in said.items() if not CHINESE.search(words) or words[-1] != "。"]


def test_what_people_read_is_punctuated_as_chinese() -> None:
    """Full-width marks between Chinese words; a half-width one betrays a machine."""
    said = [error.__doc__ or "" for error in refusals()]
    said += [contract.handler.__doc__ or "" for _, contract in openapi.walk(routes)]
    assert not [words for words in said if re.search(r"[\u4e00-\u9fff][,;:!?()]", words)]


def test_every_refusal_says_what_kind_it_is() -> None:
    assert {e for e in refusals() if not 400 <= e.status < 500} == set()


def test_every_handler_says_in_chinese_what_it_is_for() -> None:
    wrong = [path for path, c in openapi.walk(routes) if not CHINESE.search(c.handler.__doc__ or "") and "/api" in path]
    assert not wrong


def test_no_service_and_no_route_hands_out_a_row() -> None:
    services = [m for name, m in imported().items() if part(name) == "service" and name.count(".") == 2]
    exported = [
        getattr(service, name)
        for service in services
        for name in getattr(service, "__all__", vars(service))
        if not name.startswith("_")
    ]
    handed: list[Any] = [f for f in exported if inspect.isfunction(f) and part(f.__module__) == "service"]
    handed += [contract.handler for _, contract in openapi.walk(routes)]
    assert not [f for f in handed if any(_is_row(kind) for kind in _inside(get_type_hints(f).get("return")))]


def _inside(kind: Any) -> Iterator[Any]:
    yield kind
    for inner in get_args(kind):
        yield from _inside(inner)


def _is_row(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION


def test_whatever_the_readmes_point_at_is_there() -> None:
    texts = [path.read_text("utf-8") for path in ROOT.glob("README*.md")]
    links = {link.split("#")[0] for text in texts for link in re.findall(r"\]\(([^)\s]+)", text)}
    inside = {link for link in links if link and "://" not in link}
    assert inside
    assert not [link for link in inside if not (ROOT / link).exists()]


# --- what the repository must not contain --------------------------------------------------------------------

SKIPPED = {"var", "__pycache__", "node_modules"}
TEXT = {".py", ".md", ".toml", ".txt", ".json", ".yml", ".yaml", ".lock", ".cfg", ".sh", ".css", ".js", ".html", ""}
FORBIDDEN = re.compile(
    "|".join(["/work" + "/", "py" + r"pi\.org", "npm" + r"js\.(com|org)", r"(#|//)\s*(TO" + "DO|FIX" + "ME|XX" + "X)"])
)
REAL_CITIES = re.compile("宁" + "波|西" + "宁市|济" + "源")


def texts() -> Iterator[tuple[Path, str]]:
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if n not in SKIPPED and (not n.startswith(".") or n == ".ci")]
        for path in (Path(folder, file) for file in files):
            if path.suffix in TEXT:
                yield path, path.read_text("utf-8")


def test_the_repository_speaks_of_itself_only() -> None:
    found = [f"{path.relative_to(ROOT)}: {m.group()}" for path, text in texts() for m in FORBIDDEN.finditer(text)]
    assert not found


def test_no_real_city_stands_in_the_repository() -> None:
    found = [str(path.relative_to(ROOT)) for path, text in texts() if REAL_CITIES.search(text)]
    assert not found


def test_no_font_is_committed() -> None:
    fonts = {".ttf", ".otf", ".ttc", ".woff", ".woff2", ".pfb"}
    found = [p for p in ROOT.rglob("*") if p.suffix.lower() in fonts and not {".venv", "var"} & set(p.parts)]
    assert not found


REAL_TEXTS = os.environ.get("ZHENGBAN_REAL_TEXTS", "")


@pytest.mark.skipif(not REAL_TEXTS, reason="ZHENGBAN_REAL_TEXTS names no folder of real texts")
def test_no_sentence_of_a_real_text_stands_in_the_repository() -> None:
    seeds = [path.read_text("utf-8", "replace") for path in Path(REAL_TEXTS, "seeds").glob("*.txt")]
    sentences = {s.strip() for seed in seeds for s in re.split(r"[。;:\n]", seed) if len(s.strip()) >= 24}
    assert sentences
    whole = "\n".join(text for _, text in texts())
    assert not [sentence for sentence in sentences if sentence in whole]
