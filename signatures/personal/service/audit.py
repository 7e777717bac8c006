"""账实核对: own signatures and what was signed with them, held against the journal."""

from uuid import UUID

from server.journal import service as journal
from server.journal.rules import Discrepancy, Entry, last_said
from signatures.gm.pki.structures import public_key_of
from signatures.gm.sm3 import sm3
from signatures.personal.models import OwnSignatureRow, PersonalMarkRow
from signatures.personal.service.pins import label
from signatures.seals import service as seals

TABLES = ("personal_mark",)
"""What the database itself keeps from being changed."""


async def audit() -> list[Discrepancy]:
    """Everything that this desk keeps and that is not as the journal says; empty if all holds."""
    found = [
        *await journal.unprotected(TABLES),
        *await journal.compare(journal.subjects("personal.make"), _own),
        *await journal.compare(journal.keys(OwnSignatureRow.all(), "id"), _own),
        *await journal.compare(journal.keys(PersonalMarkRow.all(), "signature_id"), _own),
    ]
    return list(dict.fromkeys(found))


async def _own(signature_id: UUID, acts: list[Entry]) -> list[str]:
    row = await OwnSignatureRow.get_or_none(id=signature_id)
    if row is None:
        return ["个人电子签名缺失"]
    if row.certificate != last_said(acts, "certificate"):
        return ["个人电子签名的证书与办理记录不符"]
    told = any(act.action == "personal.revoke" for act in acts)
    kept = (row.revoked_at is not None, bool(row.active) and told)
    wrong = [] if kept == (told, False) else ["个人电子签名是否注销与办理记录不符"]
    if row.key and not seals.opens(row.key, label(row.id)):
        wrong.append("个人电子签名的私钥无法启用：密钥文件与其不符，或者私钥被改动")
    marks = await PersonalMarkRow.filter(signature_id=signature_id).order_by("id")
    signed = [str(act.facts["value"]) for act in acts if act.action == "personal.sign"]
    if sorted(sm3(mark.value).hex() for mark in marks) != sorted(signed):
        wrong.append("个人电子签名的使用与办理记录不符")
    if not all(public_key_of(row.read_certificate()).verify(mark.said, mark.value) for mark in marks):
        wrong.append("用个人电子签名签署的内容被改动")
    return wrong
