"""Who has which notices about something, by account in the demo city: as they are kept, and as each of them sees it."""

from uuid import UUID

from messaging.notices import service as notices
from messaging.notices.models import NoticeRow
from messaging.notices.rules import Kind
from server.directory import service as directory
from tests.world import World


async def todo(world: World, subject_id: UUID) -> dict[str, str]:
    """Who is to do what about it now."""
    found = await _open(world, subject_id, Kind.TODO)
    assert all(len(rows) == 1 for rows in found.values())
    return {account: row.action for account, (row,) in found.items()}


async def told(world: World, subject_id: UUID) -> dict[str, list[tuple[str, str]]]:
    """Who has been told what about it, in order: action and title."""
    found = await _open(world, subject_id, Kind.INFO)
    return {account: [(row.action, row.title) for row in rows] for account, rows in found.items()}


async def seen_by_all(world: World, subject_id: UUID, kind: Kind) -> dict[str, list[str]]:
    """The same as all the city's people find it in their own lists; it asks each of them, so once a file will do."""
    found: dict[str, list[str]] = {}
    for account in world.seeded.people:
        mine, _ = await notices.todos(await world.actor(account), kind, False, None, 100)
        found[account] = [each.action for each in mine if each.subject_id == subject_id]
    return {account: actions for account, actions in found.items() if actions}


async def _open(world: World, subject_id: UUID, kind: Kind) -> dict[str, list[NoticeRow]]:
    accounts = {person: account for account, person in world.seeded.people.items()}
    found: dict[str, list[NoticeRow]] = {}
    for row in await NoticeRow.filter(subject_id=subject_id, kind=kind, open=True).order_by("id"):
        for each in await directory.people_behind(row.holder):
            found.setdefault(accounts[each.person_id], []).append(row)
    return found
