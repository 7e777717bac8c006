"""The whole of the documents' wing held against the journal (账实核对): texts, cases, register, prints."""

from uuid import UUID

from documents.drafting import service as drafting
from documents.issuing.models import PrintRow, RegisterRow
from documents.workflow import service as workflow
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry
from server.kit.ground import ground


async def audit() -> list[Discrepancy]:
    """Everything that documents keep and that is not as the journal says, first what lies lowest; empty if all holds.

    Worth something only where the journal itself holds, see `journal.verify`.
    """
    return [
        *await journal.unprotected(),
        *await drafting.audit(),
        *await workflow.audit(),
        *await journal.compare(journal.subjects("issuing.number"), _number),
        *await journal.compare(journal.keys(RegisterRow.all(), "document_id"), _number),
        *await journal.compare(journal.subjects("workflow.typeset"), _print),
        *await journal.compare(journal.keys(PrintRow.all(), "document_id"), _print),
    ]


async def _number(document_id: UUID, acts: list[Entry]) -> list[str]:
    given = _said(acts, "issuing.number", "number")
    row = await RegisterRow.get_or_none(document_id=document_id)
    if row is None:
        return [f"登记簿缺少{given}"]
    return [] if row.text == given else [f"登记簿上的{row.text}与编号记录不符"]


async def _print(document_id: UUID, acts: list[Entry]) -> list[str]:
    row = await PrintRow.get_or_none(document_id=document_id)
    if row is None:
        return ["印制件缺失"]
    kept = {"印制件": (row.sha256, "workflow.typeset"), "用印件": (row.sealed, "workflow.seal")}
    wrong = []
    for name, (sha256, action) in kept.items():
        if sha256 != _said(acts, action, "sha256"):
            wrong.append(f"{name}与办理记录不符")
        elif sha256 and not await ground().blobs.holds(sha256):
            wrong.append(f"{name}的文件缺失或被改动")
    return wrong


def _said(acts: list[Entry], action: str, fact: str) -> str | None:
    """What the last act of a kind says; None if there was none."""
    return next((act.facts[fact] for act in reversed(acts) if act.action == action), None)
