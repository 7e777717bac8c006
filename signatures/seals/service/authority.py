"""The office's own authority (印章证书的签发者): founded once, it signs seal certificates and nothing else."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from anyio import to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tortoise.exceptions import IntegrityError

from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from signatures.gm import certificates
from signatures.gm.certificates import Key, Validity
from signatures.seals.models import AuthorityRow
from signatures.seals.service.secret import office_secret, unlock

YEARS = 20
"""How long the authority is good for; a seal's certificate is much shorter."""


@dataclass(frozen=True)
class Pair:
    """A certificate in PEM and its private key, locked."""

    certificate: str
    key: bytes

    def opened(self, folder: Path) -> tuple[x509.Certificate, Key]:
        """Both, ready to sign with. Raises KeyLocked."""
        return x509.load_pem_x509_certificate(self.certificate.encode()), unlock(self.key, folder)


def good_for(years: int) -> Validity:
    """A validity of so many years, from the first minute of today: clocks of other offices may be a little behind."""
    start = datetime.combine(clock.today(), time(), clock.SHANGHAI)
    return Validity(start, start + timedelta(days=365 * years))


async def found_authority(organ_name: str) -> None:
    """Make the office's authority, named after an organ, unless there is one. Of two founders one wins."""
    if await AuthorityRow.exists():
        return
    name = f"{organ_name}电子印章中心"
    pair = await to_thread.run_sync(_make, name, good_for(YEARS), ground().settings.data)
    row = AuthorityRow(name=name, certificate=pair.certificate, key=pair.key, made_at=clock.now())
    try:
        async with atomic():
            await row.save(force_create=True)
            await journal.record(None, "seals.found_authority", row.id, name=name, certificate=pair.certificate)
    except IntegrityError:
        return


async def authority() -> Pair:
    """The office's authority; it must have been founded."""
    row = await AuthorityRow.get()
    return Pair(row.certificate, row.key)


async def own_roots() -> tuple[x509.Certificate, ...]:
    """The certificates that this office trusts as its own; none before its first seal."""
    return tuple(x509.load_pem_x509_certificate(row.certificate.encode()) for row in await AuthorityRow.all())


def pem(certificate: x509.Certificate) -> str:
    """A certificate in PEM."""
    return certificate.public_bytes(Encoding.PEM).decode()


def _make(name: str, validity: Validity, folder: Path) -> Pair:
    key = certificates.new_key()
    certificate = certificates.create_authority(name, key, validity, certificates.new_serial())
    return Pair(pem(certificate), certificates.dump_key(key, office_secret(folder)))
