"""Whom this office trusts: its own authority, and what lies in the folder `trust` of its data."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from anyio import to_thread
from cryptography import x509

from server.kit.ground import ground
from signatures.gm.pki.structures import UNREADABLE
from signatures.judgement.trust import Trust
from signatures.seals.errors import TrustUnreadable
from signatures.seals.service.crls import own_trust

FOLDER = "trust"
"""Folder in the office's data with the certificates (PEM) and revocation lists of other authorities that it trusts."""

CERTIFICATES = {".pem", ".crt", ".cer"}
LISTS = {".crl"}


async def trust() -> Trust:
    """The office's own authority and those of the folder together. Outside of transactions.

    Raises TrustUnreadable, and what `own_trust` raises.
    """
    others = await to_thread.run_sync(trust_in, ground().settings.data / FOLDER)
    own = await own_trust()
    return Trust(
        own.roots + others.roots,
        own.authorities + others.authorities,
        own.crls + others.crls,
    )


def trust_in(folder: Path) -> Trust:
    """What a folder asks to trust; nothing when there is no such folder. Raises TrustUnreadable.

    Roots are the certificates that name themselves as their issuer; the others may stand between. Subfolders are read,
    too, as the roots and certificates of an evidence pack lie in them.
    """
    files = sorted(folder.rglob("*"))
    certificates = [each for file in files if file.suffix in CERTIFICATES for each in _certificates(file)]
    return Trust(
        roots=tuple(each for each in certificates if each.subject == each.issuer),
        authorities=tuple(each for each in certificates if each.subject != each.issuer),
        crls=tuple(each for file in files if file.suffix in LISTS for each in _lists(file)),
    )


def _certificates(file: Path) -> Sequence[x509.Certificate]:
    data = file.read_bytes()
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except UNREADABLE as fault:
        raise TrustUnreadable(file=file.name) from fault


def _lists(file: Path) -> Iterable[x509.CertificateRevocationList]:
    data = file.read_bytes()
    read = x509.load_pem_x509_crl if b"-----BEGIN" in data else x509.load_der_x509_crl
    try:
        return [read(data)]
    except UNREADABLE as fault:
        raise TrustUnreadable(file=file.name) from fault
