"""Who gets round the separation of duties, and does not: by a delegate, by oneself, by calling a matter small."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from server.directory import service as directory
from server.directory.rules.standing import Role, Scope
from server.journal import service as journal
from server.kit import clock
from signatures.seals import service as seals
from signatures.seals.rules import Kind
from signatures.uses import errors, service
from signatures.uses.models import ItemRow, RequestRow, UseRow
from signatures.uses.rules import acts
from signatures.uses.rules.requests import Approval, ItemState, Matter, RequestState, SealForm, matter_of
from signatures.uses.service import Asked, Request
from tests.signatures.seals import steps
from tests.signatures.uses import desk
from tests.signatures.uses.acting import KEEPER, LEADER, NOON, consent, request
from tests.signatures.uses.test_granting import grant, granted, land
from tests.world import World


def by_delegate(principal: UUID) -> Approval:
    return replace(consent(), principal_id=principal, principal_name="林云起")


async def approved_by_delegate(world: World, principal: str = desk.APPROVER) -> Request:
    today = clock.today()
    head = await world.actor(principal)
    await directory.delegate(head, world.person("dsj.head"), Scope.SIGN_OFF, today, today, "外出")
    made = await desk.asked(world)
    return await service.approve(await world.actor("dsj.head"), made.id, made.binding)


async def keeps_too(world: World, account: str) -> None:
    """Somebody keeps the bureau's seal from now on, beside its keeper."""
    (post, *_) = (await world.actor(account)).posts
    await directory.grant_role(await world.actor("secadmin"), post.id, Role.SEAL_KEEPER, world.place("dsj"))
    seal = await desk.seal_of(world)
    both = [world.person(desk.KEEPER), world.person(account)]
    await seals.hand_over(await desk.keeper(world), seal.id, both, "增加监印人")


def test_whoever_approved_by_another_does_not_keep() -> None:
    """It was pressed by the principal of the one who approved it."""
    asked = request()
    for approval in (by_delegate(KEEPER.id), replace(consent(), person_id=KEEPER.id)):
        with pytest.raises(errors.ApproverKeeps):
            acts.ask(acts.approve(asked, approval, asked.binding), 1, KEEPER, NOON)
    let = acts.approve(asked, by_delegate(LEADER), asked.binding)
    assert acts.ask(let, 1, KEEPER, NOON).items[0].state is ItemState.ASKED


def test_whoever_asked_does_not_keep_unless_it_is_a_document() -> None:
    own = request(requester_id=KEEPER.id)
    with pytest.raises(errors.RequesterKeeps):
        acts.ask(acts.approve(own, consent(), own.binding), 1, KEEPER, NOON)
    document = request(requester_id=KEEPER.id, document_id=uuid4())
    acts.ask(acts.approve(document, consent(), document.binding), 1, KEEPER, NOON)


async def test_the_use_log_and_the_journal_say_for_whom_it_was_approved(world: World) -> None:
    made = await approved_by_delegate(world)
    await service.ask(await desk.keeper(world), made.id, 1)
    await desk.work()
    head = await world.actor(desk.APPROVER)
    (line,) = (await service.log(await desk.keeper(world), made.seal_id, None, 10))[0]
    assert (line.approver_id, line.principal_id, line.principal_name) == (
        world.person("dsj.head"),
        head.person_id,
        head.name,
    )
    found = (await service.use(await world.actor(desk.CLERK), made.id)).approval
    assert found is not None
    assert found.people == {world.person("dsj.head"), head.person_id}
    assert await service.audit() == []
    await RequestRow.filter(id=made.id).update(principal_id=None, principal_name="")
    assert [each.what for each in await service.audit()] == ["用印批准与办理记录不符"]


async def test_a_principal_who_comes_to_keep_the_seal_does_not_press_what_his_delegate_approved(world: World) -> None:
    made = await approved_by_delegate(world)
    await keeps_too(world, desk.APPROVER)
    with pytest.raises(errors.ApproverKeeps):
        await service.ask(await world.actor(desk.APPROVER), made.id, 1)
    await service.ask(await desk.keeper(world), made.id, 1)
    await ItemRow.filter(request_id=made.id).update(asked_by=world.person(desk.APPROVER))
    with pytest.raises(errors.ApproverKeeps):
        await service.press(made.items[0].id, desk.pdf())


