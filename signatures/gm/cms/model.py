"""A signature in CMS as a plain value, whichever of its forms it was read from."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from signatures.gm.keys import Family


class CmsForm(StrEnum):
    """How a signature is bound to its content."""

    ATTRIBUTES = "attributes"
    """RFC 5652 with ECDSA or RSA: the content's digest is among the signed attributes."""
    GM_ATTRIBUTES = "gm_attributes"
    """The same with SM2, as GB/T 35275-2017 names it."""
    GM_CONTENT = "gm_content"
    """GB/T 35275-2017 without attributes: the content is the digest, and is signed itself."""


@dataclass(frozen=True)
class CmsSignature:
    """A detached signature as read. It is the signer's `value` over `signed`; of trust it says nothing.

    No signature covers `others` and `token`: each of `others` must be held against its issuer, the token against
    its authority. Nothing notices when one of them is taken away.
    """

    form: CmsForm
    family: Family
    """Of the algorithm that it states."""
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    """Certificates that came along, in any order."""
    digest: bytes
    """Of the content: SM3 for SM2, else SHA-256."""
    claimed_at: datetime | None
    """signingTime, the signer's own claim."""
    value: bytes = field(repr=False)
    signed: bytes = field(repr=False)
    """As received."""
    token: bytes | None = field(repr=False)
    """A time stamp over `value`."""
