"""制作与备案: keys, certificates and the seal object, signed by the maker; then the number under which it is filed."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from anyio import to_thread
from cryptography import x509

from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, holder_of_role
from server.kit import clock
from server.kit.db import atomic
from server.kit.ground import ground
from signatures.gm.keys import Family
from signatures.gm.pki.making import Purpose, Subject, Validity
from signatures.gm.pki.structures import spki_of
from signatures.gm.ses import Picture, SealFacts
from signatures.gm.ses import make_seal as make_object
from signatures.seals.errors import FilingDayUnfit, KeyServiceFailed, PictureChanged
from signatures.seals.models import AuthorityKeyRow, SealRow
from signatures.seals.rules import custody
from signatures.seals.rules.authority import SEAL_YEARS, Part
from signatures.seals.rules.kinds import Kind, Seal
from signatures.seals.rules.life import Act, Event, decide, fold
from signatures.seals.service import telling
from signatures.seals.service.authority import Held, certify, found_authority, held, lifetime, pem, read_pem
from signatures.seals.service.die import label
from signatures.seals.service.holding import keys_held
from signatures.seals.service.log import act_on, events_of, row_of
from signatures.seals.service.providers import chosen, custodian

VENDOR = "ZHENGBAN"
"""厂商标识 in the seal object."""
ORGAN_SEAL, PERSONAL_SEAL = 1, 2
"""印章类型 (GM/T 0031-2014, 6.1.1.1)."""


@dataclass(frozen=True)
class Tools:
    """What the maker works with: the keys that sign, and for how long what is made is good."""

    roots: dict[Family, Held]
    maker: Held
    known: frozenset[bytes]
    """The SubjectPublicKeyInfo of every key that the register knows."""
    validity: Validity


@dataclass(frozen=True)
class Made:
    """What the maker hands over."""

    keys: tuple[Held, Held]
    seal_der: bytes


async def make(actor: Actor, seal_id: UUID) -> Seal:
    """Make an approved seal (制作): two keys, their certificates, the seal object; for the system administrator.

    Outside of transactions: keys are made first, and given up again if somebody else was faster.
    Raises NoSuchSeal, NotAllowed, ActUnfit, SamePerson, PictureChanged, KeyLocked, KeyServiceFailed, Conflict.
    """
    standing, row = custody.may_make(actor), await row_of(seal_id)
    decide(fold(await events_of(seal_id)), Act.MAKE, actor.person_id)
    async with keys_held():
        made = await to_thread.run_sync(_make, row, await _picture(row), await _tools(row.organ_name))
        own, plain = made.keys
        changes: dict[str, Any] = {
            "es_id": es_id_of(row.id),
            "seal_der": made.seal_der,
            "certificate": pem(own.certificate),
            "plain_certificate": pem(plain.certificate),
            "custodian": own.custodian,
            "key": own.handle,
            "plain_key": plain.handle,
        }
        said = {name: changes[name] for name in ("es_id", "certificate", "plain_certificate", "custodian")}
        facts = {**said, "picture": row.picture, "seal": sha256(made.seal_der).hexdigest()}
        try:
            async with atomic():
                seal = await act_on(actor, standing, row, Act.MAKE, facts=facts, **changes)
                await telling.pass_on(actor, seal, Act.FILE, *await directory.everywhere(Role.SEC_ADMIN))
                return seal
        except BaseException:
            await to_thread.run_sync(_give_up, made.keys)
            raise


async def file(actor: Actor, seal_id: UUID, number: str, day: date) -> Seal:
    """Enter number and day of filing (备案); for the security administrator.

    Raises NoSuchSeal, NotAllowed, FilingDayUnfit, ActUnfit, SamePerson.
    """
    standing = custody.may_file(actor)
    async with atomic():
        row = await row_of(seal_id)
        _check_day(day, await events_of(seal_id))
        changes: dict[str, Any] = {"record_number": number.strip(), "recorded_on": day}
        seal = await act_on(actor, standing, row, Act.FILE, facts=changes, **changes)
        await telling.pass_on(actor, seal, Act.ACTIVATE, holder_of_role(Role.SEAL_KEEPER, seal.organ_id))
    return seal


def es_id_of(seal_id: UUID) -> str:
    """The mark under which a seal is known outside (印章标识): 32 digits, one for every seal that is made."""
    return seal_id.hex.upper()


async def _tools(organ: str) -> Tools:
    await found_authority(organ)
    roots = {family: await held(Part.ROOT, family) for family in (Family.SM2, Family.ECDSA)}
    return Tools(roots, await held(Part.MAKER, Family.SM2), await _known_keys(), lifetime(SEAL_YEARS))


async def _known_keys() -> frozenset[bytes]:
    texts = await AuthorityKeyRow.all().values_list("certificate", flat=True)
    for pair in await SealRow.exclude(certificate="").values_list("certificate", "plain_certificate"):
        texts.extend(pair)
    return frozenset(spki_of(read_pem(str(text))) for text in texts)


def _check_day(day: date, life: Iterable[Event]) -> None:
    approved = (clock.day_of(event.at) for event in life if event.act is Act.APPROVE)
    if day > clock.today() or day < next(approved, day):
        raise FilingDayUnfit


async def _picture(row: SealRow) -> bytes:
    data = await ground().blobs.read(row.picture)
    if sha256(data).hexdigest() != row.picture:
        raise PictureChanged
    return data


def _make(row: SealRow, picture: bytes, tools: Tools) -> Made:
    """Whatever goes wrong, no key is left behind that nobody knows of."""
    keys: list[Held] = []
    try:
        for family in tools.roots:
            keys.append(_key(row, family, tools))
        own, plain = keys
        facts = _facts(row, picture, own.certificate, tools.validity)
        return Made((own, plain), make_object(facts, tools.maker.signer()))
    except BaseException:
        _give_up(keys)
        raise


def _key(row: SealRow, family: Family, tools: Tools) -> Held:
    place, said = chosen(), label(row.id, family)
    handle, public = custodian(place).make(family, said)
    if public.spki in tools.known:  # not destroyed: it is somebody's
        raise KeyServiceFailed(reason="制作的密钥不是新的")
    subject = Subject(row.ring, row.organ_name) if row.kind is Kind.PERSONAL else Subject(row.organ_name)
    try:
        return Held(certify(tools.roots[family], subject, public, Purpose.SEAL, tools.validity), place, handle, said)
    except BaseException:
        with suppress(KeyServiceFailed):
            custodian(place).destroy(handle)
        raise


def _give_up(keys: Iterable[Held]) -> None:
    for key in keys:
        with suppress(KeyServiceFailed):
            key.destroy()


def _facts(row: SealRow, picture: bytes, certificate: x509.Certificate, validity: Validity) -> SealFacts:
    return SealFacts(
        es_id=es_id_of(row.id),
        vid=VENDOR,
        kind=PERSONAL_SEAL if row.kind is Kind.PERSONAL else ORGAN_SEAL,
        name=row.ring + row.bottom,
        certificates=(certificate,),
        created=clock.now(),
        start=validity.start,
        end=validity.end,
        picture=Picture("PNG", picture, round(row.diameter_mm), round(row.diameter_mm)),
    )
