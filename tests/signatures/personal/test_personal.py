"""个人电子签名 as it is used: only the PIN opens it, only its owner signs, every change shows."""

import asyncio
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tortoise.connection import get_connection
from tortoise.exceptions import BaseORMException

from server.directory.rules.sessions import LOCKED_FOR, MAX_FAILURES
from server.directory.rules.standing import Actor
from server.journal.append_only import lift, missing
from server.journal.models import EntryRow
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import NotAllowed
from signatures.gm import ses
from signatures.gm.keys import Family, Signer, load_private, new_secret
from signatures.gm.pki.making import Purpose, Validity, issue, new_serial, self_signed
from signatures.gm.pki.making import Subject as Named
from signatures.gm.pki.structures import public_key_of
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.ses import judge_ses
from signatures.personal import errors, service
from signatures.personal.models import OwnSignatureRow, PersonalMarkRow
from signatures.personal.rules import MESSAGE, OwnSignature, PersonalMark, Subject, message
from signatures.personal.service import Unlocked
from signatures.seals import service as seals
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import certify, held
from tests.signatures.sealing import pressed, resigned
from tests.world import PASSWORD, World

PIN, OTHER = "739152", "工作2026口令"


def subject(opinion: str = "同意。") -> Subject:
    return Subject(uuid4(), uuid4(), "c" * 64, "sign_off", "agree", opinion, clock.now())


@pytest.fixture
async def mayor(world: World) -> Actor:
    return await world.actor("mayor")


@pytest.fixture
async def made(mayor: Actor) -> OwnSignature:
    return await service.make(mayor, PASSWORD, PIN)


async def signed(actor: Actor, what: Subject, pin: str = PIN) -> UUID:
    unlocked = await service.unlock(actor, pin)
    async with atomic():
        return await service.sign(unlocked, what)


async def the_mark(subject_id: UUID) -> PersonalMark:
    ((mark,),) = (await service.signatures_of([subject_id])).values()
    return mark


# --- made and used -------------------------------------------------------------------------------------------


async def test_what_is_signed_reads_back_and_holds(mayor: Actor, made: OwnSignature) -> None:
    what = subject()
    mark_id = await signed(mayor, what)
    mark = await the_mark(what.id)
    assert (mark.id, mark.subject, mark.person_id, mark.name) == (mark_id, what, mayor.person_id, mayor.name)
    assert (mark.certificate_serial, mark.holds) == (made.certificate_serial, True)
    assert await service.signatures_of([uuid4()]) == {}


async def test_status_is_told_to_its_owner(mayor: Actor, world: World) -> None:
    with pytest.raises(errors.NoSignature):
        await service.own(mayor)
    assert not await service.has_signature(mayor.person_id)
    made = await service.make(mayor, PASSWORD, PIN)
    assert await service.own(mayor) == made
    assert await service.has_signature(mayor.person_id)
    assert not await service.has_signature(world.person("dsj.drafter"))
    assert made.valid_from <= clock.now() <= made.valid_until


async def test_a_person_has_one_signature(mayor: Actor, made: OwnSignature) -> None:
    with pytest.raises(errors.SignatureExists):
        await service.make(mayor, PASSWORD, OTHER)
    assert await service.own(mayor) == made


async def test_of_many_who_make_one_at_once_one_wins(mayor: Actor) -> None:
    ends = await asyncio.gather(*(service.make(mayor, PASSWORD, PIN) for _ in range(3)), return_exceptions=True)
    (winner,) = [end for end in ends if isinstance(end, OwnSignature)]
    assert {type(end) for end in ends if end is not winner} == {errors.SignatureExists}
    assert await OwnSignatureRow.filter(person_id=mayor.person_id).count() == 1


async def test_without_a_post_there_is_no_signature(mayor: Actor) -> None:
    with pytest.raises(NotAllowed):
        await service.make(replace(mayor, posts=()), PASSWORD, PIN)


async def test_something_is_signed_once_by_a_person(mayor: Actor, made: OwnSignature) -> None:
    what = subject()
    await signed(mayor, what)
    with pytest.raises(errors.AlreadySigned):
        await signed(mayor, replace(what, verdict="refuse"))
    assert (await the_mark(what.id)).subject == what


