"""The laws of the seal register: one active seal, stopped at once, every press on record, the key never out."""

import asyncio
from uuid import uuid4

import pytest
from cryptography import x509

from documents.typesetting.formats.layout import layout
from documents.typesetting.output.pdf.writer import pdf
from server.directory.errors import NoSuchOrgan
from server.directory.rules.standing import Role, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import NotAllowed, OfficeError
from server.kit.ground import Ground, ground
from signatures.pdf.verdict import State as Verified
from signatures.seals import errors, service
from signatures.seals.models import AuthorityRow, SealRow, UseRow
from signatures.seals.rules import Seal, State
from signatures.seals.service.secret import FILE
from signatures.signing import service as signing
from tests.documents.typesetting.examples import FACES, notice
from tests.signatures.workshop import paper
from tests.world import World

KEEPER = "sfb.sealkeeper"


async def official(world: World, key: str = "szf") -> Seal:
    return await service.active_seal(world.place(key))


async def press(seal: Seal) -> bytes:
    return await service.stamp(seal.id, paper(), page=2, left_mm=110, top_mm=200, reason="用印", at=clock.now())


async def record(world: World, seal: Seal, account: str = KEEPER) -> None:
    keeper = await world.actor(account)
    standing = keeper.stand(holder_of_role(Role.SEAL_KEEPER, seal.organ_id)) or keeper.own_standing()
    await service.record_use(keeper, seal.id, uuid4(), "a" * 64, "b" * 64, standing)


async def test_a_seal_of_the_city_seals_a_paper_that_verifies_with_its_box_where_it_was_asked(world: World) -> None:
    for key in ("szf", "sfb", "dsj", "nantang"):
        seal = await official(world, key)
        verdict = await signing.verify(await press(seal))
        (found,) = verdict.seals
        assert verdict.state is Verified.VALID
        assert (found.organ, found.certificate_serial) == (seal.name, seal.certificate_serial)
        assert found.box is not None
        assert (found.box.page, found.box.left_mm, found.box.top_mm) == (2, 110, 200)
        assert found.box.width_mm == found.box.height_mm == seal.diameter_mm


async def test_a_typeset_document_bears_the_seal_in_the_place_that_was_left_for_it(world: World) -> None:
    seal = await official(world)
    laid = layout(notice(seal_diameter=seal.diameter_mm), FACES)
    (place,) = laid.seals
    sealed = await service.stamp(
        seal.id, pdf(laid), page=place.page, left_mm=place.x, top_mm=place.y, reason="用印", at=clock.now()
    )
    verdict = await signing.verify(sealed)
    box = verdict.seals[0].box
    assert verdict.state is Verified.VALID
    assert box is not None
    assert box.page == place.page
    assert [box.left_mm, box.top_mm] == pytest.approx([place.x, place.y], abs=0.01)


async def test_of_many_who_make_the_same_seal_one_wins(world: World) -> None:
    admin, organ = await world.actor("sysadmin"), world.place("kfq")
    makers = (service.make_seal(admin, organ) for _ in range(3))
    ends = await asyncio.gather(*makers, return_exceptions=True)
    (made,) = [end for end in ends if isinstance(end, Seal)]
    assert {type(end) for end in ends if end is not made} == {errors.ActiveSealExists}
    assert await service.active_seal(organ) == made
    assert await SealRow.filter(organ_id=organ).count() == 1


async def test_an_office_has_one_authority_however_many_found_it(office: Ground) -> None:
    await asyncio.gather(*(service.found_authority("甬江市人民政府") for _ in range(4)))
    await service.found_authority("甬江市档案馆")
    (row,) = await AuthorityRow.all()
    assert row.name.startswith("甬江市人民政府")
    assert len(await service.own_roots()) == 1


async def test_a_stopped_seal_neither_presses_nor_enters_the_log_until_it_is_resumed(world: World) -> None:
    seal, keeper, admin = await official(world), await world.actor(KEEPER), await world.actor("sysadmin")
    assert (await service.suspend(keeper, seal.id, "印章疑被冒用")).state is State.SUSPENDED
    with pytest.raises(errors.NoActiveSeal):
        await official(world)
    with pytest.raises(errors.SealNotActive):
        await press(seal)
    with pytest.raises(errors.SealNotActive):
        await record(world, seal)
    assert not await UseRow.exists(seal_id=seal.id)
    assert await service.resume(admin, seal.id, "核查无误") == seal
    await press(seal)
    await record(world, seal)


