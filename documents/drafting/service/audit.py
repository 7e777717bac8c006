"""Whether versions and files are still what the journal says was saved (账实核对)."""

from uuid import UUID

import msgspec

from documents.drafting.models import AttachmentRow, DraftRow, VersionRow
from documents.drafting.rules.content import hash_of
from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry
from server.kit.ground import ground


async def audit() -> list[Discrepancy]:
    """Every text and file of every document that differs from the journal; read in batches, nothing is changed."""
    return [
        *await journal.compare(journal.subjects("drafting.create"), _texts),
        *await journal.compare(journal.keys(VersionRow.all(), "document_id"), _created),
        *await journal.compare(journal.keys(DraftRow.all(), "id"), _created),
        *await journal.compare(journal.subjects("drafting.attach"), _lost_files),
        *await journal.compare(journal.keys(AttachmentRow.all(), "document_id"), _files),
    ]


async def _texts(document_id: UUID, acts: list[Entry]) -> list[str]:
    said = _saved(acts)
    rows = {row.no: row async for row in VersionRow.filter(document_id=document_id).order_by("no")}
    wrong = [f"第{no}稿缺失" for no in said.keys() - rows.keys()]
    wrong += [f"第{no}稿没有保存记录" for no in rows.keys() - said.keys()]
    wrong += [f"第{no}稿内容与保存时不符" for no in said.keys() & rows.keys() if not _is(rows[no], said[no])]
    newest = await DraftRow.get_or_none(id=document_id)
    if newest is None or said.get(newest.no) != newest.hash or newest.no != max(said):
        wrong.append("现行稿不是最后保存的一稿")
    return sorted(wrong)


async def _created(document_id: UUID, acts: list[Entry]) -> list[str]:
    return [] if any(act.action == "drafting.create" for act in acts) else ["没有拟稿记录"]


async def _lost_files(document_id: UUID, acts: list[Entry]) -> list[str]:
    kept = await AttachmentRow.filter(document_id=document_id).values_list("sha256", flat=True)
    return [f"附件文件 {sha256} 缺失" for sha256 in sorted(_attached(acts) - set(kept))]


async def _files(document_id: UUID, acts: list[Entry]) -> list[str]:
    wrong = []
    for row in await AttachmentRow.filter(document_id=document_id).order_by("id"):
        if row.sha256 not in _attached(acts):
            wrong.append(f"附件《{row.name}》没有添加记录")
        elif not await ground().blobs.holds(row.sha256):
            wrong.append(f"附件《{row.name}》的文件缺失或被改动")
    return wrong


def _saved(acts: list[Entry]) -> dict[int, str]:
    """Hash by number of version; the first is saved by the act that begins the document."""
    kinds = ("drafting.create", "drafting.revise")
    return {act.facts.get("no", 1): act.facts["hash"] for act in acts if act.action in kinds}


def _attached(acts: list[Entry]) -> set[str]:
    return {act.facts["sha256"] for act in acts if act.action == "drafting.attach"}


def _is(row: VersionRow, said: str) -> bool:
    try:
        return row.hash == said == hash_of(row.text())
    except msgspec.ValidationError:
        return False
