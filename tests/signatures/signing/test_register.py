"""The register's word on a verdict: in force then, stopped then or later, unknown; only 电子签章 are asked about."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signatures.judgement.codes import Code
from signatures.judgement.register import Standing, StateSpan, standing_at
from signatures.judgement.verdict import SealVerdict, State, TimeSource, Verdict
from signatures.signing.rules.register import with_register

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
LATER = BEGUN + timedelta(days=90)


def verdict(
    signed_at: datetime | None = BEGUN + timedelta(days=30),
    es_id: str = "330299000001",
    source: TimeSource = TimeSource.STAMPED,
) -> Verdict:
    return Verdict(State.VALID, (SealVerdict("Signature1", es_id=es_id, signed_at=signed_at, time_source=source),))


def told(*spans: StateSpan, signed_at: datetime | None = BEGUN + timedelta(days=30)) -> tuple[State, set[Code]]:
    judged = with_register(verdict(signed_at), {"330299000001": spans})
    return judged.state, set(judged.codes)


def test_a_seal_in_force_then_and_now_gets_no_remark() -> None:
    assert told(StateSpan(BEGUN, Standing.ACTIVE)) == (State.VALID, set())


def test_a_seal_stopped_before_makes_the_file_invalid_and_one_stopped_later_does_not() -> None:
    active, early = StateSpan(BEGUN, Standing.ACTIVE), BEGUN + timedelta(days=20)
    for standing, code in (
        (Standing.SUSPENDED, Code.SEAL_SUSPENDED),
        (Standing.LOST, Code.SEAL_SUSPENDED),
        (Standing.REVOKED, Code.SEAL_REVOKED),
        (Standing.DESTROYED, Code.SEAL_REVOKED),
    ):
        assert told(active, StateSpan(early, standing)) == (State.INVALID, {code})
        assert told(active, StateSpan(LATER, standing)) == (State.VALID, {Code.SEAL_STOPPED_LATER})


def test_a_time_that_is_only_claimed_does_not_clear_a_lost_seal() -> None:
    active, lost = StateSpan(BEGUN, Standing.ACTIVE), StateSpan(LATER, Standing.LOST)
    revoked, again = (StateSpan(LATER + timedelta(days=1), each) for each in (Standing.REVOKED, Standing.ACTIVE))
    claimed = verdict(source=TimeSource.CLAIMED)
    for history, code in (
        ((active, lost), Code.SEAL_LOST_TIME_UNPROVEN),
        ((active, lost, revoked), Code.SEAL_LOST_TIME_UNPROVEN),
        ((active, lost, again), None),
        ((active, StateSpan(LATER, Standing.SUSPENDED)), Code.SEAL_STOPPED_LATER),
    ):
        assert with_register(claimed, {"330299000001": history}).codes == ({code} if code else set())


def test_a_seal_used_before_its_activation_was_not_in_force() -> None:
    assert told(StateSpan(LATER, Standing.ACTIVE)) == (State.INVALID, {Code.SEAL_NOT_YET_VALID})


def test_the_instant_of_a_suspension_is_after_it() -> None:
    spans = (StateSpan(BEGUN, Standing.ACTIVE), StateSpan(LATER, Standing.SUSPENDED))
    assert told(*spans, signed_at=LATER)[1] == {Code.SEAL_SUSPENDED}
    assert told(*spans, signed_at=LATER - timedelta(microseconds=1))[1] == {Code.SEAL_STOPPED_LATER}


def test_an_unknown_seal_or_time_is_said_to_be_unknown_and_a_form_without_a_seal_is_left_alone() -> None:
    assert with_register(verdict(), {"330299000001": None}).codes == {Code.SEAL_STATUS_UNKNOWN}
    assert with_register(verdict(None), {"330299000001": (StateSpan(BEGUN, Standing.ACTIVE),)}).codes == {
        Code.SEAL_STATUS_UNKNOWN
    }
    assert with_register(verdict(es_id=""), {}).codes == set()


@given(st.lists(st.tuples(st.integers(0, 100), st.sampled_from(Standing)), max_size=6), st.integers(-1, 101))
def test_the_last_span_that_began_holds(starts: list[tuple[int, Standing]], day: int) -> None:
    spans = [StateSpan(BEGUN + timedelta(days=start), standing) for start, standing in sorted(starts)]
    holding = standing_at(spans, BEGUN + timedelta(days=day))
    begun = [span for span in spans if span.start <= BEGUN + timedelta(days=day)]
    assert holding.standing == (begun[-1].standing if begun else Standing.NONE)
