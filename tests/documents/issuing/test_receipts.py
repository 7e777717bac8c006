"""The laws of 签收 and 退文: only the first answer counts, what comes back says why, and only that goes out again."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.issuing.errors import AlreadyAnswered, NotRejected
from documents.issuing.rules import receipts as rules
from documents.issuing.rules.receipts import Receipt, State
from documents.workflow.errors import ReasonMissing
from documents.workflow.rules.inbound import Capacity

CLERK, NOON = uuid4(), datetime(2026, 11, 21, 4, tzinfo=UTC)
Act = Callable[[Receipt], Receipt]


def sign_for(receipt: Receipt) -> Receipt:
    return rules.sign_for(receipt, CLERK, "张三", NOON)


def refuse(receipt: Receipt) -> Receipt:
    return rules.refuse(receipt, CLERK, "张三", NOON, "文件损坏")


def give_back(receipt: Receipt) -> Receipt:
    return rules.give_back(receipt, CLERK, "张三", NOON, "不属本机关职责")


def reply(receipt: Receipt) -> Receipt:
    return rules.reply(receipt, NOON, "无不同意见")


def send_again(receipt: Receipt) -> Receipt:
    return rules.send_again(receipt, NOON)


def sent() -> Receipt:
    return Receipt(uuid4(), uuid4(), Capacity.MAIN, NOON)


def carry_out(acts: list[Act]) -> tuple[Receipt, list[Act]]:
    """What becomes of a receipt, and which acts were accepted."""
    receipt, accepted = sent(), []
    for act in acts:
        try:
            receipt = act(receipt)
        except (AlreadyAnswered, NotRejected):
            continue
        accepted.append(act)
    return receipt, accepted


@given(st.lists(st.sampled_from([sign_for, refuse])))
def test_only_the_first_answer_counts(answers: list[Act]) -> None:
    _, accepted = carry_out(answers)
    assert accepted == answers[:1]


@given(st.lists(st.sampled_from([sign_for, refuse, give_back, reply, send_again])))
def test_it_goes_out_again_exactly_after_each_refusal(acts: list[Act]) -> None:
    receipt, accepted = carry_out(acts)
    refused = [i for i, act in enumerate(accepted) if act in (refuse, give_back)]
    resent = [i for i, act in enumerate(accepted) if act is send_again]
    assert resent == [i + 1 for i in refused if i + 1 < len(accepted)]
    assert receipt.times == 1 + len(resent)
    signed = [i for i, act in enumerate(accepted) if act is sign_for]
    assert all(act in (give_back, reply) for i, act in enumerate(accepted) if i - 1 in signed)


@given(st.lists(st.sampled_from([sign_for, refuse, give_back, reply, send_again])))
def test_person_minute_and_reason_are_on_record_exactly_when_answered(acts: list[Act]) -> None:
    receipt, _ = carry_out(acts)
    answered = receipt.state is not State.SENT
    assert (receipt.answered_by == CLERK, receipt.answered_at == NOON) == (answered, answered)
    assert bool(receipt.reason) == (receipt.state is State.REJECTED)


@given(st.text(" \t\n\u3000", max_size=5))
def test_a_refusal_without_a_reason_is_none(blank: str) -> None:
    with pytest.raises(ReasonMissing):
        rules.refuse(sent(), CLERK, "张三", NOON, blank)


organs = st.lists(st.sampled_from([uuid4() for _ in range(6)]), max_size=6)


@given(organs, organs)
def test_every_organ_named_gets_one_receipt_and_nobody_else_any(main: list[UUID], cc: list[UUID]) -> None:
    receipts = rules.send(uuid4(), main, cc, NOON)
    assert [r.organ_id for r in receipts] == list(dict.fromkeys([*main, *cc]))
    assert {r.organ_id for r in receipts if r.capacity is Capacity.MAIN} == set(main)


@given(st.lists(st.sampled_from(State)))
def test_settled_means_that_all_have_signed(states: list[State]) -> None:
    assert rules.settled(states) == (not {State.SENT, State.REJECTED} & set(states))


@given(st.lists(st.sampled_from([sign_for, refuse, give_back, reply, send_again])))
def test_an_answer_in_substance_is_of_whoever_has_the_document_now(acts: list[Act]) -> None:
    receipt, accepted = carry_out(acts)
    since = max((i for i, act in enumerate(accepted) if act is send_again), default=0)
    assert bool(receipt.reply) == bool(receipt.replied_at) == (reply in accepted[since:])
