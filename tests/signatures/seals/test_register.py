"""The laws of the register: step by step, each by whoever it is for, wherever the keys are; stopped at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography import x509

from server.directory import service as directory
from server.directory.errors import NoSuchPerson
from server.directory.models import GrantRow
from server.directory.rules.standing import Role
from server.journal import service as journal
from server.kit import clock
from server.kit.errors import Conflict, NotAllowed, OfficeError
from server.kit.ground import Ground, ground
from server.secrecy.errors import Classified
from signatures.gm.keys import Family
from signatures.gm.pki.crl import Status, revocation
from signatures.gm.pki.making import Purpose
from signatures.gm.pki.paths import trace
from signatures.gm.pki.structures import public_key_of
from signatures.gm.ses import read_seal, sign
from signatures.gm.sm3 import sm3
from signatures.judgement.register import Standing
from signatures.seals import errors, service
from signatures.seals.models import AuthorityKeyRow, SealEventRow, SealRow
from signatures.seals.rules import Act, Kind, Seal, State
from signatures.seals.service.secret import FILE
from tests.signatures.seals.service import Service
from tests.signatures.seals.steps import DIRECTOR, HEAD, KEEPER, activated, applied, approved, filed, made, official
from tests.world import World


async def signs(seal: Seal) -> bool:
    """Whether both keys of a seal sign what verifies under its certificates, and a 电子签章 comes of it."""
    die = await service.die(seal.id)
    both = [die.signer, die.plain]
    held = all(public_key_of(each.certificate).verify(b"words", each.key.sign(b"words")) for each in both)
    return held and bool(sign(die.seal_der, sm3(b"words"), "/x", die.signer, clock.now(), die.stamp))


async def test_a_seal_comes_to_be_step_by_step_and_is_pressed_only_after_the_last(world: World, keys: str) -> None:
    seal = await applied(world)
    states = [seal.state]
    for step in (approved, made, filed, activated):
        with pytest.raises(errors.SealNotActive):
            await service.die(seal.id)
        fresh = await applied(world, Kind.BUSINESS, bottom=f"第{len(states)}专用章")
        states.append((await step(world, fresh)).state)
    assert states == [State.APPLIED, State.APPROVED, State.MADE, State.FILED, State.ACTIVE]
    assert await signs(await activated(world, seal))


async def test_what_was_made_is_what_was_approved_and_the_maker_is_not_the_signer(world: World, keys: str) -> None:
    seal = await made(world, await applied(world))
    row = await SealRow.get(id=seal.id)
    found = read_seal(row.seal_der)
    certificate = x509.load_pem_x509_certificate(row.certificate.encode())
    assert (found.es_id, found.name) == (seal.es_id, "甬江市人民政府合同专用章")
    assert found.picture.data == await ground().blobs.read(row.picture)
    assert (found.picture.width_mm, found.picture.height_mm) == (42, 42)
    assert public_key_of(found.maker).verify(found.signed, found.value)
    assert public_key_of(found.maker) != public_key_of(certificate)
    trust = await service.own_trust()
    trace(found.maker, (), trust.roots, clock.now(), Purpose.MAKER)
    for text, family in ((row.certificate, Family.SM2), (row.plain_certificate, Family.ECDSA)):
        own = x509.load_pem_x509_certificate(text.encode())
        assert public_key_of(own).family is family
        path = trace(own, (), trust.roots, clock.now(), Purpose.SEAL)
        assert path[0].not_valid_after_utc < path[-1].not_valid_after_utc


async def test_each_step_is_refused_to_everybody_else(world: World) -> None:
    waiting = await applied(world)
    agreed = await approved(world, await applied(world, Kind.FINANCE))
    there = await made(world, await applied(world, Kind.BUSINESS, bottom="登记专用章"))
    ready = await filed(world, await applied(world, Kind.BUSINESS, bottom="审批专用章"))
    who = ("mayor", "sfb.director", "sfb.sealkeeper", "sysadmin", "secadmin", "auditadmin", "dsj.countersign")
    steps: list[tuple[str, Callable[..., Awaitable[object]], tuple[object, ...]]] = [
        ("mayor", service.refuse, (waiting.id, "不需要")),
        ("sysadmin", service.make, (agreed.id,)),
        ("secadmin", service.file, (there.id, "1", clock.today())),
        ("sfb.sealkeeper", service.activate, (ready.id,)),
    ]
    for may, step, given in steps:
        for account in who:
            if account != may:
                with pytest.raises(NotAllowed):
                    await step(await world.actor(account), *given)
        await step(await world.actor(may), *given)


async def test_only_its_own_office_director_asks_for_an_organs_seal(world: World) -> None:
    for account in ("dsj.reviewer", KEEPER, HEAD, "sysadmin"):
        with pytest.raises(NotAllowed):
            await service.apply(await world.actor(account), world.place("szf"), Kind.CONTRACT)
    with pytest.raises(NotAllowed):
        await service.apply(await world.actor(DIRECTOR), uuid4(), Kind.CONTRACT)


async def test_the_seal_of_a_bureau_is_approved_from_above_its_special_ones_by_its_own_head(world: World) -> None:
    director, mayor, head = [await world.actor(who) for who in ("czj.countersign", "mayor", "czj.director")]
    old = await official(world, "czj")
    official_seal = await service.apply(director, world.place("czj"), Kind.OFFICIAL, replaces=old.id)
    special = await service.apply(director, world.place("czj"), Kind.FINANCE)
    for wrong, seal in ((head, official_seal), (mayor, special)):
        with pytest.raises(NotAllowed):
            await service.approve(wrong, seal.id)
    assert (await service.approve(mayor, official_seal.id)).state is State.APPROVED
    assert (await service.approve(head, special.id)).state is State.APPROVED


async def test_whoever_had_a_hand_in_a_seal_neither_approves_nor_keeps_it(world: World) -> None:
    """Roles are not enough: the same person with all of them is still one person."""
    security = await world.actor("secadmin")
    for account, role in ((DIRECTOR, Role.SIGNER), (HEAD, Role.SEAL_KEEPER)):
        person = await world.actor(account)
        await directory.grant_role(security, person.posts[0].id, role, world.place("szf"))
    seal = await applied(world)
    with pytest.raises(errors.SamePerson):
        await service.approve(await world.actor(DIRECTOR), seal.id)
    await filed(world, seal)
    with pytest.raises(errors.SamePerson):
        await service.activate(await world.actor(HEAD), seal.id)


async def test_of_many_who_make_the_same_seal_one_wins_and_the_others_leave_nothing(
    world: World, machine: Service
) -> None:
    seal, admin = await approved(world, await applied(world)), await world.actor("sysadmin")
    ends = await asyncio.gather(*(service.make(admin, seal.id) for _ in range(3)), return_exceptions=True)
    (won,) = [end for end in ends if isinstance(end, Seal)]
    assert {type(end) for end in ends if end is not won} <= {Conflict, errors.ActUnfit}
    assert len(machine.keys) == 2
    assert [event.act for event in await service.events(admin, seal.id)].count(Act.MAKE) == 1


async def test_an_organ_has_one_active_seal_of_a_kind_and_one_business_seal_of_a_name(world: World) -> None:
    await activated(world, await applied(world))
    with pytest.raises(errors.ActiveSealExists):
        await activated(world, await applied(world))
    for bottom in ("登记专用章", "审批专用章"):
        await activated(world, await applied(world, Kind.BUSINESS, bottom=bottom))
    with pytest.raises(errors.ActiveSealExists):
        await activated(world, await applied(world, Kind.BUSINESS, bottom="登记专用章"))
    second = await filed(world, await applied(world, Kind.OFFICIAL))
    with pytest.raises(errors.ActiveSealExists):
        await service.activate(await world.actor(KEEPER), second.id)
    assert (await service.seal_for(await world.actor(KEEPER), second.id)).keepers == ()


async def test_a_replacement_takes_the_place_of_the_old_seal_in_one_moment(world: World, keys: str) -> None:
    old = await official(world)
    before = await service.die(old.id)
    new = await activated(world, await applied(world, Kind.OFFICIAL, replaces=old.id))
    assert await official(world) == new
    assert new.replaces == old.id
    ended = await service.seal_for(await world.actor(KEEPER), old.id)
    assert ended.state is State.REMADE
    assert new.certificate_serial != old.certificate_serial
    with pytest.raises(errors.SealNotActive):
        await service.die(old.id)
    trust = await service.own_trust()
    for certificate, root in (
        (before.signer.certificate, before.chain),
        (before.plain.certificate, before.plain_chain),
    ):
        found = revocation(certificate, root[0], trust.crls, clock.now())
        assert (found.status, found.reason) == (Status.REVOKED, x509.ReasonFlags.superseded)
    assert await signs(new)


async def test_only_the_same_kind_of_seal_of_the_same_organ_is_replaced_and_only_once(world: World) -> None:
    old, other = await official(world), await official(world, "dsj")
    for replaced, kind in ((old, Kind.CONTRACT), (other, Kind.OFFICIAL)):
        with pytest.raises(errors.NotReplaceable):
            await applied(world, kind, replaces=replaced.id)
    with pytest.raises(errors.NoSuchSeal):
        await applied(world, Kind.OFFICIAL, replaces=uuid4())
    first = await filed(world, await applied(world, Kind.OFFICIAL, replaces=old.id))
    second = await filed(world, await applied(world, Kind.OFFICIAL, replaces=old.id))
    keeper = await world.actor(KEEPER)
    await service.activate(keeper, first.id)
    with pytest.raises(errors.NotReplaceable):
        await service.activate(keeper, second.id)
    with pytest.raises(errors.NotReplaceable):
        await applied(world, Kind.OFFICIAL, replaces=old.id)


async def test_a_stopped_seal_is_not_pressed_until_it_is_resumed(world: World, keys: str) -> None:
    seal = await activated(world, await applied(world))
    keeper, admin = await world.actor(KEEPER), await world.actor("sysadmin")
    assert (await service.suspend(keeper, seal.id, "印章疑被冒用")).state is State.SUSPENDED
    for refused in (service.die(seal.id), service.must_be_active(seal.id)):
        with pytest.raises(errors.SealNotActive):
            await refused
    assert await service.resume(admin, seal.id, "核查无误") == seal
    await service.must_be_active(seal.id)
    assert await signs(seal)


async def test_a_lost_seal_never_comes_back_and_its_certificate_is_bad_since_the_loss(world: World) -> None:
    seal, keeper, admin = await official(world), await world.actor(KEEPER), await world.actor("sysadmin")
    die, lost = await service.die(seal.id), clock.now()
    await service.report_lost(keeper, seal.id, "密钥介质遗失")
    for act in (service.resume, service.suspend):
        with pytest.raises(errors.ActUnfit):
            await act(admin, seal.id, "找到了")
    with clock.set_to(clock.now() + timedelta(days=3)):
        await service.revoke(admin, seal.id, "不再补制")
        crls = (await service.own_trust()).crls
    found = revocation(die.signer.certificate, die.chain[0], crls, clock.now())
    assert found.reason is x509.ReasonFlags.key_compromise
    assert found.revoked_at is not None
    assert abs(found.revoked_at - lost) < timedelta(minutes=1)
    with pytest.raises(errors.NoActiveSeal):
        await official(world)


async def test_a_destroyed_seal_has_no_keys_any_more_anywhere(world: World, machine: Service) -> None:
    seal, admin = await activated(world, await applied(world)), await world.actor("sysadmin")
    assert len(machine.keys) == 2
    with pytest.raises(errors.ActUnfit):
        await service.destroy(admin, seal.id, "到期")
    await service.revoke(admin, seal.id, "机构改革")
    assert (await service.destroy(admin, seal.id, "机构改革")).state is State.DESTROYED
    row = await SealRow.get(id=seal.id)
    assert (row.key, row.plain_key, machine.keys) == (b"", b"", {})
    assert row.certificate, "what it sealed stays verifiable"
    local = await official(world)
    await service.revoke(admin, local.id, "机构改革")
    await service.destroy(admin, local.id, "机构改革")
    assert (await SealRow.get(id=local.id)).key == b""


async def test_a_machine_that_does_not_destroy_is_asked_again(world: World, machine: Service) -> None:
    seal, admin = await made(world, await applied(world)), await world.actor("sysadmin")
    await service.revoke(admin, seal.id, "不再需要")
    machine.lie = 500
    with pytest.raises(errors.KeyServiceFailed):
        await service.destroy(admin, seal.id, "不再需要")
    assert (await service.seal_for(admin, seal.id)).state is State.REVOKED
    machine.lie = None
    await service.destroy(admin, seal.id, "不再需要")
    assert machine.keys == {}


async def retire(world: World, account: str) -> None:
    """Somebody is no keeper any more."""
    security, (post, *_) = await world.actor("secadmin"), (await world.actor(account)).posts
    for grant in await GrantRow.filter(post_id=post.id, role=Role.SEAL_KEEPER):
        await directory.revoke_role(security, post.id, grant.id)


async def test_whose_keepers_are_all_gone_is_handed_over_by_the_office_director(world: World) -> None:
    seal, director = await official(world), await world.actor(DIRECTOR)
    with pytest.raises(NotAllowed):
        await service.hand_over(director, seal.id, [world.person(KEEPER)], "监印人还在")
    newcomer, security = await world.actor("sfb.proofreader"), await world.actor("secadmin")
    await directory.grant_role(security, newcomer.posts[0].id, Role.SEAL_KEEPER, world.place("szf"))
    await retire(world, KEEPER)
    after = await service.hand_over(director, seal.id, [newcomer.person_id], "监印人调离")
    assert after.keepers == (newcomer.person_id,)


async def test_nobody_gets_into_his_hands_what_he_let_come_to_be(world: World) -> None:
    seal = await activated(world, await applied(world))
    security, someone = await world.actor("secadmin"), await world.actor(HEAD)
    await directory.grant_role(security, someone.posts[0].id, Role.SEAL_KEEPER, world.place("szf"))
    keeper = await world.actor(KEEPER)
    for receivers in ([someone.person_id], [keeper.person_id, someone.person_id]):
        with pytest.raises(errors.SamePerson):
            await service.hand_over(keeper, seal.id, receivers, "轮岗")
    assert (await service.seal_for(keeper, seal.id)).keepers == (keeper.person_id,)


async def test_a_name_with_a_mark_of_secrecy_is_not_taken_in(world: World) -> None:
    for kind, name, bottom in ((Kind.BRANCH, "机密★1年", ""), (Kind.BUSINESS, "", "机密★1年专用章")):
        with pytest.raises(Classified):
            await applied(world, kind, name, bottom)
    assert not await SealRow.exists(state=State.APPLIED)


async def test_no_part_of_an_organ_bears_the_name_of_an_organ(world: World) -> None:
    for kind in (Kind.BRANCH, Kind.INTERNAL):
        for name in ("甬江市人民政府", "甬江市财政局", "甬江市 人民政府", "甬江市人民政府\u200b"):
            with pytest.raises(errors.NameUnfit):
                await applied(world, kind, name)
    assert (await applied(world, Kind.BRANCH, "甬江市人民政府\u3000驻京办事处")).name == "甬江市人民政府驻京办事处"


async def test_a_seal_is_kept_by_named_people_only_and_handed_over_by_name(world: World) -> None:
    seal, keeper, security = await official(world), await world.actor(KEEPER), await world.actor("secadmin")
    newcomer = await world.actor("sfb.proofreader")
    await directory.grant_role(security, newcomer.posts[0].id, Role.SEAL_KEEPER, world.place("szf"))
    newcomer = await world.actor("sfb.proofreader")
    with pytest.raises(errors.NotTheKeeper):
        await service.must_keep(newcomer, seal.id)
    with pytest.raises(NotAllowed):
        await service.hand_over(newcomer, seal.id, [newcomer.person_id], "我来保管")
    with pytest.raises(errors.NotAKeeper):
        await service.hand_over(keeper, seal.id, [world.person("sfb.drafter")], "轮岗")
    with pytest.raises(NoSuchPerson):
        await service.hand_over(keeper, seal.id, [uuid4()], "轮岗")
    with pytest.raises(errors.KeepersMissing):
        await service.hand_over(keeper, seal.id, [], "轮岗")
    both = (newcomer.person_id, keeper.person_id)
    assert (await service.hand_over(keeper, seal.id, both, "两人共同保管")).keepers == both
    with pytest.raises(NotAllowed):
        await service.hand_over(await world.actor(DIRECTOR), seal.id, [newcomer.person_id], "监印人还在")
    await retire(world, KEEPER)
    with pytest.raises(NotAllowed):
        await service.hand_over(await world.actor(DIRECTOR), seal.id, [newcomer.person_id], "还有一名监印人")
    await service.hand_over(newcomer, seal.id, [newcomer.person_id], "原监印人调离")
    assert (await service.must_keep(newcomer, seal.id)).title == "校对员"
    with pytest.raises(errors.NotTheKeeper):
        await service.must_keep(keeper, seal.id)


async def test_a_keeper_who_loses_the_role_keeps_nothing(world: World) -> None:
    seal, keeper = await official(world), await world.actor(KEEPER)
    await directory.leave_post(await world.actor("sysadmin"), keeper.posts[0].id)
    with pytest.raises(errors.NotTheKeeper):
        await service.must_keep(await world.actor(KEEPER), seal.id)


async def test_anybody_may_ask_what_a_seal_was_at_any_moment(world: World) -> None:
    seal, admin = await official(world), await world.actor("sysadmin")
    moments = [clock.now()]
    acts = (service.suspend, service.resume, service.report_lost, service.revoke, service.destroy)
    for days, act in enumerate(acts, 1):
        with clock.set_to(moments[0] + timedelta(days=days)):
            await act(admin, seal.id, "事由")
            moments.append(clock.now() + timedelta(hours=1))
    then = [(await service.status_at(seal.es_id, at)).then for at in moments]
    expected = ["active", "suspended", "active", "lost", "revoked", "destroyed"]
    assert then == expected
    assert (await service.status_at(seal.es_id, moments[0] - timedelta(days=400))).then == "none"
    with clock.set_to(moments[-1]):
        assert (await service.status_at(seal.es_id, moments[0])).now == "destroyed"
    spans = await service.history(seal.es_id)
    assert spans is not None
    assert [span.standing for span in spans] == [Standing.NONE, *(Standing(word) for word in expected)]
    assert await service.history("0" * 32) is None
    assert await service.history("") is None
    with pytest.raises(errors.NoSuchSeal):
        await service.status_at("0" * 32)


async def test_every_act_stands_in_the_log_and_in_the_journal_with_who_and_why(world: World) -> None:
    seal, admin = await activated(world, await applied(world)), await world.actor("sysadmin")
    await service.suspend(await world.actor(DIRECTOR), seal.id, "盘点")
    await service.revoke(admin, seal.id, "机构改革")
    log = await service.events(admin, seal.id)
    acts = ["apply", "approve", "make", "file", "activate", "suspend", "revoke"]
    assert [event.act for event in log] == acts
    assert [event.actor_name for event in log[:2]] == ["陆文渊", "沈怀远"]
    assert log[4].facts["keepers"] == [str(world.person(KEEPER))]
    assert (log[-1].reason, log[-1].post_title) == ("机构改革", "系统管理员")
    entries = await journal.of_subject(seal.id)
    assert [entry.action for entry in entries] == [f"seals.{act}" for act in acts]
    assert [entry.facts["event"] for entry in entries] == [event.hash for event in log]
    assert await journal.verify() is None
    assert await service.audit() == []


async def test_acts_at_the_same_moment_wait_for_each_other_in_one_chain(world: World) -> None:
    admin = await world.actor("sysadmin")
    seals = [await official(world, key) for key in ("szf", "sfb", "dsj", "czj", "fgw")]
    await asyncio.gather(*(service.suspend(admin, seal.id, "统一检查") for seal in seals))
    assert await service.audit() == []
    assert await SealEventRow.all().count() == len(seals) + 13 * 5


async def test_an_office_has_one_authority_however_many_found_it(office: Ground) -> None:
    await asyncio.gather(*(service.found_authority("甬江市人民政府") for _ in range(4)))
    await service.found_authority("甬江市档案馆")
    rows = await AuthorityKeyRow.all()
    assert len(rows) == 5
    trust = await service.own_trust()
    assert {public_key_of(root).family for root in trust.roots} == {Family.SM2, Family.ECDSA}
    assert len(trust.crls) == 2
    for row in rows:
        certificate = x509.load_pem_x509_certificate(row.certificate.encode())
        assert "甬江市人民政府" in certificate.subject.rfc4514_string()


async def test_an_office_without_an_authority_trusts_nothing_of_its_own(office: Ground) -> None:
    trust = await service.own_trust()
    assert (trust.roots, trust.crls) == ((), ())


async def test_a_picture_that_is_not_the_registered_one_is_neither_made_nor_pressed(world: World) -> None:
    seal, waiting = await official(world), await approved(world, await applied(world))
    for each in (seal, waiting):
        path = ground().blobs.path((await SealRow.get(id=each.id)).picture)
        path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(errors.PictureChanged):
        await service.die(seal.id)
    with pytest.raises(errors.PictureChanged):
        await service.make(await world.actor("sysadmin"), waiting.id)


async def test_a_seal_is_not_pressed_outside_the_time_of_its_certificate(world: World) -> None:
    seal = await official(world)
    assert seal.valid_until is not None
    for year in (2020, seal.valid_until.year + 1):
        with clock.set_to(seal.valid_until.replace(year=year)), pytest.raises(errors.CertificateOver):
            await service.die(seal.id)


async def test_without_the_key_file_no_seal_is_pressed_and_none_is_made(world: World) -> None:
    seal, waiting = await official(world), await approved(world, await applied(world))
    (ground().settings.data / FILE).unlink()
    with pytest.raises(errors.KeyLocked):
        await service.die(seal.id)
    with pytest.raises(errors.KeyLocked):
        await service.make(await world.actor("sysadmin"), waiting.id)


@pytest.mark.parametrize("name", ["政", "甬" * 26, "甬江市𱁬局"])
async def test_a_name_that_cannot_be_cut_is_refused_with_the_reason(world: World, name: str) -> None:
    with pytest.raises(errors.NameUnfit) as refused:
        await applied(world, Kind.BRANCH, name)
    assert refused.value.facts["reason"] in str(refused.value)


async def test_an_organ_with_a_very_long_name_has_a_seal_too(world: World) -> None:
    """X.509 allows a common name of 64 bytes, 21 characters; the seal's name and the organisation are longer."""
    name = "甬江市东浦区城乡建设和自然资源综合服务管理委员会"
    seal = await activated(world, await applied(world, Kind.BRANCH, name))
    assert seal.name == name
    assert await signs(seal)


