"""Making 电子印章 and signing with them: what comes out, what is refused, and that openssl finds it good."""

import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.gm import ses
from signatures.gm.keys import Family
from signatures.gm.ses import NotAscii, NotSm2, SealTooOld, SesFault, SignerNotInSeal
from tests.signatures.pki import GOVERNMENT, SIGNED_AT, house
from tests.signatures.sealing import DIGEST, PROPERTY, der, facts, picture, seal, seal_1, signature

ascii_text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40)
moments = st.datetimes(datetime(1951, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


@settings(max_examples=40)
@given(es_id=ascii_text, vid=ascii_text, kind=st.integers(0, 99), name=st.text(max_size=30), start=moments, end=moments)
def test_every_fact_of_a_seal_comes_back(
    es_id: str, vid: str, kind: int, name: str, start: datetime, end: datetime
) -> None:
    signers = (house().government, house().education)
    made = facts(*signers, es_id=es_id, vid=vid, kind=kind, name=name, start=start, end=end)
    read = ses.read_seal(ses.make_seal(made, house().maker))
    assert (read.es_id, read.vid, read.kind, read.name, read.start, read.end) == (es_id, vid, kind, name, start, end)
    assert read.certificates == tuple(map(der, signers))


@settings(max_examples=40)
@given(st.binary(min_size=32, max_size=32), ascii_text, moments)
def test_every_fact_of_a_signature_comes_back(digest: bytes, where: str, at: datetime) -> None:
    read = ses.read_signature(ses.sign(seal(), digest, where, house().government, at, None))
    assert (read.digest, read.property_info, read.claimed_at) == (digest, where, at)
    assert house().government.key.public.verify(read.signed, read.value)


def test_times_are_written_in_utc_to_the_second() -> None:
    here = datetime(2026, 11, 20, 10, 30, 5, 999, tzinfo=timezone(timedelta(hours=8)))
    signed = ses.sign(seal(), DIGEST, PROPERTY, house().government, here, None)
    assert b"20261120023005Z" in signed


def test_the_seal_goes_in_byte_for_byte() -> None:
    assert seal() in signature()


def test_only_a_signer_of_the_seal_signs_with_it() -> None:
    with pytest.raises(SignerNotInSeal):
        ses.sign(seal(), DIGEST, PROPERTY, house().education, SIGNED_AT, None)


def test_identifiers_are_ascii() -> None:
    for wrong in ({"es_id": "印章一"}, {"vid": "政办"}, {"picture": ses.Picture("图", picture(), 42, 42)}):
        with pytest.raises(NotAscii):
            ses.make_seal(facts(**wrong), house().maker)
    with pytest.raises(NotAscii):
        ses.sign(seal(), DIGEST, "/文件", house().government, SIGNED_AT, None)


def test_seals_are_made_and_pressed_with_sm2_only() -> None:
    european = house(Family.ECDSA)
    with pytest.raises(NotSm2):
        ses.make_seal(facts(), european.maker)
    mixed = ses.make_seal(facts(european.government), house().maker)
    with pytest.raises(NotSm2):
        ses.sign(mixed, DIGEST, PROPERTY, european.government, SIGNED_AT, None)


def test_a_seal_that_cannot_be_read_is_not_pressed() -> None:
    with pytest.raises(SesFault):
        ses.sign(seal()[:-1], DIGEST, PROPERTY, house().government, SIGNED_AT, None)


def test_a_stamper_gets_the_value_and_its_token_goes_beside_it() -> None:
    signed = ses.sign(seal(), DIGEST, PROPERTY, house().government, SIGNED_AT, lambda value: b"token of " + value)
    read = ses.read_signature(signed)
    assert read.token == b"token of " + read.value


def test_nobody_reads_the_picture_of_a_seal_in_a_log() -> None:
    assert "IHDR" not in repr(ses.read_signature(signature()))
    assert GOVERNMENT in repr(ses.read_signature(signature()))


def has_sm2() -> bool:
    """Whether the openssl command of this machine knows SM2 and identities."""
    if which("openssl") is None:
        return False
    told = subprocess.run(["openssl", "list", "-public-key-algorithms"], capture_output=True, text=True, check=False)
    return "sm2" in told.stdout.lower()


@pytest.mark.skipif(not has_sm2(), reason="the openssl command of this machine has no SM2")
def test_openssl_finds_both_values_good(tmp_path: Path) -> None:
    read = ses.read_signature(signature())
    for certificate, signed, value in (
        (read.certificate, read.signed, read.value),
        (read.seal.maker, read.seal.signed, read.seal.value),
    ):
        (tmp_path / "c").write_bytes(certificate.public_bytes(Encoding.PEM))
        (tmp_path / "m").write_bytes(signed)
        (tmp_path / "s").write_bytes(value)
        key = subprocess.run(
            ["openssl", "x509", "-in", "c", "-pubkey", "-noout"], cwd=tmp_path, capture_output=True, check=True
        )
        (tmp_path / "k").write_bytes(key.stdout)
        command = "openssl dgst -sm3 -verify k -sigopt distid:1234567812345678 -signature s m"
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "Verified OK", done.stderr


def test_a_seal_of_2014_is_made_elsewhere_and_not_pressed_in_the_form_of_2020() -> None:
    """Its version would not be that of the signature."""
    with pytest.raises(SealTooOld):
        ses.sign(seal_1(), DIGEST, PROPERTY, house().government, SIGNED_AT, None)
