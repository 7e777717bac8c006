"""How the tests bring a matter through supervision: the people of the story, by account."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from documents.supervision import service
from documents.supervision.rules.items import Grade, MatterSource
from documents.supervision.rules.table import ItemState
from documents.supervision.rules.terms import Profile
from messaging.notices import service as notices
from messaging.notices.rules import Kind
from server.kit import clock
from tests.world import World

SUPERVISER, APPROVER, LEAD, CO = "sfb.superviser", "sfb.director", "dsj.head", "fgw.countersign"


def matter(world: World, **more: Any) -> service.Proposal:
    """A matter of the city government: the data bureau leads, the planners help."""
    facts: dict[str, Any] = {
        "organ_id": world.place("szf"),
        "title": "公共数据开放清单编制",
        "requirement": "编制并公布首批公共数据开放清单。",
        "source": MatterSource.MEETING,
        "profile": Profile.COMPLEX,
        "lead": world.place("dsj"),
        "co": (world.place("fgw"),),
    }
    return service.Proposal(**{**facts, **more})


async def proposed(world: World, **more: Any) -> UUID:
    """A proposal before the approver."""
    return await service.propose(await world.actor(SUPERVISER), matter(world, **more))


async def established(world: World, **more: Any) -> UUID:
    """A matter with its number."""
    item_id = await proposed(world, **more)
    await service.approve(await world.actor(APPROVER), item_id)
    return item_id


async def assigned(world: World, **more: Any) -> UUID:
    """A matter that the lead has to accept."""
    item_id = await established(world, **more)
    await service.assign(await world.actor(SUPERVISER), item_id)
    return item_id


async def disputed(world: World) -> UUID:
    """A matter that the lead holds for somebody else's."""
    item_id = await assigned(world)
    await service.object_(await world.actor(LEAD), item_id, "职责在发展改革部门")
    return item_id


async def in_progress(world: World, **more: Any) -> UUID:
    """A matter under way."""
    item_id = await assigned(world, **more)
    await service.accept(await world.actor(LEAD), item_id)
    return item_id


async def ext_requested(world: World) -> UUID:
    """A matter for which the lead asks more time."""
    item_id = await in_progress(world)
    await service.request_extension(await world.actor(LEAD), item_id, later(90), "数据量超出预计")
    return item_id


async def handed_in(world: World, **more: Any) -> UUID:
    """A matter whose result is before the superviser."""
    item_id = await in_progress(world, **more)
    await service.submit_completion(await world.actor(LEAD), item_id, "清单已经公布")
    return item_id


async def completed(world: World) -> UUID:
    """A matter whose result was accepted."""
    item_id = await handed_in(world)
    await service.complete(await world.actor(SUPERVISER), item_id)
    return item_id


async def evaluated(world: World) -> UUID:
    """A matter that may be written off."""
    item_id = await completed(world)
    await service.evaluate(await world.actor(SUPERVISER), item_id, Grade.GOOD, "按时完成")
    return item_id


def later(days: int) -> date:
    """A day to come."""
    return clock.today() + timedelta(days=days)


async def card(world: World, item_id: UUID, account: str = SUPERVISER) -> service.ItemCard:
    """An item as somebody sees it."""
    return await service.card(await world.actor(account), item_id)


async def state(world: World, item_id: UUID) -> ItemState:
    """Where an item stands."""
    return (await card(world, item_id)).line.state


async def waits_for(world: World, account: str, kind: Kind = Kind.TODO) -> list[tuple[UUID, str]]:
    """What of supervision waits for somebody, newest first."""
    found, _ = await notices.todos(await world.actor(account), kind, False, None, 100)
    return [(n.subject_id, n.action) for n in found if n.action.startswith("supervision.")]
