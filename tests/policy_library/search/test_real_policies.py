"""Real policies, published, are found by their number, their title and their words, in both scripts."""

import os
from pathlib import Path

import opencc
import pytest

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.catalogue.rules.metadata import FieldName
from policy_library.catalogue.service import Entry, Facts
from policy_library.search import service as search
from policy_library.search.jobs import JOBS
from policy_library.search.rules.finding import Filters
from server.kit import jobs
from tests.policy_library.catalogue.desk import EDITOR, approved, upload
from tests.world import World

REAL_TEXTS = os.environ.get("ZHENGBAN_REAL_TEXTS", "")
pytestmark = pytest.mark.skipif(not REAL_TEXTS, reason="ZHENGBAN_REAL_TEXTS names no folder of real texts")


async def published(world: World, path: Path) -> Entry:
    """A file taken in and brought to the public; what the text does not say is typed."""
    editor = await world.actor(EDITOR)
    entry = await catalogue.import_file(editor, path.name, upload(path.read_bytes()), world.place("szf"))
    unsure = [f for f in await catalogue.fields(editor, entry.id) if f.needs_review]
    typed = [(f.name, f.value or ("2021-06-18" if f.name is FieldName.FORMED_ON else "某机关")) for f in unsure]
    if typed:
        await catalogue.correct(editor, entry.id, typed)
    await approved(world, await catalogue.set_facts(editor, entry.id, Facts(Publicity.PROACTIVE, theme="0204")))
    return await catalogue.publish(editor, entry.id)


async def test_every_real_policy_is_found_by_number_title_and_words_in_both_scripts(world: World) -> None:
    entries = [await published(world, path) for path in sorted(Path(REAL_TEXTS, "seeds").glob("*.txt"))]
    await jobs.drain(JOBS)
    reader, traditional = await world.actor("dongpu.registrar"), opencc.OpenCC("s2t").convert
    assert entries
    for entry in entries:
        clauses = [c.text for c in await catalogue.clauses(reader, entry.id)]
        middle = max(clauses[len(clauses) // 3 : len(clauses) // 2], key=len)
        words = max((part for part in middle.split("，")), key=len)[:24]
        for query in filter(None, (entry.doc_number, entry.title, words)):
            for spelled in (query, traditional(query)):
                found = await search.search(reader, spelled)
                assert found.hits[0].entry_id == entry.id
                assert found.hits[0].snippet is not None or query == entry.title


async def test_real_policies_are_counted_by_year(world: World) -> None:
    entries = [await published(world, path) for path in sorted(Path(REAL_TEXTS, "seeds").glob("*.txt"))]
    await jobs.drain(JOBS)
    reader = await world.actor("dongpu.registrar")
    for year in {entry.formed_on.year for entry in entries if entry.formed_on}:
        expected = {entry.id for entry in entries if entry.formed_on and entry.formed_on.year == year}
        found = await search.search(reader, "政府", Filters(year=year))
        assert {hit.entry_id for hit in found.hits} == expected