async def test_a_revoked_seal_makes_room_for_a_new_one_and_what_it_sealed_stays_valid(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    before = await press(seal)
    await service.revoke(admin, seal.id, "换发")
    new = await service.make_seal(admin, seal.organ_id)
    assert new.certificate_serial != seal.certificate_serial
    assert (await signing.verify(before)).state is Verified.VALID
    for decide in (service.resume, service.suspend, service.revoke):
        with pytest.raises(errors.ActUnfit):
            await decide(admin, seal.id, "再试")


async def test_a_suspended_seal_does_not_come_back_beside_a_new_one(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    await service.suspend(admin, seal.id, "遗失")
    new = await service.make_seal(admin, seal.organ_id)
    with pytest.raises(errors.ActiveSealExists):
        await service.resume(admin, seal.id, "找回")
    assert await official(world) == new


async def test_every_act_on_a_seal_stands_in_its_journal(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    await record(world, seal)
    await service.suspend(admin, seal.id, "盘点")
    await service.resume(admin, seal.id, "盘点完毕")
    await service.revoke(admin, seal.id, "机构改革")
    entries = await journal.of_subject(seal.id)
    assert [e.action for e in entries] == ["seals.make", "seals.use", "seals.suspend", "seals.resume", "seals.revoke"]
    assert entries[1].facts["after"] == "b" * 64
    assert entries[-1].facts["reason"] == "机构改革"
    assert await journal.verify() is None


async def test_the_use_log_says_who_pressed_what_newest_first(world: World) -> None:
    seal = await official(world)
    for _ in range(3):
        await record(world, seal)
    audit = await world.actor("auditadmin")
    first, following = await service.uses(audit, seal.id, None, 2)
    rest, end = await service.uses(await world.actor("secretarygeneral"), seal.id, following, 2)
    assert end is None
    assert [use.at for use in (*first, *rest)] == sorted((use.at for use in (*first, *rest)), reverse=True)
    assert {(use.keeper_id, use.post_title) for use in (*first, *rest)} == {(world.person(KEEPER), "监印人")}


async def test_only_the_keeper_of_that_seal_enters_a_use(world: World) -> None:
    for account in ("mayor", "sysadmin", "secretarygeneral", "dsj.countersign"):
        with pytest.raises(errors.NotTheKeeper):
            await record(world, await official(world), account)
    assert not await UseRow.all().exists()


async def test_a_use_is_kept_only_with_what_it_belongs_to(world: World) -> None:
    seal = await official(world)

    async def fails_afterwards() -> None:
        async with atomic():
            await record(world, seal)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_afterwards()
    assert not await UseRow.all().exists()
    assert [e.action for e in await journal.of_subject(seal.id)] == ["seals.make"]


async def test_a_picture_that_is_not_the_registered_one_is_not_pressed(world: World) -> None:
    seal = await official(world)
    row = await SealRow.get(id=seal.id)
    path = ground().blobs.path(row.picture)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(errors.PictureChanged):
        await press(seal)


async def test_a_seal_is_not_pressed_outside_the_time_of_its_certificate(world: World) -> None:
    seal = await official(world)
    for year in (2020, seal.valid_until.year + 1):
        at = seal.valid_until.replace(year=year)
        with pytest.raises(errors.CertificateOver):
            await service.stamp(seal.id, paper(), page=1, left_mm=50, top_mm=50, reason="用印", at=at)


async def test_without_the_offices_secret_no_seal_is_pressed_and_none_is_made(world: World) -> None:
    seal = await official(world)
    (ground().settings.data / FILE).unlink()
    with pytest.raises(errors.KeyLocked):
        await press(seal)
    with pytest.raises(errors.KeyLocked):
        await service.make_seal(await world.actor("sysadmin"), world.place("dag"))


async def test_only_the_administrator_has_a_seal_made_and_only_for_an_organ_there_is(world: World) -> None:
    for account in ("secadmin", "auditadmin", KEEPER, "mayor"):
        with pytest.raises(NotAllowed):
            await service.make_seal(await world.actor(account), world.place("kfq"))
    with pytest.raises(NoSuchOrgan):
        await service.make_seal(await world.actor("sysadmin"), uuid4())


@pytest.mark.parametrize("name", ["政", "甬" * 26, "甬江市𱁬局"])
async def test_a_name_that_cannot_be_cut_is_refused_with_the_reason(world: World, name: str) -> None:
    with pytest.raises(errors.NameUnfit) as refused:
        await service.make_seal(await world.actor("sysadmin"), world.place("kfq"), name)
    assert refused.value.facts["reason"] in str(refused.value)


async def test_whatever_is_not_there_is_not_found(world: World) -> None:
    admin = await world.actor("sysadmin")
    for refused in (
        service.suspend(admin, uuid4(), "理由"),
        service.uses(admin, uuid4(), None, 10),
        service.stamp(uuid4(), b"", page=1, left_mm=0, top_mm=0, reason="", at=clock.now()),
    ):
        with pytest.raises(errors.NoSuchSeal):
            await refused


async def test_the_certificate_speaks_for_the_organ_and_is_of_the_offices_own_authority(world: World) -> None:
    (root,) = await service.own_roots()
    for row in await SealRow.all():
        certificate = x509.load_pem_x509_certificate(row.certificate.encode())
        assert certificate.issuer == root.subject
        assert row.organ_name in certificate.subject.rfc4514_string()
        assert certificate.not_valid_after_utc < root.not_valid_after_utc


async def test_no_refusal_carries_anything_of_a_key(world: World) -> None:
    row = await SealRow.all().first()
    assert row is not None
    (ground().settings.data / FILE).write_bytes(bytes(32))
    with pytest.raises(OfficeError) as refused:
        await press(row.seal())
    said = repr((refused.value, refused.value.facts, refused.value.__cause__))
    assert row.key.hex()[:16] not in said
    assert repr(row.key)[2:20] not in said
