"""Evidence for verifying later (/DSS, ISO 32000-2, 12.8.4.3): certificates and revocation lists in the file itself.

Entries for single signatures (/VRI) are not written: they are named by the signature, which does not exist yet when
the update that it signs is written. Nothing here is believed unless a trusted root vouches for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import IndirectObject, pdf_name
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

from signatures.pdf.objects import add_stream, entry, value

Parsed = TypeVar("Parsed")

MOST = 64
"""Certificates, and revocation lists, that are read of one file."""
MOST_NAMED = 10_000
"""References to them, which may name the same ones again."""
LARGEST = 1024 * 1024
"""Bytes of one of them: a list of 25,000 revoked certificates."""
MOST_BYTES = 4 * LARGEST
"""Of all certificates, and of all lists."""


@dataclass(frozen=True)
class Evidence:
    """What a verifier needs beside the signatures."""

    certificates: tuple[x509.Certificate, ...] = ()
    crls: tuple[x509.CertificateRevocationList, ...] = ()


def write_evidence(writer: Any, evidence: Evidence) -> None:
    """Add what the file's /DSS does not hold yet. Raises anything at all on damaged files."""
    root = writer.root
    store = value({}) if "/DSS" not in root else root["/DSS"]
    _add(writer, store, "/Certs", [each.public_bytes(Encoding.DER) for each in evidence.certificates])
    _add(writer, store, "/CRLs", [each.public_bytes(Encoding.DER) for each in evidence.crls])
    writer.register_extension(ESIC_EXTENSION_1)
    if "/DSS" in root:
        writer.update_container(store)
        return
    root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()


def read_evidence(root: Any) -> Evidence:
    """What the catalogue's /DSS holds, as far as it can be read."""
    try:
        store = root["/DSS"]
        certificates = tuple(_parsed(store, "/Certs", x509.load_der_x509_certificate))
        return Evidence(certificates, tuple(_parsed(store, "/CRLs", x509.load_der_x509_crl)))
    except Exception:
        # Evidence only ever helps; what cannot be read does not.
        return Evidence()


def _add(writer: Any, store: Any, key: str, ders: Sequence[bytes]) -> None:
    present = list(entry(store, key, ()))
    known = {each.get_object().data for each in present}
    new = [add_stream(writer, {}, der) for der in dict.fromkeys(ders) if der not in known]
    if new:
        store[pdf_name(key)] = value([*present, *new])


def _parsed(store: Any, key: str, load: Callable[[bytes], Parsed]) -> Iterator[Parsed]:
    for der in _pieces(store, key):
        try:
            yield load(der)
        except Exception:  # noqa: S112
            # One unreadable piece does not spoil the others.
            continue


def _pieces(store: Any, key: str) -> Iterator[bytes]:
    """What is stored under a key, each piece once however often it is named, as long as all are not too much."""
    named = (each for each in islice(entry(store, key, ()), MOST_NAMED) if isinstance(each, IndirectObject))
    references: list[Any] = list(dict.fromkeys(named))
    left, seen = MOST_BYTES, set[bytes]()
    for reference in references[:MOST]:
        try:
            der = reference.get_object().data
        except Exception:  # noqa: S112
            continue
        if der in seen or len(der) > min(LARGEST, left):
            continue
        seen.add(der)
        left -= len(der)
        yield der
