"""账实核对 of what seals rest on: the authority, what is revoked, and whether every private key still opens."""

from collections.abc import Iterable, Mapping
from functools import partial
from uuid import UUID

from anyio import to_thread

from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said
from server.kit.digest import canonical
from signatures.gm.keys import Family
from signatures.seals.errors import KeyLocked
from signatures.seals.models import AuthorityKeyRow, RevokedRow, SealRow
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import Held, label, read_pem
from signatures.seals.service.die import held_of
from signatures.seals.service.secret import key_path

FOUNDED, REVOKED = "seals.found_authority", "seals.revoke_certificate"
BEFORE = {"part": Part.FORMER, "family": Family.ECDSA}
"""What the roots of the time before 国密 are, of which only the certificate was written down."""
OTHERS = 0o077
"""What the owner's group and all others may do with a file."""


async def audit_keys() -> list[Discrepancy]:
    """Everything about authority, revocations and private keys that is not as it was written down."""
    return [
        *await journal.compare(journal.subjects(FOUNDED), _authority),
        *await journal.compare(journal.keys(AuthorityKeyRow.all(), "id"), _authority),
        *await journal.compare(journal.subjects(REVOKED), _revoked),
        *await journal.compare(journal.keys(RevokedRow.all(), "id"), _revoked),
        *await _locks(),
    ]


async def _authority(key_id: UUID, acts: list[Entry]) -> list[str]:
    row = await AuthorityKeyRow.get_or_none(id=key_id)
    if row is None:
        return ["印章中心的证书缺失"]
    kept = {"part": row.role, "family": row.family, "certificate": row.certificate}
    return [] if _as_told(kept, FOUNDED, acts) else ["印章中心的证书与办理记录不符"]


async def _revoked(row_id: UUID, acts: list[Entry]) -> list[str]:
    row = await RevokedRow.get_or_none(id=row_id)
    if row is None:
        return ["吊销登记缺失"]
    kept = {"family": row.family, "serial": row.serial, "at": row.at, "reason": row.reason}
    return [] if _as_told(kept, REVOKED, acts) else ["证书吊销的登记与办理记录不符"]


def _as_told(kept: Mapping[str, object], action: str, acts: list[Entry]) -> bool:
    told = [act for act in acts if act.action == action]
    return canonical({name: last_said(told, name, BEFORE.get(name)) for name in kept}) == canonical(kept)


async def _locks() -> list[Discrepancy]:
    """One remark for each key of ours that does not open with the file, and one if others may read the file."""
    held = [
        (row.id, Held(read_pem(row.certificate), row.custodian, row.key, label(Part(row.role), row.family)))
        for row in await AuthorityKeyRow.filter(custodian="local")
        if row.key
    ]
    for seal in await SealRow.filter(custodian="local").exclude(certificate=""):
        held += [(seal.id, key) for key in held_of(seal) if key.handle]
    return await to_thread.run_sync(partial(_closed, held))


def _closed(held: Iterable[tuple[UUID, Held]]) -> list[Discrepancy]:
    found = [
        Discrepancy(owner, "私钥无法启用：密钥文件与其不符，或者私钥被改动") for owner, key in held if not _opens(key)
    ]
    path = key_path()
    if path.exists() and path.stat().st_mode & OTHERS:
        found.append(Discrepancy(None, "密钥文件可以被他人读写，权限应当为0600"))
    return found


def _opens(key: Held) -> bool:
    try:
        key.signer()
    except KeyLocked:
        return False
    return True
