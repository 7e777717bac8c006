"""Who holds the keys: what is true of a seal is true wherever its keys are."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import msgspec
import pytest

from server.kit.ground import ground
from tests.signatures.seals.service import Service, serving
from tests.world import World


@contextmanager
def by_machine() -> Iterator[Service]:
    """The office on which the caller stands has its new keys made by a signing machine."""
    here = ground()
    with serving() as service:
        chosen = {"seal_service": service.url, "seal_service_token": service.token}
        with replace(here, settings=msgspec.structs.replace(here.settings, **chosen)).stand():
            yield service


@pytest.fixture
async def machine(world: World) -> AsyncIterator[Service]:
    """Keys in a signing machine."""
    with by_machine() as service:
        yield service


@pytest.fixture(params=["local", "remote"])
async def keys(world: World, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Each test that asks for this runs twice: keys in our own rows, and in a signing machine."""
    if request.param == "local":
        yield "local"
        return
    with by_machine():
        yield "remote"
