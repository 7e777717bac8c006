"""The database itself refuses to change or delete what the journal says (审计日志只增不改), whoever asks."""

from collections.abc import Iterable, Iterator

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

TABLES = ("journal_entry", "journal_anchor")
REFUSAL = "the journal is append-only"

_REFUSE = f"""
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""

_ARMED = """
SELECT tgname AS name FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE tgenabled IN ('O', 'A') AND proname = 'journal_refuse' AND prosrc LIKE '%RAISE EXCEPTION%'
"""


async def protect(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """Put the triggers on the journal's tables; the forward half of a migration."""
    await _run(editor.client, _postgres() if _is_postgres(editor.client) else _sqlite(*TABLES))


async def release(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """Take the triggers off again; the backward half."""
    await lift(editor.client)


async def lift(database: BaseDBAsyncClient) -> None:
    """Take the triggers off, for a restore that writes old rows and for tests that forge some."""
    if _is_postgres(database):
        await _run(database, ["DROP FUNCTION journal_refuse() CASCADE"])
    else:
        await _run(database, (f"DROP TRIGGER {table}_{verb}" for table in TABLES for verb in ("update", "delete")))


async def guard(database: BaseDBAsyncClient, *tables: str) -> None:
    """Put the triggers on tables of another room that are only ever added to; for its migration."""
    await _run(database, _triggers(*tables) if _is_postgres(database) else _sqlite(*tables))


async def missing(database: BaseDBAsyncClient, tables: Iterable[str] = TABLES) -> list[str]:
    """The tables that lack their triggers, or whose triggers were put out of action."""
    if _is_postgres(database):
        armed = await database.execute_query_dict(_ARMED)
        return [table for table in tables if {"name": f"{table}_never"} not in armed]
    rows = await database.execute_query_dict("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
    written = {row["sql"] for row in rows}
    return [table for table in tables if not written.issuperset(_sqlite(table))]


def _postgres() -> Iterator[str]:
    yield _REFUSE
    yield from _triggers(*TABLES)


def _triggers(*tables: str) -> Iterator[str]:
    for table in tables:
        yield (
            f"CREATE TRIGGER {table}_never BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
        )


def _sqlite(*tables: str) -> Iterator[str]:
    for table in tables:
        for verb in ("update", "delete"):
            refusal = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            yield f"CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table} {refusal}"


def _is_postgres(database: BaseDBAsyncClient) -> bool:
    return database.capabilities.dialect == "postgres"


async def _run(database: BaseDBAsyncClient, statements: Iterator[str] | list[str]) -> None:
    for statement in statements:
        await database.execute_query(statement)
