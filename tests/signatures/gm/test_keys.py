"""Keys of three families, behind one way to sign and to verify."""

from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import keys
from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family, PrivateKey, load_private, load_public, new_secret
from signatures.gm.sm2.backend import SPKI

families = pytest.mark.parametrize("family", Family)


@cache
def secret(family: Family) -> bytes:
    return new_secret(family)


@cache
def key(family: Family) -> PrivateKey:
    return load_private(family, secret(family))


@given(st.sampled_from(Family), st.binary(max_size=80), st.integers(0, 10_000))
def test_what_a_key_signs_its_public_key_verifies(family: Family, message: bytes, bit: int) -> None:
    value = key(family).sign(message)
    public = load_public(key(family).public.spki)
    assert public.verify(message, value)
    assert not public.verify(message + b"\0", value)
    changed = int.from_bytes(value, "big") ^ 1 << bit % (8 * len(value))
    assert not public.verify(message, changed.to_bytes(len(value), "big"))


@given(st.sampled_from(Family), st.binary(max_size=300))
def test_bytes_that_are_no_signature_verify_nothing(family: Family, value: bytes) -> None:
    assert not key(family).public.verify(b"said", value)


@families
def test_a_secret_is_of_one_family(family: Family) -> None:
    assert load_private(family, secret(family)).public == key(family).public
    for other in set(Family) - {family}:
        with pytest.raises(KeyUnreadable):
            load_private(other, secret(family))


@families
def test_two_secrets_are_two_keys(family: Family) -> None:
    if family is Family.RSA:
        assert load_private(family, pkcs8(rsa.generate_private_key(65537, 2048))).public != key(family).public
    else:
        assert load_private(family, new_secret(family)).public != key(family).public


@families
def test_secrets_that_are_none_are_refused(family: Family) -> None:
    for wrong in (b"", secret(family)[:-1], bytes(32), b"\xff" * 32):
        with pytest.raises(KeyUnreadable):
            load_private(family, wrong)


def pkcs8(private: rsa.RSAPrivateKey) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def spki(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_public_keys_that_are_too_weak_or_foreign_are_refused() -> None:
    short = spki(rsa.generate_private_key(65537, keys.SHORTEST_RSA // 2))
    point = key(Family.SM2).public.point
    beside = SPKI + point[:-1] + bytes((point[-1] ^ 1,))
    for wrong in (short, spki(ed25519.Ed25519PrivateKey.generate()), beside, SPKI, b""):
        with pytest.raises(KeyUnreadable):
            load_public(wrong)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: curve.name)
def test_keys_on_every_curve_of_nist_are_read(curve: ec.EllipticCurve) -> None:
    assert load_public(spki(ec.generate_private_key(curve))).family is Family.ECDSA


def test_keys_on_other_curves_are_refused() -> None:
    for curve in (ec.SECP256K1(), ec.BrainpoolP256R1()):
        with pytest.raises(KeyUnreadable):
            load_public(spki(ec.generate_private_key(curve)))


def test_each_family_has_its_digest() -> None:
    parts = (b"message ", b"digest")
    assert {family: keys.digest(family, parts).hex()[:8] for family in Family} == {
        Family.SM2: "c522a942",
        Family.ECDSA: "f7846f55",
        Family.RSA: "f7846f55",
    }
