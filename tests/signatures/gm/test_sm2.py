"""SM2: the standard's example, every implementation against every other and against the openssl command."""

import secrets
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import sm2
from signatures.gm.curve import SM2
from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm2 import gmssl, libcrypto, pure
from signatures.gm.sm2.backend import SPKI, Backend, Missing, VerifyDigest
from signatures.gm.sm2.example import MESSAGE, NUMBER, POINT, VALUE, E, knows_the_example
from signatures.gm.sm2.value import from_der, is_strict, to_der
from signatures.gm.sm3 import sm3

BACKENDS = {backend.name: backend for backend in sm2.backends()}
KEY = sm2.new_key()
PLACE = sm2.point_of(KEY)
SIGN = sm2.signer(KEY, PLACE)

every = pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)


def signed(message: bytes, user_id: bytes = sm2.USER_ID) -> bytes:
    return SIGN(sm2.digest(PLACE, message, user_id))


# --- the standard --------------------------------------------------------------------------------------------


def test_the_identity_and_the_digest_are_those_of_the_standard() -> None:
    assert sm2.z(POINT).hex() == "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3"
    assert sm2.digest(POINT, MESSAGE) == E


@every
def test_every_implementation_knows_the_example(backend: Backend) -> None:
    assert knows_the_example(backend)
    assert backend.point(NUMBER) == POINT
    assert backend.verifier(POINT)(E, VALUE)


def test_the_example_is_signed_with_its_own_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """GB/T 32918.5 also prints k; with it plain Python gives the printed (r, s) and no other."""
    k = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
    monkeypatch.setattr(secrets, "randbelow", lambda bound: k - 1)
    assert pure.backend().signer(NUMBER, POINT)(E) == VALUE


# --- one another ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", BACKENDS.values(), ids=BACKENDS)
@every
def test_what_one_signs_every_other_verifies(backend: Backend, other: Backend) -> None:
    for _ in range(4):
        e, number = secrets.token_bytes(32), sm2.new_key()
        point = backend.point(number)
        value = backend.signer(number, point)(e)
        assert is_strict(value)
        assert other.point(number) == point
        assert other.verifier(point)(e, value)
        assert not other.verifier(point)(e[::-1], value)
        assert not other.verifier(PLACE)(e, value)


@given(st.binary(max_size=200), st.integers(0, 72 * 8))
def test_a_signature_holds_for_its_message_and_no_other(message: bytes, bit: int) -> None:
    value = signed(message)
    assert sm2.verify(PLACE, message, value)
    assert not sm2.verify(PLACE, message + b"\0", value)
    changed = (int.from_bytes(value, "big") ^ 1 << bit % (8 * len(value))).to_bytes(len(value), "big")
    assert not sm2.verify(PLACE, message, changed)


@given(st.binary(max_size=80))
def test_bytes_that_are_no_signature_are_refused(value: bytes) -> None:
    assert not sm2.verify(PLACE, b"", value)


def wrong_forms() -> Iterator[tuple[str, bytes]]:
    """Every other way to write a signature that holds, or what lies next to it."""
    value = signed(b"said")
    r, s = from_der(value)
    first, second = value[2 : 4 + value[3]], value[4 + value[3] :]
    yield "trailing", value + b"\0"
    yield "third", bytes((0x30, value[1] + 3)) + value[2:] + b"\x02\x01\x01"
    yield "cut", value[:-1]
    yield "long_length", b"\x30\x81" + value[1:]
    yield "padded_r", bytes((0x30, value[1] + 1, 2, first[1] + 1, 0)) + first[2:] + second
    yield "padded_s", bytes((0x30, value[1] + 1)) + first + bytes((2, second[1] + 1, 0)) + second[2:]
    yield "indefinite", b"\x30\x80" + value[2:] + b"\0\0"
    yield "r_plus_n", to_der(r + SM2.n, s)
    yield "s_plus_n", to_der(r, s + SM2.n)
    yield "r_0", to_der(0, s)
    yield "s_0", to_der(r, 0)
    yield "r_n", to_der(SM2.n, s)
    yield "s_n", to_der(r, SM2.n)
    yield "sum_n", to_der(r, SM2.n - r)
    yield "negative_s", bytes((0x30, len(first) + 3)) + first + b"\x02\x01\xff"
    yield "raw", r.to_bytes(32, "big") + s.to_bytes(32, "big")
    yield "empty", b""


FORMS = dict(wrong_forms())


@pytest.mark.parametrize("form", FORMS)
@every
def test_a_signature_has_one_form(backend: Backend, form: str) -> None:
    verify, e = backend.verifier(PLACE), sm2.digest(PLACE, b"said")
    assert verify(e, SIGN(e))
    assert not verify(e, FORMS[form])
    assert not sm2.verify(PLACE, b"said", FORMS[form])


# --- mistakes of the field -----------------------------------------------------------------------------------


def test_mistakes_with_the_identity_are_told_apart_and_refused() -> None:
    right, empty, bare = signed(b"said"), signed(b"said", b""), SIGN(sm3(b"said"))
    assert sm2.verify(PLACE, b"said", right)
    assert not sm2.verify(PLACE, b"said", empty)
    assert not sm2.verify(PLACE, b"said", bare)
    assert [sm2.diagnose(PLACE, b"said", value) for value in (empty, bare)] == ["empty_id", "no_z"]


def test_a_forgery_is_not_excused_as_a_mistake() -> None:
    assert sm2.diagnose(PLACE, b"another", signed(b"said", b"")) is None
    assert sm2.diagnose(PLACE, b"said", signed(b"said", b"")[:-1]) is None
    assert sm2.diagnose(PLACE, b"said", b"") is None