async def test_two_people_sign_the_same(mayor: Actor, made: OwnSignature, world: World) -> None:
    other = await world.actor("secretarygeneral")
    await service.make(other, PASSWORD, OTHER)
    what = subject()
    await signed(mayor, what)
    await signed(other, what, OTHER)
    marks = (await service.signatures_of([what.id]))[what.id]
    assert [(mark.name, mark.holds) for mark in marks] == [(mayor.name, True), (other.name, True)]


async def test_a_signature_goes_with_its_act_or_not_at_all(mayor: Actor, made: OwnSignature) -> None:
    what, unlocked = subject(), await service.unlock(mayor, PIN)

    async def act() -> None:
        async with atomic():
            await service.sign(unlocked, what)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await act()
    assert await service.signatures_of([what.id]) == {}


# --- the PIN -------------------------------------------------------------------------------------------------


async def test_five_wrong_pins_lock_it_and_the_right_one_does_not_open_it(mayor: Actor, made: OwnSignature) -> None:
    for _ in range(MAX_FAILURES):
        with pytest.raises(errors.WrongPin):
            await service.unlock(mayor, OTHER)
    with pytest.raises(errors.PinLocked):
        await service.unlock(mayor, PIN)
    own = await service.own(mayor)
    assert own.locked_until is not None
    with clock.set_to(own.locked_until - timedelta(seconds=1)), pytest.raises(errors.PinLocked):
        await service.unlock(mayor, PIN)
    with clock.set_to(clock.now() + LOCKED_FOR):
        assert await service.unlock(mayor, PIN)
    assert (await service.own(mayor)).locked_until is None


async def test_a_right_pin_begins_the_count_anew(mayor: Actor, made: OwnSignature) -> None:
    for _ in range(2):
        for _ in range(MAX_FAILURES - 1):
            with pytest.raises(errors.WrongPin):
                await service.unlock(mayor, OTHER)
        assert await service.unlock(mayor, PIN)


async def test_many_guesses_at_once_are_no_more_than_five(mayor: Actor, made: OwnSignature) -> None:
    guesses = (service.unlock(mayor, f"{guess:06}") for guess in range(400_000, 400_012))
    ends = await asyncio.gather(*guesses, return_exceptions=True)
    assert (
        sorted(type(end).__name__ for end in ends) == ["PinLocked"] * (12 - MAX_FAILURES) + ["WrongPin"] * MAX_FAILURES
    )


async def test_nobody_locks_the_signature_of_another(mayor: Actor, made: OwnSignature, world: World) -> None:
    """A PIN is tried on one's own signature only, so a stranger with a login of theirs has nothing to try it on."""
    stranger = await world.actor("dsj.drafter")
    for _ in range(MAX_FAILURES + 1):
        with pytest.raises(errors.NoSignature):
            await service.unlock(stranger, OTHER)
    assert await service.unlock(mayor, PIN)


async def test_a_new_pin_opens_and_the_old_one_does_not(mayor: Actor, made: OwnSignature) -> None:
    await service.change_pin(mayor, PIN, OTHER)
    with pytest.raises(errors.WrongPin):
        await service.unlock(mayor, PIN)
    what = subject()
    await signed(mayor, what, OTHER)
    mark = await the_mark(what.id)
    assert (mark.certificate_serial, mark.holds) == (made.certificate_serial, True)


async def test_a_pin_is_not_changed_by_who_does_not_know_it(mayor: Actor, made: OwnSignature) -> None:
    for wrong, new, refusal in (
        (OTHER, "a1b2c3", errors.WrongPin),
        (PIN, PIN, errors.SamePin),
        (PIN, "123456", errors.PinTooPlain),
    ):
        with pytest.raises(refusal):
            await service.change_pin(mayor, wrong, new)
    assert await service.unlock(mayor, PIN)


async def test_wrong_old_pins_count(mayor: Actor, made: OwnSignature) -> None:
    for _ in range(MAX_FAILURES):
        with pytest.raises(errors.WrongPin):
            await service.change_pin(mayor, OTHER, "a1b2c3")
    with pytest.raises(errors.PinLocked):
        await service.unlock(mayor, PIN)


