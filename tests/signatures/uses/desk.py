"""A use at any point of its life, in the demo city: 王敏 of the bureau of data asks, its director approves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache
from uuid import UUID

from documents.typesetting.formats.layout import layout
from documents.typesetting.output.ofd.writer import ofd as write_ofd
from server.app import JOBS
from server.directory.rules.standing import Actor
from server.kit import clock, jobs
from server.kit.files import Upload
from signatures.seals import service as seals
from signatures.uses import service
from signatures.uses.rules.requests import Matter, Place, SealForm
from signatures.uses.service import Asked, HandedIn, Request, Wanted
from tests.documents.typesetting.examples import FACES, notice
from tests.signatures.workshop import paper
from tests.world import World

CLERK, APPROVER, KEEPER = "dsj.drafter", "dsj.director", "dsj.countersign"
HERE = Place(2, 110.0, 200.0)


def upload(data: bytes) -> Upload:
    async def stream() -> AsyncIterator[bytes]:
        yield data

    return Upload(stream())


@cache
def pdf(pages: int = 2) -> bytes:
    return paper(pages)


@cache
def ofd() -> bytes:
    return write_ofd(layout(notice(), FACES))


async def seal_of(world: World, organ: str = "dsj") -> seals.Seal:
    return await seals.active_seal(world.place(organ))


async def handed_in(world: World, data: bytes, name: str = "统计报表.pdf", account: str = CLERK) -> HandedIn:
    return await service.hand_in(await world.actor(account), name, upload(data))


def wanted(file: HandedIn, *places: Place, straddle: bool = False, title: str = "统计报表", number: str = "") -> Wanted:
    return Wanted(file.id, 2, places or (HERE,), straddle, number, title, None)


async def asked(world: World, *files: Wanted, form: SealForm = SealForm.SES, account: str = CLERK) -> Request:
    now = clock.now()
    if not files:
        files = (wanted(await handed_in(world, pdf(), account=account)),)
    seal = await seal_of(world)
    made = Asked(seal.id, Matter.GENERAL, "报送统计报表", form, now, now + timedelta(days=3), files)
    return await service.request(await world.actor(account), made)


async def approved(world: World, *files: Wanted, form: SealForm = SealForm.SES) -> Request:
    made = await asked(world, *files, form=form)
    return await service.approve(await world.actor(APPROVER), made.id, made.binding)


async def keeper(world: World) -> Actor:
    return await world.actor(KEEPER)


async def pressing(world: World, *files: Wanted, form: SealForm = SealForm.SES) -> Request:
    made = await approved(world, *files, form=form)
    for item in made.items:
        made = await service.ask(await keeper(world), made.id, item.no)
    return made


async def sealed(world: World, *files: Wanted, form: SealForm = SealForm.SES) -> Request:
    made = await pressing(world, *files, form=form)
    await work()
    return await service.use(await world.actor(CLERK), made.id)


async def work(workers: int = 1) -> None:
    """Do all that the outbox asks, by so many workers at once."""
    await asyncio.gather(*(jobs.drain(JOBS) for _ in range(workers)))


async def bytes_of(world: World, use_id: UUID, no: int = 1) -> bytes:
    return (await service.sealed_file(await world.actor(CLERK), use_id, no)).path.read_bytes()
