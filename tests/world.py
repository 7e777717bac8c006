"""The story office of the tests: 甬江市 as the demo builds it, with its people at hand by account."""

from dataclasses import dataclass
from uuid import UUID

from server.demo.seed import Seeded, seed
from server.directory import service as directory
from server.directory.rules.standing import Actor

PASSWORD = "Yongjiang-2026"
"""Everyone's."""


@dataclass(frozen=True)
class World:
    """The city; its accounts and the keys of its organs and units are those of `server/demo/city.py`."""

    seeded: Seeded

    async def actor(self, account: str) -> Actor:
        """Somebody as they are now, with posts, roles and what is lent to them."""
        return await directory.actor_of(self.seeded.people[account])

    def place(self, key: str) -> UUID:
        """An organ or a unit."""
        return self.seeded.places[key]

    def person(self, account: str) -> UUID:
        """Somebody's id."""
        return self.seeded.people[account]


async def build() -> World:
    """Build the city in the empty office on which the caller stands."""
    return World(await seed(PASSWORD))
