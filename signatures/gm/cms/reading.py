"""Read detached signatures in CMS, of ours and of others.

Strict DER, one signer. Everything that no signature covers must follow from what one covers, or be of the two sorts
that can be judged by themselves: certificates and a time stamp. So nothing can be hidden in a signature.
"""

import base64
import binascii
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1

from signatures.gm import oids
from signatures.gm.cms import algorithms, attributes
from signatures.gm.cms.model import CmsForm, CmsSignature
from signatures.gm.cms.structures import SHAPE, Content, ContentInfo, SignedData, SignerInfo
from signatures.gm.faults import CmsFault, Kind, Misfit, explained
from signatures.gm.keys import Family
from signatures.gm.received import certificate, issuer_of
from signatures.gm.timestamps.structures import IssuerAndSerial, as_set

CONTENT_OF = {oids.SIGNED_DATA: oids.DATA, oids.GM_SIGNED_DATA: oids.GM_DATA}
OUTSIDE = "content.signedData"
SIGNER = f"{OUTSIDE}.signerInfos[0]"
BY_ISSUER, BY_KEY = 1, 3
"""Versions of SignerInfo, and with it of SignedData, by how the signer is identified (RFC 5652, 5.1 and 5.3)."""
SEQUENCE, KEY = b"\x30", b"\x80"
"""Tags of the two sorts of identifiers."""
DIGEST_SIZE = 32
MOST_CERTIFICATES = 16
"""Of one signature; each is held against all others, so many would be many signatures to verify."""


def read(der: bytes) -> CmsSignature:
    """Read a detached signature: RFC 5652 with ECDSA or RSA, or GB/T 35275-2017 in either of its forms.

    Raises CmsFault where it is not strict DER of that structure, has no signer or several, states algorithms that
    are unknown, weak or not in accord, or holds anything that nothing covers.
    """
    try:
        return _read(der)
    except ValueError as fault:
        raise CmsFault(*explained(der, SHAPE, fault)) from fault


def _read(der: bytes) -> CmsSignature:
    outer = asn1.decode_der(ContentInfo, der)
    data = outer.content
    signer = _only_signer(data)
    family = algorithms.family(signer.digest_algorithm, signer.signature_algorithm, SIGNER)
    _check_outside(outer, signer, family)
    own, others = _signer_first(signer, data)
    digest, claimed_at, signed, form = _signed(data.content, signer, own, family)
    return CmsSignature(
        form=form,
        family=family,
        certificate=own,
        others=others,
        digest=digest,
        claimed_at=claimed_at,
        value=signer.value,
        signed=signed,
        token=attributes.token(signer, SIGNER),
    )


def _only_signer(data: SignedData) -> SignerInfo:
    signers = data.signers.as_list()
    if not signers:
        raise Misfit(f"{OUTSIDE}.signerInfos", "没有签名者", Kind.NO_SIGNER)
    if len(signers) > 1:
        raise Misfit(f"{OUTSIDE}.signerInfos", f"有{len(signers)}个签名者", Kind.SEVERAL_SIGNERS)
    only: SignerInfo = signers[0].parse(SignerInfo)
    return only


def _check_outside(outer: ContentInfo, signer: SignerInfo, family: Family) -> None:
    """What no signature covers must be as it follows from the rest. Raises Misfit."""
    data, version = outer.content, BY_ISSUER if signer.signer.tag_bytes == SEQUENCE else BY_KEY
    if CONTENT_OF.get(outer.type) != data.content.type:
        raise Misfit("contentType", "不是签名数据，或者与内容的类型不一致")
    if outer.type == oids.GM_SIGNED_DATA and family is not Family.SM2:
        raise Misfit(f"{SIGNER}.signatureAlgorithm", "GB/T 35275的签名应使用SM2", Kind.ALGORITHM_MISMATCH)
    if (data.version, signer.version) != (version, version):
        raise Misfit(f"{OUTSIDE}.version", "版本与签名者的标识方式不一致")
    stated = [asn1.encode_der(each) for each in data.digest_algorithms.as_list()]
    if stated != [asn1.encode_der(signer.digest_algorithm)]:
        raise Misfit(f"{OUTSIDE}.digestAlgorithms", "与签名者的摘要算法不一致", Kind.UNSIGNED_CONTENT)
    if data.crls is not None:
        raise Misfit(f"{OUTSIDE}.crls", "附有不受签名保护的吊销列表", Kind.UNSIGNED_CONTENT)


def _signer_first(signer: SignerInfo, data: SignedData) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The signer's certificate, which must be there once, and all others."""
    path = f"{OUTSIDE}.certificates"
    received = data.certificates or []
    if len(received) > MOST_CERTIFICATES:
        raise Misfit(path, "证书过多", Kind.UNSIGNED_CONTENT)
    read = [certificate(asn1.encode_der(each), path) for each in received]
    own = [each for each in read if _is_meant(signer.signer, each)]
    if len(own) != 1:
        raise Misfit(path, "签名者的证书应当有且只有一份")
    others = tuple(each for each in read if each != own[0])
    if len(set(others)) != len(others):
        raise Misfit(path, "同一证书出现两次", Kind.UNSIGNED_CONTENT)
    return own[0], others


def _is_meant(identifier: asn1.TLV, certificate: x509.Certificate) -> bool:
    """Whether the signer's identifier, by issuer and serial number or by key, is this certificate's."""
    if identifier.tag_bytes == SEQUENCE:
        wanted: IssuerAndSerial = identifier.parse(IssuerAndSerial)
        same = wanted.serial == certificate.serial_number
        return same and asn1.encode_der(wanted.issuer) == issuer_of(certificate)
    try:
        key = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return False
    return identifier.tag_bytes == KEY and bytes(identifier.data) == key


def _signed(
    content: Content, signer: SignerInfo, own: x509.Certificate, family: Family
) -> tuple[bytes, datetime | None, bytes, CmsForm]:
    """Digest and claimed time of the content, the bytes that are signed, and the form in which they are."""
    if content.content is None and signer.signed is not None:
        digest, claimed_at = attributes.told(signer, content.type, own, SIGNER)
        form = CmsForm.GM_ATTRIBUTES if family is Family.SM2 else CmsForm.ATTRIBUTES
        return digest, claimed_at, as_set(signer.signed), form
    if content.content is not None and signer.signed is None and family is Family.SM2:
        return _digest(content.content), None, content.content, CmsForm.GM_CONTENT
    raise Misfit(f"{OUTSIDE}.encapContentInfo", "内容应当在外并有签名属性，或者就是原文的摘要")


def _digest(content: bytes) -> bytes:
    """The digest that a content is, be it in Base64 as some write it (GM/T 0099-2020, 7.2.2)."""
    if len(content) == DIGEST_SIZE:
        return content
    try:
        digest = base64.b64decode(content, validate=True)
    except binascii.Error:
        digest = b""
    if len(digest) != DIGEST_SIZE:
        raise Misfit(f"{OUTSIDE}.encapContentInfo.eContent", "内容不是原文的摘要")
    return digest
