"""Tables of the cases and of what was said to them."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.workflow.rules.opinions import Opinion, Verdict
from documents.workflow.rules.outbound import State
from server.kit.ids import uuid7


class CaseRow(Model):
    """Where a document stands. Its key is the document's."""

    id = fields.UUIDField(primary_key=True, generated=False)
    state = fields.CharEnumField(State, max_length=20)
    issuer_id = fields.UUIDField()
    signer_id = fields.UUIDField()
    countersigners: fields.Field[list[str]] = fields.JSONField()
    round = fields.IntField(default=0)
    signed_hash = fields.CharField(max_length=64, default="")
    signed_no = fields.IntField(null=True)
    formed_on = fields.DateField(null=True)
    version = fields.IntField(default=0)

    class Meta:
        table = "workflow_case"


class OpinionRow(Model):
    """One opinion, never changed, only followed."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField()
    node = fields.CharEnumField(State, max_length=20)
    place_id = fields.UUIDField()
    verdict = fields.CharEnumField(Verdict, max_length=20)
    text = fields.TextField()
    person_id = fields.UUIDField()
    person_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    principal_id = fields.UUIDField(null=True)
    principal_name = fields.CharField(max_length=64)
    version_no = fields.IntField()
    version_hash = fields.CharField(max_length=64)
    matter = fields.CharField(max_length=64)
    round = fields.IntField()
    at = fields.DatetimeField()

    class Meta:
        table = "workflow_opinion"
        indexes = (Index(fields=("document_id", "id")),)

    def opinion(self) -> Opinion:
        """The row as the rules see it."""
        return Opinion(**{name: getattr(self, name) for name in Opinion.__dataclass_fields__})
