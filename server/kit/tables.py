"""The tables of the kit itself: what was answered under a key, and the work that is waiting."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from server.kit.ids import uuid7


class Answered(Model):
    """The first answer given under a person's idempotency key."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    person_id = fields.UUIDField()
    key = fields.CharField(max_length=64)
    fingerprint = fields.CharField(max_length=64)
    status = fields.IntField()
    answer = fields.BinaryField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "kit_answered"
        unique_together = (("person_id", "key"),)


class Job(Model):
    """One piece of work that leaves the transaction: written in it, done after it, at least once."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharField(max_length=64)
    payload: fields.Field[dict[str, str]] = fields.JSONField()
    due = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    done = fields.BooleanField(default=False)
    fault = fields.TextField(default="")

    class Meta:
        table = "kit_job"
        indexes = (Index(fields=("done", "due")),)
