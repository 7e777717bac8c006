"""Tables of the directory. Rows end with a date or go, who did what to them stands in the journal."""

from uuid import UUID

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from server.directory.rules.organs import Level, Mode, Organ, OrganType
from server.directory.rules.sessions import Attempts
from server.directory.rules.standing import Role, Scope
from server.kit.ids import uuid7


class OrganRow(Model):
    """机关."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    name = fields.CharField(max_length=100, unique=True)
    short_name = fields.CharField(max_length=50)
    type = fields.CharEnumField(OrganType, max_length=16)
    level = fields.IntEnumField(Level)
    superior_id = fields.UUIDField(null=True, db_index=True)
    dual_superior_id = fields.UUIDField(null=True)
    office_id = fields.UUIDField(null=True)
    issue_enabled = fields.BooleanField(default=False)
    mode = fields.CharEnumField(Mode, max_length=16, default=Mode.HOSTED)
    version = fields.IntField(default=1)

    class Meta:
        table = "directory_organ"

    def organ(self) -> Organ:
        """The row as the rules see it."""
        return Organ(**{name: getattr(self, name) for name in Organ.__dataclass_fields__})


class UnitRow(Model):
    """内设机构 of an organ."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    name = fields.CharField(max_length=50)

    class Meta:
        table = "directory_unit"
        unique_together = (("organ_id", "name"),)


class PersonRow(Model):
    """人员: a name that others may share, and an account that nobody shares."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    name = fields.CharField(max_length=64, db_index=True)
    account = fields.CharField(max_length=64, unique=True)
    password_hash = fields.CharField(max_length=255)
    initial = fields.BooleanField()
    """Whether the password was made by the office and must be replaced at the first login."""
    released = fields.BooleanField(default=True)
    """False from a reset of the password until the security administrator agrees to it."""
    failures = fields.IntField(default=0)
    locked_until = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "directory_person"

    def attempts(self) -> Attempts:
        """Logins without success, as the rules see them."""
        return Attempts(self.failures, self.locked_until)


class PostRow(Model):
    """职务 that a person holds, from a day until they leave it (离岗)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    person_id: UUID
    organ_id: UUID
    unit_id: UUID | None
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "server.PersonRow", related_name="posts", on_delete=fields.RESTRICT
    )
    organ: fields.ForeignKeyRelation[OrganRow] = fields.ForeignKeyField(
        "server.OrganRow", related_name="posts", on_delete=fields.RESTRICT
    )
    unit: fields.ForeignKeyNullableRelation[UnitRow] = fields.ForeignKeyField(
        "server.UnitRow", related_name="posts", on_delete=fields.RESTRICT, null=True
    )
    title = fields.CharField(max_length=64)
    since = fields.DateField()
    left_on = fields.DateField(null=True)

    class Meta:
        table = "directory_post"


class GrantRow(Model):
    """A role (岗位职责) of a post, for a place: an organ or a unit."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    post_id: UUID
    post: fields.ForeignKeyRelation[PostRow] = fields.ForeignKeyField(
        "server.PostRow", related_name="grants", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(Role, max_length=32)
    place_id = fields.UUIDField()

    class Meta:
        table = "directory_grant"
        unique_together = (("post_id", "role", "place_id"),)
        indexes = (Index(fields=("role", "place_id")),)


class DelegationRow(Model):
    """委托: what a principal's posts may do, lent to a delegate from a day to a day."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    principal_id: UUID
    delegate_id: UUID
    principal: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "server.PersonRow", related_name="given", on_delete=fields.RESTRICT
    )
    delegate: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "server.PersonRow", related_name="received", on_delete=fields.RESTRICT
    )
    scope = fields.CharEnumField(Scope, max_length=16)
    from_day = fields.DateField()
    to_day = fields.DateField()
    reason = fields.CharField(max_length=200)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "directory_delegation"


class SessionRow(Model):
    """登录会话 of a person on a device, the token itself is nowhere, only its SHA-256."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    person_id: UUID
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "server.PersonRow", related_name="sessions", on_delete=fields.RESTRICT
    )
    device = fields.CharField(max_length=64)
    token_hash = fields.CharField(max_length=64, unique=True)
    opened_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "directory_session"
        unique_together = (("person_id", "device"),)
