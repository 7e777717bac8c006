"""Real policies through the whole room: taken in without loss, published, remembered by what they cite."""

import os
from pathlib import Path

import pytest

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.models import TextRow
from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.catalogue.rules.metadata import FieldName
from policy_library.catalogue.service import Entry, Facts
from server.intake.encoding import decode
from tests.policy_library.catalogue.desk import EDITOR, approved, upload
from tests.world import World

REAL_TEXTS = os.environ.get("ZHENGBAN_REAL_TEXTS", "")
pytestmark = pytest.mark.skipif(not REAL_TEXTS, reason="ZHENGBAN_REAL_TEXTS names no folder of real texts")


async def taken_in(world: World, path: Path) -> Entry:
    return await catalogue.import_file(
        await world.actor(EDITOR), path.name, upload(path.read_bytes()), world.place("szf")
    )


async def test_real_policies_are_kept_whole_published_and_linked_by_what_they_share(world: World) -> None:
    """The text is what was decoded, clauses point into it, and a stub that two share is one number."""
    editor, shared = await world.actor(EDITOR), []
    for path in sorted(Path(REAL_TEXTS, "seeds").glob("*.txt")):
        entry = await taken_in(world, path)
        whole = (await TextRow.get(entry_id=entry.id)).text
        assert whole == decode(path.read_bytes()).text
        clauses = await catalogue.clauses(editor, entry.id)
        assert clauses
        assert all(0 <= c.start < c.end <= len(whole) for c in clauses)
        assert [c.start for c in clauses] == sorted(c.start for c in clauses)
        relations = await catalogue.relations(editor, entry.id)
        shared += [{r.number for r in relations if r.number}]
        unsure = [(f.name, f.value) for f in await catalogue.fields(editor, entry.id) if f.needs_review]
        said = [(name, value or _typed(name)) for name, value in unsure]
        if said:
            await catalogue.correct(editor, entry.id, said)
        ready = await catalogue.set_facts(editor, entry.id, Facts(Publicity.PROACTIVE, theme="0204"))
        await approved(world, ready)
        assert (await catalogue.publish(editor, entry.id)).index_no
        assert (await taken_in(world, path)).id == entry.id
    numbers = [number for found in shared for number in found]
    assert any(numbers.count(number) > 1 for number in numbers)


def _typed(name: FieldName) -> str:
    return "2021-06-18" if name is FieldName.FORMED_ON else "某机关"
