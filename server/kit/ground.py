"""What every service stands on: the database, the bus, the blobs and the settings of one running office.

Starlette runs the lifespan in another task than the requests, so what the lifespan opened is bound again for
each request, socket and job; two offices can live in one process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from tortoise.context import TortoiseContext, _current_context

from server.kit.blobs import Blobs
from server.kit.bus import Bus
from server.settings import Settings


@dataclass(frozen=True)
class Ground:
    """One open office."""

    settings: Settings
    orm: TortoiseContext
    bus: Bus
    blobs: Blobs

    @contextmanager
    def stand(self) -> Iterator[None]:
        """Make this office the current one for the code inside the block."""
        orm, ground = _current_context.set(self.orm), _current.set(self)
        try:
            yield
        finally:
            _current.reset(ground)
            _current_context.reset(orm)


_current: ContextVar[Ground] = ContextVar("ground")


def ground() -> Ground:
    """The office whose request, socket or job is running."""
    return _current.get()
