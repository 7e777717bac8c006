"""Certificates and revocation lists as they are received: what they say, who signed them, and the way to a root."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from signatures.gm.curve import P256, SM2, ecdsa_holds, point_in, sm2_holds
from signatures.gm.der import BITS, INTEGER, OID, UTC_TIME, Malformed, Node, check, read
from signatures.standalone.digests import NAMES, digest, sm3
from signatures.standalone.shapes import CERTIFICATE

SM2_WITH_SM3, SM2_SIGN, SM2_CURVE = "1.2.156.10197.1.501", "1.2.156.10197.1.301.1", "1.2.156.10197.1.301"
EC_KEY, P256_CURVE, RSA_KEY = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.840.113549.1.1.1"
SHA256 = "2.16.840.1.101.3.4.2.1"
DIGEST_OF = {
    "1.2.840.10045.4.3.2": SHA256,
    "1.2.840.10045.4.3.3": "2.16.840.1.101.3.4.2.2",
    "1.2.840.10045.4.3.4": "2.16.840.1.101.3.4.2.3",
    "1.2.840.113549.1.1.11": SHA256,
    "1.2.840.113549.1.1.12": "2.16.840.1.101.3.4.2.2",
    "1.2.840.113549.1.1.13": "2.16.840.1.101.3.4.2.3",
}
"""Which digest an algorithm of ECDSA or RSA (PKCS #1 v1.5) signs."""
CONSTRAINTS, USAGE, EXTENDED, TIME_STAMPING = "2.5.29.19", "2.5.29.15", "2.5.29.37", "1.3.6.1.5.5.7.3.8"
DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"
SEAL_MAKING = "2.25.216917064018093219013245702183145632277"
PERSONAL_SIGNING = "2.25.288194523112325727515801376528297762198"
"""Extended key usages of organs, of makers of seals, and of persons."""
COMMON_NAME = "2.5.4.3"
SEALING, CERT_SIGN = 0xC0, 0x04
"""Bits of keyUsage: digitalSignature or nonRepudiation, keyCertSign."""
LONGEST = 6
"""Certificates from a signer to its root."""
IDENTITY = b"1234567812345678"


class Unproven(Exception):
    """证明不成立。"""


@dataclass(frozen=True)
class Certificate:
    """A certificate."""

    raw: bytes
    tbs: bytes
    serial: int
    issuer: bytes
    subject: bytes
    name: str
    start: datetime
    end: datetime
    key: Node
    algorithm: str
    value: bytes
    authority: bool
    usage: int | None
    """The first octet of keyUsage; None without one."""
    extended: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole certificate in hex, in groups that can be read aloud."""
        shown = hashlib.sha256(self.raw).hexdigest().upper()
        return " ".join(shown[place : place + 4] for place in range(0, 64, 4))


def certificate_in(data: bytes) -> Certificate:
    """Read a certificate in DER. Raises DerFault, ValueError."""
    node = check(data, CERTIFICATE)
    tbs = node["tbs"]
    extensions = dict(_extensions(tbs.get("extensions")))
    usage = extensions.get(USAGE)
    return Certificate(
        raw=data,
        tbs=tbs.raw,
        serial=number(tbs["serial"]),
        issuer=tbs["issuer"].raw,
        subject=tbs["subject"].raw,
        name=_common_name(tbs["subject"]),
        start=time(tbs["validity"]["start"]),
        end=time(tbs["validity"]["end"]),
        key=tbs["key"],
        algorithm=oid(node["algorithm"].children[0]),
        value=bits(node["value"]),
        authority=any(each.body == b"\xff" for each in _inside(extensions, CONSTRAINTS)[:1]),
        usage=usage.body[1] if usage and len(usage.body) > 1 else None,
        extended=frozenset(map(oid, _inside(extensions, EXTENDED))),
    )


def key_holds(key: Node, algorithm: str, message: bytes, value: bytes, hashed: str = SHA256) -> bool:
    """Whether a SubjectPublicKeyInfo verifies a value over a message.

    `hashed` names the digest where `algorithm` names only the key. Raises ValueError for algorithms that are unknown.
    """
    sort, place = _sort(key), bits(key.children[1])
    if sort == SM2_CURVE and algorithm in (SM2_WITH_SM3, SM2_SIGN):
        curve = b"".join(n.to_bytes(32, "big") for n in (SM2.p - 3, SM2.b, SM2.x, SM2.y))
        z = sm3((8 * len(IDENTITY)).to_bytes(2, "big") + IDENTITY + curve + place[1:])
        return sm2_holds(point_in(SM2, place), int.from_bytes(sm3(z + message), "big"), *_pair(value))
    hashed = DIGEST_OF.get(algorithm, hashed)
    if sort == P256_CURVE and algorithm in {EC_KEY, *DIGEST_OF}:
        e = int.from_bytes(digest(hashed, message)[:32], "big")
        return ecdsa_holds(point_in(P256, place), e, *_pair(value))
    if sort == RSA_KEY and algorithm in {RSA_KEY, *DIGEST_OF}:
        return _rsa_holds(read(place), hashed, message, value)
    raise ValueError(f"不支持的签名算法{algorithm}")


def way_to_root(
    certificate: Certificate, known: Sequence[Certificate], roots: Sequence[Certificate], at: datetime
) -> tuple[Certificate, ...]:
    """The certificate, the authorities above it, and the root in the pack. Raises Unproven."""
    found = next(_ways((certificate,), known, roots), None)
    if found is None:
        raise Unproven(f"“{certificate.name}”的证书不能追溯到包内的根证书")
    over = [each.name for each in found if not each.start <= at <= each.end]
    if over:
        raise Unproven(f"签名时“{over[0]}”的证书不在有效期内")
    return found


def revoked_at(
    certificate: Certificate, issuer: Certificate, lists: Sequence[Node], at: datetime
) -> tuple[bool, datetime | None]:
    """Whether a list of the issuer speaks for a time, and since when one of them revokes the certificate."""
    own = [each for each in lists if each["tbs"]["issuer"].raw == issuer.subject and _list_holds(each, issuer)]
    rows = [row for each in own for row in each["tbs"].inside("revoked")]
    days = [time(row.children[1]) for row in rows if number(row.children[0]) == certificate.serial]
    spoken = any(time(each["tbs"].get("next_update") or each["tbs"]["this_update"]) >= at for each in own)
    return spoken, min(days, default=None)


def number(node: Node) -> int:
    """The value of an INTEGER."""
    if node.tag != INTEGER:
        raise Malformed("应为整数", node.start, node.path)
    return int.from_bytes(node.body, "big", signed=True)


def bits(node: Node) -> bytes:
    """The bytes of a BIT STRING without spare bits."""
    if node.tag != BITS or node.body[0]:
        raise Malformed("应为整字节的比特串", node.start, node.path)
    return node.body[1:]


def oid(node: Node) -> str:
    """An OBJECT IDENTIFIER in dotted form."""
    if node.tag != OID:
        raise Malformed("应为对象标识符", node.start, node.path)
    arcs, arc = [], 0
    for octet in node.body:
        arc = arc << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def time(node: Node) -> datetime:
    """A UTCTime or GeneralizedTime in UTC. Raises ValueError."""
    text = node.body.decode("ascii")
    if node.tag == UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    form = "%Y%m%d%H%M%S.%fZ" if "." in text else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _ways(
    way: tuple[Certificate, ...], known: Sequence[Certificate], roots: Sequence[Certificate]
) -> Iterator[tuple[Certificate, ...]]:
    last = way[-1]
    if any(last.raw == root.raw for root in roots):
        yield way
        return
    for above in (*roots, *known):
        fits = above.subject == last.issuer and above.authority and above.usage is not None and above.usage & CERT_SIGN
        if fits and above not in way and len(way) < LONGEST and _signed(last, above):
            yield from _ways((*way, above), known, roots)


def _signed(certificate: Certificate, issuer: Certificate) -> bool:
    return _vouched(issuer, certificate.algorithm, certificate.tbs, certificate.value)


def _list_holds(revocations: Node, issuer: Certificate) -> bool:
    algorithm = oid(revocations["algorithm"].children[0])
    return _vouched(issuer, algorithm, revocations["tbs"].raw, bits(revocations["value"]))


def _vouched(issuer: Certificate, algorithm: str, message: bytes, value: bytes) -> bool:
    """Whether an issuer signed something; of several with one name, another's key may be of another sort."""
    try:
        return key_holds(issuer.key, algorithm, message, value)
    except ValueError:
        return False


def _sort(key: Node) -> str:
    """The curve of a key, or what else it is made for."""
    algorithm = key.children[0].children
    return oid(algorithm[1]) if oid(algorithm[0]) == EC_KEY else oid(algorithm[0])


def _pair(value: bytes) -> tuple[int, int]:
    r, s = read(value, "(r, s)").children
    return number(r), number(s)


def _rsa_holds(key: Node, hashed: str, message: bytes, value: bytes) -> bool:
    n, e = map(number, key.children)
    size = (n.bit_length() + 7) // 8
    names = {"sha256": b"\x01", "sha384": b"\x02", "sha512": b"\x03"}
    said = digest(hashed, message)
    oid_of = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02" + names[NAMES[hashed]]
    tail = bytes((0x30, len(said) + 17, 0x30, 13)) + oid_of + bytes((5, 0, 4, len(said))) + said
    padded = b"\0\1" + b"\xff" * (size - len(tail) - 3) + b"\0" + tail
    power = int.from_bytes(value, "big")
    return size >= 256 and len(value) == size and power < n and pow(power, e, n).to_bytes(size, "big") == padded


def _extensions(node: Node | None) -> Iterator[tuple[str, Node]]:
    for field in node.children[0].children if node else ():
        name, *critical, value = field.children
        if oid(name) in (CONSTRAINTS, USAGE, EXTENDED):
            yield oid(name), read(value.body, "extension")
        elif any(each.body != b"\0" for each in critical):
            raise Malformed("证书有不认识的关键扩展项", field.start, field.path)


def _inside(extensions: dict[str, Node], name: str) -> tuple[Node, ...]:
    return extensions[name].children if name in extensions else ()


def _common_name(subject: Node) -> str:
    names = [pair.children for relative in subject.children for pair in relative.children]
    return next(
        (kind_value[1].body.decode("utf-8", "replace") for kind_value in names if oid(kind_value[0]) == COMMON_NAME), ""
    )