async def test_the_key_changes_of_the_office_leave_it_usable(mayor: Actor, made: OwnSignature) -> None:
    before = (await OwnSignatureRow.get()).key
    assert await seals.rotate_keys([service.rewrap])
    assert (await OwnSignatureRow.get()).key != before
    assert await service.unlock(mayor, PIN)


async def test_the_doctor_names_a_key_that_the_office_cannot_open(mayor: Actor, made: OwnSignature) -> None:
    assert await service.audit() == []
    row = await OwnSignatureRow.get()
    await OwnSignatureRow.filter(id=row.id).update(key=row.key[:-1] + bytes([row.key[-1] ^ 1]))
    assert "私钥无法启用" in str(await service.audit())


# --- the end of it -------------------------------------------------------------------------------------------


async def test_a_revoked_signature_signs_nothing_and_what_it_signed_holds(mayor: Actor, made: OwnSignature) -> None:
    what, unlocked = subject(), await service.unlock(mayor, PIN)
    await signed(mayor, what)
    await service.revoke(mayor, "口令遗忘")
    with pytest.raises(errors.NoSignature):
        await service.unlock(mayor, PIN)
    with pytest.raises(errors.SignatureRevoked):
        async with atomic():
            await service.sign(unlocked, subject())
    assert (await the_mark(what.id)).holds
    own = await service.own(mayor)
    assert (own.revoked_reason, own.revoked_at is not None) == ("口令遗忘", True)
    assert not (await OwnSignatureRow.get()).key


async def test_its_certificate_goes_to_the_revocation_list(mayor: Actor, made: OwnSignature) -> None:
    await service.revoke(mayor, "口令遗忘")
    crl = await seals.current_crl(Family.SM2)
    assert crl.get_revoked_certificate_by_serial_number(int(made.certificate_serial, 16)) is not None


async def test_what_is_dated_after_the_revocation_does_not_hold(mayor: Actor, made: OwnSignature) -> None:
    """As whoever took the key and writes into the database would have it."""
    what, unlocked = subject(), await service.unlock(mayor, PIN)
    later = replace(what, at=clock.now() + timedelta(seconds=5))
    async with atomic():
        await service.sign(unlocked, later)
    assert (await the_mark(later.id)).holds
    await service.revoke(mayor, "口令泄露")
    assert not (await the_mark(later.id)).holds


async def test_the_administrator_revokes_for_others_and_nobody_else_does(
    mayor: Actor, made: OwnSignature, world: World
) -> None:
    for account in ("dsj.drafter", "secadmin", "auditadmin"):
        with pytest.raises(NotAllowed):
            await service.revoke_of(await world.actor(account), mayor.person_id, "试图注销")
    admin = await world.actor("sysadmin")
    with pytest.raises(errors.ReasonMissing):
        await service.revoke_of(admin, mayor.person_id, " ")
    with pytest.raises(errors.NoSignature):
        await service.revoke_of(admin, world.person("dsj.drafter"), "离岗")
    await service.revoke_of(admin, mayor.person_id, "离岗")
    assert await service.has_signature(mayor.person_id), "whoever had one goes on signing with one"


async def test_after_the_revocation_another_is_made(mayor: Actor, made: OwnSignature) -> None:
    await service.revoke(mayor, "口令遗忘")
    another = await service.make(mayor, PASSWORD, OTHER)
    assert another.certificate_serial != made.certificate_serial
    what = subject()
    await signed(mayor, what, OTHER)
    assert (await the_mark(what.id)).holds


async def test_a_certificate_that_is_over_makes_room(mayor: Actor, made: OwnSignature) -> None:
    with clock.set_to(made.valid_until + timedelta(seconds=1)):
        with pytest.raises(errors.SignatureOver):
            await service.unlock(mayor, PIN)
        another = await service.make(mayor, PASSWORD, OTHER)
        assert await service.unlock(mayor, OTHER)
    assert another.valid_until > made.valid_until


# --- every change shows --------------------------------------------------------------------------------------


async def tampered(mark_id: UUID, **changes: Any) -> None:
    """As somebody does it who first takes away what the database guards the table with."""
    database = get_connection("default")
    if not await missing(database, ("personal_mark",)):
        if database.capabilities.dialect == "postgres":
            await lift(database)
        else:
            await database.execute_query("DROP TRIGGER personal_mark_update")
    await PersonalMarkRow.filter(id=mark_id).update(**changes)


