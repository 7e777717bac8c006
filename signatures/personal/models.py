"""Tables of personal signatures, their app is `signatures`. A private key is locked twice here, by PIN and office."""

from cryptography import x509
from tortoise import fields
from tortoise.models import Model

from server.directory.rules.sessions import Attempts
from server.kit.ids import uuid7
from signatures.personal import rules


class OwnSignatureRow(Model):
    """A person's own signature (个人电子签名): a key, a certificate, and how often its PIN was wrong."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    person_id = fields.UUIDField()
    person_name = fields.CharField(max_length=64)
    certificate = fields.TextField()
    """PEM."""
    salt = fields.BinaryField()
    key = fields.BinaryField()
    """Locked with the PIN, then with the office's key. Empty once it is revoked or over."""
    made_at = fields.DatetimeField()
    active: fields.Field[bool | None] = fields.BooleanField(null=True)
    """True, or NULL when not active: SQL holds NULLs for different, so a person has one active signature."""
    revoked_at = fields.DatetimeField(null=True)
    revoked_reason = fields.CharField(max_length=200, default="")
    failures = fields.IntField(default=0)
    locked_until = fields.DatetimeField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "personal_signature"
        unique_together = (("person_id", "active"),)

    def signature(self) -> rules.OwnSignature:
        """The row without its secrets."""
        certificate = self.read_certificate()
        return rules.OwnSignature(
            id=self.id,
            person_id=self.person_id,
            name=self.person_name,
            certificate_serial=f"{certificate.serial_number:x}",
            valid_from=certificate.not_valid_before_utc,
            valid_until=certificate.not_valid_after_utc,
            made_at=self.made_at,
            revoked_at=self.revoked_at,
            revoked_reason=self.revoked_reason,
            locked_until=self.locked_until,
        )

    def read_certificate(self) -> x509.Certificate:
        """The certificate."""
        return x509.load_pem_x509_certificate(self.certificate.encode())

    def attempts(self) -> Attempts:
        """How often the PIN was tried in a row without success."""
        return Attempts(self.failures, self.locked_until)


class PersonalMarkRow(Model):
    """One use of a personal signature, only ever added."""

    id = fields.UUIDField(primary_key=True, default=uuid7)
    signature_id = fields.UUIDField(db_index=True)
    subject_id = fields.UUIDField(db_index=True)
    person_id = fields.UUIDField()
    said = fields.BinaryField()
    """The bytes that were signed, see `rules.message`."""
    value = fields.BinaryField()
    """The signature, DER."""
    at = fields.DatetimeField()

    class Meta:
        table = "personal_mark"
        unique_together = (("subject_id", "person_id"),)
