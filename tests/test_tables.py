"""The tables: one app per wing, no key across wings, migrations that lead from nothing to the models and back."""

import json
from typing import Any

from tortoise.fields.relational import RelationalField
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.models import Model

from server import app
from server.kit.ground import Ground
from tests.source import ROOT, WINGS, imported, room


def tables() -> list[type[Model]]:
    imported()
    return [kind for kind in _below(Model) if kind.__module__.split(".")[0] in WINGS]


def _below(kind: type[Model]) -> list[type[Model]]:
    return [found for each in kind.__subclasses__() for found in (each, *_below(each))]


def test_every_table_belongs_to_the_app_of_its_wing() -> None:
    known = {module for modules in app.WINGS.values() for module in modules}
    assert {table.__module__ for table in tables()} == known
    assert all(module.split(".")[0] == wing for wing, modules in app.WINGS.items() for module in modules)


async def test_no_foreign_key_leaves_its_room(office: Ground) -> None:
    """Ids cross rooms as plain columns; keys across apps would break the migrations besides."""
    keys = [(table, field) for table in tables() for field in table._meta.fields_map.values()]
    related = [(table, field.related_model) for table, field in keys if isinstance(field, RelationalField)]
    assert related
    assert not [pair for pair in related if room(pair[0].__module__) != room(pair[1].__module__)]


def test_every_table_carries_the_name_of_its_room_or_wing() -> None:
    """Whoever reads the database finds the room: `workflow_case` is of `documents.workflow`."""
    wrong = [t for t in tables() if t._meta.db_table.split("_")[0] not in room(t.__module__).split(".")]
    assert not wrong


def test_no_description_of_a_table_holds_a_semicolon() -> None:
    """The SQLite migration splits its script there."""
    assert not [table for table in tables() if ";" in (table.__doc__ or "") or not table.__doc__]


async def test_the_models_need_no_migration_that_is_not_written(office: Ground) -> None:
    apps = app.orm_config(office.settings)["apps"]
    assert office.orm.apps is not None
    missing = await MigrationAutodetector(office.orm.apps, apps).changes()
    assert not [(writer.app_label, writer.operations) for writer in missing]


async def test_migrations_lead_down_to_nothing_and_up_again(office: Ground) -> None:
    before = await _schema(office)
    for wing, config in app.orm_config(office.settings)["apps"].items():
        await MigrationExecutor(office.orm.db(), {wing: config}).migrate([MigrationTarget(wing, "__first__")])
    assert set(await _schema(office)) <= {"tortoise_migrations", "sqlite_sequence"}
    await app.migrate(office)
    assert await _schema(office) == before


async def _schema(office: Ground) -> dict[str, Any]:
    """Every table with its columns, indexes and triggers, as the database itself tells them."""
    database = office.orm.db()
    if database.capabilities.dialect == "postgres":
        rows = await database.execute_query_dict(_POSTGRES)
    else:
        rows = await database.execute_query_dict(
            "SELECT tbl_name AS name, type || name || sql AS what FROM sqlite_master"
        )
    schema: dict[str, list[str]] = {}
    for row in rows:
        schema.setdefault(row["name"], []).append(str(row["what"]))
    return {name: sorted(what) for name, what in schema.items()}


_POSTGRES = """
SELECT table_name AS name, concat(column_name, data_type, is_nullable, column_default) AS what
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT event_object_table, concat(trigger_name, event_manipulation) FROM information_schema.triggers
"""


def test_the_published_api_is_the_one_that_runs() -> None:
    """`make openapi` writes it anew."""
    published = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(app.schema()))
