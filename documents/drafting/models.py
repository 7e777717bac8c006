"""Tables of the drafts. A draft's id is the document's id everywhere."""

from typing import Any

import msgspec
from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.drafting.rules.content import Content
from documents.drafting.rules.kinds import Kind
from server.kit.ids import uuid7


class DraftRow(Model):
    """A document's text as it stands now, and who may change it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    kind = fields.CharEnumField(Kind, max_length=20)
    title = fields.CharField(max_length=500)
    organ_id = fields.UUIDField()
    place_id = fields.UUIDField()
    drafter_id = fields.UUIDField()
    drafter_name = fields.CharField(max_length=64)
    issuer_id = fields.UUIDField()
    pen = fields.CharField(max_length=80)
    no = fields.IntField()
    hash = fields.CharField(max_length=64)
    matter = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    version = fields.IntField(default=0)

    class Meta:
        table = "drafting_draft"


class VersionRow(Model):
    """One saved text, never changed, never deleted."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField()
    no = fields.IntField()
    hash = fields.CharField(max_length=64)
    content: fields.Field[dict[str, Any]] = fields.JSONField()
    author_id = fields.UUIDField()
    author_name = fields.CharField(max_length=64)
    reason = fields.CharField(max_length=500)
    at = fields.DatetimeField()

    class Meta:
        table = "drafting_version"
        unique_together = (("document_id", "no"),)

    def text(self) -> Content:
        """The content as the rules see it."""
        return msgspec.convert(self.content, Content)


class ReaderRow(Model):
    """A holder who may read a document, since when."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField()
    holder = fields.CharField(max_length=80)
    at = fields.DatetimeField()

    class Meta:
        table = "drafting_reader"
        unique_together = (("document_id", "holder"),)
        indexes = (Index(fields=("holder", "document_id")),)


class AttachmentRow(Model):
    """A file that belongs to a document, taken out means marked, not deleted."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField(db_index=True)
    name = fields.CharField(max_length=120)
    media_type = fields.CharField(max_length=100)
    sha256 = fields.CharField(max_length=64)
    size = fields.BigIntField()
    added_by = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "drafting_attachment"
