"""The one question the ORM has no words for: has this person opened that notice?"""

from uuid import UUID

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from messaging.notices.models import NoticeRow


def waiting_for(person_id: UUID, holders: frozenset[str]) -> QuerySet[NoticeRow]:
    """Open notices of these holders, each annotated with `read`: whether the person has opened it.

    One range of the index (holder, open, kind, id) per holder, one look into the unique key of the reads per row.
    """
    return NoticeRow.filter(holder__in=sorted(holders), open=True).annotate(read=_opened_by(person_id))


def _opened_by(person_id: UUID) -> RawSQL:
    reads = f"SELECT 1 FROM messaging_notice_read WHERE person_id = '{person_id}'"  # noqa: S608 a UUID holds no SQL
    return RawSQL(f"EXISTS ({reads} AND notice_id = messaging_notice.id)")
