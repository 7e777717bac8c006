"""What a signature says: 电子签章 (GB/T 38540, GM/T 0031), CMS (RFC 5652, GB/T 35275), time stamps (RFC 3161)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from signatures.gm.der import OID, SEQUENCE, TIME, UTC_TIME, UTF8, Node, check, read
from signatures.standalone.certificates import (
    DOCUMENT_SIGNING,
    PERSONAL_SIGNING,
    SEAL_MAKING,
    SEALING,
    TIME_STAMPING,
    Certificate,
    Unproven,
    bits,
    certificate_in,
    key_holds,
    number,
    oid,
    revoked_at,
    time,
    way_to_root,
)
from signatures.standalone.digests import digest, sm3
from signatures.standalone.shapes import CMS, SEALS, SIGNATURES

TST_INFO, TOKEN = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.9.16.2.14"
MESSAGE_DIGEST, SIGNING_TIME = "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
SM3 = "1.2.156.10197.1.401"
SIGNED_DATA = ("1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2")
STAMP = "时间戳"


@dataclass(frozen=True)
class Seal:
    """The seal inside a 电子签章."""

    name: str
    id: str
    maker: Certificate
    algorithm: str
    value: bytes
    signed: bytes
    listed: tuple[bytes, ...]
    """Its signers: certificates, or their digests."""
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Signed:
    """One signature: who signed which digest, when by his own word, and the time stamp over the value."""

    kind: str
    certificate: Certificate
    others: tuple[Certificate, ...]
    algorithm: str
    value: bytes
    signed: bytes = field(repr=False)
    """What the value is over, as received."""
    hashed: str
    """The digest algorithm of the value, where its own name does not say it."""
    digest: bytes
    """Of the document; of what is stamped, in a time stamp."""
    digest_by: str
    at: datetime | None
    token: bytes | None = None
    seal: Seal | None = None
    about: str = ""


def signature_in(data: bytes) -> Signed:
    """Read a signature of any of the forms. Raises ValueError and IndexError for what is none."""
    node = read(data)
    if node.children and node.children[0].tag == OID:
        return _cms(check(data, CMS))
    return _ses(check(data, SIGNATURES[2 if len(node.children) == 2 else 4]))


def faults(signature: Signed, content: bytes) -> Iterator[str]:
    """What the signature itself says against a document's content; nothing when it holds."""
    if digest(signature.digest_by, content) != signature.digest:
        yield "文件内容与签名时的摘要不一致"
    if not key_holds(
        signature.certificate.key, signature.algorithm, signature.signed, signature.value, signature.hashed
    ):
        yield "签名值与证书、签名内容不符"
    if signature.seal:
        yield from _seal_faults(signature.seal, signature.certificate)


def standing(
    signature: Certificate,
    others: Sequence[Certificate],
    roots: Sequence[Certificate],
    at: datetime,
    lists: Sequence[Node],
) -> tuple[str, str]:
    """The root that a certificate leads to and what the lists say of the way there. Raises Unproven."""
    way = way_to_root(signature, others, roots, at)
    silent = 0
    for own, above in pairwise(way):
        known, since = revoked_at(own, above, lists, at)
        # Lists and stamps know whole seconds: what was signed in the second of the revocation was signed before it.
        if since is not None and since < at.replace(microsecond=0):
            raise Unproven(f"“{own.name}”的证书在签名前已于{since:%Y-%m-%d %H:%M}吊销")
        silent += not known
    said = "包内没有全部签发者的吊销名单，吊销情况未能核对" if silent else "吊销名单中没有签名前的吊销记录"
    return way[-1].name, said


def stamped(signature: Signed, token: bytes | None) -> Signed | None:
    """The time stamp over a signature's value, if there is one that holds. Raises Unproven."""
    if token is None:
        return None
    stamp = signature_in(token)
    check_stamp(stamp, signature.value)
    return stamp


def check_stamp(stamp: Signed, imprinted: bytes) -> None:
    """Whether a time stamp is one, holds, and is over these bytes. Raises Unproven."""
    if stamp.kind != STAMP or TIME_STAMPING not in stamp.certificate.extended:
        raise Unproven("时间戳的证书不是用于时间戳的")
    if any(faults(stamp, imprinted)):
        raise Unproven("时间戳与所盖的内容不符")


def may_sign(certificate: Certificate) -> bool:
    """Whether a certificate is one that signs, and not an authority's."""
    return not certificate.authority and (certificate.usage is None or bool(certificate.usage & SEALING))


def may_seal(certificate: Certificate) -> bool:
    """Whether a certificate is not kept to what is no seal: a person's word, the making of seals, time stamps."""
    return certificate.extended.isdisjoint((PERSONAL_SIGNING, SEAL_MAKING, TIME_STAMPING))


def is_personal(signature: Signed) -> bool:
    """Whether a person signs in their own name, with no seal."""
    return signature.seal is None and PERSONAL_SIGNING in signature.certificate.extended


