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
from tests.signatures.workshop import BUREAU, CENTRE, GOVERNMENT

SHA1 = Oid("1.3.14.3.2.26")
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


def with_signers(count: int) -> bytes:
    decoded = asn1.decode_der(cms.ContentInfo, SIGNED)
    signed_data = decoded.content
    signers = signed_data.signers.as_list() * count
    return asn1.encode_der(
        cms.ContentInfo(
            type=decoded.type,
            content=cms.SignedData(
                version=signed_data.version,
                digest_algorithms=signed_data.digest_algorithms,
                content=signed_data.content,
                certificates=signed_data.certificates,
                signers=asn1.SetOf(signers),
            ),
        )
    )


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_one_signer(count: int) -> None:
    with pytest.raises(SignerCount):
        cms.read(with_signers(count))


def test_weak_digests_are_refused_by_name() -> None:
    weak = SIGNED.replace(asn1.encode_der(cms.SHA256), asn1.encode_der(SHA1) + b"\x05\x00\x05\x00")
    with pytest.raises(CmsMalformed):
        cms.read(weak)


@pytest.mark.skipif(which("openssl") is None, reason="no openssl on this machine")
def test_openssl_agrees(tmp_path: Path) -> None:
    """Another implementation finds the same signature good (CAdES)."""
    (tmp_path / "s").write_bytes(SIGNED)
    (tmp_path / "c").write_bytes(b"content")
    (tmp_path / "ca").write_bytes(CENTRE.certificate.public_bytes(Encoding.PEM))
    command = "openssl cms -verify -binary -cades -inform DER -in s -content c -CAfile ca -purpose any -out o"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
