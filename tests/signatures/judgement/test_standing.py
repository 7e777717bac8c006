"""What a register says of a moment, where time stamps know whole seconds and acts do not."""

from datetime import UTC, datetime, timedelta

import pytest

from signatures.judgement.codes import Code
from signatures.judgement.register import Standing, StateSpan, judge_register, standing_at

SECOND = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
NEXT = SECOND + timedelta(seconds=1)


def within(part: float) -> datetime:
    return SECOND + timedelta(seconds=part)


def codes(history: list[StateSpan], at: datetime) -> list[Code]:
    return [finding.code for finding in judge_register("印章", at, history, proven=True)]


@pytest.mark.parametrize("before", [Standing.NONE, Standing.SUSPENDED])
def test_pressed_in_the_second_in_which_it_came_into_use_is_in_force(before: Standing) -> None:
    history = [StateSpan(SECOND - timedelta(days=1), before), StateSpan(within(0.7), Standing.ACTIVE)]
    assert codes(history, SECOND) == []
    assert codes(history, SECOND - timedelta(microseconds=1)) != [], "but not a moment earlier"


@pytest.mark.parametrize("stop", [Standing.SUSPENDED, Standing.LOST, Standing.REVOKED, Standing.DESTROYED])
def test_a_stop_holds_from_its_very_moment(stop: Standing) -> None:
    history = [StateSpan(SECOND - timedelta(days=1), Standing.ACTIVE), StateSpan(within(0.7), stop)]
    assert standing_at(history, SECOND).standing is Standing.ACTIVE, "pressed before it, in the same second"
    assert standing_at(history, within(0.7)).standing is stop
    assert standing_at(history, NEXT).standing is stop


def test_stopped_and_resumed_within_a_second_is_in_force_in_it_and_after() -> None:
    began = StateSpan(SECOND - timedelta(days=1), Standing.ACTIVE)
    history = [began, StateSpan(within(0.3), Standing.SUSPENDED), StateSpan(within(0.6), Standing.ACTIVE)]
    assert [codes(history, at) for at in (SECOND, within(0.9), NEXT)] == [[], [], []]


def test_resumed_and_stopped_within_a_second_is_stopped_after_it() -> None:
    began = StateSpan(SECOND - timedelta(days=1), Standing.SUSPENDED)
    history = [began, StateSpan(within(0.3), Standing.ACTIVE), StateSpan(within(0.6), Standing.LOST)]
    assert codes(history, SECOND) == [Code.SEAL_STOPPED_LATER]
    assert codes(history, NEXT) == [Code.SEAL_SUSPENDED]
