"""账实核对: the register against its own log, the log against the journal, pictures against their digests."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry
from server.kit.digest import canonical
from server.kit.errors import OfficeError
from server.kit.ground import ground
from signatures.seals.models import LogRow, RevokedRow, SealEventRow, SealRow
from signatures.seals.rules.life import GENESIS, Act, Event, State, breaks, fold
from signatures.seals.service.audit_keys import audit_keys
from signatures.seals.service.authority import read_pem
from signatures.seals.service.log import END, events_of
from signatures.seals.service.making import es_id_of

FIXED = {
    "机关": ("organ_id", "organ_name", "approving_id"),
    "种类、名称或者尺寸": ("kind", "place", "ring", "bottom", "diameter_mm"),
    "标识": ("es_id",),
    "印章数据": ("seal",),
    "被换发印章": ("replaces",),
    "备案": ("record_number", "recorded_on"),
    "密钥保管": ("custodian",),
}
"""What acts have fixed for good, in words, and the columns of the row that keep it; of the seal object its digest."""

UNSAID = {"es_id": "", "seal": "", "record_number": "", "recorded_on": None, "custodian": ""}
"""What stands in a row as long as no act has said anything of it."""

TABLES = ("seals_event",)
"""What the database itself keeps from being changed."""


async def audit() -> list[Discrepancy]:
    """Everything about the office's seals that is not as it was written down; empty if all holds."""
    found = [
        *await journal.unprotected(TABLES),
        *await _log(),
        *await journal.compare(journal.subjects("seals.apply"), _seal),
        *await journal.compare(journal.keys(SealRow.all(), "id"), _seal),
        *await audit_keys(),
    ]
    return list(dict.fromkeys(found))


async def _log() -> list[Discrepancy]:
    events = [row.event() for row in await SealEventRow.all().order_by("n")]
    found = [Discrepancy(None, f"印章事件第{n}条与上一条不相衔接或者内容被改动") for n in breaks(events)]
    end = await LogRow.get_or_none(id=END)
    last = (events[-1].n, events[-1].hash) if events else (0, GENESIS)
    if end is None or (end.n, end.hash) != last:
        found.append(Discrepancy(None, "印章事件的末尾被截去或者改写"))
    return found


async def _seal(seal_id: UUID, acts: list[Entry]) -> list[str]:
    row, events = await SealRow.get_or_none(id=seal_id), await events_of(seal_id)
    if row is None:
        return ["印章登记缺失"]
    told = [act.facts["event"] for act in acts if act.action.startswith("seals.") and "event" in act.facts]
    wrong = [] if told == [event.hash for event in events] else ["印章事件与办理日志不符"]
    wrong += _row(row, events)
    wrong += await _ended(row)
    if row.state is not State.DESTROYED and not await ground().blobs.holds(row.picture):
        wrong.append("印模文件缺失或被改动")
    return wrong


def _row(row: SealRow, events: list[Event]) -> list[str]:
    try:
        life = fold(events)
    except OfficeError:
        return ["印章事件的先后不合规定"]
    said = _said(events)
    kept = {"picture": row.picture, "certificate": row.certificate, "plain_certificate": row.plain_certificate}
    wrong = [] if (row.state, row.named()) == (life.state, life.keepers) else ["印章的状态或者监印人与印章事件不符"]
    if bool(row.active) != (life.state is State.ACTIVE):
        wrong.append("印章的启用标记与印章事件不符")
    if {name: said.get(name, "") for name in kept} != kept:
        wrong.append("印模或者证书与印章事件不符")
    return wrong + [f"印章登记的{word}与印章事件不符" for word, columns in FIXED.items() if _differ(row, said, columns)]


def _said(events: list[Event]) -> dict[str, Any]:
    """What the events of a seal say last of each of their facts."""
    said = {name: fact for event in events for name, fact in event.facts.items() if event.act is not Act.HAND_OVER}
    made = any(event.act is Act.MAKE for event in events)
    return {**said, "es_id": es_id_of(events[0].seal_id) if made else ""} if events else said


def _differ(row: SealRow, said: dict[str, Any], columns: tuple[str, ...]) -> bool:
    """Whether columns are not as the events have fixed them; what no act has fixed yet is empty, or not told."""
    kept = {column: getattr(row, column) for column in columns if column != "seal"}
    if "seal" in columns:
        kept["seal"] = sha256(row.seal_der).hexdigest() if row.seal_der else ""
    fixed = {column: said.get(column, UNSAID.get(column, now)) for column, now in kept.items()}
    return canonical(kept) != canonical(fixed)


async def _ended(row: SealRow) -> list[str]:
    """A seal that has ended has its certificates on the list, and once destroyed no keys."""
    if row.state not in (State.REVOKED, State.REMADE, State.DESTROYED) or not row.certificate:
        return []
    serials = [f"{read_pem(text).serial_number:x}" for text in (row.certificate, row.plain_certificate)]
    wrong = [] if await RevokedRow.filter(serial__in=serials).count() == len(serials) else ["印章证书没有列入吊销列表"]
    return wrong + (["私钥没有销毁"] if row.state is State.DESTROYED and (row.key or row.plain_key) else [])
