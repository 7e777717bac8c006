"""Tables of the notices, their app is `messaging`."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from messaging.notices import rules
from server.kit.ids import uuid7


class NoticeRow(Model):
    """One notice for one holder."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharEnumField(rules.Kind, max_length=8)
    subject_id = fields.UUIDField()
    action = fields.CharField(max_length=64)
    title = fields.TextField()
    organ = fields.TextField()
    sender = fields.TextField()
    holder = fields.CharField(max_length=128)
    since = fields.DatetimeField()
    due = fields.DatetimeField(null=True)
    open: fields.Field[bool | None] = fields.BooleanField(null=True, default=True)
    """True, or NULL once closed: SQL holds NULLs for different, so the unique key binds open notices only."""
    done_at = fields.DatetimeField(null=True)
    read: bool
    """Not a column: what `queries.waiting_for` found out about one person."""

    class Meta:
        table = "messaging_notice"
        unique_together = (("subject_id", "holder", "action", "kind", "open"),)
        indexes = (Index(fields=("holder", "open", "kind", "id")),)

    def notice(self, principal: str) -> rules.Notice:
        """The row as the person it was asked for sees it."""
        return rules.Notice(
            id=self.id,
            kind=self.kind,
            subject_id=self.subject_id,
            action=self.action,
            title=self.title,
            organ=self.organ,
            sender=self.sender,
            since=self.since,
            due=self.due,
            read=bool(self.read),
            principal=principal,
        )


class ReadRow(Model):
    """One person has opened one notice."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    notice_id = fields.UUIDField()
    person_id = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "messaging_notice_read"
        unique_together = (("notice_id", "person_id"),)