def _seal_faults(seal: Seal, signer: Certificate) -> Iterator[str]:
    if not key_holds(seal.maker.key, seal.algorithm, seal.signed, seal.value):
        yield "印章数据与制章者的签名不符"
    if not {signer.raw, sm3(signer.raw)} & set(seal.listed):
        yield "签名者不在印章的签章者名单中"
    if not seal.maker.extended.isdisjoint((PERSONAL_SIGNING, DOCUMENT_SIGNING, TIME_STAMPING)):
        yield "制章者的证书不是用于制章的"
    if seal.maker.raw == signer.raw:
        yield "制章者与签章者是同一证书"


def _ses(node: Node) -> Signed:
    body = node["body"]
    first = body.get("certificate") is not None
    own = body if first else node
    seal = _seal(check(body["seal"].raw, SEALS[2 if first else 4]))
    return Signed(
        kind="电子签章",
        certificate=certificate_in(own["certificate"].body),
        others=(seal.maker,),
        algorithm=oid(own["algorithm"]),
        value=bits(node["value"]),
        signed=body.raw,
        hashed=SM3,
        digest=bits(body["digest"]),
        digest_by=SM3,
        at=_loose_time(body["at"]),
        token=bits(stamp["token"]) if (stamp := node.get("time_stamp")) else None,
        seal=seal,
        about=body["about"].body.decode("ascii", "replace"),
    )


def _seal(node: Node) -> Seal:
    info, signing = node["info"], node.get("signing")
    own = signing or node
    fields = info["property"].children
    covered = info.raw
    if signing:
        inside = info.raw + signing["certificate"].raw + signing["algorithm"].raw
        covered = _wrapped(0x30, inside)
    return Seal(
        name=next(each for each in fields if each.tag == UTF8).body.decode("utf-8"),
        id=info["id"].body.decode("ascii", "replace"),
        maker=certificate_in(own["certificate"].body),
        algorithm=oid(own["algorithm"]),
        value=bits(own["value"]),
        signed=covered,
        listed=tuple(_listed(next(each for each in fields if each.tag == SEQUENCE))),
        start=time(fields[-2]),
        end=time(fields[-1]),
    )


def _listed(node: Node) -> Iterator[bytes]:
    """The certificates of a seal's list, or their digests (CertDigestObj)."""
    for each in node.children:
        yield each.children[1].body if each.children else each.body


def _loose_time(node: Node) -> datetime | None:
    """GB/T 38540 says GeneralizedTime; what GM/T 0031 has in its place is written in many ways, and is left alone."""
    return time(node) if node.tag in (TIME, UTC_TIME) else None


def _cms(node: Node) -> Signed:
    data = node["content"]["data"]
    signer, inner = data["signers"]["signer"], data["inner"]
    if oid(node["type"]) not in SIGNED_DATA or data.get("crls"):
        raise Unproven("签名数据的类型不正确，或者带有不受签名保护的内容")
    certificates = [certificate_in(each.raw) for each in data.inside("certificates")]
    certificate = next((each for each in certificates if _is_of(each, signer["who"])), None)
    if certificate is None:
        raise Unproven("签名数据中没有签名者的证书")
    attributes = dict(_attributes(signer.get("attributes")))
    content = _content(inner)
    hashed, said = oid(signer["hashed"].children[0]), attributes.get(MESSAGE_DIGEST)
    stamp, claimed = oid(inner["type"]) == TST_INFO, attributes.get(SIGNING_TIME)
    if stamp and (said is None or digest(hashed, content) != said.body):
        raise Unproven("时间戳的内容与其签名不符")
    facts = read(content, "TSTInfo").children if stamp else ()
    imprint = facts[2].children if stamp else ()
    if said is None and signer.get("attributes"):
        raise Unproven("签名属性中没有内容的摘要")
    signed, token = signer.get("attributes"), dict(_attributes(signer.get("unsigned"))).get(TOKEN)
    return Signed(
        kind=STAMP if stamp else "电子签名",
        certificate=certificate,
        others=tuple(certificates),
        algorithm=oid(signer["algorithm"].children[0]),
        value=signer["value"].body,
        signed=b"\x31" + signed.raw[1:] if signed else content,
        hashed=hashed,
        digest_by=oid(imprint[0].children[0]) if stamp else hashed,
        digest=imprint[1].body if stamp else (said.body if said else content),
        at=time(facts[4]) if stamp else (time(claimed) if claimed else None),
        token=token.raw if token else None,
    )


def _content(inner: Node) -> bytes:
    """What a CMS carries: the body of its OCTET STRING."""
    held = inner.get("content")
    return held.children[0].body if held else b""


def _is_of(certificate: Certificate, who: Node) -> bool:
    """Whether a signer is named by this certificate's issuer and serial number."""
    if who.tag != SEQUENCE:
        return False
    issuer, serial = who.children
    return issuer.raw == certificate.issuer and number(serial) == certificate.serial


def _attributes(node: Node | None) -> Iterator[tuple[str, Node]]:
    for attribute in node.children if node else ():
        yield oid(attribute.children[0]), attribute.children[1].children[0]


def _wrapped(tag: int, body: bytes) -> bytes:
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag,)) + (size if len(body) < 0x80 else bytes((0x80 | len(size),)) + size) + body
