"""What the tests of paths share: what is wrong with a path, and certificates to lay one."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm.keys import Family, Signer
from signatures.gm.pki.making import (
    Purpose,
    Subject,
    Validity,
    issue,
    issue_authority,
    new_serial,
    subject_name,
)
from signatures.gm.pki.paths import PathFault, Why, trace
from signatures.gm.pki.structures import extension
from tests.signatures.pki import (
    PERIOD,
    SIGNED_AT,
    house,
    new_key,
    other_house,
)

Certificates = Sequence[x509.Certificate]
FAMILIES = list(Family)
A, B = house(), other_house()
STRANGE = Oid("2.25.7")

SIGNS = extension(
    x509.KeyUsage(True, True, False, False, False, False, False, False, False),
    critical=True,
)
ISSUES = extension(
    x509.KeyUsage(False, False, False, False, False, True, True, False, False),
    critical=True,
)
CA = extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)


def fault(
    certificate: x509.Certificate,
    others: Certificates,
    roots: Certificates,
    purpose: Purpose = Purpose.SEAL,
    at: datetime = SIGNED_AT,
) -> tuple[Why, str] | None:
    """What is wrong with the path, and with whose certificate; None where it leads to a root."""
    try:
        trace(certificate, others, roots, at, purpose)
    except PathFault as found:
        return found.why, subject_name(found.certificate)
    return None


def why(certificate: x509.Certificate, others: Certificates, roots: Certificates) -> Why | None:
    found = fault(certificate, others, roots)
    return found and found[0]


def sealer(issuer: Signer, name: str = "甬江市某某局", validity: Validity = PERIOD) -> x509.Certificate:
    key = new_key(Family.SM2)
    return issue(Subject(name), key.public, Purpose.SEAL, issuer=issuer, validity=validity, serial=new_serial())


def cross(of: Signer, by: Signer, depth: int = 5) -> x509.Certificate:
    """A certificate for the key of an authority by another authority."""
    name = subject_name(of.certificate)
    return issue_authority(Subject(name), of.key.public, issuer=by, validity=PERIOD, serial=new_serial(), depth=depth)
