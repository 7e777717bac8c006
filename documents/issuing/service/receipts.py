"""What every act on a receipt shares: one answer at a time, and the case that closes with the last one."""

from dataclasses import asdict
from uuid import UUID

from documents.issuing.models import ReceiptRow
from documents.issuing.rules import receipts as rules
from documents.workflow import service as workflow
from documents.workflow.rules.outbound import Action, State
from server.kit.db import swap


async def keep(row: ReceiptRow, receipt: rules.Receipt) -> None:
    """Write what became of a receipt. Raises Conflict if somebody was first."""
    await swap(ReceiptRow, row.id, row.version, **asdict(receipt))


async def close_when_settled(document_id: UUID) -> None:
    """The case ends when all addressees have signed (办结), and stays so; the caller holds the case."""
    rows, file = await ReceiptRow.filter(document_id=document_id), await workflow.open_file(None, document_id)
    if file.case.state is State.DISPATCHED and rules.settled(row.state for row in rows):
        await workflow.advance(None, document_id, Action.CLOSE)