@every
def test_keys_that_are_none_are_refused(backend: Backend) -> None:
    outside = PLACE[:-1] + bytes((PLACE[-1] ^ 1,))
    hybrid = (b"\x06" + PLACE[1:], b"\x07" + PLACE[1:])
    for point in (outside, PLACE[1:], *hybrid, b"\x04" + bytes(64), b"\0", b""):
        with pytest.raises(KeyUnreadable):
            backend.verifier(point)
    for number in (0, SM2.n - 1, SM2.n, 2**256 - 1):
        with pytest.raises(KeyUnreadable):
            backend.point(number.to_bytes(32, "big"))
        with pytest.raises(KeyUnreadable):
            backend.signer(number.to_bytes(32, "big"), PLACE)
    with pytest.raises(KeyUnreadable):
        backend.signer(KEY[:-1], PLACE)


# --- which of them is used -----------------------------------------------------------------------------------


@pytest.fixture
def choosing() -> Iterator[None]:
    """The choice is made anew in this test, and again after it."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    libcrypto.backend.cache_clear()
    sm2._backend.cache_clear()
    sm2.verifier.cache_clear()


def lacking() -> Backend:
    raise Missing


def test_the_library_of_the_machine_comes_first_and_plain_python_is_always_there() -> None:
    assert list(BACKENDS)[-1] == "pure"
    assert list(BACKENDS) == [name for name in ("libcrypto", "gmssl", "pure") if name in BACKENDS]


def test_without_any_library_plain_python_signs_and_verifies(choosing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    value = signed(b"said")
    monkeypatch.setattr(libcrypto, "backend", lacking)
    monkeypatch.setattr(gmssl, "backend", lacking)
    assert [backend.name for backend in sm2.backends()] == ["pure"]
    assert sm2.verify(PLACE, b"said", value)
    assert sm2.verify(PLACE, b"said", sm2.signer(KEY, PLACE)(sm2.digest(PLACE, b"said")))
    monkeypatch.undo()
    _forget()
    assert sm2.verify(PLACE, b"said", value)


def test_a_libcrypto_without_sm2_is_noticed(choosing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libcrypto, "CURVE", b"no-such-curve")
    with pytest.raises(Missing):
        libcrypto.backend()
    assert "libcrypto" not in [backend.name for backend in sm2.backends()]
    assert sm2.verify(POINT, MESSAGE, VALUE)


def test_a_python_with_its_library_built_in_uses_that_of_the_system(
    choosing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = import_module("_ssl").__file__
    monkeypatch.setattr(libcrypto, "import_module", lambda name: object())
    monkeypatch.setattr(libcrypto, "SYSTEM", own)
    assert knows_the_example(libcrypto.backend())
    libcrypto.backend.cache_clear()
    monkeypatch.setattr(libcrypto, "SYSTEM", "no-such-library.so")
    with pytest.raises(Missing):
        libcrypto.backend()


@pytest.mark.parametrize("lie", ["everything holds", "nothing holds", "another point", "no key"])
def test_an_implementation_that_errs_is_not_used(lie: str, choosing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = pure.backend()

    def no_key(point: bytes) -> VerifyDigest:
        raise KeyUnreadable

    wrong = {
        "everything holds": Backend("wrong", honest.signer, lambda point: lambda e, value: True, honest.point),
        "nothing holds": Backend("wrong", honest.signer, lambda point: lambda e, value: False, honest.point),
        "another point": Backend("wrong", honest.signer, honest.verifier, lambda number: PLACE),
        "no key": Backend("wrong", honest.signer, no_key, honest.point),
    }
    monkeypatch.setattr(libcrypto, "backend", lambda: wrong[lie])
    assert "wrong" not in [backend.name for backend in sm2.backends()]


# --- the openssl command -------------------------------------------------------------------------------------


@cache
def openssl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], capture_output=True, check=False)


def knows_sm2() -> bool:
    return which("openssl") is not None and openssl("ecparam", "-name", "SM2", "-noout").returncode == 0


command = pytest.mark.skipif(not knows_sm2(), reason="the openssl command is missing or was built without SM2")
DISTID = ("-sigopt", f"distid:{sm2.USER_ID.decode()}")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with our key, in the form of RFC 5915, and a message."""
    (tmp_path / "key.der").write_bytes(
        bytes.fromhex("30770201010420") + KEY + bytes.fromhex("a00a06082a811ccf5501822da144034200") + PLACE
    )
    (tmp_path / "public.der").write_bytes(SPKI + PLACE)
    (tmp_path / "message").write_bytes(b"said")
    return tmp_path


@command
def test_the_command_signs_and_we_verify(desk: Path) -> None:
    key = ("-keyform", "DER", "-sign", str(desk / "key.der"))
    for distid, verdict in ((DISTID, None), ((), "empty_id")):
        done = openssl("dgst", "-sm3", *key, *distid, "-out", str(desk / "value"), str(desk / "message"))
        assert done.returncode == 0, done.stderr
        value = (desk / "value").read_bytes()
        assert sm2.verify(PLACE, b"said", value) == (verdict is None)
        assert sm2.diagnose(PLACE, b"said", value) == verdict


@command
@every
def test_we_sign_and_the_command_verifies(desk: Path, backend: Backend) -> None:
    value = desk / f"value.{backend.name}"
    value.write_bytes(backend.signer(KEY, PLACE)(sm2.digest(PLACE, b"said")))
    key = ("-keyform", "DER", "-verify", str(desk / "public.der"))
    given_id = ("dgst", "-sm3", *key, *DISTID, "-signature", str(value), str(desk / "message"))
    without = ("dgst", "-sm3", *key, "-signature", str(value), str(desk / "message"))
    assert [openssl(*given_id).returncode, openssl(*without).returncode != 0] == [0, True]
