"""Signatures in CMS for tests: honest ones of every form, and taken apart, altered, put together, signed anew.

signed(house, ...)                      an honest one by the house's 甬江市人民政府
gm_content(...)                         GB/T 35275-2017 without attributes
rebuilt(der, signer=, outer=, by=)      with its SignerInfo or ContentInfo altered, its attributes signed by someone
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid

from signatures.gm import cms, oids
from signatures.gm.cms import CmsFault
from signatures.gm.cms.structures import Content, ContentInfo, SignerInfo
from signatures.gm.keys import Family, Signer, digest
from signatures.gm.pki.structures import Algorithm, raw
from signatures.gm.timestamps import Stamper
from signatures.gm.timestamps.structures import Attribute, as_set
from tests.signatures.pki import House, house

CONTENT = "关于做好秋季防汛工作的通知".encode()
Change = Callable[[Any], None]


def same(_: Any) -> None:
    """Change nothing."""


def digest_of(of: House) -> bytes:
    return digest(of.family, (CONTENT,))


@cache
def signed(of: House, stamp: Stamper | None = None) -> bytes:
    return cms.sign(digest_of(of), of.government, of.chain, stamp=stamp)


def rebuilt(data: bytes, *, signer: Change = same, outer: Change = same, by: Signer | None = None) -> bytes:
    """The signature taken apart, altered and put together again; signed anew where `by` says by whom."""
    read: Any = asn1.decode_der(ContentInfo, data)
    info = read.content.signers.as_list()[0].parse(SignerInfo)
    signer(info)
    if by is not None:
        info.value = by.key.sign(as_set(info.signed))
    read.content.signers = asn1.SetOf([raw(asn1.encode_der(info))])
    outer(read)
    return asn1.encode_der(read)


def algorithm(identifier: Oid, *, null: bool = False) -> asn1.TLV:
    return raw(asn1.encode_der(Algorithm(algorithm=identifier, parameters=asn1.Null() if null else None)))


def attribute(kind: Oid, *values: Any) -> asn1.TLV:
    """An attribute with these values."""
    return raw(
        asn1.encode_der(Attribute(type=kind, values=asn1.SetOf([raw(asn1.encode_der(each)) for each in values])))
    )


def with_attribute(kind: Oid, *values: Any) -> Change:
    """Put an attribute in the place of those of its kind, or none where there are no values."""

    def change(info: Any) -> None:
        kept = [each for each in info.signed if each.parse(Attribute).type != kind]
        fresh = [attribute(kind, *values)] if values else []
        info.signed = sorted((*kept, *fresh), key=asn1.encode_der)

    return change


def gm_content(content: bytes | None = None, of: House | None = None) -> bytes:
    """GB/T 35275-2017 without attributes: the signature is over the content, which is the digest."""
    of = of or house(Family.SM2)
    content = digest_of(of) if content is None else content

    def plain(info: Any) -> None:
        info.signed, info.value = None, of.government.key.sign(content)

    def attached(read: Any) -> None:
        read.content.content = Content(type=oids.GM_DATA, content=content)

    return rebuilt(signed(of), signer=plain, outer=attached)


def certificate(of: Signer) -> asn1.TLV:
    return raw(of.certificate.public_bytes(Encoding.DER))


def put(**fields: Any) -> Change:
    """Set fields of a decoded structure."""

    def change(inside: Any) -> None:
        for name, value in fields.items():
            setattr(inside, name, value)

    return change


def fault_of(data: bytes) -> CmsFault:
    """Why a signature cannot be read."""
    with pytest.raises(CmsFault) as caught:
        cms.read(data)
    return caught.value
