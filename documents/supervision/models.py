"""Tables of supervision: items and their numbers, what was reported, extensions, lights, reminders, readers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.supervision.rules.items import Grade, Item, MatterSource
from documents.supervision.rules.lights import Light, Step, Why
from documents.supervision.rules.table import ItemState
from documents.supervision.rules.terms import Profile
from server.kit.ids import uuid7


class LedgerRow(Model):
    """One line of the ledger (台账)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    title = fields.CharField(max_length=500)
    requirement = fields.TextField()
    source = fields.CharEnumField(MatterSource, max_length=16)
    source_id: UUID | None = fields.UUIDField(null=True)
    part = fields.IntField(default=0)
    """Which of the matters of one source it is."""
    named = fields.TextField(default="")
    """The responsible units as the source names them, for the clerk to find the places."""
    thread_id: UUID | None = fields.UUIDField(null=True)
    """The inbound case that cannot be closed before this item has ended."""
    profile = fields.CharEnumField(Profile, max_length=8)
    stated = fields.DateField(null=True)
    lead: UUID | None = fields.UUIDField(null=True)
    lead_organ_id: UUID | None = fields.UUIDField(null=True)
    co: fields.Field[list[str]] = fields.JSONField()
    proposed_by: UUID | None = fields.UUIDField(null=True)
    proposed_name = fields.CharField(max_length=64, default="")
    asked_by: UUID | None = fields.UUIDField(null=True)
    """The leader whose instruction it carries out; the result goes back there."""
    state = fields.CharEnumField(ItemState, max_length=20, default=ItemState.PROPOSED)
    year: int | None = fields.IntField(null=True)
    n: int | None = fields.IntField(null=True)
    number = fields.CharField(max_length=32, default="")
    due: datetime | None = fields.DatetimeField(null=True)
    assigned_at: datetime | None = fields.DatetimeField(null=True)
    progress = fields.IntField(default=0)
    heard_at: datetime | None = fields.DatetimeField(null=True)
    expected = fields.DateField(null=True)
    grants = fields.IntField(default=0)
    redos = fields.IntField(default=0)
    result = fields.TextField(default="")
    reason = fields.TextField(default="")
    """Of the last act that wanted one."""
    submitted_by: UUID | None = fields.UUIDField(null=True)
    submitted_at: datetime | None = fields.DatetimeField(null=True)
    finished_at: datetime | None = fields.DatetimeField(null=True)
    grade = fields.CharEnumField(Grade, max_length=4, null=True)
    comment = fields.TextField(default="")
    light = fields.CharEnumField(Light, max_length=12, default=Light.GREEN)
    """As it was last recorded. What people see is computed when they look."""
    listed = fields.BooleanField(default=False)
    at = fields.DatetimeField()
    version = fields.IntField(default=0)

    class Meta:
        table = "supervision_item"
        unique_together = (("organ_id", "source", "source_id", "part"), ("organ_id", "year", "n"))
        indexes = (Index(fields=("state", "id")),)

    def item(self) -> Item:
        """The row as the rules see it."""
        facts = {name: getattr(self, name) for name in Item.__dataclass_fields__}
        return Item(**{**facts, "co": tuple(UUID(place) for place in self.co)})


def columns(item: Item) -> dict[str, Any]:
    """What of an item an act may change, as its row keeps it."""
    kept = Item.__dataclass_fields__.keys() - {"id", "organ_id", "proposed_by", "version"}
    return {name: getattr(item, name) for name in kept} | {"co": [str(place) for place in item.co]}


class ItemNumberRow(Model):
    """The last number that an organ gave in a year, a row and not a sequence, so that a rollback gives it back."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    year = fields.IntField()
    given = fields.IntField(default=0)

    class Meta:
        table = "supervision_number"
        unique_together = (("organ_id", "year"),)


class FeedbackRow(Model):
    """One report of a handler, never changed, only followed."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    item_id = fields.UUIDField()
    place_id = fields.UUIDField()
    percent = fields.IntField()
    text = fields.TextField()
    person_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    principal_name = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "supervision_feedback"
        indexes = (Index(fields=("item_id", "id")),)


class ExtensionRow(Model):
    """One request for more time. The due that it would replace stays on record."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    item_id = fields.UUIDField()
    due = fields.DatetimeField()
    expected = fields.DateField()
    reason = fields.TextField()
    person_name = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    granted: fields.Field[bool | None] = fields.BooleanField(null=True)
    answer = fields.TextField(default="")
    answered_name = fields.CharField(max_length=64, default="")
    answered_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "supervision_extension"
        indexes = (Index(fields=("item_id", "id")),)


class LightRow(Model):
    """One change of a light, never changed itself: the red stays in the history."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    item_id = fields.UUIDField()
    before = fields.CharEnumField(Light, max_length=12)
    light = fields.CharEnumField(Light, max_length=12)
    why = fields.CharEnumField(Why, max_length=20)
    sentence = fields.CharField(max_length=200)
    at = fields.DatetimeField()

    class Meta:
        table = "supervision_light"
        indexes = (Index(fields=("item_id", "id")),)


class ReminderRow(Model):
    """A reminder that was sent: each step once for an item and its due."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    item_id = fields.UUIDField()
    due = fields.DatetimeField()
    step = fields.CharEnumField(Step, max_length=8)
    at = fields.DatetimeField()

    class Meta:
        table = "supervision_step"
        unique_together = (("item_id", "due", "step"),)


class ItemReaderRow(Model):
    """A holder who may read an item."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    item_id = fields.UUIDField()
    holder = fields.CharField(max_length=80)

    class Meta:
        table = "supervision_reader"
        unique_together = (("item_id", "holder"),)
        indexes = (Index(fields=("holder", "item_id")),)
