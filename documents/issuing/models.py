"""Tables of issue: codes, counters, the register, prints with their seals, and receipts."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.drafting.rules.content import Urgency
from documents.issuing.rules import receipts
from documents.issuing.rules.numbers import LONGEST_CODE, NumberState
from documents.issuing.rules.sealing import Place
from documents.workflow.rules.inbound import Capacity
from server.kit.ids import uuid7


class CodeRow(Model):
    """机关代字 of an issuer (发文立户)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField(db_index=True)
    code = fields.CharField(max_length=LONGEST_CODE, unique=True)

    class Meta:
        table = "issuing_code"


class CounterRow(Model):
    """The last number given under a code in a year, a row and not a sequence, so that a rollback gives it back."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    code = fields.CharField(max_length=LONGEST_CODE)
    year = fields.IntField()
    given = fields.IntField(default=0)

    class Meta:
        table = "issuing_counter"
        unique_together = (("code", "year"),)


class RegisterRow(Model):
    """One line of the register (发文登记簿), and all that an addressee is told of the document beside its file."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField(unique=True)
    code = fields.CharField(max_length=LONGEST_CODE)
    year = fields.IntField()
    n = fields.IntField()
    text = fields.CharField(max_length=40)
    title = fields.CharField(max_length=500)
    issuer_id = fields.UUIDField()
    issuer_name = fields.CharField(max_length=100)
    urgency = fields.CharEnumField(Urgency, max_length=8)
    formed_on = fields.DateField()
    addressees: fields.Field[dict[str, str]] = fields.JSONField()
    """主送 and 抄送 as printed."""
    state = fields.CharEnumField(NumberState, max_length=8, default=NumberState.ISSUED)
    reason = fields.CharField(max_length=500, default="")
    registered_by = fields.UUIDField()
    registered_name = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "issuing_register"
        unique_together = (("code", "year", "n"),)


class PrintRow(Model):
    """The print of a document, and the file that goes out when every issuer has sealed it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField(unique=True)
    content_hash = fields.CharField(max_length=64)
    """SM3 of the text that was printed; a seal wants it to be the signed one."""
    sha256 = fields.CharField(max_length=64)
    pages = fields.IntField()
    record: fields.Field[dict[str, Any]] = fields.JSONField()
    """排版记录: which faces were used, which stood in for the office's own."""
    printed_on = fields.DateField()
    sealed = fields.CharField(max_length=64, null=True)
    """SHA-256 of the file that goes out; written once."""
    sealed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "issuing_print"


class SealRow(Model):
    """One seal of a print: whose, where on paper, and once it is pressed on what and what came of it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField()
    no = fields.IntField()
    """From 1, in the order of the signatories; the seals are pressed in this order."""
    organ_id = fields.UUIDField()
    page = fields.IntField()
    x = fields.FloatField()
    y = fields.FloatField()
    diameter = fields.FloatField()
    asked_by = fields.UUIDField(null=True)
    """The seal keeper whose seal is being pressed or was; NULL while nobody asks."""
    seal_id = fields.UUIDField(null=True)
    item_id = fields.UUIDField(null=True)
    """What the keeper was granted in the desk of uses (用印审批)."""
    sha256_before = fields.CharField(max_length=64, null=True)
    sha256_after = fields.CharField(max_length=64, null=True)
    """SHA-256 of the file with this seal; written once."""
    sealed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "issuing_seal"
        unique_together = (("document_id", "no"),)

    def place(self) -> Place:
        """Where it goes on paper."""
        return Place(self.page, self.x, self.y, self.diameter)


class ReceiptRow(Model):
    """What one addressee was sent, and what it answered."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    document_id = fields.UUIDField()
    organ_id = fields.UUIDField()
    capacity = fields.CharEnumField(Capacity, max_length=8)
    sent_at = fields.DatetimeField()
    times = fields.IntField()
    state = fields.CharEnumField(receipts.State, max_length=16)
    answered_by: UUID | None = fields.UUIDField(null=True)
    answered_name = fields.CharField(max_length=64)
    answered_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=500)
    reply = fields.TextField(default="")
    replied_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=0)

    class Meta:
        table = "issuing_receipt"
        unique_together = (("document_id", "organ_id"),)
        indexes = (Index(fields=("organ_id", "state", "id")),)

    def receipt(self) -> receipts.Receipt:
        """The row as the rules see it."""
        return receipts.Receipt(**{name: getattr(self, name) for name in receipts.Receipt.__dataclass_fields__})
