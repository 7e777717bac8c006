"""Use held against the journal (账实核对): requests, the use log, codes, and the files."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said
from server.kit.ground import ground
from signatures.uses.errors import NoSuchUse
from signatures.uses.models import CodeRow, RequestRow, UseRow
from signatures.uses.rules.acts import APPROVING
from signatures.uses.rules.log import Result
from signatures.uses.rules.requests import Request, RequestState, binding_of
from signatures.uses.service.reading import kept

TABLES = ("uses_log",)
"""What the database itself keeps from being changed."""
STATES = {
    "uses.request": RequestState.REQUESTED,
    "uses.grant": RequestState.APPROVED,
    "uses.approve": RequestState.APPROVED,
    "uses.refuse": RequestState.REFUSED,
    "uses.withdraw": RequestState.WITHDRAWN,
}
"""What a request is after an act, until all is sealed."""


async def audit() -> list[Discrepancy]:
    """Everything that this desk keeps and that is not as the journal says; empty if all holds."""
    found = [
        *await journal.unprotected(TABLES),
        *await journal.compare(journal.subjects("uses.request"), _use),
        *await journal.compare(journal.subjects("uses.grant"), _use),
        *await journal.compare(journal.keys(RequestRow.all(), "id"), _use),
        *await journal.compare(journal.keys(UseRow.all(), "use_id"), _log),
    ]
    return list(dict.fromkeys(found))


async def _use(use_id: UUID, acts: list[Entry]) -> list[str]:
    try:
        found = await kept(use_id)
    except NoSuchUse:
        return ["用印申请缺失"]
    wrong = list(_differences(found, acts))
    for sha256 in _files(found):
        if not await ground().blobs.holds(sha256):
            wrong.append("用印文件缺失或被改动")
    return wrong


def _differences(found: Request, acts: Sequence[Entry]) -> Iterator[str]:
    if binding_of(found) != last_said(acts, "binding"):
        yield "用印申请的内容与办理记录不符"
    approved = next((act for act in acts if act.action in APPROVING), None)
    said = approved and str(approved.facts.get("approver_id") or approved.actor_id)
    if said != (str(found.approval.person_id) if found.approval else None):
        yield "用印批准与办理记录不符"
    if found.state is not _state(found, acts):
        yield "用印申请的状态与办理记录不符"
    if sorted((item.no, item.sealed) for item in found.items if item.sealed) != _sealed(acts):
        yield "已用印的文件与办理记录不符"


def _state(found: Request, acts: Sequence[Entry]) -> RequestState | None:
    if len(_sealed(acts)) == len(found.items):
        return RequestState.USED
    if found.document_id and any(act.action == "uses.hand_back" for act in acts):
        return RequestState.WITHDRAWN
    return next((STATES[act.action] for act in reversed(acts) if act.action in STATES), None)


def _sealed(acts: Sequence[Entry]) -> list[tuple[int, str]]:
    return sorted((act.facts["no"], act.facts["after"]) for act in acts if act.action == "uses.seal")


def _files(found: Request) -> Iterator[str]:
    """What this desk keeps; the files of documents are kept where they are issued."""
    if found.document_id is None:
        for item in found.items:
            yield from filter(None, (item.sha256, item.sealed))


async def _log(use_id: UUID, acts: list[Entry]) -> list[str]:
    rows = await UseRow.filter(use_id=use_id).order_by("id")
    kept_ = [(row.no, row.sha256_before, row.sha256_after, row.code) for row in rows if row.result is Result.SEALED]
    said = [act.facts for act in acts if act.action == "uses.seal"]
    failed = sum(row.result is Result.FAILED for row in rows)
    wrong = []
    if kept_ != [(facts["no"], facts["before"], facts["after"], facts["code"]) for facts in said]:
        wrong.append("用印登记与办理记录不符")
    if failed != sum(act.action == "uses.hand_back" for act in acts):
        wrong.append("用印登记的退回记录与办理记录不符")
    codes = {row.code for row in rows if row.code}
    if await CodeRow.filter(code__in=codes).count() != len(codes):
        wrong.append("验证码缺失")
    return wrong