@pytest.mark.parametrize("what", ["opinion", "verdict", "version", "signer", "value", "garbage", "subject", "person"])
async def test_a_changed_mark_does_not_hold(what: str, mayor: Actor, made: OwnSignature, world: World) -> None:
    said = subject()
    mark_id = await signed(mayor, said)
    row = await PersonalMarkRow.get(id=mark_id)
    other = world.person("dsj.drafter")
    changes: dict[str, dict[str, Any]] = {
        "opinion": {"said": row.said.replace("同意".encode(), "反对".encode())},
        "verdict": {"said": row.said.replace(b'"agree"', b'"AGREE"')},
        "version": {"said": row.said.replace(b"c" * 64, b"d" * 64)},
        "signer": {"said": row.said.replace(str(mayor.person_id).encode(), str(other).encode())},
        "value": {"value": row.value[:-1] + bytes((row.value[-1] ^ 1,))},
        "garbage": {"said": b"\xff" + row.said},
        "subject": {"subject_id": other},
        "person": {"person_id": other},
    }
    assert (await the_mark(said.id)).holds
    await tampered(mark_id, **changes[what])
    assert not (await the_mark(other if what == "subject" else said.id)).holds


async def test_a_certificate_put_in_its_place_does_not_hold(mayor: Actor, made: OwnSignature) -> None:
    """Somebody with the database and a key of their own, but not the office's authority."""
    what, own = subject(), load_private(Family.SM2, new_secret())
    mark_id = await signed(mayor, what)
    period = Validity(made.valid_from, made.valid_until)
    root = (await seals.own_trust()).roots[0]
    false = self_signed(Named("甬江市"), own, validity=period, serial=new_serial())
    issuer = Signer(false, own)
    leaf = issue(Named(mayor.name), own.public, Purpose.PERSON, issuer=issuer, validity=period, serial=new_serial())
    assert root != false
    said = message(what, mayor.person_id, f"{leaf.serial_number:x}")
    await tampered(mark_id, said=said, value=own.sign(said))
    await OwnSignatureRow.all().update(certificate=leaf.public_bytes(Encoding.PEM).decode())
    assert not (await the_mark(what.id)).holds


async def test_only_a_certificate_for_persons_signs_for_one(mayor: Actor, made: OwnSignature) -> None:
    """Issued to the very name and key by the office's own authority, but for another purpose."""
    root, what, own = await held(Part.ROOT, Family.SM2), subject(), load_private(Family.SM2, new_secret())
    mark_id, period = await signed(mayor, what), Validity(made.valid_from, made.valid_until)
    for purpose in Purpose:
        leaf = certify(root, Named(mayor.name), own.public, purpose, period)
        said = message(what, mayor.person_id, f"{leaf.serial_number:x}")
        await tampered(mark_id, said=said, value=own.sign(said))
        await OwnSignatureRow.all().update(certificate=leaf.public_bytes(Encoding.PEM).decode())
        assert (await the_mark(what.id)).holds == (purpose is Purpose.PERSON)


async def test_the_database_itself_keeps_the_marks(mayor: Actor, made: OwnSignature) -> None:
    await signed(mayor, subject())
    for change in (PersonalMarkRow.all().update(value=b""), PersonalMarkRow.all().delete()):
        with pytest.raises(BaseORMException):
            await change


async def test_an_audit_of_an_honest_desk_finds_nothing(mayor: Actor, made: OwnSignature) -> None:
    assert await service.audit() == []
    await signed(mayor, subject())
    await service.change_pin(mayor, PIN, OTHER)
    await service.revoke(mayor, "口令遗忘")
    await service.make(mayor, PASSWORD, PIN)
    await signed(mayor, subject())
    assert await service.audit() == []


async def found_wrong() -> str:
    return "\n".join(map(str, await service.audit()))


