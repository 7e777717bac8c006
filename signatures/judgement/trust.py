"""What a verifier believes before it reads anything: roots, and what it knows of authorities and revocations."""

from dataclasses import dataclass

from cryptography import x509


@dataclass(frozen=True)
class Trust:
    """The certificates and lists that a file is held against. Only `roots` are trusted; nothing is ever fetched."""

    roots: tuple[x509.Certificate, ...]
    authorities: tuple[x509.Certificate, ...] = ()
    """Certificates that may stand between, believed only as far as a root vouches for them."""
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    """Revocation lists, believed only with the signature of their issuer."""
