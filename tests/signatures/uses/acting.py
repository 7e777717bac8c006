"""Requests made by hand, for the laws that need no office."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from signatures.uses.rules.paper import Paper, Sheet
from signatures.uses.rules.requests import (
    Approval,
    FileKind,
    Item,
    Keeper,
    Matter,
    Place,
    Request,
    SealForm,
    binding_of,
)

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = timedelta(days=1)
CLERK, LEADER, KEEPER = uuid4(), uuid4(), Keeper(uuid4(), "石守真", "监印人")
A4 = Sheet(210.0, 297.0, False)
TWO_PAGES = Paper((A4, A4), False)


def item(no: int = 1, **changes: object) -> Item:
    made = Item(
        id=UUID(int=no),
        no=no,
        name=f"附件{no}.pdf",
        kind=FileKind.PDF,
        sha256=f"{no:064x}",
        pages=2,
        copies=3,
        places=(Place(2, 110.0, 200.0),),
        straddle=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def request(*items: Item, **changes: object) -> Request:
    made = Request(
        id=uuid4(),
        seal_id=uuid4(),
        seal_name="甬江市大数据局",
        organ_id=uuid4(),
        organ_name="甬江市大数据局",
        document_id=None,
        requester_id=CLERK,
        requester_name="王敏",
        requester_post="三级主任科员",
        matter=Matter.GENERAL,
        purpose="报送统计报表",
        form=SealForm.SES,
        opens_at=NOON,
        closes_at=NOON + 7 * DAY,
        items=items or (item(),),
    )
    made = replace(made, **changes)  # type: ignore[arg-type]  # fields by name
    return replace(made, binding=binding_of(made))


def consent(at: datetime = NOON) -> Approval:
    return Approval(LEADER, "江澍然", "局长", at)
