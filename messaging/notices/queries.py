"""The one question the ORM has no words for: has this person opened that notice?"""

from uuid import UUID

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

from messaging.notices.models import NoticeRow


def waiting_for(person_id: UUID, holders: frozenset[str]) -> QuerySet[NoticeRow]:
    """Open notices of these holders, each annotated with `read`: whether the person has opened it.

    What two of the holders are asked alike is one notice for whoever is both: the earlier one is answered.
    One range of the index (holder, open, kind, id) per holder, one look into each of two unique keys per row.
    """
    held = NoticeRow.filter(holder__in=sorted(holders), open=True)
    return held.annotate(read=_opened_by(person_id), twin=_asked_before(holders)).filter(twin=False)


def _opened_by(person_id: UUID) -> RawSQL:
    reads = f"SELECT 1 FROM messaging_notice_read WHERE person_id = '{person_id}'"  # noqa: S608 a UUID holds no SQL
    return RawSQL(f"EXISTS ({reads} AND notice_id = messaging_notice.id)")


def _asked_before(holders: frozenset[str]) -> RawSQL:
    named = ",".join(f"'{holder}'" for holder in sorted(holders))
    same = " AND ".join(f"other.{name} = messaging_notice.{name}" for name in ("subject_id", "action", "kind", "open"))
    return RawSQL(
        f"EXISTS (SELECT 1 FROM messaging_notice other WHERE other.holder IN ({named or 'NULL'}) "  # noqa: S608 roles, ids
        f"AND {same} AND other.id < messaging_notice.id)"
    )
