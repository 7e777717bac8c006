"""Tables of the cases, outbound and inbound, and of what was said to them."""

from collections.abc import Iterable
from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.drafting.rules.content import Urgency
from documents.drafting.rules.kinds import Kind
from documents.workflow.rules.arrivals import Inbound, Task
from documents.workflow.rules.inbound import Capacity, InboundState, TaskRole, TaskState
from documents.workflow.rules.legs import Leg, LegKind
from documents.workflow.rules.opinions import Opinion, Verdict
from documents.workflow.rules.outbound import State
from server.kit.ids import uuid7
from signatures.judgement.verdict import State as Seal


class CaseRow(Model):
    """Where a document stands. Its key is the document's."""

    id = fields.UUIDField(primary_key=True, generated=False)
    state = fields.CharEnumField(State, max_length=20)
    issuer_id = fields.UUIDField()
    signer_id = fields.UUIDField()
    countersigners: fields.Field[list[str]] = fields.JSONField()
    co_signers: fields.Field[list[dict[str, str]]] = fields.JSONField(default=list, db_default=[])
    """Organ and signer of each that issues it beside the leading one, in order."""
    round = fields.IntField(default=0)
    signed_hash = fields.CharField(max_length=64, default="")
    signed_no = fields.IntField(null=True)
    formed_on = fields.DateField(null=True)
    sealed = fields.IntField(default=0, db_default=0)
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


class InboundRow(Model):
    """One document at one addressee (收文). Its key is the receipt's."""

    id = fields.UUIDField(primary_key=True, generated=False)
    organ_id = fields.UUIDField()
    document_id = fields.UUIDField()
    capacity = fields.CharEnumField(Capacity, max_length=8)
    kind = fields.CharEnumField(Kind, max_length=20)
    number = fields.CharField(max_length=40)
    title = fields.CharField(max_length=500)
    issuer_id = fields.UUIDField()
    issuer = fields.CharField(max_length=100)
    urgency = fields.CharEnumField(Urgency, max_length=8)
    formed_on = fields.DateField()
    printed_on = fields.DateField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    sent_at = fields.DatetimeField()
    times = fields.IntField(default=1)
    state = fields.CharEnumField(InboundState, max_length=20, default=InboundState.TO_SIGN)
    verdict = fields.CharEnumField(Seal, max_length=16, null=True)
    """NULL until the seal was verified."""
    codes: fields.Field[list[str]] = fields.JSONField(default=list)
    serial_year = fields.IntField(null=True)
    serial_no = fields.IntField(null=True)
    serial = fields.CharField(max_length=40, default="")
    leader_id = fields.UUIDField(null=True)
    proposal = fields.TextField(default="")
    proposed_lead = fields.UUIDField(null=True)
    proposed_co: fields.Field[list[str]] = fields.JSONField(default=list)
    due_on = fields.DateField(null=True)
    reply = fields.TextField(default="")
    reason = fields.TextField(default="")
    version = fields.IntField(default=0)

    class Meta:
        table = "workflow_inbound"
        unique_together = (("organ_id", "serial_year", "serial_no"),)
        indexes = (Index(fields=("organ_id", "issuer_id", "number")),)

    def case(self, tasks: Iterable["TaskRow"]) -> Inbound:
        """The row as the rules see it."""
        own = {name: getattr(self, name) for name in Inbound.__dataclass_fields__.keys() - {"case_id", "tasks"}}
        own["codes"], own["proposed_co"] = tuple(self.codes), tuple(UUID(place) for place in self.proposed_co)
        return Inbound(case_id=self.id, tasks=tuple(task.task() for task in tasks), **own)


class InboundReaderRow(Model):
    """A holder who may read an inbound case."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    case_id = fields.UUIDField()
    holder = fields.CharField(max_length=80)

    class Meta:
        table = "workflow_inbound_reader"
        unique_together = (("case_id", "holder"),)
        indexes = (Index(fields=("holder", "case_id")),)


class TaskRow(Model):
    """What one place is to do about an inbound document (交办)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    case_id = fields.UUIDField(db_index=True)
    role = fields.CharEnumField(TaskRole, max_length=8)
    place_id = fields.UUIDField()
    due_on = fields.DateField()
    requirement = fields.TextField()
    instruction_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(TaskState, max_length=16)
    result = fields.TextField()
    reason = fields.TextField()
    version = fields.IntField(default=0)

    class Meta:
        table = "workflow_task"

    def task(self) -> Task:
        """The row as the rules see it."""
        return Task(**{name: getattr(self, name) for name in Task.__dataclass_fields__})


class SeriesRow(Model):
    """The last 收文号 that an organ gave in a year, a row and not a sequence, so that a rollback gives it back."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    year = fields.IntField()
    given = fields.IntField(default=0)

    class Meta:
        table = "workflow_series"
        unique_together = (("organ_id", "year"),)


class LegRow(Model):
    """What hangs on the thread of an inbound case, from when to when."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    thread_id = fields.UUIDField(db_index=True)
    kind = fields.CharEnumField(LegKind, max_length=16)
    subject_id = fields.UUIDField(unique=True)
    opened_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "workflow_leg"

    def leg(self) -> Leg:
        """The row as the rules see it."""
        return Leg(**{name: getattr(self, name) for name in Leg.__dataclass_fields__})
