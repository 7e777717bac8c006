"""The three forms in which a seal is pressed: what stands in the signature dictionary, and who makes its contents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.gm import cms, ses
from signatures.gm.keys import DIGEST_NAME, Family, Signer
from signatures.gm.pki.structures import public_key_of
from signatures.gm.timestamps import Stamper

SES_FILTER, SES_SUBFILTER = "/GB.ESeal", "/GBT38540.SES"
"""No standard names them; other software may take the signature by its contents (GB/T 38540-2020)."""
CMS_FILTER, CMS_SUBFILTER, PADES_SUBFILTER = "/Adobe.PPKLite", "/adbe.pkcs7.detached", "/ETSI.CAdES.detached"
PROPERTY_INFO = "/ByteRange"
"""What a 电子签章 in a PDF says of its protected range: the stretches that the signature dictionary names."""
SIGNATURE_ROOM = 1024
"""Bytes of everything in a signature that is not a certificate or a seal: attributes, names, the value."""
STAMP_ROOM = 16 * 1024
"""Bytes kept for a time stamp with its certificates, whoever makes it."""


@dataclass(frozen=True)
class Press:
    """How a seal is pressed: `contents` makes the DER of a digest at a time, at most `room` bytes."""

    filter: str
    subfilter: str
    digest: str
    """The name of the digest over the covered bytes: sm3 or sha256."""
    room: int
    contents: Callable[[bytes, datetime], bytes]


def by_ses(seal: bytes, signer: Signer, stamp: Stamper | None) -> Press:
    """Press a 电子签章 with that seal object (SESeal in DER); `signer` is one of those whom the seal names."""
    room = len(seal) + len(_der(signer.certificate)) + _room(stamp)

    def contents(digest: bytes, at: datetime) -> bytes:
        return ses.sign(seal, digest, PROPERTY_INFO, signer, at, stamp)

    return Press(SES_FILTER, SES_SUBFILTER, DIGEST_NAME[Family.SM2], room, contents)


def by_gm_cms(signer: Signer, chain: Sequence[x509.Certificate], stamp: Stamper | None) -> Press:
    """Sign with SM2 and SM3 (GB/T 35275-2017); `chain` are the authorities above the signer."""
    return _by_cms(CMS_SUBFILTER, signer, chain, stamp, dated=True)


def by_pades(signer: Signer, chain: Sequence[x509.Certificate], stamp: Stamper | None) -> Press:
    """Sign with ECDSA or RSA as common readers know it: PAdES B-B, with a time stamp B-T."""
    return _by_cms(PADES_SUBFILTER, signer, chain, stamp, dated=False)


def _by_cms(
    subfilter: str, signer: Signer, chain: Sequence[x509.Certificate], stamp: Stamper | None, *, dated: bool
) -> Press:
    """`dated` signatures state the time themselves, beside the signature dictionary; PAdES forbids it."""
    room = sum(len(_der(each)) for each in (signer.certificate, *chain)) + _room(stamp)

    def contents(digest: bytes, at: datetime) -> bytes:
        return cms.sign(digest, signer, chain, stamp=stamp, at=at if dated else None)

    family = public_key_of(signer.certificate).family
    return Press(CMS_FILTER, subfilter, DIGEST_NAME[family], room, contents)


def _room(stamp: Stamper | None) -> int:
    return SIGNATURE_ROOM + (STAMP_ROOM if stamp else 0)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
