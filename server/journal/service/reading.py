"""Reading the journal: one subject's acts, and the newest of all."""

from uuid import UUID

from server.directory.rules.standing import Actor, Role
from server.journal import rules
from server.journal.errors import NoSuchSubject
from server.journal.models import EntryRow
from server.kit.paging import page


async def of_subject(subject_id: UUID) -> list[rules.Entry]:
    """All acts on one subject, first to last. The caller decides who may see them."""
    rows = await EntryRow.filter(subject_id=subject_id).order_by("seq")
    if not rows:
        raise NoSuchSubject
    return [row.entry() for row in rows]


async def latest(actor: Actor, before: UUID | None, limit: int) -> tuple[list[rules.Entry], UUID | None]:
    """The newest acts of the whole office, for audit administrators (审计管理员). Raises NotAllowed for others."""
    actor.must_have(Role.AUDIT_ADMIN)
    rows, following = await page(EntryRow.all(), before, limit)
    return [row.entry() for row in rows], following
