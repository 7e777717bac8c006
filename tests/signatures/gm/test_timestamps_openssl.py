"""Time stamps against the openssl command: it reads and verifies ours, we read and verify its."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from signatures.gm import timestamps
from signatures.gm.keys import Family, load_private
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial
from signatures.gm.timestamps import structures
from tests.signatures.gm.stamped import NONCE, VALUE, answer, ask, token
from tests.signatures.openssl import DISTID, knows_sm2, openssl, present
from tests.signatures.pki import PERIOD, SIGNED_AT, house

A = house()
KEY = ec.generate_private_key(ec.SECP256R1())


@present
@pytest.mark.parametrize("family", [Family.ECDSA, Family.RSA])
def test_openssl_agrees(family: Family, tmp_path: Path) -> None:
    ours, question = house(family), ask(family)
    ask_file, answer_file, roots, data = (tmp_path / name for name in ("q", "a", "roots", "data"))
    ask_file.write_bytes(question)
    answer_file.write_bytes(answer(question, family))
    roots.write_bytes(ours.root.certificate.public_bytes(Encoding.PEM))
    data.write_bytes(VALUE)
    verify = ("ts", "-verify", "-in", answer_file, "-CAfile", roots, "-attime", str(int(SIGNED_AT.timestamp())))
    assert "Verification: OK" in openssl(*verify, "-queryfile", ask_file)
    assert "Verification: OK" in openssl(*verify, "-data", data)
    data.write_bytes(VALUE + b"x")
    openssl(*verify, "-data", data, ok=False)


@knows_sm2
def test_openssl_reads_what_it_cannot_verify(tmp_path: Path) -> None:
    """The command knows no identity of SM2 signers in time stamps, but it reads them; their signature it can check."""
    (tmp_path / "a").write_bytes(answer(ask()))
    text = openssl("ts", "-reply", "-in", tmp_path / "a", "-text")
    assert all(line in text for line in ("Status: Granted.", "sm3", "Nov 20 02:30:00 2026 GMT", f"{NONCE:X}"))


@knows_sm2
def test_openssl_checks_the_signature_of_an_sm2_token(tmp_path: Path) -> None:
    inner = asn1.decode_der(structures.ContentInfo, token()).content.parse(structures.SignedData)
    signer = inner.signers.as_list()[0]
    value, message, key = (tmp_path / name for name in ("value", "message", "key"))
    value.write_bytes(signer.value)
    message.write_bytes(structures.as_set(signer.signed))
    key.write_text(openssl("pkey", "-pubin", "-inform", "DER", "-in", spki_file(tmp_path)))
    check = ("dgst", "-sm3", *DISTID, "-verify", key, "-signature", value, message)
    assert "Verified OK" in openssl(*check)
    message.write_bytes(structures.as_set(signer.signed)[:-1] + b"x")
    openssl(*check, ok=False)


def spki_file(desk: Path) -> Path:
    (desk / "spki").write_bytes(A.tsa.key.public.spki)
    return desk / "spki"


CONFIG = """
[tsa]
default_tsa = clock
[clock]
serial = {desk}/serial
crypto_device = builtin
signer_cert = {desk}/tsa.pem
certs = {desk}/above.pem
signer_key = {desk}/tsa.key
signer_digest = {digest}
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
ess_cert_id_alg = {pointer}
tsa_name = yes
ess_cert_id_chain = yes
accuracy = secs:1, millisecs:500
ordering = yes
"""


@cache
def written_by_openssl(digest: str, pointer: str) -> bytes:
    """An answer of the openssl command's own authority, on a certificate of ours."""
    secret = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = load_private(Family.ECDSA, KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    ours = house(Family.ECDSA)
    certificate = issue(
        Subject("别家时间戳"),
        key.public,
        Purpose.TIME,
        issuer=ours.authority,
        validity=Validity(PERIOD.start, datetime(2099, 1, 1, tzinfo=UTC)),
        serial=new_serial(),
    )
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place)
        (desk / "tsa.key").write_bytes(secret)
        (desk / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (desk / "above.pem").write_bytes(ours.authority.certificate.public_bytes(Encoding.PEM))
        (desk / "serial").write_text("01")
        (desk / "cnf").write_text(CONFIG.format(desk=desk, digest=digest, pointer=pointer))
        (desk / "q").write_bytes(ask(Family.ECDSA))
        openssl("ts", "-reply", "-config", desk / "cnf", "-queryfile", desk / "q", "-out", desk / "a")
        return (desk / "a").read_bytes()


@present
@pytest.mark.parametrize(("digest", "pointer"), [("sha256", "sha256"), ("sha384", "sha512"), ("sha512", "sha1")])
def test_tokens_of_openssl_are_read(digest: str, pointer: str) -> None:
    told = timestamps.read(timestamps.token_in(written_by_openssl(digest, pointer), ask(Family.ECDSA)))
    assert told.holds()
    assert told.covers(VALUE)
    assert (told.policy, told.nonce, told.serial) == ("1.2.3.4", NONCE, 2)
    assert told.certificate.issuer == house(Family.ECDSA).authority.certificate.subject
