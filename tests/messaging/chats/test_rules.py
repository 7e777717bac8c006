"""The law of the log, whatever is sent in whatever batches: no gap, no double, nobody from outside."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from messaging.chats import rules
from messaging.chats.errors import CmidReused, NoSuchChat, TooFast
from messaging.chats.rules import Draft, Event, Kind, Role
from server.kit.errors import OfficeError

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)
PEOPLE = [UUID(int=n) for n in range(1, 5)]
drafts = st.builds(
    lambda who, cmid, text: Draft(who, cmid, Kind.TEXT, {"text": text}, NOON),
    st.sampled_from(PEOPLE),
    st.sampled_from("abc"),
    st.sampled_from("xy"),
)


class Conversation(RuleBasedStateMachine):
    """A log over its life: batches come, people come and go, messages are taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.members = set(PEOPLE[:2])
        self.first: dict[tuple[UUID, str], Draft] = {}

    @rule(batch=st.lists(drafts, max_size=6))
    def send(self, batch: list[Draft]) -> None:
        last = len(self.log)
        stored = {(event.sender_id, event.cmid): event for event in self.log if event.cmid}
        for draft, outcome in zip(batch, rules.settle(last, self.members, stored, batch), strict=True):
            name = draft.sender_id, draft.cmid
            known = self.first.get(name)
            if isinstance(outcome, Event) and outcome.seq > len(self.log):
                assert known is None
                assert draft.sender_id in self.members
                self.log.append(outcome)
                self.first[name] = draft
            elif isinstance(outcome, Event):
                assert (outcome.sender_id, outcome.cmid) == name
                assert known is not None
                assert outcome.body is None or outcome.body == draft.body
            else:
                assert type(outcome) is (NoSuchChat if known is None else CmidReused)

    @rule(who=st.sampled_from(PEOPLE))
    def come_or_go(self, who: UUID) -> None:
        self.members ^= {who}

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), role=st.sampled_from(Role), waited=st.integers(0, 300))
    def recall(self, data: st.DataObject, who: UUID, role: Role, waited: int) -> None:
        if not self.log:
            return
        seq = data.draw(st.integers(1, len(self.log)))
        message = self.log[seq - 1]
        try:
            rules.check_recall(message, who, role, NOON + timedelta(seconds=waited))
        except OfficeError:
            return
        assert message.body is not None
        assert role is Role.OWNER or (who == message.sender_id and waited <= 120)
        gone = {name: getattr(message, name) for name in message.__struct_fields__}
        self.log[seq - 1] = Event(**{**gone, "body": None})

    @invariant()
    def the_log_counts_without_a_gap_and_names_nothing_twice(self) -> None:
        assert [event.seq for event in self.log] == list(range(1, len(self.log) + 1))
        names = [(event.sender_id, event.cmid) for event in self.log]
        assert len(set(names)) == len(names)


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@given(pauses=st.lists(st.floats(0, 3), max_size=200))
def test_nobody_talks_faster_than_the_pace_whatever_the_pauses(pauses: list[float]) -> None:
    pace, at, sent = None, NOON, 0
    for pause in pauses:
        at += timedelta(seconds=pause)
        try:
            pace = rules.spend(pace, at)
            sent += 1
        except TooFast:
            continue
    assert sent <= rules.BURST + rules.RATE * (at - NOON).total_seconds()


def test_the_burst_is_there_at_once_and_again_after_a_while() -> None:
    pace = None
    for at in (NOON, NOON + timedelta(seconds=rules.BURST / rules.RATE)):
        for _ in range(rules.BURST):
            pace = rules.spend(pace, at)
        with pytest.raises(TooFast):
            rules.spend(pace, at)


def test_a_clock_that_is_set_back_silences_nobody() -> None:
    assert rules.spend(rules.Pace(5, NOON), NOON - timedelta(days=1)).left == 4
