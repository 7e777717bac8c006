"""Tables of the seals, their app is `signatures`. Private keys stand here encrypted with the office's secret."""

from cryptography import x509
from tortoise import fields
from tortoise.models import Model

from server.kit.ids import uuid7
from signatures.seals import rules


class AuthorityRow(Model):
    """The office's own authority (根证书), from which its seals have their certificates."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    name = fields.CharField(max_length=128)
    certificate = fields.TextField()
    """PEM."""
    key = fields.BinaryField()
    made_at = fields.DatetimeField()
    only = fields.BooleanField(default=True, unique=True)
    """Always true: an office has one authority."""

    class Meta:
        table = "signatures_authority"


class SealRow(Model):
    """One seal."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    organ_id = fields.UUIDField()
    organ_name = fields.CharField(max_length=100)
    """As the certificate has it."""
    name = fields.CharField(max_length=32)
    kind = fields.CharEnumField(rules.Kind, max_length=16)
    diameter_mm = fields.FloatField()
    picture = fields.CharField(max_length=64)
    """SHA-256 of the PNG among the office's blobs."""
    certificate = fields.TextField()
    """PEM."""
    chain = fields.TextField()
    """The authorities above, PEM."""
    key = fields.BinaryField()
    state = fields.CharEnumField(rules.State, max_length=16)
    active: fields.Field[bool | None] = fields.BooleanField(null=True, default=True)
    """True, or NULL when not active: SQL holds NULLs for different, so the unique key binds active seals only."""
    made_at = fields.DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "signatures_seal"
        unique_together = (("organ_id", "kind", "active"),)

    def seal(self) -> rules.Seal:
        """The row without its secrets."""
        certificate = x509.load_pem_x509_certificate(self.certificate.encode())
        return rules.Seal(
            id=self.id,
            organ_id=self.organ_id,
            name=self.name,
            diameter_mm=self.diameter_mm,
            state=self.state,
            kind=self.kind,
            certificate_serial=f"{certificate.serial_number:x}",
            valid_until=certificate.not_valid_after_utc,
        )


class UseRow(Model):
    """One press of a seal, only ever added, and repeated in the journal, whose chain shows a change."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    seal_id = fields.UUIDField(db_index=True)
    document_id = fields.UUIDField()
    keeper_id = fields.UUIDField()
    keeper_name = fields.CharField(max_length=64)
    post_title = fields.CharField(max_length=64)
    sha256_before = fields.CharField(max_length=64)
    sha256_after = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "signatures_seal_use"

    def use(self) -> rules.Use:
        """The row as the rules see it."""
        return rules.Use(**{name: getattr(self, name) for name in rules.Use.__dataclass_fields__})
