"""Whether every supervised item is as the journal says, and the register of their numbers whole (账实核对)."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from documents.supervision.models import ItemNumberRow, LedgerRow
from documents.supervision.rules.lights import Light
from documents.supervision.rules.table import ItemState
from server.directory import service as directory
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said

LIGHT = "supervision.light"


async def audit() -> list[Discrepancy]:
    """Every item that stands otherwise than its acts say, and every number that was given and is not there.

    Worth something only where the journal itself holds, see `journal.verify`.
    """
    return [
        *await journal.compare(journal.subjects("supervision.propose"), _lost),
        *await journal.compare(journal.keys(LedgerRow.all(), "id"), _stands),
        *await _holes(),
    ]


async def _lost(item_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await LedgerRow.exists(id=item_id) else ["督办事项缺失"]


async def _stands(item_id: UUID, acts: list[Entry]) -> list[str]:
    row, own = await LedgerRow.get(id=item_id), [act for act in acts if act.action != LIGHT]
    due, lead = last_said(own, "due", None), last_said(own, "lead", None)
    kept = {
        "督办状态与最后一次办理不符": (row.state, last_said(own, "to", ItemState.PROPOSED)),
        "督办号与立项记录不符": (row.number, last_said(own, "number", "")),
        "亮灯与亮灯记录不符": (row.light, last_said([act for act in acts if act.action == LIGHT], "to", Light.GREEN)),
        "办理时限与办理记录不符": (row.due, datetime.fromisoformat(due) if due else None),
    }
    if any("lead" in act.facts for act in own):
        kept["牵头单位与办理记录不符"] = (str(row.lead) if row.lead else None, lead)
    return [wrong for wrong, (now, said) in kept.items() if now != said]


async def _holes() -> list[Discrepancy]:
    """Of every organ and year, the numbers up to the last given that no item has; and a counter that is behind.

    A counter is read before the items, and once more where it is found behind, so that a number given in between
    raises no false alarm.
    """
    counters = {(row.organ_id, row.year): row.given for row in await ItemNumberRow.all()}
    given: dict[tuple[UUID, int], set[int]] = defaultdict(set)
    for organ_id, year, n in await LedgerRow.filter(n__not_isnull=True).values_list("organ_id", "year", "n"):
        given[organ_id, year].add(n)
    found = []
    for organ_id, year in sorted({*counters, *given}):
        name, there = (await directory.organ(organ_id)).name, given[organ_id, year]
        missing = sorted(set(range(1, counters.get((organ_id, year), 0) + 1)) - there)
        found += [Discrepancy(None, f"{name}{year}年的督办号缺第{n}号") for n in missing]
        if not await ItemNumberRow.exists(organ_id=organ_id, year=year, given__gte=max(there, default=0)):
            found.append(Discrepancy(None, f"{name}{year}年的督办号登记少于已编的号"))
    return found