async def test_an_audit_finds_what_was_changed(mayor: Actor, made: OwnSignature) -> None:
    mark_id = await signed(mayor, subject())
    row = await PersonalMarkRow.get(id=mark_id)
    await tampered(mark_id, said=row.said.replace("同意".encode(), "反对".encode()))
    assert "用个人电子签名签署的内容被改动" in await found_wrong()
    assert "personal_mark" in await found_wrong()
    await tampered(mark_id, said=row.said, value=row.value[::-1])
    assert "个人电子签名的使用与办理记录不符" in await found_wrong()
    await tampered(mark_id, value=row.value)
    await OwnSignatureRow.all().update(revoked_at=clock.now())
    assert "是否注销与办理记录不符" in await found_wrong()
    await OwnSignatureRow.all().update(revoked_at=None, certificate=row.said.hex())
    assert "证书与办理记录不符" in await found_wrong()
    await OwnSignatureRow.all().delete()
    assert "个人电子签名缺失" in await found_wrong()


# --- neither is the other ------------------------------------------------------------------------------------


async def test_a_personal_signature_presses_no_seal(mayor: Actor, made: OwnSignature, world: World) -> None:
    """The seal does not name it, and so is neither pressed with it nor believed where somebody did it nevertheless."""
    die = await seals.die((await seals.active_seal(world.place("szf"))).id)
    own = Signer((await OwnSignatureRow.get()).read_certificate(), (await service.unlock(mayor, PIN)).key)
    with pytest.raises(ses.SignerNotInSeal):
        ses.sign(die.seal_der, sm3(b"paper"), "/ByteRange", own, clock.now(), None)
    forged = ses.read_signature(resigned(pressed(die.seal_der, die.signer, clock.now()), signer=own))
    trust, about = await seals.own_trust(), forged.property_info
    judged = judge_ses("1", forged, digest=forged.digest, property_info=about, trust=trust, now=clock.now())
    assert Code.SIGNER_NOT_IN_SEAL in {finding.code for finding in judged.findings}
    assert own.certificate.subject != die.signer.certificate.subject


async def test_a_seal_gives_no_personal_signature(mayor: Actor, made: OwnSignature, world: World) -> None:
    """Signed with the seal's own key over all that a mark says, and the seal's certificate put in its place."""
    what = subject()
    mark_id = await signed(mayor, what)
    seal = (await seals.die((await seals.active_seal(world.place("szf"))).id)).signer
    said = message(what, mayor.person_id, f"{seal.certificate.serial_number:x}")
    await tampered(mark_id, said=said, value=seal.key.sign(said))
    await OwnSignatureRow.all().update(certificate=seal.certificate.public_bytes(Encoding.PEM).decode())
    assert not (await the_mark(what.id)).holds


async def test_what_a_person_signs_is_nothing_that_a_seal_signs(mayor: Actor, made: OwnSignature) -> None:
    """The bytes begin like no signed part of a seal or of a CMS, and without their beginning they are not signed."""
    what = subject()
    await signed(mayor, what)
    row = await PersonalMarkRow.get(subject_id=what.id)
    key = public_key_of((await OwnSignatureRow.get()).read_certificate())
    assert key.verify(row.said, row.value)
    assert not key.verify(row.said.removeprefix(MESSAGE), row.value)
    assert row.said[0] not in (0x30, 0x31)


# --- what is never told --------------------------------------------------------------------------------------


async def test_neither_pin_nor_key_is_written_anywhere(mayor: Actor, made: OwnSignature) -> None:
    unlocked: Unlocked = await service.unlock(mayor, PIN)
    with pytest.raises(errors.WrongPin):
        await service.unlock(mayor, OTHER)
    await signed(mayor, subject("一字不漏"))
    told = [repr(unlocked), *(str((e.action, e.facts)) for e in await EntryRow.all())]
    assert not [text for text in told if PIN in text or OTHER in text or "一字不漏" in text]
    row = await OwnSignatureRow.get()
    assert unlocked.key.public == public_key_of(x509.load_pem_x509_certificate(row.certificate.encode()))
    assert set(asdict(await service.own(mayor))).isdisjoint({"key", "salt"})


async def test_every_act_is_in_the_journal(mayor: Actor, made: OwnSignature) -> None:
    with pytest.raises(errors.WrongPin):
        await service.unlock(mayor, OTHER)
    await signed(mayor, subject())
    await service.change_pin(mayor, PIN, OTHER)
    await service.revoke(mayor, "口令遗忘")
    acts = [entry.action for entry in await EntryRow.filter(subject_id=made.id).order_by("seq")]
    assert [act.removeprefix("personal.") for act in acts] == ["make", "wrong_pin", "sign", "change_pin", "revoke"]
