"""The whole of the documents' wing held against the journal (账实核对): texts, cases, register, prints."""

from uuid import UUID

from documents.drafting import service as drafting
from documents.issuing.models import PrintRow, RegisterRow, SealRow
from documents.workflow import service as workflow
from documents.workflow.rules.outbound import State
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
    seals = await SealRow.filter(document_id=document_id, sha256_after__not_isnull=True).order_by("no")
    files = [seal.sha256_after or "" for seal in seals]
    wrong = []
    if row.sha256 != _said(acts, "workflow.typeset", "sha256"):
        wrong.append("印制件与办理记录不符")
    elif not await ground().blobs.holds(row.sha256):
        wrong.append("印制件的文件缺失或被改动")
    if not _sealed_as_said(row, seals, [act for act in acts if act.action == "workflow.seal"]):
        wrong.append("用印件与办理记录不符")
    elif not all([await ground().blobs.holds(sha256) for sha256 in files]):
        wrong.append("用印件的文件缺失或被改动")
    return wrong


def _sealed_as_said(row: PrintRow, seals: list[SealRow], acts: list[Entry]) -> bool:
    """Whether the seals are those of the acts, each on the file of the one before, and the last one's file goes out.

    Acts that are older than joint issue do not name the organ: it is the only issuer.
    """
    out = next((act.facts["sha256"] for act in acts if act.facts["to"] == State.SEALED), None)
    pressed = [act.facts for act in acts if act.facts["seal_id"]]
    said = [(act.get("organ_id", str(seal.organ_id)), act["sha256"]) for act, seal in zip(pressed, seals, strict=False)]
    files = [seal.sha256_after for seal in seals]
    return (
        len(pressed) == len(seals)
        and said == [(str(seal.organ_id), seal.sha256_after) for seal in seals]
        and [seal.sha256_before for seal in seals] == [row.sha256, *files][: len(seals)]
        and row.sealed == out
    )


def _said(acts: list[Entry], action: str, fact: str) -> str | None:
    """What the last act of a kind says; None if there was none."""
    return next((act.facts[fact] for act in reversed(acts) if act.action == action), None)
