"""Certificates (电子签名认证证书) on ECDSA P-256: make, keep, trace to a root.

The profile follows RFC 5280: an authority may sign certificates and nothing else, an organ seal
certificate may sign documents (digitalSignature, nonRepudiation) and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID

from signatures.gm.errors import CertificateUnreadable, ChainUntrusted, KeyUnreadable, SecretTooShort

Key = ec.EllipticCurvePrivateKey

SHORTEST_SECRET = 16
"""Bytes. PKCS8 stretches the secret hardly at all, so it must be a random key and not a word."""

LONGEST_CHAIN = 4
"""Authorities between a seal certificate and its root."""


@dataclass(frozen=True)
class Validity:
    """有效期, both ends included; times are aware."""

    start: datetime
    end: datetime

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies inside."""
        return self.start <= at <= self.end


def new_key() -> Key:
    """A fresh P-256 private key from the system's randomness."""
    return ec.generate_private_key(ec.SECP256R1())


def new_serial() -> int:
    """A fresh certificate serial number of 159 random bits (RFC 5280, 4.1.2.2)."""
    return x509.random_serial_number()


def create_authority(name: str, key: Key, validity: Validity, serial: int) -> x509.Certificate:
    """Make a self-signed root (根证书) that may issue seal certificates but no further authorities."""
    subject = _name(name)
    draft = _draft(subject, subject, key.public_key(), validity, serial)
    draft = draft.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    draft = draft.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return draft.sign(key, hashes.SHA256())


def issue_seal_certificate(
    organ: str,
    public_key: ec.EllipticCurvePublicKey,
    *,
    authority: x509.Certificate,
    authority_key: Key,
    validity: Validity,
    serial: int,
) -> x509.Certificate:
    """Issue the certificate of an organ's seal (机关印章证书); its subject is the organ's full name."""
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    draft = _draft(_name(organ), authority.subject, public_key, validity, serial)
    draft = draft.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    draft = draft.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    return draft.add_extension(issuer_id, critical=False).sign(authority_key, hashes.SHA256())


def dump_key(key: Key, secret: bytes) -> bytes:
    """Serialise a private key as encrypted PKCS8 DER (AES-256-CBC).

    Raises SecretTooShort: `secret` must be at least 16 random bytes.
    """
    if len(secret) < SHORTEST_SECRET:
        raise SecretTooShort
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(secret))


def load_key(data: bytes, secret: bytes) -> Key:
    """Read what `dump_key` wrote. Raises KeyUnreadable on a wrong secret or another kind of key."""
    try:
        key = load_der_private_key(data, secret)
    except (ValueError, TypeError) as fault:
        raise KeyUnreadable from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyUnreadable
    return key


def dump_certificate(certificate: x509.Certificate) -> bytes:
    """Serialise a certificate as DER."""
    return certificate.public_bytes(Encoding.DER)


def load_certificate(data: bytes) -> x509.Certificate:
    """Read a DER certificate. Raises CertificateUnreadable."""
    try:
        return x509.load_der_x509_certificate(data)
    except ValueError as fault:
        raise CertificateUnreadable from fault


def subject_name(certificate: x509.Certificate) -> str:
    """The organ a certificate speaks for: its common name, else its whole subject."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def validity_of(certificate: x509.Certificate) -> Validity:
    """The certificate's own validity period, in UTC."""
    return Validity(certificate.not_valid_before_utc, certificate.not_valid_after_utc)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Whether the key usage allows sealing: digitalSignature and nonRepudiation (RFC 5280, 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.digital_signature and usage.content_commitment


def trace(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[x509.Certificate, ...]:
    """Find the path from a certificate to one of `roots`, every link valid at `at` (RFC 5280, 6.1).

    `others` may supply authorities in between; only `roots` are trusted. Returns the path, leaf first.
    Raises ChainUntrusted with the reason as its argument.
    """
    if not roots:
        raise ChainUntrusted("no trusted root")
    if certificate in roots:
        raise ChainUntrusted("a root cannot be a seal")
    try:
        return tuple(_verifier(roots, at).verify(certificate, list(others)).chain)
    except (verification.VerificationError, ValueError) as fault:
        raise ChainUntrusted(str(fault)) from fault


def _verifier(roots: Sequence[x509.Certificate], at: datetime) -> verification.ClientVerifier:
    authorities = verification.ExtensionPolicy.webpki_defaults_ca()
    # The defaults for end certificates ask for web names, which a seal has none of.
    seals = verification.ExtensionPolicy.permit_all()
    builder = verification.PolicyBuilder().store(verification.Store(list(roots))).time(at)
    builder = builder.max_chain_depth(LONGEST_CHAIN)
    return builder.extension_policies(ca_policy=authorities, ee_policy=seals).build_client_verifier()


def _name(text: str) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, text)
    return x509.Name([country, organisation, x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _draft(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    validity: Validity,
    serial: int,
) -> x509.CertificateBuilder:
    draft = x509.CertificateBuilder(issuer, subject, public_key, serial)
    draft = draft.not_valid_before(validity.start).not_valid_after(validity.end)
    return draft.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
