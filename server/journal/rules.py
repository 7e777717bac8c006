"""How acts are chained: each entry's SM3 covers the one before it (审计日志防篡改)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.kit.digest import canonical, sm3

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One act: who, in which post, for whom, did what to which subject, when, with which facts."""

    id: UUID
    subject_id: UUID
    """What was acted on."""
    seq: int
    at: datetime
    action: str
    actor_id: UUID | None
    actor_name: str
    post_id: UUID | None
    post_title: str
    principal_id: UUID | None
    principal_name: str
    facts: dict[str, Any]
    previous: str
    hash: str
    """SM3 over everything here and `previous`."""


@dataclass(frozen=True)
class Anchor:
    """One link of the global chain: the entries that were new since the link before."""

    n: int
    at: datetime
    entries: tuple[UUID, ...]
    previous: str
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    subject_id: UUID | None
    """None when it is a link of the global chain; then `seq` is the link's number."""
    seq: int
    entry_id: UUID | None
    what: str

    def __str__(self) -> str:
        where = f"事项 {self.subject_id} 第{self.seq}条" if self.subject_id else f"总链第{self.seq}节"
        return f"{where}{f'（记录 {self.entry_id}）' if self.entry_id else ''}{IN_WORDS[self.what]}。"


@dataclass(frozen=True)
class Discrepancy:
    """Something that the office keeps and that is not as the journal says (账实不符)."""

    subject_id: UUID | None
    """The document concerned; None when it concerns the whole office."""
    what: str

    def __str__(self) -> str:
        return f"事项 {self.subject_id} {self.what}。" if self.subject_id else f"{self.what}。"


IN_WORDS = {
    "missing": "缺失",
    "unchained": "与上一条不相衔接",
    "altered": "内容被改动",
    "deleted": "已被删除",
    "anchor altered": "被改动",
    "not anchored": "不是系统写入的",
    "cut off": "与库外见证不符：总链的末尾被截去或改写",
    "witness missing": "没有库外见证：见证文件缺失",
    "witness altered": "的库外见证或其密钥被改动",
}
"""What is wrong, for the auditor who reads it."""


def said(entry: Entry) -> bytes:
    """Everything the entry says, with the hash of the one before it, as it is hashed."""
    return canonical({name: getattr(entry, name) for name in entry.__dataclass_fields__ if name != "hash"})


def hash_of(entry: Entry) -> str:
    """SM3 over what the entry says."""
    return sm3(said(entry))


def anchor_said(n: int, at: datetime, entry_hashes: Iterable[str], previous: str) -> bytes:
    """A link's number, time, the hashes of its entries and the link before it, as they are hashed."""
    return canonical([n, at, list(entry_hashes), previous])


def anchor_hash(n: int, at: datetime, entry_hashes: Iterable[str], previous: str) -> str:
    """SM3 over what a link says."""
    return sm3(anchor_said(n, at, entry_hashes, previous))


def first_break(chain: Iterable[Entry]) -> Break | None:
    """Where one subject's chain, given in order, stops holding; None if it holds."""
    previous = GENESIS
    for seq, entry in enumerate(chain, start=1):
        if entry.seq != seq:
            return Break(entry.subject_id, seq, None, "missing")
        if entry.previous != previous:
            return Break(entry.subject_id, seq, entry.id, "unchained")
        if hash_of(entry) != entry.hash:
            return Break(entry.subject_id, seq, entry.id, "altered")
        previous = entry.hash
    return None


def anchor_break(anchor: Anchor, n: int, previous: str, hashes: Mapping[UUID, str]) -> Break | None:
    """Where one link of the global chain does not hold; None if it holds.

    `n` and `previous` are what the link before it promises; `hashes` is what its entries, as far as they still
    exist, say of themselves.
    """
    lost = next((e for e in anchor.entries if e not in hashes), None)
    if lost is not None:
        return Break(None, anchor.n, lost, "deleted")
    expected = anchor_hash(anchor.n, anchor.at, (hashes[e] for e in anchor.entries), previous)
    if anchor.n != n or anchor.previous != previous or expected != anchor.hash:
        return Break(None, n, None, "anchor altered")
    return None


def last_said(acts: Sequence[Entry], fact: str, never: Any = None) -> Any:
    """What the last of these acts that speaks of a fact says of it; `never` if none does."""
    return next((act.facts[fact] for act in reversed(acts) if fact in act.facts), never)
