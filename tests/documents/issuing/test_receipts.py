"""The laws of 签收: only the first answer counts, a refusal says why, and only what was refused goes out again."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.issuing.errors import AlreadyAnswered, NotRejected, RefusalReasonMissing
from documents.issuing.rules import receipts as rules
from documents.issuing.rules.receipts import Capacity, Receipt, State
from server.directory.rules.standing import Role, holder_of_person, holder_of_role

CLERK, NOON = uuid4(), datetime(2026, 11, 21, 4, tzinfo=UTC)
Act = Callable[[Receipt], Receipt]


def sign_for(receipt: Receipt) -> Receipt:
    return rules.sign_for(receipt, CLERK, "张三", NOON)


def refuse(receipt: Receipt) -> Receipt:
    return rules.refuse(receipt, CLERK, "张三", NOON, "文件损坏")


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


@given(st.lists(st.sampled_from([sign_for, refuse, send_again])))
def test_it_goes_out_again_exactly_after_each_refusal(acts: list[Act]) -> None:
    receipt, accepted = carry_out(acts)
    refused = [i for i, act in enumerate(accepted) if act is refuse]
    resent = [i for i, act in enumerate(accepted) if act is send_again]
    assert resent == [i + 1 for i in refused if i + 1 < len(accepted)]
    assert receipt.times == 1 + len(resent)
    assert sign_for not in accepted[:-1]


@given(st.lists(st.sampled_from([sign_for, refuse, send_again])))
def test_person_minute_and_reason_are_on_record_exactly_when_answered(acts: list[Act]) -> None:
    receipt, _ = carry_out(acts)
    answered = receipt.state is not State.SENT
    assert (receipt.answered_by == CLERK, receipt.answered_at == NOON) == (answered, answered)
    assert bool(receipt.reason) == (receipt.state is State.REJECTED)


@given(st.text(" \t\n\u3000", max_size=5))
def test_a_refusal_without_a_reason_is_none(blank: str) -> None:
    with pytest.raises(RefusalReasonMissing):
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


@given(st.lists(st.tuples(st.sampled_from(Role), st.uuids()), max_size=8), st.uuids())
def test_only_registrar_and_office_director_open_packages(held: list[tuple[Role, UUID]], person: UUID) -> None:
    holders = {holder_of_role(role, place) for role, place in held} | {holder_of_person(person)}
    wanted = {place for role, place in held if role in (Role.REGISTRAR, Role.OFFICE_DIRECTOR)}
    assert rules.organs_opened_by(holders) == wanted
