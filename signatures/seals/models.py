"""Tables of the seals, their app is `signatures`. Private keys stand here locked, or not at all (see providers)."""

from typing import Any
from uuid import UUID

from cryptography import x509
from tortoise import fields
from tortoise.models import Model

from server.kit.ids import uuid7
from signatures.gm.keys import Family
from signatures.seals import rules


class AuthorityKeyRow(Model):
    """One key and certificate of the office's own authority (印章中心)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    role = fields.CharField(max_length=16)
    """root, maker, time, or former: a root under which nothing is issued any more, but which stays trusted."""
    family = fields.CharEnumField(Family, max_length=8)
    name = fields.CharField(max_length=128)
    certificate = fields.TextField()
    """PEM."""
    custodian = fields.CharField(max_length=16)
    key = fields.BinaryField()
    """What the custodian knows the private key by, for the local one the locked key itself."""
    made_at = fields.DatetimeField()

    class Meta:
        table = "seals_authority"
        unique_together = (("role", "family"),)


class SealRow(Model):
    """One seal, as its events have made it."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    organ_name = fields.CharField(max_length=100)
    """As the certificates have it."""
    approving_id = fields.UUIDField()
    """The organ whose head approves it."""
    kind = fields.CharEnumField(rules.Kind, max_length=16)
    place = fields.CharField(max_length=80)
    """Of what an organ has one active seal."""
    ring = fields.CharField(max_length=32)
    bottom = fields.CharField(max_length=32)
    diameter_mm = fields.FloatField()
    picture = fields.CharField(max_length=64)
    """SHA-256 of the PNG among the office's blobs."""
    state = fields.CharEnumField(rules.State, max_length=16)
    active: fields.Field[bool | None] = fields.BooleanField(null=True)
    """True, or NULL when not active: SQL holds NULLs for different, so the unique key binds active seals only."""
    keepers: fields.Field[list[str]] = fields.JSONField()
    """Ids of the people who keep it, in text."""
    replaces = fields.UUIDField(null=True)
    es_id = fields.CharField(max_length=64, default="", db_index=True)
    seal_der = fields.BinaryField(default=b"")
    """The seal object (SESeal, GB/T 38540-2020), from its making on."""
    certificate = fields.TextField(default="")
    """PEM, of the key that signs in the forms of 国密."""
    plain_certificate = fields.TextField(default="")
    """PEM, of the key that signs as common PDF readers know it."""
    custodian = fields.CharField(max_length=16, default="")
    key = fields.BinaryField(default=b"")
    plain_key = fields.BinaryField(default=b"")
    """What the custodian knows the private keys by; empty once they are destroyed."""
    record_number = fields.CharField(max_length=64, default="")
    recorded_on = fields.DateField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "seals_seal"
        unique_together = (("organ_id", "place", "active"),)

    def seal(self) -> rules.Seal:
        """The row without its secrets."""
        certificate = x509.load_pem_x509_certificate(self.certificate.encode()) if self.certificate else None
        return rules.Seal(
            id=self.id,
            organ_id=self.organ_id,
            organ_name=self.organ_name,
            kind=self.kind,
            name=self.ring + self.bottom,
            diameter_mm=self.diameter_mm,
            state=self.state,
            es_id=self.es_id,
            certificate_serial=f"{certificate.serial_number:x}" if certificate else "",
            valid_until=certificate.not_valid_after_utc if certificate else None,
            keepers=self.named(),
            replaces=self.replaces,
            record_number=self.record_number,
            recorded_on=self.recorded_on,
        )

    def named(self) -> tuple[UUID, ...]:
        """Who keeps it."""
        return tuple(UUID(person) for person in self.keepers)


class LogRow(Model):
    """The end of the office's log of seals, on which whoever writes an event waits for the one before."""

    id = fields.IntField(primary_key=True)
    n = fields.IntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "seals_log"


class SealEventRow(Model):
    """One act on a seal, only ever added, the database itself refuses to change it (see the migration)."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    n = fields.IntField(unique=True)
    seal_id = fields.UUIDField(db_index=True)
    act = fields.CharEnumField(rules.Act, max_length=16)
    at = fields.DatetimeField()
    actor_id = fields.UUIDField()
    actor_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    reason = fields.CharField(max_length=200)
    facts: fields.Field[dict[str, Any]] = fields.JSONField()
    previous = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "seals_event"

    def event(self) -> rules.Event:
        """The row as the rules see it."""
        return rules.Event(**{name: getattr(self, name) for name in rules.Event.__dataclass_fields__})


class RevokedRow(Model):
    """A certificate of this office that is no longer good."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    family = fields.CharEnumField(Family, max_length=8)
    serial = fields.CharField(max_length=48)
    """Hexadecimal."""
    at = fields.DatetimeField()
    reason = fields.CharField(max_length=32)

    class Meta:
        table = "seals_revoked"
        unique_together = (("family", "serial"),)


class CrlRow(Model):
    """A revocation list as it was issued."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    family = fields.CharEnumField(Family, max_length=8)
    number = fields.IntField()
    entries = fields.IntField()
    """How many certificates it names."""
    issued_at = fields.DatetimeField()
    der = fields.BinaryField()

    class Meta:
        table = "seals_crl"
        unique_together = (("family", "number"),)
