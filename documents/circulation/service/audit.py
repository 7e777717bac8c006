"""Whether every circulation and every instruction is as the journal says (账实核对)."""

from typing import Any
from uuid import UUID

from documents.circulation.models import CirculationRow, InstructionRow
from documents.circulation.rules.circulation import LEFT, State, waited_for
from documents.circulation.rules.instructions import Outcome
from documents.circulation.service.rounds import look_up
from server.directory.rules.standing import holder_of_person
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry
from server.kit.digest import canonical, sm3

BECOMES = {
    "circulation.start": State.DELIVERED,
    "circulation.add": State.DELIVERED,
    "circulation.open": State.OPENED,
    "circulation.confirm": State.CONFIRMED,
    "circulation.recall": State.RECALLED,
}
"""What an act makes of the readers it names; before whom it lies of those still to read says its fact `turn`."""


async def audit() -> list[Discrepancy]:
    """Every circulation that stands otherwise than its acts say, and every instruction that is not as it was written.

    Worth something only where the journal itself holds, see `journal.verify`.
    """
    return [
        *await journal.compare(journal.subjects("circulation.start"), _lost),
        *await journal.compare(journal.keys(CirculationRow.all(), "id"), _stands),
        *await journal.compare(journal.subjects("circulation.instruct"), _unsaid),
        *await journal.compare(journal.keys(InstructionRow.all(), "case_id"), _said),
        *await journal.compare(journal.keys(InstructionRow.all(), "id"), _settled),
    ]


async def _lost(circulation_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await CirculationRow.exists(id=circulation_id) else ["传阅件缺失"]


async def _stands(circulation_id: UUID, acts: list[Entry]) -> list[str]:
    _, circulation = await look_up(circulation_id)
    readers = {str(reader.person_id): reader.state for reader in circulation.readers}
    turn = sorted(holder_of_person(reader.person_id) for reader in waited_for(circulation))
    turns = [sorted(act.facts["turn"]) for act in acts if "turn" in act.facts]
    wrong = []
    if _how_far(readers) != _how_far(_replayed(acts)) or [turn] != turns[-1:]:
        wrong.append("阅件人的情况与传阅记录不符")
    if (circulation.closed_at is None) != bool((turns or [[]])[-1]):
        wrong.append("传阅是否结束与传阅记录不符")
    return wrong


def _replayed(acts: list[Entry]) -> dict[str, State]:
    """How far every reader is by the acts alone."""
    readers: dict[str, State] = {}
    for act in acts:
        if act.action in BECOMES:
            named = act.facts.get("readers") or [act.facts["reader"]]
            readers |= dict.fromkeys(named, BECOMES[act.action])
    return readers


def _how_far(readers: dict[str, State]) -> dict[str, State]:
    """To have been given it and to be next are told apart by whose turn it is, not here."""
    unopened = LEFT - {State.OPENED}
    return {person: State.DELIVERED if state in unopened else state for person, state in readers.items()}


async def _unsaid(case_id: UUID, acts: list[Entry]) -> list[str]:
    there = {str(row.id) for row in await InstructionRow.filter(case_id=case_id)}
    return [f"批示 {lost} 缺失" for lost in sorted(_written(acts).keys() - there)]


async def _said(case_id: UUID, acts: list[Entry]) -> list[str]:
    """Each instruction of a case: its words, the file it was written on, and whoever wrote it (领导批示不得改动)."""
    wrong, written = [], _written(acts)
    for row in await InstructionRow.filter(case_id=case_id).order_by("no"):
        if str(row.id) not in written:
            wrong.append(f"第{row.no}条批示没有批示记录")
        elif not _is(row, written[str(row.id)]):
            wrong.append(f"第{row.no}条批示与批示记录不符")
    return wrong


def _written(acts: list[Entry]) -> dict[str, Entry]:
    """The acts of writing, by instruction."""
    return {act.facts["instruction_id"]: act for act in acts if act.action == "circulation.instruct"}


def _is(row: InstructionRow, act: Entry) -> bool:
    said = (act.facts["said"], act.facts["hash"], act.actor_id, act.actor_name, act.principal_id, act.principal_name)
    return said == (
        _digest(row),
        row.seen,
        row.person_id,
        row.person_name,
        row.principal_id,
        row.principal_name,
    )


def _digest(row: InstructionRow) -> str:
    """Empty for what cannot be the words of an instruction at all."""
    try:
        return sm3(canonical(row.words()))
    except ValueError:
        return ""


async def _settled(instruction_id: UUID, acts: list[Entry]) -> list[str]:
    """An order (批示落实) is pending until an act of the office says what became of it; what is none owes nothing."""
    row = await InstructionRow.get(id=instruction_id)
    said: dict[str, Any] = acts[-1].facts if acts else {"outcome": Outcome.NOT_OWED}
    now = (row.outcome, row.reason)
    return [] if now == (said.get("outcome", Outcome.PENDING), said.get("reason", "")) else ["批示的落实与落实记录不符"]
