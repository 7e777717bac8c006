"""The law of 传阅 under every order of acts that clerks and readers may think of."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from documents.circulation import errors
from documents.circulation.rules.circulation import (
    LEFT,
    MOST_READERS,
    OUT,
    READERS,
    REFUSED,
    Act,
    Circulation,
    Mode,
    Person,
    State,
    add,
    confirm,
    line_of,
    open_,
    recall,
    start,
    waited_for,
)
from server.kit.errors import NotFound, OfficeError

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PEOPLE = tuple(uuid4() for _ in range(5))
people = st.sampled_from(PEOPLE)


def round_of(mode: Mode, *readers: int) -> Circulation:
    blank = Circulation(uuid4(), uuid4(), uuid4(), mode, "请阅", NOON, "某人")
    return start(blank, named(PEOPLE[n] for n in readers), NOON)


def named(people: Iterable[UUID]) -> list[Person]:
    return [Person(person, "某人", "处长") for person in people]


def strangers(n: int) -> list[Person]:
    return named(uuid4() for _ in range(n))


class Round(RuleBasedStateMachine):
    """Everybody tries everything; whatever is not refused must keep the law."""

    @initialize(mode=st.sampled_from(Mode))
    def begin(self, mode: Mode) -> None:
        self.now = NOON
        self.round = round_of(mode, 0) if mode is Mode.COURIER else round_of(mode, 0, 1, 2)
        self.past = [self.round]

    @rule(who=people)
    def open(self, who: UUID) -> None:
        self._try(lambda at: open_(self.round, who, at))

    @rule(who=people)
    def confirm(self, who: UUID) -> None:
        self._try(lambda at: confirm(self.round, who, "某人", "已阅", at))

    @rule(who=people)
    def read(self, who: UUID) -> None:
        self._try(lambda at: confirm(open_(self.round, who, at), who, "某人", "", at))

    @rule(who=st.none() | st.lists(people, max_size=2), reason=st.sampled_from(["", "误送", "外出"]))
    def recall(self, who: list[UUID] | None, reason: str) -> None:
        self._try(lambda at: recall(self.round, who, reason, at))

    @rule(who=st.lists(people, max_size=2))
    def add(self, who: list[UUID]) -> None:
        self._try(lambda at: add(self.round, named(who), at))

    def _try(self, act: Callable[[datetime], Circulation]) -> None:
        self.now += timedelta(minutes=1)
        try:
            self.round = act(self.now)
        except OfficeError:
            return
        self.past.append(self.round)

    @invariant()
    def it_is_over_when_nobody_is_left_and_not_before(self) -> None:
        left = any(reader.state in LEFT for reader in self.round.readers)
        assert (self.round.closed_at is None) == left

    @invariant()
    def it_goes_on_until_it_is_over(self) -> None:
        """No omission, no delay (条例 art. 24(5)): where somebody waits, somebody has it; at once, nobody waits."""
        waiting = [reader for reader in self.round.readers if reader.state is State.WAITING]
        if waiting:
            assert self.round.mode is Mode.SEQUENTIAL
            assert len(waited_for(self.round)) == 1

    @invariant()
    def in_turn_means_one_after_the_other(self) -> None:
        if self.round.mode is not Mode.PARALLEL:
            assert len(waited_for(self.round)) <= 1
            given = [r for r in self.round.readers if r.delivered_at]
            assert given == sorted(given, key=lambda r: (r.delivered_at, r.position))
            assert not [
                w for w in self.round.readers if w.state is State.WAITING for g in given if w.position < g.position
            ]

    @invariant()
    def opened_is_not_read(self) -> None:
        for reader in self.round.readers:
            assert reader.confirmed_at is None or reader.first_opened_at is not None
            assert reader.first_opened_at is None or reader.delivered_at is not None
            assert reader.recalled_at is None or reader.reason

    @invariant()
    def nobody_has_two_lines_at_once(self) -> None:
        here = [reader.person_id for reader in self.round.readers if reader.state is not State.RECALLED]
        assert len(set(here)) == len(here)

    @invariant()
    def what_was_recorded_stays(self) -> None:
        """A time once written is never written again; what was closed stays as it was."""
        if len(self.past) < 2:
            return
        before, now = self.past[-2:]
        assert before.closed_at in (None, now.closed_at)
        for old, new in zip(before.readers, now.readers, strict=False):
            for field in ("person_id", "position", "delivered_at", "first_opened_at", "confirmed_at", "recalled_at"):
                assert getattr(old, field) in (None, getattr(new, field))

    @invariant()
    def whoever_was_recalled_can_do_nothing(self) -> None:
        for person in PEOPLE:
            mine = [reader for reader in self.round.readers if reader.person_id == person]
            if not mine or mine[-1].state in (State.RECALLED, State.WAITING):
                with pytest.raises(NotFound):
                    open_(self.round, person, self.now)
                with pytest.raises(NotFound):
                    confirm(self.round, person, "某人", "", self.now)


Round.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestRound = Round.TestCase


def test_every_act_in_every_state_is_in_the_table_or_refused_with_a_word() -> None:
    """Delivering is the office's own; to open again what is open changes nothing."""
    by_people = {(act, state) for act in Act if act is not Act.DELIVER for state in State}
    allowed = {(act, state) for act, (sources, _) in READERS.items() for state in sources}
    again = {(Act.OPEN, State.OPENED), (Act.OPEN, State.CONFIRMED)}
    assert by_people - allowed - again == REFUSED.keys()


