"""Whether every case stands where the journal says it was brought (账实核对)."""

from uuid import UUID

from documents.workflow.models import CaseRow, InboundRow, LegRow
from documents.workflow.rules.inbound import InboundState
from documents.workflow.rules.outbound import State
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said


async def audit() -> list[Discrepancy]:
    """Every case whose state or signed text differs from its acts, and every one that is gone."""
    return [
        *await journal.compare(journal.subjects("drafting.create"), _gone),
        *await journal.compare(journal.keys(CaseRow.all(), "id"), _standing),
        *await journal.compare(journal.subjects("inbound.arrive"), _lost),
        *await journal.compare(journal.keys(InboundRow.all(), "id"), _come),
    ]


async def _gone(document_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await CaseRow.exists(id=document_id) else ["案卷缺失"]


async def _standing(document_id: UUID, acts: list[Entry]) -> list[str]:
    row = await CaseRow.get(id=document_id)
    states = [act.facts["to"] for act in acts if act.action.startswith("workflow.") and "to" in act.facts]
    signed = [act.facts["hash"] for act in acts if _signed(act)]
    wrong = []
    if row.state != (states or [State.DRAFT])[-1]:
        wrong.append("办理状态与最后一次办理不符")
    if row.signed_hash != (signed or [""])[-1]:
        wrong.append("签发稿与签发记录不符")
    return wrong


def _signed(act: Entry) -> bool:
    """Whether nobody's signature was missing after it; those of a joint document before the last change nothing."""
    return act.action == "workflow.sign_off" and act.facts["to"] == State.SIGNED


async def _lost(case_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if await InboundRow.exists(id=case_id) else ["来文缺失"]


async def _come(case_id: UUID, acts: list[Entry]) -> list[str]:
    row, own = await InboundRow.get(id=case_id), [act for act in acts if act.action.startswith("inbound.")]
    kept = {
        "来文办理状态与最后一次办理不符": (row.state, last_said(own, "to")),
        "来文与送达的文件不符": (row.sha256, last_said(own, "sha256")),
        "验章结论与验章记录不符": (row.verdict, last_said(own[_last_arrival(own) :], "verdict")),
        "收文号与登记记录不符": (row.serial, last_said(own, "serial") or ""),
        "批示领导与请批记录不符": (str(row.leader_id or ""), last_said(own, "leader_id") or ""),
    }
    open_still = row.state is InboundState.CLOSED and await LegRow.exists(thread_id=case_id, closed_at=None)
    return [
        *(wrong for wrong, (now, said) in kept.items() if now != said),
        *(["来文已办结而仍有未办结的事项"] if open_still else []),
    ]


def _last_arrival(acts: list[Entry]) -> int:
    return max((n for n, act in enumerate(acts) if act.action == "inbound.arrive"), default=0)
