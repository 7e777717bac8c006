"""Certificates and lists against the openssl command: it verifies ours, we verify its."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm.keys import Family
from signatures.gm.pki.crl import Reason, Status, revocation
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial
from signatures.gm.pki.paths import PathFault, Why, trace
from tests.signatures.openssl import CHECK_DISTID, DISTID, knows_sm2, openssl, present
from tests.signatures.pki import NOW, PERIOD, SIGNED_AT, House, authority, house, listed

FAMILIES = [pytest.param(Family.SM2, marks=knows_sm2), Family.ECDSA, Family.RSA]
AT = ("-attime", str(int(NOW.timestamp())))


def pem(desk: Path, name: str, *things: x509.Certificate | x509.CertificateRevocationList) -> Path:
    path = desk / name
    path.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in things))
    return path


def verified(desk: Path, leaf: x509.Certificate, ours: House, *more: str | Path, ok: bool = True) -> None:
    """Whether the command verifies a certificate up to the house's root."""
    top, between = pem(desk, "root.pem", ours.root.certificate), pem(desk, "between.pem", ours.authority.certificate)
    own = pem(desk, "leaf.pem", leaf)
    if ours.family is not Family.SM2:
        openssl("verify", "-CAfile", top, "-untrusted", between, *AT, *more, own, ok=ok)
        return
    # The command applies the identity to the first certificate only: so link by link.
    openssl("verify", "-CAfile", top, *AT, *CHECK_DISTID, *more, between)
    openssl("verify", "-CAfile", between, "-partial_chain", *AT, *CHECK_DISTID, *more, own, ok=ok)


# --- ours, verified by openssl ---------------------------------------------------------------------------------


@present
@pytest.mark.parametrize("family", FAMILIES)
def test_openssl_follows_our_chains(family: Family, tmp_path: Path) -> None:
    ours = house(family)
    for signer in (ours.government, ours.maker, ours.person, ours.tsa):
        verified(tmp_path, signer.certificate, ours, "-x509_strict")
    verified(tmp_path, ours.outsider.certificate, ours, ok=False)
    verified(tmp_path, ours.expired.certificate, ours, ok=False)


@knows_sm2
def test_openssl_follows_a_mixed_chain(tmp_path: Path) -> None:
    """An SM2 seal under an ECDSA authority under an RSA root."""
    between = authority("混合认证中心", house(Family.RSA).root, Family.ECDSA)
    key = house().government.key.public
    leaf = issue(Subject("某局"), key, Purpose.SEAL, issuer=between, validity=PERIOD, serial=new_serial())
    roots, above = (
        pem(tmp_path, "roots", house(Family.RSA).root.certificate),
        pem(tmp_path, "above", between.certificate),
    )
    assert "OK" in openssl("verify", "-CAfile", roots, "-untrusted", above, *AT, pem(tmp_path, "leaf", leaf))


@present
@pytest.mark.parametrize("family", [Family.ECDSA, Family.RSA])
def test_openssl_believes_our_lists(family: Family, tmp_path: Path) -> None:
    ours = house(family)
    crl = pem(tmp_path, "crl.pem", ours.crl)
    text = openssl("crl", "-in", crl, "-noout", "-text", "-nameopt", "utf8")
    assert "Key Compromise" in text
    check = ("-crl_check", "-CRLfile", crl)
    verified(tmp_path, ours.government.certificate, ours, *check)
    verified(tmp_path, ours.revoked.certificate, ours, *check, ok=False)


@knows_sm2
def test_openssl_checks_the_signature_of_an_sm2_list(tmp_path: Path) -> None:
    """The command has no way to name the identity for a list, but checks the signature over the list's bytes."""
    crl = listed(house())
    value, message, der = (tmp_path / name for name in ("value", "message", "key.der"))
    value.write_bytes(crl.signature)
    message.write_bytes(crl.tbs_certlist_bytes)
    der.write_bytes(house().authority.key.public.spki)
    (tmp_path / "key").write_text(openssl("pkey", "-pubin", "-inform", "DER", "-in", der))
    check = ("dgst", "-sm3", *DISTID, "-verify", tmp_path / "key", "-signature", value, message)
    assert "Verified OK" in openssl(*check)
    message.write_bytes(crl.tbs_certlist_bytes + b"x")
    openssl(*check, ok=False)


# --- theirs, verified by us ------------------------------------------------------------------------------------

CONFIG = """
[ca]
default_ca = desk
[desk]
database = index
new_certs_dir = .
serial = serial
crlnumber = number
certificate = root
private_key = root.key
default_md = {digest}
policy = names
[names]
commonName = supplied
[end]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
authorityKeyIdentifier = keyid
[between]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[root]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[req]
distinguished_name = names_asked
[names_asked]
"""
DATES = ("-startdate", "20260101000000Z", "-enddate", "20290101000000Z")


