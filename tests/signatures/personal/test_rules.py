"""The law of personal signatures."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.directory.rules.sessions import LOCKED_FOR, MAX_FAILURES, Attempts
from signatures.personal.errors import PinLocked, PinTooPlain, ReasonMissing
from signatures.personal.rules import MESSAGE, Subject, attempt, check_pin, message, reason_given

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
SAID = Subject(UUID(int=1), UUID(int=2), "c" * 64, "sign_off", "agree", "同意。", NOON)


@pytest.mark.parametrize(
    "pin",
    [
        "123456",
        "654321",
        "567890",
        "098765",
        "000000",
        "aaaaaaaa",
        "abcdef",
        "fedcba",
        "121212",
        "123123",
        "abcabcab",
        "12345",
        "",
        "9" * 65,
        "7391\n52",
        "7391\x0052",
    ],
)
def test_the_first_pins_that_anybody_would_try_are_refused(pin: str) -> None:
    with pytest.raises(PinTooPlain):
        check_pin(pin)


@pytest.mark.parametrize("pin", ["739152", "135790", "112358", "正大光明2026", "z" * 60 + "9152", "a1b2c3"])
def test_other_pins_are_accepted(pin: str) -> None:
    check_pin(pin)


@given(st.integers(0, 999_999))
def test_few_pins_of_six_digits_are_lost(number: int) -> None:
    """What is refused is a row, a repetition or one digit; so a PIN stays one of very nearly a million."""
    pin = f"{number:06}"
    try:
        check_pin(pin)
    except PinTooPlain:
        steps = {(ord(b) - ord(a)) % 10 for a, b in pairwise(pin)}
        assert steps in ({0}, {1}, {9}) or pin[:2] * 3 == pin or pin[:3] * 2 == pin


@given(st.lists(st.booleans(), max_size=40))
def test_nobody_tries_more_than_five_wrong_pins_in_a_quarter_of_an_hour(rights: list[bool]) -> None:
    attempts, now, wrong = Attempts(), NOON, 0
    for right in rights:
        try:
            attempts = attempt(attempts, now)
        except PinLocked:
            assert wrong == MAX_FAILURES
            now, wrong = now + LOCKED_FOR, 0
            attempts = attempt(attempts, now)
        attempts, wrong = (Attempts(), 0) if right else (attempts, wrong + 1)
        assert wrong <= MAX_FAILURES


def test_the_lock_opens_after_its_time_and_not_before() -> None:
    attempts = Attempts()
    for _ in range(MAX_FAILURES):
        attempts = attempt(attempts, NOON)
    with pytest.raises(PinLocked):
        attempt(attempts, NOON + LOCKED_FOR - timedelta(seconds=1))
    assert attempt(attempts, NOON + LOCKED_FOR) == Attempts(1)


CHANGES = {
    "id": uuid4(),
    "document_id": uuid4(),
    "version": "d" * 64,
    "action": "joint_sign",
    "verdict": "refuse",
    "opinion": "同意",
    "at": NOON + timedelta(microseconds=1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_changes_changes_what_is_signed(name: str) -> None:
    changed = Subject(**{**{each: getattr(SAID, each) for each in CHANGES}, name: CHANGES[name]})
    assert message(changed, UUID(int=3), "ab") != message(SAID, UUID(int=3), "ab")


def test_the_signer_and_the_certificate_are_signed_too() -> None:
    said = {message(SAID, UUID(int=who), serial) for who in (3, 4) for serial in ("ab", "cd")}
    assert len(said) == 4


def test_what_is_signed_begins_like_nothing_else() -> None:
    """Neither DER nor PDF, XML, JSON or a zip."""
    assert message(SAID, UUID(int=3), "ab").startswith(MESSAGE)
    assert MESSAGE[:1] not in (b"\x30", b"\x31", b"%", b"<", b"{", b"P")


def test_a_revocation_says_why() -> None:
    assert reason_given(" 口令遗忘 ") == "口令遗忘"
    with pytest.raises(ReasonMissing):
        reason_given(" \n")
