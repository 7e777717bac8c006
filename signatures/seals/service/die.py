"""A seal about to be pressed (用印): everything a craft needs, opened and checked, none of it kept."""

from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from anyio import to_thread
from cryptography import x509

from server.kit import clock
from server.kit.ground import ground
from signatures.gm.keys import Family, Signer
from signatures.gm.pki.making import validity_of
from signatures.gm.timestamps import Stamper
from signatures.seals.errors import CertificateOver, PictureChanged, SealNotActive
from signatures.seals.models import SealRow
from signatures.seals.rules.kinds import Seal
from signatures.seals.rules.life import State
from signatures.seals.service.authority import Chain, Held, chain, read_pem
from signatures.seals.service.crls import current_crl
from signatures.seals.service.log import row_of
from signatures.seals.service.stamping import stamper


@dataclass(frozen=True)
class Die:
    """A seal ready to press, in the forms of 国密 and, `plain`, in the one that common PDF readers know."""

    seal: Seal
    seal_der: bytes = field(repr=False)
    """The seal object (SESeal)."""
    picture: bytes = field(repr=False)
    """PNG."""
    signer: Signer
    chain: Chain
    """What stands above the signer's certificate."""
    stamp: Stamper
    plain: Signer
    plain_chain: Chain
    plain_stamp: Stamper
    crls: tuple[x509.CertificateRevocationList, ...]
    """The present lists of both chains."""


async def die(seal_id: UUID) -> Die:
    """Open a seal for pressing. Outside of transactions; signing then happens in a worker thread.

    Raises NoSuchSeal, SealNotActive, CertificateOver, PictureChanged, KeyLocked, KeyServiceFailed.
    """
    row = await row_of(seal_id)
    if row.state is not State.ACTIVE:
        raise SealNotActive
    keys = held_of(row)
    if not all(validity_of(key.certificate).holds(clock.now()) for key in keys):
        raise CertificateOver
    signer, plain = await to_thread.run_sync(_opened, keys)
    return Die(
        seal=row.seal(),
        seal_der=row.seal_der,
        picture=await _picture(row),
        signer=signer,
        chain=await chain(Family.SM2),
        stamp=await stamper(Family.SM2),
        plain=plain,
        plain_chain=await chain(Family.ECDSA),
        plain_stamp=await stamper(Family.ECDSA),
        crls=(await current_crl(Family.SM2), await current_crl(Family.ECDSA)),
    )


def held_of(row: SealRow) -> tuple[Held, Held]:
    """The two keys of a seal that has been made: of 国密, and plain."""
    return (
        Held(read_pem(row.certificate), row.custodian, row.key, label(row.id, Family.SM2)),
        Held(read_pem(row.plain_certificate), row.custodian, row.plain_key, label(row.id, Family.ECDSA)),
    )


def label(seal_id: UUID, family: Family) -> str:
    """What a key of a seal is locked as."""
    return f"seal/{seal_id}/{family}"


def _opened(keys: tuple[Held, Held]) -> tuple[Signer, Signer]:
    return keys[0].signer(), keys[1].signer()


async def _picture(row: SealRow) -> bytes:
    data = await ground().blobs.read(row.picture)
    if sha256(data).hexdigest() != row.picture:
        raise PictureChanged
    return data
