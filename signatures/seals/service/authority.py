"""The office's own authority (印章中心): founded once, it issues certificates, makes seals and tells the time."""

from collections.abc import Iterator
from dataclasses import dataclass

from anyio import to_thread
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tortoise.exceptions import IntegrityError

from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from signatures.gm.keys import Family, PublicKey, Signer
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial, self_signed, subject_name
from signatures.gm.pki.structures import public_key_of
from signatures.seals.models import AuthorityKeyRow, SealRow
from signatures.seals.rules.authority import (
    AUTHORITY_YEARS,
    PARTS,
    PERSONAL_YEARS,
    Part,
    good_for,
    name_of,
)
from signatures.seals.service.holding import keys_held
from signatures.seals.service.providers import chosen, custodian
from signatures.seals.service.secret import found_key

Chain = tuple[x509.Certificate, ...]
PURPOSE = {Part.MAKER: Purpose.MAKER, Part.TIME: Purpose.TIME}


@dataclass(frozen=True)
class Held:
    """A certificate, and where the key to it is."""

    certificate: x509.Certificate
    custodian: str
    handle: bytes
    label: str

    def __repr__(self) -> str:
        return f"Held({self.label!r})"

    def signer(self) -> Signer:
        """Ready to sign; blocks. Raises KeyLocked, KeyServiceFailed."""
        key = custodian(self.custodian).key(self.handle, public_key_of(self.certificate), self.label)
        return Signer(self.certificate, key)

    def destroy(self) -> None:
        """End the key; blocks. Raises KeyServiceFailed."""
        custodian(self.custodian).destroy(self.handle)


async def found_authority(organ_name: str) -> None:
    """Make the office's authority, named after an organ, unless there is one. Of two founders one wins.

    With it comes the file of the office's keys: later none is made, for it would open nothing. Raises KeyLocked,
    KeyServiceFailed.
    """
    if await AuthorityKeyRow.exists(role=Part.ROOT):
        return
    if not await _anything_locked():
        await to_thread.run_sync(found_key)
    async with keys_held():
        made = await to_thread.run_sync(_found, organ_name, lifetime(AUTHORITY_YEARS))
        try:
            async with atomic():
                for part, held in made:
                    await _enter(part, held)
        except IntegrityError:
            for _, held in made:
                await to_thread.run_sync(held.destroy)


async def _anything_locked() -> bool:
    keys = [row.key for row in await AuthorityKeyRow.filter(custodian="local")]
    return any([*keys, *(row.key for row in await SealRow.filter(custodian="local"))])


async def held(part: Part, family: Family) -> Held:
    """A key of the authority, which must have been founded."""
    row = await AuthorityKeyRow.get(role=part, family=family)
    return Held(read_pem(row.certificate), row.custodian, row.key, label(part, family))


async def chain(family: Family) -> Chain:
    """What stands above the office's certificates of a family."""
    return ((await held(Part.ROOT, family)).certificate,)


async def roots() -> Chain:
    """The certificates that this office trusts as its own, former ones too; none before its first seal."""
    rows = await AuthorityKeyRow.filter(role__in=[Part.ROOT, Part.FORMER]).order_by("id")
    return tuple(read_pem(row.certificate) for row in rows)


async def issue_personal(name: str, organ: str, public_key: PublicKey) -> tuple[x509.Certificate, Chain]:
    """Issue the certificate of a person's own signature (个人电子签名), and what stands above it.

    Founds the authority where there is none yet. Outside of transactions. Raises KeyLocked, KeyServiceFailed.
    """
    await found_authority(organ)
    root = await held(Part.ROOT, public_key.family)
    subject, validity = Subject(name, organ), lifetime(PERSONAL_YEARS)
    certificate = await to_thread.run_sync(certify, root, subject, public_key, Purpose.PERSON, validity)
    return certificate, (root.certificate,)


def certify(root: Held, subject: Subject, key: PublicKey, purpose: Purpose, validity: Validity) -> x509.Certificate:
    """Issue an end certificate; blocks. Raises KeyLocked, KeyServiceFailed."""
    return issue(subject, key, purpose, issuer=root.signer(), validity=validity, serial=new_serial())


def lifetime(years: int) -> Validity:
    """So many years from today."""
    return good_for(years, clock.today(), clock.SHANGHAI)


def pem(certificate: x509.Certificate) -> str:
    """A certificate in PEM."""
    return certificate.public_bytes(Encoding.PEM).decode()


def read_pem(text: str) -> x509.Certificate:
    """A certificate from PEM."""
    return x509.load_pem_x509_certificate(text.encode())


def label(part: Part, family: Family) -> str:
    """What a key of the authority is locked as."""
    return f"authority/{part}/{family}"


def _found(organ: str, validity: Validity) -> list[tuple[Part, Held]]:
    return list(_parts(organ, validity))


def _parts(organ: str, validity: Validity) -> Iterator[tuple[Part, Held]]:
    place, above = chosen(), dict[Family, Held]()
    for part, family in PARTS:
        subject, said = Subject(name_of(part, family), organ), label(part, family)
        handle, public = custodian(place).make(family, said)
        if part is Part.ROOT:
            key = custodian(place).key(handle, public, said)
            own = self_signed(subject, key, validity=validity, serial=new_serial(), depth=0)
            above[family] = Held(own, place, handle, said)
            yield part, above[family]
        else:
            below = certify(above[family], subject, public, PURPOSE[part], validity)
            yield part, Held(below, place, handle, said)


async def _enter(part: Part, held: Held) -> None:
    certificate = held.certificate
    family = public_key_of(certificate).family
    row = AuthorityKeyRow(
        role=part,
        family=family,
        name=subject_name(certificate),
        certificate=pem(certificate),
        custodian=held.custodian,
        key=held.handle,
        made_at=clock.now(),
    )
    await row.save(force_create=True)
    said = {"part": part, "family": family, "certificate": row.certificate}
    await journal.record(None, "seals.found_authority", row.id, None, **said)
