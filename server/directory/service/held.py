"""Decisions about one person happen one after the other."""

from uuid import UUID

from tortoise.expressions import F

from server.directory.errors import NoSuchPerson
from server.directory.models import PersonRow


async def hold(person_id: UUID) -> PersonRow:
    """A person's row as it is now, kept from others until the transaction ends. Raises NoSuchPerson.

    The write takes the row's lock on PostgreSQL; SQLite has one writer anyway. Losers wait instead of failing.
    """
    if not await PersonRow.filter(id=person_id).update(version=F("version") + 1):
        raise NoSuchPerson
    return await PersonRow.get(id=person_id)