async def test_a_document_signed_for_its_keeper_is_not_granted(world: World) -> None:
    asked = await granted(world)
    keeper = await desk.keeper(world)
    for_keeper = replace(asked.approver, principal_id=keeper.person_id, principal_name=keeper.name)
    with pytest.raises(errors.ApproverKeeps):
        await grant(world, replace(asked, approver=for_keeper))
    other = await world.actor("dsj.drafter")
    for_other = replace(asked.approver, principal_id=other.person_id, principal_name=other.name)
    await land(world, await grant(world, replace(asked, approver=for_other)), desk.pdf())
    (line,) = await UseRow.all()
    assert (line.principal_id, line.principal_name) == (other.person_id, other.name)
    assert await service.audit() == []


async def test_a_keeper_asks_only_where_another_can_press(world: World) -> None:
    file = desk.wanted(await desk.handed_in(world, desk.pdf(), account=desk.KEEPER))
    with pytest.raises(errors.RequesterKeeps):
        await desk.asked(world, file, account=desk.KEEPER)
    await keeps_too(world, "dsj.registrar")
    made = await desk.asked(world, file, account=desk.KEEPER)
    await service.approve(await world.actor(desk.APPROVER), made.id, made.binding)
    with pytest.raises(errors.RequesterKeeps):
        await service.ask(await desk.keeper(world), made.id, 1)
    await service.ask(await world.actor("dsj.registrar"), made.id, 1)
    await desk.work()
    assert (await service.use(await desk.keeper(world), made.id)).state is RequestState.USED


def test_special_seals_say_what_they_are_for() -> None:
    assert {matter_of(Kind.CONTRACT, said) for said in Matter} == {Matter.CONTRACT}
    assert {matter_of(Kind.FINANCE, said) for said in Matter} == {Matter.FINANCE}
    assert [matter_of(Kind.OFFICIAL, said) for said in Matter] == list(Matter)


async def test_a_deputy_does_not_let_a_contract_seal_be_pressed_for_a_small_matter(world: World) -> None:
    seal = await steps.activated(world, await steps.applied(world, Kind.CONTRACT))
    file = await desk.handed_in(world, desk.pdf(), account="sfb.drafter")
    now = clock.now()
    asked = Asked(seal.id, Matter.GENERAL, "签订合同", SealForm.SES, now, now + timedelta(days=3), (desk.wanted(file),))
    made = await service.request(await world.actor("sfb.drafter"), asked)
    assert made.matter is Matter.CONTRACT
    with pytest.raises(errors.NotTheApprover):
        await service.approve(await world.actor("vicemayor"), made.id, made.binding)
    await service.approve(await world.actor("mayor"), made.id, made.binding)


async def test_what_the_journal_has_as_sealed_is_not_sealed_again_though_the_tables_forgot(world: World) -> None:
    done = await desk.sealed(world)
    await ItemRow.filter(request_id=done.id).update(state=ItemState.WAITING, asked_by=None, sealed="", code="")
    await RequestRow.filter(id=done.id).update(state=RequestState.APPROVED, open=True)
    await service.ask(await desk.keeper(world), done.id, 1)
    with pytest.raises(errors.AskedAlready):
        await service.press(done.items[0].id, desk.pdf())
    await desk.work()
    assert [act.action for act in await journal.of_subject(done.id)].count("uses.seal") == 1


async def test_the_keeper_who_asked_for_a_document_does_not_withdraw_it_here(world: World) -> None:
    await grant(world, await granted(world))
    use_id = (await RequestRow.get()).id
    with pytest.raises(errors.ActUnfit):
        await service.withdraw(await desk.keeper(world), use_id, "不盖了")
    assert (await RequestRow.get()).state is RequestState.APPROVED
    by_hand = await desk.asked(world)
    await service.withdraw(await world.actor(desk.CLERK), by_hand.id, "不盖了")
