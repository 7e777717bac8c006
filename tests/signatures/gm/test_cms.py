"""Detached signatures: there is one encoding of each, and no byte of it can be changed."""

import hashlib
import subprocess
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given
from hypothesis import strategies as st

from signatures.gm import cms
from signatures.gm.errors import AlgorithmRefused, CmsMalformed, SignerCount
from tests.signatures.workshop import BUREAU, CENTRE, GOVERNMENT, NOW

SHA1 = Oid("1.3.14.3.2.26")
RSA_WITH_SHA256 = Oid("1.2.840.113549.1.1.11")
DIGEST = hashlib.sha256(b"content").digest()
SIGNED = cms.sign(DIGEST, GOVERNMENT.key, GOVERNMENT.certificate, [CENTRE.certificate])


@given(st.binary(min_size=32, max_size=32))
def test_what_is_signed_reads_back_and_holds(digest: bytes) -> None:
    signature = cms.read(cms.sign(digest, GOVERNMENT.key, GOVERNMENT.certificate, []))
    assert (signature.digest, signature.certificate) == (digest, GOVERNMENT.certificate)
    assert signature.holds()


def test_the_root_stays_at_home() -> None:
    assert cms.read(SIGNED).others == ()


def test_authorities_in_between_come_along() -> None:
    signature = cms.read(cms.sign(DIGEST, GOVERNMENT.key, GOVERNMENT.certificate, [BUREAU.certificate]))
    assert signature.others == (BUREAU.certificate,)


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, change: int) -> None:
    """A changed byte is refused, breaks the signature, or makes another certificate or digest of it."""
    altered = bytearray(SIGNED)
    altered[place] ^= change
    try:
        signature = cms.read(bytes(altered))
    except CmsMalformed:
        return
    same = (signature.digest, signature.certificate) == (DIGEST, GOVERNMENT.certificate)
    assert not (same and signature.holds())


@given(st.integers(0, len(SIGNED) - 1))
def test_a_part_is_no_signature(size: int) -> None:
    with pytest.raises(CmsMalformed):
        cms.read(SIGNED[:size])


@given(st.binary(min_size=1, max_size=8))
def test_nothing_may_follow(more: bytes) -> None:
    with pytest.raises(CmsMalformed):
        cms.read(SIGNED + more)


@given(st.binary(max_size=300))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(CmsMalformed):
        cms.read(data)


def test_another_key_does_not_hold() -> None:
    foreign = cms.sign(DIGEST, BUREAU.key, GOVERNMENT.certificate, [])
    assert not cms.read(foreign).holds()


def rebuilt(signers: int = 1, digest: Oid = cms.SHA256, signature: Oid = cms.ECDSA_WITH_SHA256) -> bytes:
    """The same signature with so many signers, or declared to be of other algorithms."""
    decoded = asn1.decode_der(cms.ContentInfo, SIGNED)
    one = decoded.content.signers.as_list()[0]
    declared = cms.SignerInfo(
        version=one.version,
        signer=one.signer,
        digest_algorithm=cms.Algorithm(algorithm=digest, parameters=None),
        signed_attributes=one.signed_attributes,
        signature_algorithm=cms.Algorithm(algorithm=signature, parameters=None),
        signature=one.signature,
    )
    signed_data = cms.SignedData(
        version=decoded.content.version,
        digest_algorithms=asn1.SetOf([declared.digest_algorithm]),
        content=decoded.content.content,
        certificates=decoded.content.certificates,
        signers=asn1.SetOf([declared] * signers),
    )
    return asn1.encode_der(cms.ContentInfo(type=decoded.type, content=signed_data))


def test_the_rebuilding_itself_is_faithful() -> None:
    assert rebuilt() == SIGNED


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_one_signer(count: int) -> None:
    with pytest.raises(SignerCount):
        cms.read(rebuilt(signers=count))


def test_other_algorithms_are_refused_by_name() -> None:
    with pytest.raises(AlgorithmRefused, match="SHA-1"):
        cms.read(rebuilt(digest=SHA1))
    with pytest.raises(AlgorithmRefused, match=RSA_WITH_SHA256.dotted_string):
        cms.read(rebuilt(signature=RSA_WITH_SHA256))


@pytest.mark.skipif(which("openssl") is None, reason="no openssl on this machine")
def test_openssl_agrees(tmp_path: Path) -> None:
    """Another implementation finds the same signature good (CAdES)."""
    (tmp_path / "s").write_bytes(SIGNED)
    (tmp_path / "c").write_bytes(b"content")
    (tmp_path / "ca").write_bytes(CENTRE.certificate.public_bytes(Encoding.PEM))
    command = "openssl cms -verify -binary -cades -inform DER -in s -content c -CAfile ca -purpose any -out o"
    command += f" -attime {int(NOW.timestamp())}"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
