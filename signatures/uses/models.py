"""Tables of use: the files handed in, requests with their files, the use log, verification codes."""

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from server.kit.ids import uuid7
from signatures.uses.rules import log
from signatures.uses.rules.codes import CodeState
from signatures.uses.rules.paper import Paper, Sheet
from signatures.uses.rules.requests import (
    Approval,
    Basis,
    FileKind,
    Item,
    ItemState,
    Matter,
    Place,
    Request,
    RequestState,
    SealForm,
)


class FileRow(Model):
    """A file that somebody handed in to have it sealed, with what was found out about its pages."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    name = fields.CharField(max_length=255)
    kind = fields.CharEnumField(FileKind, max_length=8)
    sha256 = fields.CharField(max_length=64)
    size = fields.IntField()
    sheets: fields.Field[list[Any]] = fields.JSONField()
    """Of each page width and height in millimetres, and whether it is blank."""
    sealed = fields.BooleanField()
    """Whether it bears a seal already."""
    added_by = fields.UUIDField()
    at = fields.DatetimeField()

    class Meta:
        table = "uses_file"

    def paper(self) -> Paper:
        """What is known of its pages."""
        return Paper(tuple(Sheet(*sheet) for sheet in self.sheets), self.sealed)


class RequestRow(Model):
    """One request for a seal (用印申请)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    seal_id = fields.UUIDField(db_index=True)
    seal_name = fields.CharField(max_length=80)
    organ_id = fields.UUIDField(db_index=True)
    organ_name = fields.CharField(max_length=100)
    document_id: UUID | None = fields.UUIDField(null=True)
    open: fields.Field[bool | None] = fields.BooleanField(null=True, default=True)
    """True, or NULL when it is over: SQL holds NULLs for different, so the unique key binds open ones of documents."""
    requester_id = fields.UUIDField(db_index=True)
    requester_name = fields.CharField(max_length=64)
    requester_post = fields.CharField(max_length=64)
    matter = fields.CharEnumField(Matter, max_length=16)
    purpose = fields.CharField(max_length=500)
    form = fields.CharEnumField(SealForm, max_length=8)
    opens_at = fields.DatetimeField()
    closes_at = fields.DatetimeField()
    state = fields.CharEnumField(RequestState, max_length=16)
    binding = fields.CharField(max_length=64)
    """SM3 over what was asked for, as it stood when it was asked."""
    approver_id: UUID | None = fields.UUIDField(null=True)
    approver_name = fields.CharField(max_length=64, default="")
    approver_post = fields.CharField(max_length=64, default="")
    principal_id: UUID | None = fields.UUIDField(null=True)
    """For whom the approver acted (代)."""
    principal_name = fields.CharField(max_length=64, default="")
    approved_at = fields.DatetimeField(null=True)
    basis = fields.CharEnumField(Basis, max_length=16, default=Basis.REQUEST)
    reason = fields.CharField(max_length=500, default="")
    version = fields.IntField(default=1)

    class Meta:
        table = "uses_request"
        unique_together = (("document_id", "seal_id", "open"),)

    def request(self, items: list["ItemRow"]) -> Request:
        """The row with those of its files, as the rules see it."""
        plain = {name: getattr(self, name) for name in Request.__dataclass_fields__ if name in self._meta.fields_map}
        return Request(**plain, approval=self._approval(), items=tuple(row.item() for row in items))

    def _approval(self) -> Approval | None:
        if self.approver_id is None or self.approved_at is None:
            return None
        return Approval(
            person_id=self.approver_id,
            person_name=self.approver_name,
            post_title=self.approver_post,
            at=self.approved_at,
            basis=self.basis,
            principal_id=self.principal_id,
            principal_name=self.principal_name,
        )


class ItemRow(Model):
    """One file of a request."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    request_id = fields.UUIDField()
    no = fields.IntField()
    name = fields.CharField(max_length=255)
    kind = fields.CharEnumField(FileKind, max_length=8)
    sha256 = fields.CharField(max_length=64)
    pages = fields.IntField()
    copies = fields.IntField()
    places: fields.Field[list[Any]] = fields.JSONField()
    """Of each place the page, and millimetres from the left and from the top."""
    straddle = fields.BooleanField()
    number = fields.CharField(max_length=64, default="")
    title = fields.CharField(max_length=500, default="")
    formed_on = fields.DateField(null=True)
    state = fields.CharEnumField(ItemState, max_length=16)
    asked_by: UUID | None = fields.UUIDField(null=True)
    keeper_name = fields.CharField(max_length=64, default="")
    keeper_post = fields.CharField(max_length=64, default="")
    reason = fields.CharField(max_length=500, default="")
    sealed = fields.CharField(max_length=64, default="")
    code = fields.CharField(max_length=16, default="")

    class Meta:
        table = "uses_item"
        unique_together = (("request_id", "no"),)

    def item(self) -> Item:
        """The row as the rules see it."""
        plain = {name: getattr(self, name) for name in Item.__dataclass_fields__ if name != "places"}
        return Item(**plain, places=tuple(Place(page, float(left), float(top)) for page, left, top in self.places))


class UseRow(Model):
    """One line of the use log, only ever added, and repeated in the journal, whose chain shows a change."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    seal_id = fields.UUIDField(db_index=True)
    use_id: UUID | None = fields.UUIDField(null=True, db_index=True)
    no = fields.IntField(default=1)
    document_id: UUID | None = fields.UUIDField(null=True)
    keeper_id = fields.UUIDField()
    keeper_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    approver_id: UUID | None = fields.UUIDField(null=True)
    approver_name = fields.CharField(max_length=64, default="")
    principal_id: UUID | None = fields.UUIDField(null=True)
    principal_name = fields.CharField(max_length=64, default="")
    result = fields.CharEnumField(log.Result, max_length=8, default=log.Result.SEALED)
    reason = fields.CharField(max_length=500, default="")
    sha256_before = fields.CharField(max_length=64)
    sha256_after = fields.CharField(max_length=64, db_index=True)
    places: fields.Field[list[dict[str, Any]]] = fields.JSONField(default=list)
    straddle = fields.BooleanField(default=False)
    copies = fields.IntField(default=1)
    code = fields.CharField(max_length=16, default="", db_index=True)
    time_stamped = fields.BooleanField(default=False)
    at = fields.DatetimeField()

    class Meta:
        table = "uses_log"

    def use(self) -> log.Use:
        """The row as the rules see it."""
        return log.Use(**{name: getattr(self, name) for name in log.Use.__dataclass_fields__})


class CodeRow(Model):
    """A verification code (验证码), and what the paper that bears it says."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    code = fields.CharField(max_length=16, unique=True)
    use_id = fields.UUIDField()
    no = fields.IntField()
    organ_name = fields.CharField(max_length=100)
    number = fields.CharField(max_length=64)
    title = fields.CharField(max_length=500)
    formed_on = fields.DateField(null=True)
    pages = fields.IntField()
    state = fields.CharEnumField(CodeState, max_length=16)
    made_at = fields.DatetimeField()

    class Meta:
        table = "uses_code"
