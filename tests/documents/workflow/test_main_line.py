"""From the first draft to the recheck, through the services, with the people of 甬江市."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from documents.drafting import errors as drafting_errors
from documents.drafting import service as drafting
from documents.workflow import errors, service
from documents.workflow.rules.opinions import Verdict
from documents.workflow.rules.outbound import Action, State
from messaging.notices import service as notices
from messaging.notices.rules import Kind as NoticeKind
from server.directory import service as directory
from server.directory.rules.standing import Scope
from server.journal import rules as chain
from server.journal import service as journal
from server.kit import clock
from server.secrecy.errors import Classified
from tests.documents.desk import before_signer, notice, opine, rechecked, seen, signed, started, submitted
from tests.world import World


async def state(document_id: UUID) -> State:
    return (await service.open_file(None, document_id)).case.state


async def waits_for(world: World, account: str) -> list[tuple[UUID, str]]:
    found, _ = await notices.todos(await world.actor(account), NoticeKind.TODO, False, None, 100)
    return [(notice.subject_id, notice.action) for notice in found]


async def test_a_document_goes_from_desk_to_desk_and_the_turn_with_it(world: World) -> None:
    document_id = await submitted(world)
    assert await waits_for(world, "dsj.head") == [(document_id, "pass")]
    await opine(world, "dsj.head", document_id)
    assert await waits_for(world, "dsj.head") == []
    for key in ("fgw", "sfj", "czj"):
        assert await waits_for(world, f"{key}.countersign") == [(document_id, "opine")]
        await opine(world, f"{key}.countersign", document_id)
        assert await waits_for(world, f"{key}.countersign") == []
    await opine(world, "sfb.reviewer", document_id)
    assert await waits_for(world, "mayor") == [(document_id, "sign_off")]
    await service.sign_off(
        await world.actor("mayor"), document_id, await seen(world, document_id), Verdict.AGREE, "同意"
    )
    assert await waits_for(world, "mayor") == []
    file = await service.open_file(None, document_id)
    assert (file.case.state, file.case.formed_on) == (State.SIGNED, clock.today())
    assert file.case.signed_hash == file.draft.hash


async def test_the_card_names_whose_turn_it_is(world: World) -> None:
    document_id = await submitted(world)
    await opine(world, "dsj.head", document_id)
    card = await service.card(await world.actor("dsj.drafter"), document_id)
    waiting = {(person.name, person.title) for turn in card.turn for person in turn.people}
    assert waiting == {("吴致远", "副主任"), ("尤允恭", "副局长"), ("张亮儒", "副局长")}
    mine = await service.card(await world.actor("sfj.countersign"), document_id)
    assert (card.actions, mine.actions) == ((Action.WITHDRAW, Action.CANCEL), (Action.OPINE, Action.RETURN))
    at_signer = await before_signer(world)
    assert [p.name for t in (await service.card(await world.actor("mayor"), at_signer)).turn for p in t.people] == [
        "沈怀远"
    ]


async def test_every_act_is_in_the_chain_of_the_document(world: World) -> None:
    document_id = await rechecked(world)
    acts = [entry.action for entry in await journal.of_subject(document_id)]
    assert acts == [
        "drafting.create",
        "workflow.submit",
        "workflow.pass",
        *["workflow.opine"] * 3,
        "workflow.pass",
        "workflow.sign_off",
        "workflow.recheck",
    ]
    assert chain.first_break(await journal.of_subject(document_id)) is None


async def test_the_journal_replayed_gives_the_state_of_now(world: World) -> None:
    """From and to of the acts are one unbroken line that ends where the case stands."""
    document_id = await submitted(world)
    await service.turn_back(await world.actor("dsj.head"), document_id, Action.RETURN, "补充依据")
    await service.submit(await world.actor("dsj.drafter"), document_id, "已补充")
    await opine(world, "dsj.head", document_id)
    replayed = "draft"
    for entry in await journal.of_subject(document_id):
        if "to" in entry.facts:
            assert entry.facts["from"] == replayed
            replayed = entry.facts["to"]
    assert replayed == await state(document_id) == State.COUNTERSIGN


async def test_the_date_of_the_document_is_the_shanghai_day_of_the_signature(world: World) -> None:
    """Signed at 00:30 in Shanghai, which is still yesterday in UTC."""
    document_id = await before_signer(world)
    with clock.set_to(datetime(2026, 9, 17, 16, 30, tzinfo=UTC)):
        mayor, now = await world.actor("mayor"), await seen(world, document_id)
        await service.sign_off(mayor, document_id, now, Verdict.AGREE, "")
    assert (await service.open_file(None, document_id)).case.formed_on == date(2026, 9, 18)


async def test_a_returned_draft_that_did_not_change_goes_back_to_whoever_returned_it(world: World) -> None:
    document_id = await submitted(world)
    await opine(world, "dsj.head", document_id)
    await service.turn_back(await world.actor("fgw.countersign"), document_id, Action.RETURN, "请补充依据")
    assert await waits_for(world, "dsj.drafter") == [(document_id, "submit")]
    await service.submit(await world.actor("dsj.drafter"), document_id, "依据已在附件中")
    assert await state(document_id) is State.COUNTERSIGN
    assert (await waits_for(world, "dsj.head"), await waits_for(world, "fgw.countersign")) == (
        [],
        [(document_id, "opine")],
    )


async def test_a_changed_text_asks_everyone_again_and_shows_the_change(world: World) -> None:
    document_id = await before_signer(world)
    await service.turn_back(await world.actor("mayor"), document_id, Action.RETURN, "第二句须写明时限")
    drafter = await world.actor("dsj.drafter")
    changed = notice(world, "现将方案印发给你们,请于年底前落实。")
    await drafting.revise(drafter, document_id, 1, changed, "按市长意见修改")
    await service.submit(drafter, document_id, "已修改")
    assert await state(document_id) is State.UNIT_REVIEW
    card = await service.card(await world.actor("mayor"), document_id)
    assert not any(said.stands for said in card.opinions)
    assert {(c.before, c.after) for said in card.opinions for c in said.changed_since} == {
        ("现将方案印发给你们,请认真贯彻执行。", "现将方案印发给你们,请于年底前落实。")
    }


async def test_a_change_of_punctuation_alone_asks_nobody_again(world: World) -> None:
    document_id = await before_signer(world)
    await service.turn_back(await world.actor("mayor"), document_id, Action.RETURN, "标点")
    drafter = await world.actor("dsj.drafter")
    await drafting.revise(drafter, document_id, 1, notice(world, "现将方案印发给你们。请认真贯彻执行。"), "标点")
    await service.submit(drafter, document_id, "标点已改")
    assert await state(document_id) is State.SIGN_OFF


async def test_a_refusal_in_countersigning_goes_back_when_all_have_spoken(world: World) -> None:
    document_id = await submitted(world)
    await opine(world, "dsj.head", document_id)
    await opine(world, "fgw.countersign", document_id, Verdict.DISAGREE, "资金没有来源")
    assert await state(document_id) is State.COUNTERSIGN
    await opine(world, "sfj.countersign", document_id)
    await opine(world, "czj.countersign", document_id)
    assert await state(document_id) is State.RETURNED
    await service.submit(await world.actor("dsj.drafter"), document_id, "资金已与财政局商定")
    assert await waits_for(world, "fgw.countersign") == [(document_id, "opine")]
    assert await waits_for(world, "sfj.countersign") == []
    await opine(world, "fgw.countersign", document_id)
    assert await state(document_id) is State.OFFICE_REVIEW


async def test_countersigners_may_answer_at_the_same_moment(world: World) -> None:
    document_id = await submitted(world)
    await opine(world, "dsj.head", document_id)
    await asyncio.gather(*(opine(world, f"{key}.countersign", document_id) for key in ("fgw", "sfj", "czj")))
    assert await state(document_id) is State.OFFICE_REVIEW


async def test_fifty_sign_offs_at_once_are_one(world: World) -> None:
    document_id = await before_signer(world)
    mayor, now = await world.actor("mayor"), await seen(world, document_id)
    answers = await asyncio.gather(
        *(service.sign_off(mayor, document_id, now, Verdict.AGREE, "") for _ in range(50)), return_exceptions=True
    )
    refused = [answer for answer in answers if answer is not None]
    assert len(refused) == 49
    assert {getattr(answer, "status", None) for answer in refused} == {409}
    assert [e.action for e in await journal.of_subject(document_id)].count("workflow.sign_off") == 1


async def test_nobody_signs_a_text_they_have_not_seen(world: World) -> None:
    document_id = await before_signer(world)
    before = await seen(world, document_id)
    mayor = await world.actor("mayor")
    await drafting.revise(mayor, document_id, 1, notice(world, "市长亲自改过的正文。"), "市长修改")
    with pytest.raises(errors.TextChanged):
        await service.sign_off(mayor, document_id, before, Verdict.AGREE, "")
    await service.sign_off(mayor, document_id, await seen(world, document_id), Verdict.AGREE, "")


async def test_a_text_that_was_changed_after_sign_off_goes_to_the_signer_again(world: World) -> None:
    document_id = await signed(world)
    reviewer = await world.actor("sfb.reviewer")
    await drafting.revise(reviewer, document_id, 1, notice(world, "复核中发现的实质性改动。"), "更正事实")
    with pytest.raises(errors.ChangedAfterSignOff):
        await service.recheck(reviewer, document_id, await seen(world, document_id))
    await service.turn_back(reviewer, document_id, Action.RESIGN, "事实有误,已更正")
    assert await waits_for(world, "mayor") == [(document_id, "sign_off")]
    await service.sign_off(await world.actor("mayor"), document_id, await seen(world, document_id), Verdict.CIRCLE, "")
    await service.recheck(reviewer, document_id, await seen(world, document_id))


async def test_the_drafter_may_withdraw_and_cancel_until_it_is_signed(world: World) -> None:
    drafter, document_id = await world.actor("dsj.drafter"), await submitted(world)
    with pytest.raises(errors.ReasonMissing):
        await service.turn_back(drafter, document_id, Action.WITHDRAW, " ")
    await service.turn_back(drafter, document_id, Action.WITHDRAW, "补充数据")
    assert (await state(document_id), await waits_for(world, "dsj.head")) == (State.DRAFT, [])
    await service.turn_back(drafter, document_id, Action.CANCEL, "不再需要")
    assert await state(document_id) is State.CANCELLED
    done = await signed(world)
    with pytest.raises(errors.WrongState):
        await service.turn_back(drafter, done, Action.WITHDRAW, "太迟")


async def test_a_delegate_signs_for_the_mayor_and_both_names_are_kept(world: World) -> None:
    document_id = await before_signer(world)
    today = clock.today()
    await directory.delegate(await world.actor("mayor"), world.person("vicemayor"), Scope.HANDLE, today, today, "出访")
    now = await seen(world, document_id)
    with pytest.raises(errors.NotYourTurn):
        await service.sign_off(await world.actor("vicemayor"), document_id, now, Verdict.AGREE, "")
    await directory.delegate(
        await world.actor("mayor"), world.person("vicemayor"), Scope.SIGN_OFF, today, today, "出访"
    )
    await service.sign_off(await world.actor("vicemayor"), document_id, now, Verdict.AGREE, "")
    entry = (await journal.of_subject(document_id))[-1]
    assert (entry.actor_name, entry.principal_name) == ("顾明川", "沈怀远")


async def test_strangers_see_nothing_and_readers_may_not_act(world: World) -> None:
    document_id = await submitted(world)
    stranger, registrar = await world.actor("gaj.director"), await world.actor("dsj.head")
    with pytest.raises(errors.NoSuchDocument):
        await service.card(stranger, document_id)
    with pytest.raises(drafting_errors.NoSuchDraft):
        await drafting.versions(stranger, document_id)
    assert (await service.cases(stranger, None, None, 50))[0] == []
    with pytest.raises(errors.NotYourTurn):
        await service.turn_back(registrar, document_id, Action.CANCEL, "不是我的")


async def test_what_blocks_is_named_and_what_warns_wants_a_reason(world: World) -> None:
    drafter = await world.actor("dsj.drafter")
    blocked = await started(world, notice(world, title="甬江市人民政府关于数字政府建设的通知。"))
    with pytest.raises(drafting_errors.NotReady) as refused:
        await service.submit(drafter, blocked, "")
    assert [f["rule"] for f in refused.value.facts["findings"]] == ["EL-TITLE-END"]
    warned = await started(world, notice(world, title="关于数字政府建设"))
    with pytest.raises(drafting_errors.WarningsNeedReason):
        await service.submit(drafter, warned, "")
    await service.submit(drafter, warned, "标题经领导审定")


async def test_classified_text_is_refused_and_leaves_nothing(world: World) -> None:
    from documents.drafting.models import DraftRow, VersionRow

    with pytest.raises(Classified):
        await started(world, notice(world, "秘密★5年\n本文涉及国家秘密。"))
    assert (await DraftRow.all().count(), await VersionRow.all().count()) == (0, 0)
    document_id = await started(world)
    with pytest.raises(Classified):
        await drafting.revise(await world.actor("dsj.drafter"), document_id, 1, notice(world, "机密★1年"), "")
    assert len(await drafting.versions(await world.actor("dsj.drafter"), document_id)) == 1


@pytest.mark.parametrize("verdict", [Verdict.DISAGREE, Verdict.RETURN, Verdict.AGREE_WITH_CHANGES])
async def test_no_is_never_taken_for_a_signature(world: World, verdict: Verdict) -> None:
    document_id = await before_signer(world)
    with pytest.raises(errors.VerdictUnfit):
        await service.sign_off(
            await world.actor("mayor"), document_id, await seen(world, document_id), verdict, "不同意"
        )
    assert await state(document_id) is State.SIGN_OFF


@pytest.mark.parametrize("verdict", [Verdict.DISAGREE, Verdict.RETURN, Verdict.CIRCLE])
async def test_no_never_passes_a_review(world: World, verdict: Verdict) -> None:
    document_id = await submitted(world)
    with pytest.raises(errors.VerdictUnfit):
        await opine(world, "dsj.head", document_id, verdict, "不同意")
    assert await state(document_id) is State.UNIT_REVIEW


async def test_a_refusal_in_countersigning_wants_a_reason(world: World) -> None:
    document_id = await submitted(world)
    await opine(world, "dsj.head", document_id)
    with pytest.raises(errors.ReasonMissing):
        await opine(world, "fgw.countersign", document_id, Verdict.DISAGREE, " ")


async def test_who_is_no_longer_a_leader_signs_nothing(world: World) -> None:
    document_id = await before_signer(world)
    mayor, now = await world.actor("mayor"), await seen(world, document_id)
    security = await world.actor("secadmin")
    card = await directory.card(security, mayor.person_id)
    (post,) = card.posts
    for grant in post.grants:
        await directory.revoke_role(security, post.id, grant.id)
    with pytest.raises(errors.SignerNotEligible):
        await service.sign_off(await world.actor("mayor"), document_id, now, Verdict.AGREE, "")


async def test_a_drafter_does_not_review_their_own_draft_in_somebody_elses_name(world: World) -> None:
    document_id = await submitted(world)
    today = clock.today()
    await directory.delegate(
        await world.actor("dsj.head"), world.person("dsj.drafter"), Scope.HANDLE, today, today, "外出"
    )
    with pytest.raises(errors.DraftersOwnDocument):
        await opine(world, "dsj.drafter", document_id)


async def test_a_delegate_who_may_only_handle_does_not_rewrite_what_lies_before_the_leader(world: World) -> None:
    document_id = await before_signer(world)
    today = clock.today()
    await directory.delegate(await world.actor("mayor"), world.person("vicemayor"), Scope.HANDLE, today, today, "出访")
    with pytest.raises(drafting_errors.PenElsewhere):
        await drafting.revise(await world.actor("vicemayor"), document_id, 1, notice(world, "代改"), "")