def test_each_act_leads_where_the_table_says() -> None:
    one = round_of(Mode.COURIER, 0)
    opened = open_(one, PEOPLE[0], NOON)
    read = confirm(opened, PEOPLE[0], "某人", "", NOON)
    states = [line_of(r, PEOPLE[0]).state for r in (one, opened, read)]
    assert states == [READERS[act][1] for act in (Act.DELIVER, Act.OPEN, Act.CONFIRM)]
    back = recall(round_of(Mode.PARALLEL, 0, 1), [PEOPLE[0]], "误送", NOON)
    assert line_of(back, PEOPLE[0]).state is READERS[Act.RECALL][1]


def test_only_the_first_opening_counts() -> None:
    opened = open_(round_of(Mode.COURIER, 0), PEOPLE[0], NOON)
    assert open_(opened, PEOPLE[0], NOON + timedelta(hours=1)) is opened


def test_whoever_is_away_is_skipped_and_the_next_has_it() -> None:
    skipped = recall(round_of(Mode.SEQUENTIAL, 0, 1), [PEOPLE[0]], "外出", NOON)
    assert [r.person_id for r in waited_for(skipped)] == [PEOPLE[1]]


@given(n=st.integers(0, 3), more=st.integers(0, 3))
def test_there_is_room_for_so_many_readers_and_no_more(n: int, more: int) -> None:
    blank = Circulation(uuid4(), uuid4(), uuid4(), Mode.PARALLEL, "请阅", NOON, "某人")
    full = start(blank, strangers(MOST_READERS - n), NOON)
    if 0 < more <= n:
        assert len(add(full, strangers(more), NOON).readers) <= MOST_READERS
    else:
        with pytest.raises(errors.TooManyReaders if more else errors.NobodyNamed):
            add(full, strangers(more), NOON)


def test_to_take_it_back_from_nobody_is_said_to_be_so() -> None:
    with pytest.raises(errors.NobodyNamed):
        recall(round_of(Mode.PARALLEL, 0, 1), [], "外出", NOON)


def test_nothing_goes_round_without_a_purpose_or_to_one_person_twice() -> None:
    blank = Circulation(uuid4(), uuid4(), uuid4(), Mode.PARALLEL, " ", NOON, "某人")
    with pytest.raises(errors.PurposeMissing):
        start(blank, named(PEOPLE), NOON)
    with pytest.raises(errors.AlreadyReading):
        round_of(Mode.PARALLEL, 0, 1, 0)
    with pytest.raises(errors.OneReaderOnly):
        round_of(Mode.COURIER, 0, 1)


@given(hours=st.integers(0, 400))
def test_the_age_runs_from_delivery_until_it_is_read(hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    one = open_(round_of(Mode.SEQUENTIAL, 0, 1), PEOPLE[0], now)
    assert [r.age(now) for r in one.readers] == [hours * 3600, 0]
    read = confirm(one, PEOPLE[0], "某人", "", now)
    assert line_of(read, PEOPLE[0]).age(now + timedelta(days=9)) == hours * 3600
    assert {r.state for r in waited_for(read)} <= OUT
