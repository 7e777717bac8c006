"""联合行文: the issuers' heads all sign the same text, and it is signed on the day of the last of them."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from documents.drafting import errors as drafting_errors
from documents.drafting import service as drafting
from documents.drafting.rules.kinds import Kind
from documents.workflow import errors, service
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import Action, State
from server.directory import service as directory
from server.directory.rules.standing import Scope
from server.journal import service as journal
from server.kit import clock
from tests.documents.desk import seen
from tests.documents.issuing.desk import state, waits_for
from tests.documents.joint import (
    SIGNERS,
    before_signers,
    half_signed,
    joint_notice,
    joint_route,
    joint_signed,
    reviewed,
    sign,
    turn_back,
)
from tests.world import World

LEADER, CO_SIGNER = SIGNERS


async def retire(world: World, account: str) -> None:
    """Somebody leaves their post."""
    post = (await world.actor(account)).posts[0]
    await directory.leave_post(await world.actor("sysadmin"), post.id)


async def test_both_heads_sign_and_the_day_is_that_of_the_last(world: World) -> None:
    document_id = await before_signers(world)
    with clock.set_to(datetime(2026, 9, 17, 4, tzinfo=UTC)):
        assert await waits_for(world, CO_SIGNER) == []
        await sign(world, LEADER, document_id)
        file = await service.open_file(None, document_id)
        assert (file.case.state, file.case.formed_on, file.case.signed_hash) == (State.JOINT_SIGN, None, "")
        assert (await waits_for(world, LEADER), await waits_for(world, CO_SIGNER)) == ([], [(document_id, "sign_off")])
    with clock.set_to(datetime(2026, 9, 18, 16, 30, tzinfo=UTC)):
        await sign(world, CO_SIGNER, document_id, Verdict.CIRCLE)
    file = await service.open_file(None, document_id)
    assert (file.case.state, file.case.formed_on) == (State.SIGNED, date(2026, 9, 19))
    assert (file.case.signed_hash, file.signed_no) == (file.draft.hash, file.draft.no)
    assert await waits_for(world, "dsj.reviewer") == [(document_id, "recheck")]


async def test_the_card_names_the_issuers_and_who_has_signed(world: World) -> None:
    document_id = await half_signed(world)
    card = await service.card(await world.actor(CO_SIGNER), document_id)
    assert card.actions == (Action.SIGN_OFF, Action.RETURN)
    assert [(s.organ_name, s.signer_name, s.signed_at is None) for s in card.signatures] == [
        ("甬江市大数据局", "江澍然", False),
        ("甬江市财政局", "施培林", True),
    ]
    assert [person.name for turn in card.turn for person in turn.people] == ["施培林"]
    assert [(said.opinion.node, said.opinion.place_id) for said in card.opinions][-1] == (
        State.SIGN_OFF,
        world.place("dsj"),
    )


async def test_a_signer_who_was_not_asked_yet_reads_nothing_and_the_others_may_not_sign(world: World) -> None:
    document_id = await before_signers(world)
    with pytest.raises(errors.NoSuchDocument):
        await service.card(await world.actor(CO_SIGNER), document_id)
    await sign(world, LEADER, document_id)
    now = await seen(world, document_id)
    for account in (LEADER, "dsj.reviewer", "dsj.drafter"):
        with pytest.raises(errors.NotYourTurn):
            await service.sign_off(await world.actor(account), document_id, now, Verdict.AGREE, "")
    with pytest.raises(errors.NoSuchDocument):
        await service.sign_off(await world.actor("czj.countersign"), document_id, now, Verdict.AGREE, "")


async def test_nobody_changes_the_text_between_two_signatures(world: World) -> None:
    document_id, changed = await half_signed(world), joint_notice(world, body="另一份正文。")
    for account in (LEADER, CO_SIGNER, "dsj.reviewer", "dsj.drafter"):
        with pytest.raises(drafting_errors.PenElsewhere):
            await drafting.revise(await world.actor(account), document_id, 1, changed, "修改")


async def test_a_co_signer_returns_it_with_a_reason_and_unchanged_it_comes_back_to_them_alone(world: World) -> None:
    document_id = await half_signed(world)
    with pytest.raises(errors.ReasonMissing):
        await service.turn_back(await world.actor(CO_SIGNER), document_id, Action.RETURN, " ")
    await turn_back(world, CO_SIGNER, document_id)
    assert await waits_for(world, "dsj.drafter") == [(document_id, "submit")]
    await service.submit(await world.actor("dsj.drafter"), document_id, "依据已附")
    assert await state(document_id) is State.JOINT_SIGN
    assert (await waits_for(world, LEADER), await waits_for(world, CO_SIGNER)) == ([], [(document_id, "sign_off")])
    await sign(world, CO_SIGNER, document_id)
    assert await state(document_id) is State.SIGNED


async def test_a_text_that_changed_is_signed_by_all_again(world: World) -> None:
    document_id = await half_signed(world)
    await turn_back(world, CO_SIGNER, document_id)
    drafter = await world.actor("dsj.drafter")
    await drafting.revise(drafter, document_id, 1, joint_notice(world, body="依据有关规定，现通知如下。"), "补充依据")
    await service.submit(drafter, document_id, "已补充")
    await reviewed(world, document_id)
    assert await waits_for(world, LEADER) == [(document_id, "sign_off")]
    await sign(world, LEADER, document_id)
    assert await waits_for(world, CO_SIGNER) == [(document_id, "sign_off")]
    await sign(world, CO_SIGNER, document_id)
    assert await state(document_id) is State.SIGNED


async def test_a_text_that_was_changed_after_the_signatures_goes_to_all_signers_again(world: World) -> None:
    document_id = await joint_signed(world)
    reviewer = await world.actor("dsj.reviewer")
    await drafting.revise(reviewer, document_id, 1, joint_notice(world, body="复核中的实质性改动。"), "更正事实")
    with pytest.raises(errors.ChangedAfterSignOff):
        await service.recheck(reviewer, document_id, await seen(world, document_id))
    await turn_back(world, "dsj.reviewer", document_id, Action.RESIGN)
    for account in SIGNERS:
        assert await waits_for(world, account) == [(document_id, "sign_off")]
        await sign(world, account, document_id)
    await service.recheck(reviewer, document_id, await seen(world, document_id))
    assert await state(document_id) is State.RECHECKED


async def test_a_co_signer_who_lost_the_post_signs_nothing_and_another_may_be_named(world: World) -> None:
    document_id = await half_signed(world)
    director = await world.actor(CO_SIGNER)
    security = await world.actor("secadmin")
    (post,) = (await directory.card(security, director.person_id)).posts
    for grant in post.grants:
        await directory.revoke_role(security, post.id, grant.id)
    with pytest.raises(errors.SignerNotEligible):
        await sign(world, CO_SIGNER, document_id)
    assert await state(document_id) is State.JOINT_SIGN
    drafter = await world.actor("dsj.drafter")
    await service.turn_back(drafter, document_id, Action.WITHDRAW, "另请签发人")
    with pytest.raises(errors.SignerNotEligible):
        await service.submit(drafter, document_id, "已说明")
    deputy = service.Signer(world.place("czj"), world.person("czj.countersign"))
    await service.submit(drafter, document_id, "已说明", (deputy,))
    assert await waits_for(world, "czj.countersign") == [(document_id, "sign_off")]
    await sign(world, "czj.countersign", document_id)
    assert await state(document_id) is State.SIGNED
    entry = (await journal.of_subject(document_id))[-1]
    assert (entry.actor_id, entry.facts["organ_id"]) == (deputy.signer_id, str(deputy.organ_id))


async def test_a_delegate_signs_for_a_co_signer_as_for_any(world: World) -> None:
    document_id, today = await half_signed(world), clock.today()
    director, deputy = await world.actor(CO_SIGNER), world.person("czj.countersign")
    await directory.delegate(director, deputy, Scope.HANDLE, today, today, "出访")
    with pytest.raises(errors.NotYourTurn):
        await sign(world, "czj.countersign", document_id)
    await directory.delegate(director, deputy, Scope.SIGN_OFF, today, today, "出访")
    await sign(world, "czj.countersign", document_id)
    assert await state(document_id) is State.SIGNED
    card = await service.card(await world.actor("dsj.drafter"), document_id)
    assert all(signature.signed_at for signature in card.signatures)


@pytest.mark.parametrize(
    "named",
    [
        (),
        (("czj", "czj.director"), ("rsj", "rsj.director")),
        (("rsj", "rsj.director"),),
        (("czj", "czj.director"), ("czj", "czj.countersign")),
    ],
)
async def test_every_co_issuer_has_one_signer_and_nobody_else_has(
    world: World, named: tuple[tuple[str, str], ...]
) -> None:
    signers = tuple(service.Signer(world.place(key), world.person(account)) for key, account in named)
    drafter, route = await world.actor("dsj.drafter"), replace(joint_route(world), co_signers=signers)
    with pytest.raises(errors.CoSignersDiffer):
        await service.start(drafter, route, joint_notice(world))
    document_id = await service.start(drafter, joint_route(world), joint_notice(world))
    with pytest.raises(errors.CoSignersDiffer):
        await service.submit(drafter, document_id, "已说明", signers)


@pytest.mark.parametrize("account", ["czj.drafter", "dsj.director", "mayor"])
async def test_who_is_no_signing_leader_of_the_co_issuer_is_not_asked(world: World, account: str) -> None:
    with pytest.raises(errors.SignerNotEligible):
        await service.start(await world.actor("dsj.drafter"), joint_route(world, ("czj", account)), joint_notice(world))


async def test_a_co_issuer_that_comes_or_goes_with_a_change_of_the_text_wants_its_signer(world: World) -> None:
    drafter, both = await world.actor("dsj.drafter"), tuple(world.place(key) for key in ("czj", "rsj"))
    document_id = await service.start(drafter, joint_route(world), joint_notice(world))
    await drafting.revise(drafter, document_id, 1, joint_notice(world, joint=both), "增加联合发文机关")
    with pytest.raises(errors.CoSignersDiffer):
        await service.submit(drafter, document_id, "已说明")
    three = joint_route(world, ("czj", "czj.director"), ("rsj", "rsj.director")).co_signers
    await service.submit(drafter, document_id, "已说明", three)
    reviewer, head = await world.actor("dsj.reviewer"), await world.actor("dsj.head")
    await service.opine(head, document_id, Action.PASS, await seen(world, document_id), Verdict.AGREE, "")
    await drafting.revise(reviewer, document_id, 2, joint_notice(world, joint=both[::-1]), "调整次序")
    await service.opine(reviewer, document_id, Action.PASS, await seen(world, document_id), Verdict.AGREE, "")
    await service.opine(head, document_id, Action.PASS, await seen(world, document_id), Verdict.AGREE, "")
    with pytest.raises(errors.CoSignersDiffer):
        await sign(world, LEADER, document_id)


@pytest.mark.parametrize(("key", "rule"), [("dongpu.czj", "R12"), ("szf", "R12"), ("dsj", "EL-JOINT"), ("dag", "R17")])
async def test_an_organ_that_may_not_issue_it_with_the_leading_one_stops_it(world: World, key: str, rule: str) -> None:
    drafter = await world.actor("dsj.drafter")
    document_id = await service.start(drafter, joint_route(world), joint_notice(world))
    changed = joint_notice(world, joint=(world.place("czj"), world.place(key)))
    await drafting.revise(drafter, document_id, 1, changed, "增加")
    with pytest.raises(drafting_errors.NotReady) as refused:
        await service.submit(drafter, document_id, "已说明")
    assert rule in {finding["rule"] for finding in refused.value.facts["findings"]}


async def test_an_unknown_co_issuer_is_refused_at_once(world: World) -> None:
    text = joint_notice(world, joint=(world.person("mayor"),))
    with pytest.raises(drafting_errors.UnknownIssuer):
        await service.start(await world.actor("dsj.drafter"), joint_route(world), text)


async def test_an_upward_joint_document_is_signed_by_principal_heads_only(world: World) -> None:
    upward = joint_notice(world, kind=Kind.REPORT, main=(world.place("szf"),), main_addressees="市人民政府")
    with pytest.raises(errors.SignerNotEligible):
        await service.start(await world.actor("dsj.drafter"), joint_route(world, ("czj", "czj.countersign")), upward)


async def test_fifty_signatures_of_three_organs_at_once_are_one_each(world: World) -> None:
    drafter, both = await world.actor("dsj.drafter"), tuple(world.place(key) for key in ("czj", "rsj"))
    route = joint_route(world, ("czj", "czj.director"), ("rsj", "rsj.director"))
    document_id = await service.start(drafter, route, joint_notice(world, joint=both))
    await service.submit(drafter, document_id, "已说明")
    await reviewed(world, document_id)
    await sign(world, LEADER, document_id)
    now = await seen(world, document_id)
    actors = [await world.actor(account) for account in ("czj.director", "rsj.director")] * 25
    answers = await asyncio.gather(
        *(service.sign_off(actor, document_id, now, Verdict.AGREE, "") for actor in actors), return_exceptions=True
    )
    assert answers.count(None) == 2
    acts = [e for e in await journal.of_subject(document_id) if e.action == "workflow.sign_off"]
    assert [entry.facts["to"] for entry in acts] == [State.JOINT_SIGN, State.JOINT_SIGN, State.SIGNED]
    assert {entry.facts["organ_id"] for entry in acts} == {str(world.place(key)) for key in ("dsj", "czj", "rsj")}
    assert await state(document_id) is State.SIGNED


async def test_the_drafter_may_withdraw_and_cancel_until_the_last_has_signed(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await half_signed(world)
    await service.turn_back(drafter, document_id, Action.WITHDRAW, "补充数据")
    assert (await state(document_id), await waits_for(world, CO_SIGNER)) == (State.DRAFT, [])
    await service.turn_back(drafter, document_id, Action.CANCEL, "不再需要")
    assert await state(document_id) is State.CANCELLED
    with pytest.raises(errors.WrongState):
        await service.turn_back(drafter, await joint_signed(world), Action.WITHDRAW, "太迟")


async def test_half_a_signature_is_none_for_the_audit(world: World) -> None:
    await half_signed(world)
    await joint_signed(world)
    assert await service.audit() == []


async def test_the_first_signer_who_leaves_meanwhile_has_signed(world: World) -> None:
    document_id = await half_signed(world)
    await retire(world, LEADER)
    await sign(world, CO_SIGNER, document_id)
    assert await state(document_id) is State.SIGNED