async def test_a_personal_seal_is_square_and_of_the_person(world: World) -> None:
    seal = await activated(world, await applied(world, Kind.PERSONAL, "沈怀远"))
    row = await SealRow.get(id=seal.id)
    assert seal.diameter_mm == 20
    assert "沈怀远" in x509.load_pem_x509_certificate(row.certificate.encode()).subject.rfc4514_string()
    assert read_seal(row.seal_der).kind == 2


async def test_whatever_is_not_there_is_not_found(world: World) -> None:
    admin = await world.actor("sysadmin")
    for refused in (
        service.suspend(admin, uuid4(), "理由"),
        service.make(admin, uuid4()),
        service.events(admin, uuid4()),
        service.die(uuid4()),
    ):
        with pytest.raises(errors.NoSuchSeal):
            await refused
    with pytest.raises(errors.SealNotActive):
        await service.must_be_active(uuid4())


async def test_no_refusal_carries_anything_of_a_key(world: World) -> None:
    row = await SealRow.filter(active=True).first()
    assert row is not None
    (ground().settings.data / FILE).write_bytes(bytes(32))
    with pytest.raises(OfficeError) as refused:
        await service.die(row.id)
    said = repr((refused.value, refused.value.facts, refused.value.__cause__))
    assert row.key.hex()[:16] not in said
    assert repr(row.key)[2:20] not in said


async def test_an_organ_that_is_not_there_has_no_seal(world: World) -> None:
    with pytest.raises(errors.NoActiveSeal):
        await service.active_seal(uuid4())
