"""The laws of a seal's life: a machine that does whatever it likes, and a log that only grows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from server.kit.errors import OfficeError
from signatures.seals.errors import ActUnfit, ReasonMissing, SamePerson
from signatures.seals.rules.life import (
    GENESIS,
    REASONED,
    Act,
    Event,
    Life,
    RegisterState,
    State,
    breaks,
    chained,
    decide,
    fold,
    spans,
    status,
)

PEOPLE = [uuid4() for _ in range(5)]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_STEPS = (Act.APPLY, Act.APPROVE, Act.MAKE, Act.FILE, Act.ACTIVATE)


def event(n: int, act: Act, person: UUID, seal_id: UUID, facts: dict[str, Any], previous: str) -> Event:
    said = Event(uuid4(), n, seal_id, act, BEGIN + timedelta(hours=n), person, "某人", "职务", "事由", facts, "", "")
    return chained(said, previous)


class Register(RuleBasedStateMachine):
    """Two seals of one office, one log; people do what they like, and the rules say whether it happens."""

    def __init__(self) -> None:
        super().__init__()
        self.seals = [uuid4(), uuid4()]
        self.lives = dict.fromkeys(self.seals, Life())
        self.log: list[Event] = []

    @rule(which=st.integers(0, 1), act=st.sampled_from(Act), who=st.sampled_from(PEOPLE))
    def somebody_does_something(self, which: int, act: Act, who: UUID) -> None:
        self.attempt(self.seals[which], act, who)

    @rule(which=st.integers(0, 1), steps=st.integers(1, 5))
    def everybody_does_what_is_due(self, which: int, steps: int) -> None:
        for act, who in list(zip(FIRST_STEPS, PEOPLE, strict=True))[:steps]:
            self.attempt(self.seals[which], act, who)

    def attempt(self, seal: UUID, act: Act, who: UUID) -> None:
        keepers = (who,) if act in (Act.ACTIVATE, Act.HAND_OVER) else ()
        try:
            self.lives[seal] = decide(self.lives[seal], act, who, "事由", keepers)
        except OfficeError:
            return
        facts = {"keepers": [str(each) for each in keepers]} if keepers else {}
        last = self.log[-1].hash if self.log else GENESIS
        self.log.append(event(len(self.log) + 1, act, who, seal, facts, last))

    def of(self, seal: UUID) -> list[Event]:
        return [each for each in self.log if each.seal_id == seal]

    @invariant()
    def what_a_seal_is_follows_from_its_events(self) -> None:
        for seal, life in self.lives.items():
            assert fold(self.of(seal)) == life

    @invariant()
    def the_log_holds(self) -> None:
        assert not list(breaks(self.log))

    @invariant()
    def nothing_is_active_that_did_not_go_the_whole_way_through_different_hands(self) -> None:
        for life in self.lives.values():
            if life.state in (State.ACTIVE, State.SUSPENDED, State.LOST, State.REMADE):
                hands = [who for act, who in life.done if act in FIRST_STEPS[:4]]
                assert [act for act, _ in life.done if act in FIRST_STEPS] == list(FIRST_STEPS)
                assert len(set(hands)) == 4
                assert len(life.keepers) == 1

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        ends = {State.REVOKED, State.REMADE, State.DESTROYED, State.REFUSED, State.LOST}
        for seal in self.seals:
            states = [fold(self.of(seal)[:n]).state for n in range(1, len(self.of(seal)) + 1)]
            assert not [pair for pair in pairwise(states) if pair[0] in ends and pair[1] not in ends]

    @invariant()
    def verifiers_hear_the_same_at_every_moment(self) -> None:
        for seal in self.seals:
            told = spans(self.of(seal))
            assert all(before.standing is not after.standing for before, after in pairwise(told))
            for n, each in enumerate(self.of(seal), 1):
                active = fold(self.of(seal)[:n]).state is State.ACTIVE
                assert (status(self.of(seal), each.at) is RegisterState.ACTIVE) == active


TestRegister = Register.TestCase
TestRegister.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@given(state=st.sampled_from([None, *State]), act=st.sampled_from(Act), blank=st.text(" \t\n\u3000", max_size=3))
def test_what_must_say_why_is_not_done_without(state: State | None, act: Act, blank: str) -> None:
    if act in REASONED:
        with pytest.raises(ReasonMissing):
            decide(Life(state), act, PEOPLE[0], blank)


def test_nobody_does_two_of_the_steps() -> None:
    life = Life()
    for number, act in enumerate(FIRST_STEPS):
        for who in {person for _, person in life.done} if act is not Act.ACTIVATE else set(PEOPLE[1:4]):
            with pytest.raises(SamePerson):
                decide(life, act, who)
        life = decide(life, act, PEOPLE[number])
    assert life.state is State.ACTIVE


def test_who_applied_may_keep() -> None:
    life = Life()
    for act, who in zip(FIRST_STEPS, [*PEOPLE[:4], PEOPLE[0]], strict=True):
        life = decide(life, act, who, keepers=(who,))
    assert life.keepers == (PEOPLE[0],)


def test_that_its_time_is_over_is_a_fact_of_dates() -> None:
    seal, events = uuid4(), list[Event]()
    for number, (act, who) in enumerate(zip(FIRST_STEPS, PEOPLE, strict=True), 1):
        events.append(event(number, act, who, seal, {}, events[-1].hash if events else GENESIS))
    until = BEGIN + timedelta(days=365)
    moments = {BEGIN: "none", until: "active", until + timedelta(seconds=1): "expired"}
    assert {at: status(events, at, until) for at in moments} == moments
    events.append(event(6, Act.SUSPEND, PEOPLE[0], seal, {}, events[-1].hash))
    assert status(events, until + timedelta(days=1), until) is RegisterState.SUSPENDED


def test_no_seal_begins_in_the_middle() -> None:
    for act in set(Act) - {Act.APPLY}:
        with pytest.raises(ActUnfit):
            decide(Life(), act, PEOPLE[0], "事由")


def log(length: int) -> list[Event]:
    events: list[Event] = []
    for n in range(1, length + 1):
        events.append(event(n, Act.APPLY, PEOPLE[0], uuid4(), {"n": n}, events[-1].hash if events else GENESIS))
    return events


@given(length=st.integers(2, 6), data=st.data())
def test_whatever_is_done_to_a_log_shows(length: int, data: st.DataObject) -> None:
    events = log(length)
    at = data.draw(st.integers(0, length - 1))
    change: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"act": Act.MAKE},
                {"actor_id": PEOPLE[1]},
                {"reason": "别的理由"},
                {"at": BEGIN},
                {"facts": {}},
                {"seal_id": PEOPLE[2]},
                {"n": 99},
                {"previous": "f" * 64},
            ]
        )
    )
    altered = [*events[:at], replace(events[at], **change), *events[at + 1 :]]
    assert list(breaks(altered))
    if at < length - 1 and "previous" not in change:
        rehashed = [*events[:at], chained(replace(events[at], **change), events[at].previous), *events[at + 1 :]]
        assert list(breaks(rehashed)), "who alters an event must alter all that follow"
        assert list(breaks([*events[:at], *events[at + 1 :]])), "an event is gone"
