"""制章: a picture by rule, a key, a certificate from the office's authority; one active seal of a kind per organ."""

from dataclasses import dataclass
from functools import partial
from inspect import cleandoc
from pathlib import Path
from uuid import UUID

from anyio import to_thread
from pylopdf_fonts_zh_cn import serif_path
from tortoise.exceptions import IntegrityError

from server.directory import service as directory
from server.directory.rules.organs import Organ
from server.directory.rules.standing import Actor, Role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from signatures.gm import certificates
from signatures.gm.certificates import Validity
from signatures.picture.draw import draw
from signatures.picture.errors import GlyphMissing, NameLength
from signatures.seals.errors import ActiveSealExists, NameUnfit
from signatures.seals.models import SealRow
from signatures.seals.rules import Kind, Seal, State, diameter
from signatures.seals.service.authority import Pair, authority, found_authority, good_for, pem
from signatures.seals.service.secret import office_secret

YEARS = 5
"""How long a seal's certificate is good for."""


@dataclass(frozen=True)
class Made:
    """What the maker hands over: the picture as PNG, the certificate with its locked key."""

    picture: bytes
    pair: Pair


async def make_seal(actor: Actor, organ_id: UUID, name: str | None = None) -> Seal:
    """Make an organ's official seal (制章), good at once; for the system administrator.

    The ring carries the organ's full name; `name` is its standard short form, for a name of more than 25 characters.
    Raises NotAllowed, NoSuchOrgan, ActiveSealExists, NameUnfit, KeyLocked.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    organ = await directory.organ(organ_id)
    if await SealRow.exists(organ_id=organ_id, kind=Kind.OFFICIAL, active=True):
        raise ActiveSealExists
    row = await _row(organ, name or organ.name)
    async with atomic():
        await _enter(row)
        facts = {"organ_id": organ_id, "name": row.name, "picture": row.picture, "certificate": row.certificate}
        await journal.record(actor, "seals.make", row.id, standing, **facts)
    return row.seal()


async def _row(organ: Organ, name: str) -> SealRow:
    await found_authority(organ.name)
    issuer, size = await authority(), diameter(organ.type, organ.level)
    make = partial(_make, organ.name, name, size, issuer, good_for(YEARS), ground().settings.data)
    made = await to_thread.run_sync(make)
    return SealRow(
        organ_id=organ.id,
        organ_name=organ.name,
        name=name,
        kind=Kind.OFFICIAL,
        diameter_mm=size,
        picture=(await ground().blobs.put(made.picture)).sha256,
        certificate=made.pair.certificate,
        chain=issuer.certificate,
        key=made.pair.key,
        state=State.ACTIVE,
        made_at=clock.now(),
    )


def _make(organ: str, name: str, size: float, issuer: Pair, validity: Validity, folder: Path) -> Made:
    authority_certificate, authority_key = issuer.opened(folder)
    key = certificates.new_key()
    certificate = certificates.issue_seal_certificate(
        organ,
        key.public_key(),
        authority=authority_certificate,
        authority_key=authority_key,
        validity=validity,
        serial=certificates.new_serial(),
    )
    return Made(_draw(name, size), Pair(pem(certificate), certificates.dump_key(key, office_secret(folder))))


def _draw(name: str, size: float) -> bytes:
    try:
        return draw(name, diameter_mm=size, font=serif_path())
    except (NameLength, GlyphMissing) as fault:
        raise NameUnfit(reason=cleandoc(fault.__doc__ or "").rstrip("。")) from fault


async def _enter(row: SealRow) -> None:
    try:
        async with atomic():
            await row.save(force_create=True)
    except IntegrityError as fault:
        raise ActiveSealExists from fault
