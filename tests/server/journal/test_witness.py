"""The witness: whoever cuts off the end of the journal, so that the rest holds together, is found out all the same."""

import asyncio
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from server.journal import rules, service
from server.journal.append_only import lift, missing
from server.journal.errors import WitnessAltered
from server.journal.models import AnchorRow, EntryRow, UnanchoredRow
from server.journal.service import witness
from server.journal.service.witness import FILE, KEY, Link
from server.kit.ground import Ground

HASHES = [f"{n:064x}" for n in range(40)]


async def anchored(links: int) -> None:
    """Acts on subjects of their own, one to a link."""
    for _ in range(links):
        await service.record(None, "test.act", uuid4())
        await service.anchor()


async def cut_off(kept: int) -> None:
    """What the database's owner can do: the last links go, with their entries, and nothing inside shows it."""
    lost = await AnchorRow.filter(n__gt=kept)
    await EntryRow.filter(id__in=[entry for link in lost for entry in link.entries]).delete()
    await AnchorRow.filter(n__gt=kept).delete()


@pytest.mark.parametrize("kept", [0, 1, 2])
async def test_a_cut_off_tail_is_found_and_stays_found_when_the_office_goes_on(office: Ground, kept: int) -> None:
    await anchored(3)
    assert await service.verify() is None
    await lift(office.orm.db())
    await cut_off(kept)
    assert await service.verify() == rules.Break(None, 3, None, "cut off")
    await anchored(3)
    assert await service.verify() == rules.Break(None, 3, None, "cut off")


async def test_the_database_may_be_ahead_of_its_witness(office: Ground) -> None:
    """The lights go out between the commit and the file."""
    await anchored(1)
    before = (office.settings.data / FILE).read_bytes()
    await anchored(2)
    (office.settings.data / FILE).write_bytes(before)
    assert await service.verify() is None


def removed(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def rewritten(file: Path) -> None:
    """The witness is made to name an older link, without its key."""
    file.write_bytes(file.read_bytes().replace(b'"n":2', b'"n":1'))


def turned(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(bytes([data[0] ^ 1]) + data[1:])


@pytest.mark.parametrize(
    ("name", "harm", "what"),
    [
        (FILE, removed, "witness missing"),
        (FILE, emptied, "witness altered"),
        (FILE, rewritten, "witness altered"),
        (KEY, removed, "witness altered"),
        (KEY, emptied, "witness altered"),
        (KEY, turned, "witness altered"),
    ],
)
async def test_a_witness_that_was_touched_is_found_and_not_healed(
    office: Ground, name: str, harm: Callable[[Path], None], what: str
) -> None:
    await anchored(2)
    harm(office.settings.data / name)
    assert await service.verify() == rules.Break(None, 2, None, what)
    if what == "witness missing":
        await anchored(1)
    else:
        with pytest.raises(WitnessAltered):
            await anchored(1)
    assert await service.verify() == rules.Break(None, 3, None, what)


async def test_a_restored_office_without_witness_says_so_until_its_next_link(office: Ground) -> None:
    await anchored(1)
    for name in (FILE, KEY):
        (office.settings.data / name).unlink()
    assert await service.verify() == rules.Break(None, 1, None, "witness missing")
    await anchored(1)
    assert await service.verify() is None


async def test_of_many_who_write_at_once_the_highest_link_stays(tmp_path: Path) -> None:
    order = [*range(1, 40, 2), *range(38, 0, -2)]
    await asyncio.gather(*(asyncio.to_thread(witness.keep, tmp_path, Link(n, HASHES[n])) for n in order))
    assert witness.read(tmp_path) == Link(39, HASHES[39])
    assert {path.name for path in tmp_path.iterdir()} == {FILE, KEY}


async def test_the_witness_and_its_key_are_for_their_owner_only(office: Ground) -> None:
    await anchored(1)
    modes = {name: stat.S_IMODE((office.settings.data / name).stat().st_mode) for name in (FILE, KEY)}
    assert modes == {FILE: 0o600, KEY: 0o600}


async def test_a_witness_speaks_for_its_own_office_only(office: Ground, tmp_path: Path) -> None:
    await anchored(1)
    other = tmp_path / "other"
    other.mkdir()
    witness.keep(other, Link(1, HASHES[1]))
    shutil.copy(other / FILE, office.settings.data / FILE)
    assert await service.verify() == rules.Break(None, 1, None, "witness altered")


async def test_an_office_that_has_done_nothing_needs_no_witness(office: Ground) -> None:
    await service.anchor()
    assert not (office.settings.data / KEY).exists()
    assert await service.verify() is None
    assert not await UnanchoredRow.all().exists()


async def test_a_missing_or_blunted_trigger_is_found(office: Ground) -> None:
    database = office.orm.db()
    assert await service.unprotected() == []
    blunt = (
        ["ALTER TABLE journal_anchor DISABLE TRIGGER journal_anchor_never"]
        if database.capabilities.dialect == "postgres"
        else [
            "DROP TRIGGER journal_anchor_delete",
            "CREATE TRIGGER journal_anchor_delete BEFORE delete ON journal_anchor BEGIN SELECT 1; END",
        ]
    )
    for statement in blunt:
        await database.execute_query(statement)
    assert await missing(database) == ["journal_anchor"]
    await lift(database)
    assert len(await service.unprotected()) == 2
