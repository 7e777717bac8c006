"""A locked secret opens with its key, for its purpose, unchanged; otherwise never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import sm4
from signatures.gm.errors import KeyUnreadable

KEY, ABOUT = bytes(range(16)), b"signatures.seal:1"


@given(st.binary(max_size=100), st.binary(min_size=16, max_size=16), st.binary(max_size=40))
def test_a_secret_comes_back(secret: bytes, key: bytes, about: bytes) -> None:
    locked = sm4.lock(secret, key, about)
    assert sm4.unlock(locked, key, about) == secret
    assert len(locked) == len(secret) + sm4.NONCE_SIZE + sm4.TAG_SIZE


@given(st.binary(max_size=60), st.integers(0, 10_000))
def test_a_changed_bit_opens_nothing(secret: bytes, bit: int) -> None:
    locked = sm4.lock(secret, KEY, ABOUT)
    changed = int.from_bytes(locked, "big") ^ 1 << bit % (8 * len(locked))
    with pytest.raises(KeyUnreadable):
        sm4.unlock(changed.to_bytes(len(locked), "big"), KEY, ABOUT)


@given(st.binary(max_size=60))
def test_bytes_that_nobody_locked_open_nothing(locked: bytes) -> None:
    with pytest.raises(KeyUnreadable):
        sm4.unlock(locked, KEY, ABOUT)


def test_another_key_and_another_purpose_open_nothing() -> None:
    locked = sm4.lock(b"secret", KEY, ABOUT)
    for key, about in ((KEY[::-1], ABOUT), (KEY, b"signatures.seal:2"), (KEY, b"")):
        with pytest.raises(KeyUnreadable):
            sm4.unlock(locked, key, about)
    assert sm4.unlock(locked, KEY, ABOUT) == b"secret"


def test_the_same_secret_is_never_locked_twice_alike() -> None:
    assert len({sm4.lock(b"secret", KEY, ABOUT) for _ in range(8)}) == 8
