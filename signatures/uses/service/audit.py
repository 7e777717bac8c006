"""Use held against the journal (账实核对): the files handed in, requests, the use log, codes, and what was sealed."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry
from server.kit.ground import ground
from signatures.uses.errors import NoSuchUse
from signatures.uses.models import CodeRow, FileRow, ItemRow, RequestRow, UseRow
from signatures.uses.rules.codes import CodeState, digest_of_code
from signatures.uses.rules.log import Result
from signatures.uses.rules.paper import digest_of
from signatures.uses.rules.record import differences
from signatures.uses.rules.requests import Request
from signatures.uses.service.reading import kept

TABLES = ("uses_log",)
"""What the database itself keeps from being changed."""


async def audit() -> list[Discrepancy]:
    """Everything that this desk keeps and that is not as the journal says; empty if all holds."""
    found = [
        *await journal.unprotected(TABLES),
        *await journal.compare(journal.subjects("uses.hand_in"), _file),
        *await journal.compare(journal.keys(FileRow.all(), "id"), _file),
        *await journal.compare(journal.subjects("uses.request"), _use),
        *await journal.compare(journal.subjects("uses.grant"), _use),
        *await journal.compare(journal.keys(RequestRow.all(), "id"), _use),
        *await journal.compare(journal.keys(ItemRow.all(), "request_id"), _use),
        *await journal.compare(journal.subjects("uses.seal"), _log),
        *await journal.compare(journal.keys(UseRow.all(), "use_id"), _log),
        *await journal.compare(journal.subjects("seals.use"), _former),
        *await journal.compare(journal.keys(UseRow.filter(use_id__isnull=True), "seal_id"), _former),
        *await journal.compare(journal.keys(CodeRow.all(), "use_id"), _codes),
    ]
    return list(dict.fromkeys(found))


async def _file(file_id: UUID, acts: list[Entry]) -> list[str]:
    row = await FileRow.get_or_none(id=file_id)
    if row is None:
        return ["送印文件缺失"]
    act = next((act for act in acts if act.action == "uses.hand_in"), None)
    if act is None:
        return ["送印文件没有送交记录"]
    seen = digest_of(row.name, row.kind, row.size, row.paper())
    said = (act.facts["sha256"], act.actor_id, act.facts.get("digest", seen))
    wrong = [] if (row.sha256, row.added_by, seen) == said else ["送印文件的登记与送交记录不符"]
    return wrong if await ground().blobs.holds(row.sha256) else [*wrong, "送印文件缺失或被改动"]


async def _use(use_id: UUID, acts: list[Entry]) -> list[str]:
    try:
        found = await kept(use_id)
    except NoSuchUse:
        return ["用印申请缺失"]
    wrong = list(differences(found, acts))
    for sha256 in _files(found):
        if not await ground().blobs.holds(sha256):
            wrong.append("用印文件缺失或被改动")
    return wrong


def _files(found: Request) -> Iterator[str]:
    """What this desk has sealed; the files of documents are kept where they are issued."""
    if found.document_id is None:
        yield from filter(None, (item.sealed for item in found.items))


async def _log(use_id: UUID, acts: list[Entry]) -> list[str]:
    rows = await UseRow.filter(use_id=use_id).order_by("id")
    kept_ = [_line(row) for row in rows if row.result is Result.SEALED]
    failed = sum(row.result is Result.FAILED for row in rows)
    wrong = []
    if kept_ != [_said(act) for act in acts if act.action == "uses.seal"]:
        wrong.append("用印登记与办理记录不符")
    if failed != sum(act.action == "uses.hand_back" for act in acts):
        wrong.append("用印登记的退回记录与办理记录不符")
    codes = {row.code for row in rows if row.code}
    if await CodeRow.filter(code__in=codes).count() != len(codes):
        wrong.append("验证码缺失")
    return wrong


def _line(row: UseRow) -> tuple[object, ...]:
    return (
        row.no,
        row.at,
        str(row.seal_id),
        row.keeper_id,
        row.sha256_before,
        row.sha256_after,
        digest_of_code(row.code),
    )


def _said(act: Entry) -> tuple[object, ...]:
    facts = act.facts
    at = datetime.fromisoformat(facts["at"])
    return (facts["no"], at, facts["seal_id"], act.actor_id, facts["before"], facts["after"], facts["code_sm3"])


async def _former(seal_id: UUID, acts: list[Entry]) -> list[str]:
    """Lines without a request are older than requests: the seal's own record speaks of each, and they have no codes."""
    rows = await UseRow.filter(seal_id=seal_id, use_id=None)
    lines = sorted((str(row.document_id), row.sha256_before, row.sha256_after, row.code) for row in rows)
    facts = (act.facts for act in acts if act.action == "seals.use")
    said = sorted((each["document_id"], each["before"], each["after"], "") for each in facts)
    return [] if lines == said else ["没有申请的用印登记与印章的使用记录不符"]


async def _codes(use_id: UUID, acts: list[Entry]) -> list[str]:
    said = {(act.facts["no"], act.facts["code_sm3"]) for act in acts if act.action == "uses.seal"}
    wrong = []
    for row in await CodeRow.filter(use_id=use_id).order_by("no"):
        if (row.no, digest_of_code(row.code)) not in said:
            wrong.append("验证码没有用印记录")
        elif not await _as_sealed(row):
            wrong.append("验证码所示与用印的文件不符")
    return wrong


async def _as_sealed(row: CodeRow) -> bool:
    """Whether a code says what the file says that bore it first."""
    first = await UseRow.filter(code=row.code, result=Result.SEALED).order_by("id").first()
    item = await ItemRow.get_or_none(request_id=row.use_id, no=row.no)
    asked = await RequestRow.get_or_none(id=row.use_id)
    if first is None or item is None or asked is None:
        return False
    kept_ = (row.use_id, row.no, row.made_at, row.organ_name, row.number, row.title, row.formed_on, row.pages)
    paper = (asked.organ_name, item.number, item.title or item.name, item.formed_on, item.pages)
    return kept_ == (first.use_id, first.no, first.at, *paper) and row.state is await _code_state(row, asked)


async def _code_state(row: CodeRow, asked: RequestRow) -> CodeState:
    """What the acts on a document's requests make of its code; files that were handed in stand for themselves."""
    requests = await RequestRow.filter(document_id=asked.document_id) if asked.document_id else [asked]
    acts = [act for request in requests for act in await journal.of_subject(request.id)]
    voided = [(act.subject_id, act.facts["no"]) for act in acts if act.action == "uses.void_code"]
    if (row.use_id, row.no) in voided:
        return CodeState.VOIDED
    presses = [act for act in acts if act.facts.get("code_sm3") == digest_of_code(row.code)]
    return CodeState.WHOLE if any(act.facts["whole"] for act in presses) else CodeState.UNFINISHED
