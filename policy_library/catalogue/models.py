"""Tables of the catalogue: entries with their fields, clauses, relations and reviews."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from policy_library.catalogue.rules.disclosure import Publicity, State
from policy_library.catalogue.rules.identity import LONGEST_KEY, Identity
from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.relations import Kind, Source
from policy_library.catalogue.rules.validity import Effect
from server.kit.ids import uuid7


class OrganCodeRow(Model):
    """组织机构代码 of an organ, the first nine characters of its index numbers, entered once."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField(unique=True)
    code = fields.CharField(max_length=9, unique=True)

    class Meta:
        table = "catalogue_organ_code"


class CounterRow(Model):
    """The last index number given in an organ's year, a row and not a sequence, so that a rollback gives it back."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    year = fields.IntField()
    given = fields.IntField(default=0)

    class Meta:
        table = "catalogue_counter"
        unique_together = (("organ_id", "year"),)


class EntryRow(Model):
    """One policy in the catalogue, and where it stands on its way to the public."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    index_no: fields.Field[str | None] = fields.CharField(max_length=20, null=True, unique=True)
    organ_id = fields.UUIDField()
    place_id = fields.UUIDField()
    title = fields.CharField(max_length=500, default="")
    title_key = fields.CharField(max_length=LONGEST_KEY, db_index=True)
    doc_number = fields.CharField(max_length=100, default="")
    number_key = fields.CharField(max_length=100, db_index=True)
    issuer = fields.CharField(max_length=200, default="")
    kind = fields.CharField(max_length=20, default="")
    level = fields.CharEnumField(Level, max_length=8, default=Level.UNKNOWN)
    region = fields.CharField(max_length=50, default="")
    theme = fields.CharField(max_length=4, default="")
    genre = fields.CharField(max_length=20, default="")
    formed_on = fields.DateField(null=True)
    published_on = fields.DateField(null=True)
    effective_from = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    publicity = fields.CharEnumField(Publicity, max_length=16)
    state = fields.CharEnumField(State, max_length=16, default=State.CANDIDATE)
    round = fields.IntField(default=1)
    source = fields.CharEnumField(Source, max_length=16)
    document_id = fields.UUIDField(null=True)
    sha256 = fields.CharField(max_length=64, db_index=True)
    name = fields.CharField(max_length=500)
    media_type = fields.CharField(max_length=100)
    entered_by = fields.CharField(max_length=64)
    entered_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_by = fields.CharField(max_length=64, default="")
    withdrawn_reason = fields.CharField(max_length=500, default="")
    version = fields.IntField(default=0)

    class Meta:
        table = "catalogue_entry"
        indexes = (Index(fields=("state", "id")), Index(fields=("organ_id", "id")))

    def identity(self) -> Identity:
        """What tells it from others."""
        return Identity(self.title_key, self.number_key, self.issuer)


class TextRow(Model):
    """The decoded original of an entry, never altered, apart from its row because it is long."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    entry_id = fields.UUIDField(unique=True)
    text = fields.TextField()

    class Meta:
        table = "catalogue_text"


class KeyRow(Model):
    """One thing by which an entry is known: its file, its document, its number. Two live entries share none."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    key = fields.CharField(max_length=720, unique=True)
    entry_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "catalogue_key"


class AudienceRow(Model):
    """An organ that may read an entry that is not for everybody."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    entry_id = fields.UUIDField()
    organ_id = fields.UUIDField()

    class Meta:
        table = "catalogue_audience"
        unique_together = (("entry_id", "organ_id"),)
        indexes = (Index(fields=("organ_id", "entry_id")),)


class FieldRow(Model):
    """One field of an entry as it was read or typed, kept when another value takes its place."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    entry_id = fields.UUIDField(db_index=True)
    name = fields.CharField(max_length=32)
    value = fields.TextField()
    spans: fields.Field[list[Any]] = fields.JSONField()
    method = fields.CharField(max_length=64)
    confidence = fields.IntField()
    """Percent."""
    needs_review = fields.BooleanField()
    confirmed_by = fields.CharField(max_length=64, default="")
    confirmed_at = fields.DatetimeField(null=True)
    current = fields.BooleanField(default=True)

    class Meta:
        table = "catalogue_field"


class ClauseRow(Model):
    """One clause of an entry's text, from character start to end of it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    entry_id = fields.UUIDField()
    ord = fields.IntField()
    anchor = fields.CharField(max_length=200)
    level = fields.IntField()
    heading = fields.CharField(max_length=500)
    text = fields.TextField()
    start = fields.IntField()
    end = fields.IntField()

    class Meta:
        table = "catalogue_clause"
        unique_together = (("entry_id", "ord"),)


class RelationRow(Model):
    """What one entry says of another, with the place where it says so. Without a target it is a stub that waits."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    from_entry = fields.UUIDField(db_index=True)
    to_entry: UUID | None = fields.UUIDField(null=True, db_index=True)
    to_title = fields.CharField(max_length=500)
    to_number = fields.CharField(max_length=100)
    to_title_key = fields.CharField(max_length=LONGEST_KEY, db_index=True)
    to_number_key = fields.CharField(max_length=100, db_index=True)
    kind = fields.CharEnumField(Kind, max_length=16)
    start = fields.IntField()
    end = fields.IntField()
    confidence = fields.IntField()
    """Percent."""
    repaired = fields.BooleanField()
    effect: Any = fields.CharEnumField(Effect, max_length=16, null=True)
    """An `Effect`, or NULL while it is not confirmed and for kinds that change nothing."""
    effective_on = fields.DateField(null=True)
    until = fields.DateField(null=True)
    confirmed_by = fields.CharField(max_length=64, default="")
    confirmed_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=0)

    class Meta:
        table = "catalogue_relation"


class ReviewRow(Model):
    """What one reviewer decided in which round. Level 1 is 初审, 2 复审, 3 终审, 0 a return."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    entry_id = fields.UUIDField(db_index=True)
    round = fields.IntField()
    level = fields.IntField()
    verdict = fields.CharField(max_length=8)
    person_id = fields.UUIDField()
    person_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=100)
    principal_id = fields.UUIDField(null=True)
    principal_name = fields.CharField(max_length=64)
    checklist: fields.Field[list[str]] = fields.JSONField()
    reason = fields.CharField(max_length=500)
    at = fields.DatetimeField()

    class Meta:
        table = "catalogue_review"
