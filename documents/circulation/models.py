"""Tables of what goes round to be read, and of what leaders wrote."""

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from documents.circulation.rules.circulation import LEFT, Circulation, Mode, Reader
from documents.circulation.rules.instructions import Instruction, Outcome, Words
from documents.circulation.rules.wordings import Code, Meaning, Page
from documents.drafting.rules.content import Urgency
from server.kit.ids import uuid7


class CirculationRow(Model):
    """One round of one incoming document, with the register's line of it: a sealed document changes no more."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    case_id = fields.UUIDField(db_index=True)
    organ_id = fields.UUIDField()
    mode = fields.CharEnumField(Mode, max_length=16)
    purpose = fields.CharField(max_length=500)
    title = fields.CharField(max_length=500)
    number = fields.CharField(max_length=40)
    issuer = fields.CharField(max_length=100)
    urgency = fields.CharEnumField(Urgency, max_length=8)
    sha256 = fields.CharField(max_length=64)
    started_at = fields.DatetimeField()
    started_name = fields.CharField(max_length=64)
    closed_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=0)

    class Meta:
        table = "circulation_round"
        indexes = (Index(fields=("organ_id", "id")),)

    def circulation(self, readers: tuple[Reader, ...]) -> Circulation:
        """The row as the rules see it."""
        own = {name: getattr(self, name) for name in Circulation.__dataclass_fields__.keys() - {"readers"}}
        return Circulation(readers=readers, **own)


class ReaderLineRow(Model):
    """One reader's line."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    circulation_id = fields.UUIDField()
    case_id = fields.UUIDField()
    person_id = fields.UUIDField()
    position = fields.IntField()
    name = fields.CharField(max_length=64)
    title = fields.CharField(max_length=64)
    delivered_at = fields.DatetimeField(null=True)
    first_opened_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    confirmed_name = fields.CharField(max_length=64)
    opinion = fields.TextField()
    recalled_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=500)
    asked: fields.Field[bool | None] = fields.BooleanField(null=True, default=True)
    """True until read or recalled, then NULL: nobody is asked twice at a time to read one document."""

    class Meta:
        table = "circulation_reader"
        unique_together = (("circulation_id", "position"), ("case_id", "person_id", "asked"))
        indexes = (Index(fields=("person_id", "circulation_id")),)

    def reader(self) -> Reader:
        """The row as the rules see it."""
        return Reader(**{name: getattr(self, name) for name in Reader.__dataclass_fields__})


def columns(reader: Reader) -> dict[str, object]:
    """A reader as the columns of its row."""
    return {**vars(reader), "asked": True if reader.state in LEFT else None}


class InstructionRow(Model):
    """One instruction. Only what became of it is ever written again."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    case_id = fields.UUIDField()
    no = fields.IntField()
    """The first on its case is 1; two who write at once do not both write the next."""
    page = fields.CharEnumField(Page, max_length=16)
    codes: fields.Field[list[str]] = fields.JSONField()
    text = fields.TextField()
    people: fields.Field[list[str]] = fields.JSONField()
    places: fields.Field[list[str]] = fields.JSONField()
    informed: fields.Field[list[str]] = fields.JSONField()
    due_on = fields.DateField(null=True)
    meaning = fields.CharEnumField(Meaning, max_length=16)
    seen = fields.CharField(max_length=64)
    person_id = fields.UUIDField()
    person_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    principal_id = fields.UUIDField(null=True)
    principal_name = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    outcome = fields.CharEnumField(Outcome, max_length=16)
    reason = fields.CharField(max_length=500, default="")
    version = fields.IntField(default=0)

    class Meta:
        table = "circulation_instruction"
        unique_together = (("case_id", "no"),)

    def words(self) -> Words:
        """What was said."""
        return Words(
            page=self.page,
            codes=tuple(Code(code) for code in self.codes),
            text=self.text,
            people=_ids(self.people),
            places=_ids(self.places),
            informed=_ids(self.informed),
            due_on=self.due_on,
        )

    def instruction(self) -> Instruction:
        """The row as the rules see it."""
        own = {name: getattr(self, name) for name in Instruction.__dataclass_fields__.keys() - {"words", "version"}}
        return Instruction(words=self.words(), version=self.seen, **own)


def _ids(kept: list[str]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in kept)
