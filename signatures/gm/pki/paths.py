"""From a certificate to a trusted root (证书链, RFC 5280, 6.1), for keys of any family, one beside the other."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.x509 import ObjectIdentifier as Oid
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from signatures.gm.pki.links import NotSigned, check_certificate
from signatures.gm.pki.making import (
    DOCUMENT_SIGNING,
    EXTENDED_USE,
    PERSONAL_SIGNING,
    SEAL_MAKING,
    Purpose,
    subject_name,
    validity_of,
)
from signatures.gm.pki.structures import UNREADABLE, is_authority, is_readable, spki_of

Path = tuple[x509.Certificate, ...]

LONGEST = 8
"""Certificates of a path, root and leaf included."""
MOST_LINKS = 64
"""Signatures that are tried for one path: certificates that vouch for each other in circles end here."""
UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_KEY_IDENTIFIER,
    ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    ExtensionOID.CERTIFICATE_POLICIES,
}
"""Critical extensions that are understood here. Any policy is welcome; constraints on names or policies are not
understood, so whoever demands them is refused."""
ANY_USE = Oid("2.5.29.37.0")
TIME_STAMPING = EXTENDED_USE[Purpose.TIME][0]
FOREIGN = {ANY_USE, ExtendedKeyUsageOID.EMAIL_PROTECTION}
"""What authorities write that know neither RFC 9336 nor our makers and persons."""
DOCUMENTS = FOREIGN | {DOCUMENT_SIGNING, Oid("1.3.6.1.4.1.311.10.3.12"), Oid("1.2.840.113583.1.1.5")}
"""Signing documents, by RFC 9336, Microsoft and Adobe."""
SERVING = {
    Purpose.SEAL: DOCUMENTS,
    Purpose.PERSON: FOREIGN | {PERSONAL_SIGNING},
    Purpose.MAKER: FOREIGN | {SEAL_MAKING},
    Purpose.TIME: {TIME_STAMPING},
}
"""Extended uses of which one must be there, where there are any (RFC 5280, 4.2.1.12)."""
APART = {
    Purpose.SEAL: {SEAL_MAKING, TIME_STAMPING, PERSONAL_SIGNING},
    Purpose.PERSON: {SEAL_MAKING, TIME_STAMPING},
    Purpose.MAKER: {DOCUMENT_SIGNING, TIME_STAMPING, PERSONAL_SIGNING},
}
"""Extended uses that must not be there: makers and persons seal nothing, and who seals or signs makes no seals."""


class Why(StrEnum):
    """What is wrong with a path."""

    UNTRUSTED = "untrusted"
    EXTENSION = "extension"
    CONSTRAINTS = "constraints"
    USAGE = "usage"
    PERIOD = "period"


class PathFault(Exception):
    """证书不能追溯到受信任的根证书。"""

    def __init__(self, why: Why, text: str, certificate: x509.Certificate) -> None:
        super().__init__(text)
        self.why = why
        self.text = text
        self.certificate = certificate
        """The one at fault."""


def trace(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    trust_roots: Sequence[x509.Certificate],
    at: datetime,
    purpose: Purpose,
) -> Path:
    """Find the path from a certificate to one of `trust_roots`, leaf first, every link good for its use at `at`.

    `others` may stand in between, in any order and number; only `trust_roots` are trusted. Raises PathFault: where
    several paths lead to a root and none holds, PERIOD if that alone is wrong with one of them.
    """
    if not is_readable(certificate):
        raise PathFault(Why.EXTENSION, "证书的内容无法读取", certificate)
    search = _Search(others, trust_roots)
    faults = []
    for path in search.paths((certificate,)):
        fault = _fault(path, at, purpose)
        if fault is None:
            return path
        faults.append(fault)
    if not faults:
        raise PathFault(Why.UNTRUSTED, search.broken, certificate)
    raise min(faults, key=lambda each: each.why is not Why.PERIOD)


def usable_for(certificate: x509.Certificate, purpose: Purpose) -> bool:
    """Whether the certificate itself allows this purpose: it signs data, no certificates, and is kept to nothing else.

    Authorities elsewhere know no extended key usage for makers of seals; there the right to sign is enough. A key
    that is kept to other things, a web server's for one, signs neither documents nor seals.
    """
    try:
        return _signs(certificate) and not is_authority(certificate) and _admits(certificate, purpose)
    except UNREADABLE:
        return False


class _Search:
    """Walks up from a certificate, and knows how many more signatures it may try."""

    def __init__(self, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]) -> None:
        self.roots = frozenset(roots)
        self.names = frozenset(each.subject for each in roots if is_readable(each))
        self.known = tuple(each for each in dict.fromkeys((*roots, *others)) if is_readable(each))
        self.left = MOST_LINKS
        self.broken = "没有找到签发它的机构的证书"

    def paths(self, path: Path) -> Iterator[Path]:
        """Every path of whole links from the last of `path` to a root."""
        last = path[-1]
        if last in self.roots and len(path) > 1:
            yield path
        elif len(path) < LONGEST:
            for issuer in self._issuers(path):
                if self._linked(last, issuer):
                    yield from self.paths((*path, issuer))

    def _issuers(self, path: Path) -> list[x509.Certificate]:
        last = path[-1]
        wanted = _authority_key(last)
        above = [each for each in self.known if each.subject == last.issuer and not _met(each, path)]
        # Where to look first: names of roots and identifiers of keys are hints, never a reason to believe.
        return sorted(
            above,
            key=lambda each: (each not in self.roots, each.issuer not in self.names, _subject_key(each) != wanted),
        )

    def _linked(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        if not self.left:
            self.broken = "证书互相签发，关系过于复杂"
            return False
        self.left -= 1
        try:
            check_certificate(certificate, issuer)
        except NotSigned as fault:
            self.broken = str(fault)
            return False
        return True


def _met(certificate: x509.Certificate, path: Path) -> bool:
    """Whether this name with this key is on the path already, be it in another certificate (RFC 4158, 5.2)."""
    key = spki_of(certificate)
    return any(each.subject == certificate.subject and spki_of(each) == key for each in path)


def _fault(path: Path, at: datetime, purpose: Purpose) -> PathFault | None:
    """The first thing wrong with a path, the period last: all else stays wrong at any time."""
    leaf, *authorities = path
    for each in path:
        if unknown := _unknown(each):
            return PathFault(Why.EXTENSION, f"证书有不认识的关键扩展项{unknown}", each)
    for depth, each in enumerate(authorities):
        if not _may_issue(each, path[1 : depth + 1]):
            return PathFault(Why.CONSTRAINTS, "证书无权签发下一级证书，或者级数超过限制", each)
        if not _may_sign_certificates(each) or not _confined(each, purpose):
            return PathFault(Why.USAGE, "机构证书的密钥用途不允许这样签发", each)
    if not usable_for(leaf, purpose):
        return PathFault(Why.USAGE, "证书的密钥用途不允许这样使用", leaf)
    for each in path:
        if not validity_of(each).holds(at):
            return PathFault(Why.PERIOD, f"证书“{subject_name(each)}”当时不在有效期内", each)
    return None


def _unknown(certificate: x509.Certificate) -> str:
    """The first critical extension that is not understood."""
    unknown = (
        each.oid.dotted_string for each in certificate.extensions if each.critical and each.oid not in UNDERSTOOD
    )
    return next(unknown, "")


def _may_issue(authority: x509.Certificate, below: Path) -> bool:
    """basicConstraints: an authority, with not more of them below than it may have (4.2.1.9)."""
    try:
        bounds = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    # Certificates by which an authority renews itself are not counted (6.1.4 l).
    depth = sum(each.subject != each.issuer for each in below)
    return bounds.ca and (bounds.path_length is None or depth <= bounds.path_length)


def _may_sign_certificates(authority: x509.Certificate) -> bool:
    usage = _usage(authority)
    return usage is None or usage.key_cert_sign


def _signs(certificate: x509.Certificate) -> bool:
    usage = _usage(certificate)
    return usage is not None and (usage.digital_signature or usage.content_commitment) and not usage.key_cert_sign


def _admits(certificate: x509.Certificate, purpose: Purpose) -> bool:
    uses = _extended(certificate)
    if purpose is Purpose.TIME:
        # No other use beside it (RFC 3161, 2.3); whether it is marked critical is not asked.
        return uses == {TIME_STAMPING}
    return uses.isdisjoint(APART[purpose]) and (not uses or not uses.isdisjoint(SERVING[purpose]))


def _confined(authority: x509.Certificate, purpose: Purpose) -> bool:
    """Whether an authority that is kept to extended uses may issue for this one."""
    uses = _extended(authority)
    return not uses or not uses.isdisjoint(SERVING[purpose] | {ANY_USE})


def _extended(certificate: x509.Certificate) -> set[Oid]:
    try:
        return set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return set()


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _authority_key(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        return None


def _subject_key(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return None
