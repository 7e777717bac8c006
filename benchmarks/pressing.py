"""The whole way of a use in a real office: asked for, approved, asked of the keeper, pressed by a job, landed."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from documents.typesetting.compose import document
from documents.typesetting.fonts.faces import open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.output.pdf.writer import pdf
from server.app import JOBS, migrate, open_office
from server.demo.seed import Seeded, seed
from server.directory import service as directory
from server.intake.recognise import read
from server.kit import clock, jobs
from server.kit.files import Upload
from server.settings import Settings
from signatures.seals import service as seals
from signatures.uses import service as uses
from signatures.uses.rules.requests import Matter, Place, RequestState, SealForm

CLERK, APPROVER, KEEPER = "dsj.drafter", "dsj.director", "dsj.countersign"
TEXT = "甬江市大数据发展管理局关于报送统计报表的函\n\n市统计局：\n现将统计报表报送你局，请审核。\n"


async def rate_of_uses(folder: Path, seconds: float) -> float:
    """Uses a second by the clock, one after the other, on SQLite."""
    settings = Settings(hash_memory=8, data=folder)
    async with open_office(settings) as ground:
        await migrate(ground)
        city = await seed("Yongjiang-2026")
        data = pdf(layout(document(read("函.txt", TEXT.encode())), open_faces(None, None)))
        await _use(city, data, 0)
        count, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < seconds:
            count += 1
            await _use(city, data, count)
        return count / (time.perf_counter() - begin)


async def _use(city: Seeded, data: bytes, number: int) -> None:
    clerk, approver, keeper = [await directory.actor_of(city.people[each]) for each in (CLERK, APPROVER, KEEPER)]
    file = await uses.hand_in(clerk, f"{number}.pdf", _upload(data))
    seal = await seals.active_seal(city.places["dsj"])
    places = (Place(1, 110.0, 200.0),)
    wanted = uses.Wanted(file.id, 1, places, False, "", "统计报表", None)
    until = clock.now() + timedelta(days=1)
    asked = uses.Asked(seal.id, Matter.GENERAL, "报送统计报表", SealForm.SES, clock.now(), until, (wanted,))
    made = await uses.request(clerk, asked)
    await uses.approve(approver, made.id, made.binding)
    await uses.ask(keeper, made.id, 1)
    await jobs.drain(JOBS)
    assert (await uses.use(clerk, made.id)).state is RequestState.USED


def _upload(data: bytes) -> Upload:
    async def stream() -> AsyncIterator[bytes]:
        yield data

    return Upload(stream())
