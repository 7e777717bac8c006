"""Whether every case stands where the journal says it was brought (账实核对)."""

from uuid import UUID

from documents.workflow.models import CaseRow
from documents.workflow.rules.outbound import State
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry


async def audit() -> list[Discrepancy]:
    """Every case whose state or signed text differs from its acts, and every one that is gone."""
    return [
        *await journal.compare(journal.subjects("drafting.create"), _gone),
        *await journal.compare(journal.keys(CaseRow.all(), "id"), _standing),
    ]


async def _gone(document_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await CaseRow.exists(id=document_id) else ["案卷缺失"]


async def _standing(document_id: UUID, acts: list[Entry]) -> list[str]:
    row = await CaseRow.get(id=document_id)
    states = [act.facts["to"] for act in acts if act.action.startswith("workflow.") and "to" in act.facts]
    signed = [act.facts["hash"] for act in acts if act.action == "workflow.sign_off"]
    wrong = []
    if row.state != (states or [State.DRAFT])[-1]:
        wrong.append("办理状态与最后一次办理不符")
    if row.signed_hash != (signed or [""])[-1]:
        wrong.append("签发稿与签发记录不符")
    return wrong
