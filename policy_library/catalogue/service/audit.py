"""Whether every entry is what the journal says it is (账实核对): its file, its text, its state, its index number."""

from uuid import UUID

from policy_library.catalogue.models import EntryRow, TextRow
from policy_library.catalogue.rules.disclosure import State
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said
from server.kit.digest import sm3
from server.kit.ground import ground


async def audit() -> list[Discrepancy]:
    """Every entry that differs from its acts, and every one that is gone."""
    return [
        *await journal.compare(journal.subjects("catalogue.enter"), _gone),
        *await journal.compare(journal.keys(EntryRow.all(), "id"), _standing),
    ]


async def _gone(entry_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await EntryRow.exists(id=entry_id) else ["政策条目缺失"]


async def _standing(entry_id: UUID, acts: list[Entry]) -> list[str]:
    row, text = await EntryRow.get(id=entry_id), await TextRow.get_or_none(entry_id=entry_id)
    kept = {
        "政策条目状态与最后一次办理不符": (row.state, last_said(acts, "to", State.CANDIDATE)),
        "政策原文与收录时不符": (text and sm3(text.text.encode()), last_said(acts, "text")),
        "政策原件与收录时不符": (row.sha256, last_said(acts, "sha256")),
        "索引号与发布记录不符": (row.index_no, last_said(acts, "index_no")),
    }
    wrong = [what for what, (now, said) in kept.items() if now != said]
    if not await ground().blobs.holds(row.sha256):
        wrong.append("政策原件缺失或被改动")
    return wrong
