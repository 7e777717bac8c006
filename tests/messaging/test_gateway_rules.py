"""Whatever a client sends, the talk goes on or ends with a reason; it never breaks and never repeats a token."""

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.gateway import rules
from messaging.gateway.errors import Nonsense, Stalled, TooManySockets
from server.kit.errors import Unauthenticated

tokens = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=64)
json = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3))
almost = st.fixed_dictionaries(
    {"type": st.sampled_from(["hello", "ping", "welcome", "error", ""]) | json}, optional={"token": json, "x": json}
)
raw = st.one_of(
    st.binary(max_size=200),
    almost.map(msgspec.json.encode),
    json.map(msgspec.json.encode),
    st.sampled_from(
        [
            b"[" * rules.LONGEST_FRAME,
            b'{"type":"hello","token":"a","x":' + b"[" * 60_000,
            b'{"type":"ping","x":"' + b"y" * rules.LONGEST_FRAME + b'"}',
        ]
    ),
)


def hello(token: str) -> bytes:
    return msgspec.json.encode(rules.Hello(token))


def knows(frame: bytes) -> bool:
    """Whether some client frame was meant, found out another way than the rules do."""
    try:
        said = msgspec.json.decode(frame)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("type") in {"hello", "ping"}


@given(token=tokens)
def test_a_stranger_is_heard_only_with_a_token(token: str) -> None:
    assert rules.greet(hello(token)).token == token


@given(frame=raw)
def test_a_stranger_who_says_anything_else_is_sent_to_log_in(frame: bytes) -> None:
    try:
        token = rules.greet(frame).token
    except Unauthenticated:
        return
    assert msgspec.json.decode(frame)["token"] == token


@given(frames=st.lists(raw, max_size=20))
def test_a_guest_is_answered_frame_by_frame_until_it_is_too_much(frames: list[bytes]) -> None:
    talk, refused = rules.Talk(), 0
    for frame in frames:
        try:
            talk, answer = rules.hear(talk, frame)
        except Nonsense:
            assert refused == rules.MOST_REFUSALS - 1
            return
        if isinstance(answer, rules.Refusal):
            refused += 1
        else:
            assert isinstance(answer, rules.Pong)
            assert knows(frame)
    assert refused < rules.MOST_REFUSALS


@given(
    id=st.integers(-1, 2**53 + 1),
    rest=st.fixed_dictionaries({}, optional=dict.fromkeys(("chat", "cmid", "kind", "body"), json)),
    padding=st.sampled_from([0, rules.LONGEST_FRAME]),
)
def test_a_send_is_answered_under_its_number_however_unfit_the_rest(id: int, rest: object, padding: int) -> None:
    frame = msgspec.json.encode({"type": "send", "id": id, "x": "y" * padding} | dict(rest))  # type: ignore[call-overload]
    talk, answer = rules.hear(rules.Talk(), frame)
    assert talk == rules.Talk(refusals=1)
    code = "gateway.frame_too_large" if padding else "gateway.unreadable"
    if 0 <= id <= 2**53:
        assert isinstance(answer, rules.Nak)
        assert (answer.id, answer.code) == (id, code)
    else:
        assert isinstance(answer, rules.Refusal)
        assert answer.code == code


@given(pings=st.integers(0, 50))
def test_pings_never_end_a_talk(pings: int) -> None:
    talk = rules.Talk()
    for _ in range(pings):
        talk, answer = rules.hear(talk, b'{"type":"ping"}')
        assert answer == rules.Pong()
    assert talk == rules.Talk()


@given(token=tokens.filter(lambda token: len(token) > 10))
def test_a_token_is_repeated_nowhere(token: str) -> None:
    _, second_hello = rules.hear(rules.Talk(), hello(token))
    _, misspelt = rules.hear(rules.Talk(), hello(token).replace(b"hello", b"hallo"))
    for said in (second_hello, misspelt):
        assert isinstance(said, rules.Refusal)
        assert token not in said.code + said.message
    assert token not in repr(rules.Hello(token))


@pytest.mark.parametrize(("end", "code"), [(Unauthenticated, 4401), (Nonsense, 4400), (Stalled, 4408)])
def test_an_end_says_why_within_a_close_frame(end: type[Stalled], code: int) -> None:
    assert rules.close_code(end()) == code
    assert 0 < len(str(end()).encode()) <= 123


def test_too_many_sockets_fits_into_a_close_frame() -> None:
    assert rules.close_code(TooManySockets()) == 4429
    assert 0 < len(str(TooManySockets()).encode()) <= 123
