"""Tables of the journal, the database itself refuses to update or delete a row (see the migration)."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from server.journal import rules
from server.kit.ids import uuid7


class EntryRow(Model):
    """One act."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    subject_id = fields.UUIDField()
    seq = fields.IntField()
    at = fields.DatetimeField()
    action = fields.CharField(max_length=64)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=64)
    post_id = fields.UUIDField(null=True)
    post_title = fields.CharField(max_length=64)
    principal_id = fields.UUIDField(null=True)
    principal_name = fields.CharField(max_length=64)
    facts: fields.Field[dict[str, Any]] = fields.JSONField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_entry"
        unique_together = (("subject_id", "seq"),)

    def entry(self) -> rules.Entry:
        """The row as the rules see it."""
        return rules.Entry(**{name: getattr(self, name) for name in rules.Entry.__dataclass_fields__})


class AnchorRow(Model):
    """One link of the global chain."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    n = fields.IntField(unique=True)
    at = fields.DatetimeField()
    entries: fields.Field[list[str]] = fields.JSONField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_anchor"


class UnanchoredRow(Model):
    """An entry that waits for the next link."""

    entry_id = fields.UUIDField(primary_key=True)

    class Meta:
        table = "journal_unanchored"