class Office(NamedTuple):
    """An authority run with the command."""

    root: x509.Certificate
    good: x509.Certificate
    revoked: x509.Certificate
    crl: x509.CertificateRevocationList


@cache
def secret(kind: tuple[str, ...]) -> str:
    """One key of a kind for everybody, for RSA keys take long to find."""
    return openssl("genpkey", *kind)


def new_request(desk: Path, name: str, kind: tuple[str, ...], digest: str, *identity: str) -> None:
    (desk / f"{name}.key").write_text(secret(kind))
    subject = ("-subj", f"/CN={name}", "-config", "cnf")
    openssl("req", "-new", "-key", f"{name}.key", f"-{digest}", *identity, *subject, "-out", f"{name}.csr", within=desk)


@cache
def office(digest: str, kind: tuple[str, ...], identity: tuple[str, ...] = ()) -> Office:
    with TemporaryDirectory() as place:
        desk = Path(place)
        (desk / "cnf").write_text(CONFIG.format(digest=digest))
        (desk / "index").write_text("")
        (desk / "serial").write_text("1000")
        (desk / "number").write_text("01")
        verify = ("-vfyopt", identity[1]) if identity else ()
        ca = ("ca", "-batch", "-notext", "-config", "cnf", *identity, *verify)
        new_request(desk, "root", kind, digest, *identity)
        signed = ("-selfsign", "-extensions", "root", *DATES, "-in", "root.csr", "-keyfile", "root.key")
        openssl(*ca, *signed, "-out", "root", within=desk)
        for name in ("good", "revoked"):
            new_request(desk, name, kind, digest, *identity)
            openssl(*ca, "-extensions", "end", *DATES, "-in", f"{name}.csr", "-out", name, within=desk)
        openssl(*ca, "-revoke", "revoked", "-crl_reason", "keyCompromise", within=desk)
        openssl(*ca, "-gencrl", "-crldays", "3650", "-out", "crl", within=desk)
        root, good, revoked = (
            x509.load_pem_x509_certificate((desk / name).read_bytes()) for name in ("root", "good", "revoked")
        )
        return Office(root, good, revoked, x509.load_pem_x509_crl((desk / "crl").read_bytes()))


SM2 = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-pkeyopt", "ec_param_enc:named_curve")
P256 = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:named_curve")
RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
OFFICES = [
    pytest.param("sm3", SM2, DISTID, marks=knows_sm2, id="SM2"),
    pytest.param("sha256", P256, (), marks=present, id="P-256"),
    pytest.param("sha512", P256, (), marks=present, id="P-256 with SHA-512"),
    pytest.param("sha256", RSA, (), marks=present, id="RSA"),
]


@pytest.mark.parametrize(("digest", "kind", "identity"), OFFICES)
def test_an_office_run_with_openssl_is_believed(digest: str, kind: tuple[str, ...], identity: tuple[str, ...]) -> None:
    their = office(digest, kind, identity)
    for leaf in (their.good, their.revoked):
        assert trace(leaf, [], [their.root], SIGNED_AT, Purpose.SEAL) == (leaf, their.root)
    now = their.crl.last_update_utc
    assert revocation(their.good, their.root, [their.crl], now).status is Status.GOOD
    found = revocation(their.revoked, their.root, [their.crl], now)
    assert (found.status, found.reason) == (Status.REVOKED, Reason.key_compromise)
    assert found.revoked_at == next(iter(their.crl)).revocation_date_utc


@knows_sm2
def test_sm2_signatures_without_the_usual_identity_are_refused() -> None:
    """What the command writes when nobody tells it the identity of GM/T 0009."""
    their = office("sm3", SM2)
    with pytest.raises(PathFault, match="签名值") as found:
        trace(their.good, [], [their.root], SIGNED_AT, Purpose.SEAL)
    assert found.value.why is Why.UNTRUSTED
    assert revocation(their.revoked, their.root, [their.crl], NOW).status is Status.UNKNOWN


@present
@pytest.mark.parametrize(("digest", "kind"), [("md5", RSA), ("sha1", RSA), ("sha1", P256)])
def test_weak_digests_are_refused(digest: str, kind: tuple[str, ...]) -> None:
    """In certificates and in lists; with SHA-256 the same office is believed above."""
    their = office(digest, kind)
    with pytest.raises(PathFault, match="不安全") as found:
        trace(their.good, [], [their.root], SIGNED_AT, Purpose.SEAL)
    assert found.value.why is Why.UNTRUSTED
    assert revocation(their.revoked, their.root, [their.crl], NOW).status is Status.UNKNOWN
