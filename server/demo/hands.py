"""By whose hands the organs of 甬江市 came to their seals, from application to custody."""

from typing import NamedTuple
from uuid import UUID

from anyio import create_task_group

from server.demo.city import BUREAUX, DISTRICTS, ROOT
from server.directory import service as directory
from server.directory.rules.standing import Actor
from server.kit import clock
from signatures.seals import service as seals


class SealLine(NamedTuple):
    """An official seal that an organ has from the start: who applied for it, who approved it, who keeps it."""

    organ: str
    applicant: str
    approver: str
    keeper: str


SEALS = (
    SealLine("szf", "sfb.director", "mayor", "sfb.sealkeeper"),
    SealLine("sfb", "sfb.director", "mayor", "sfb.sealkeeper"),
    SealLine("dsj", "dsj.reviewer", "mayor", "dsj.countersign"),
    *(
        SealLine(line.key, f"{line.key}.countersign", "mayor", f"{line.key}.registrar")
        for line in BUREAUX
        if line.key != "dsj"
    ),
    *(SealLine(key, f"{key}.director", "mayor", f"{key}.registrar") for key in DISTRICTS),
)


async def make_seals(system: Actor, security: Actor, places: dict[str, UUID], people: dict[str, UUID]) -> None:
    """A dozen seals, each by all its steps and each step by whoever it is for; side by side, under one authority."""
    await seals.found_authority(ROOT.name)
    async with create_task_group() as group:
        for number, line in enumerate(SEALS, 1):
            group.start_soon(_make_seal, system, security, line, number, places, people)


async def _make_seal(
    system: Actor, security: Actor, line: SealLine, number: int, places: dict[str, UUID], people: dict[str, UUID]
) -> None:
    applicant, approver, keeper = [
        await directory.actor_of(people[account]) for account in (line.applicant, line.approver, line.keeper)
    ]
    seal = await seals.apply(applicant, places[line.organ], seals.Kind.OFFICIAL)
    await seals.approve(approver, seal.id)
    await seals.make(system, seal.id)
    today = clock.today()
    await seals.file(security, seal.id, f"甬印备〔{today.year}〕{number}号", today)
    await seals.activate(keeper, seal.id)
