"""The cast of certificates for every test of seals. Everything is made once and kept, each member when first asked for.

A `House` is one certification authority of one family with all that it certified:

    house()                     甬江市电子认证中心 on SM2; house(Family.ECDSA), house(Family.RSA) the same on other keys
    other_house()               CA-B, a second authority (城南区电子认证中心) that nobody trusts unless told to
    house().root, .authority    Signers: the root, and the authority below it that issues everything else
    house().chain               (authority, root), the certificates above every member
    house().maker               制章者
    house().government, .education, .finance    甬江市人民政府, 甬江市教育局, 甬江市财政局
    house().person              张一鸣 of the government, a personal signature
    house().tsa                 时间戳服务
    house().expired             甬江市档案局, whose certificate ended before SIGNED_AT
    house().not_yet             甬江市数据局, whose certificate begins after NOW
    house().revoked             甬江市统计局, on the list since REVOKED_AT, before SIGNED_AT
    house().revoked_later       甬江市审计局, on the list since REVOKED_LATER, between SIGNED_AT and NOW
    house().crl                 the authority's list with these two, current from SIGNED_AT to beyond NOW
    house().outsider            calls itself 甬江市人民政府, under a root of the same name as ours that is not ours

    member(house, name, purpose, validity)      anybody else
    root(name, family), authority(name, issuer, family)     other roots and authorities, mixed as you like
    certified(name, issuer, extensions, ...)    any certificate whatever, for what no honest authority would issue
    listed(house, *revoked)                     another list of the house's authority
    trust(house, ..., crls=())                  a Trust in their roots, with their authorities
    stamper(house, at)                          a Stamper: signature value -> time-stamp token of the house's TSA

Times: SIGNED_AT < NOW, both inside PERIOD. A Signer is (certificate, key).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from signatures.gm import timestamps
from signatures.gm.keys import Family, PrivateKey, Signer, digest, load_private, new_secret
from signatures.gm.pki.crl import Reason, Revoked, issue_crl
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, issue_authority, new_serial, self_signed
from signatures.gm.pki.structures import ExtensionField, Period, SignedBody, ToBeSigned, algorithm, moment, raw
from signatures.gm.timestamps import Stamper
from signatures.judgement.trust import Trust

SIGNED_AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
PERIOD = Validity(datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
ENDED = Validity(PERIOD.start, datetime(2026, 6, 30, tzinfo=UTC))
COMING = Validity(datetime(2027, 1, 1, tzinfo=UTC), PERIOD.end)
REVOKED_AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
REVOKED_LATER = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CITY, DISTRICT = "甬江市电子认证中心", "城南区电子认证中心"
GOVERNMENT, EDUCATION, FINANCE = "甬江市人民政府", "甬江市教育局", "甬江市财政局"


def new_key(family: Family) -> PrivateKey:
    """A fresh key; RSA of 2048 bits, for longer ones take long to find."""
    if family is not Family.RSA:
        return load_private(family, new_secret(family))
    key = rsa.generate_private_key(65537, 2048)
    return load_private(family, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@dataclass(frozen=True)
class House:
    """One authority with its root and all that it certified."""

    title: str
    family: Family

    @cached_property
    def root(self) -> Signer:
        return root(f"{self.title}根证书", self.family)

    @cached_property
    def authority(self) -> Signer:
        return authority(self.title, self.root)

    @cached_property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return (self.authority.certificate, self.root.certificate)

    @cached_property
    def maker(self) -> Signer:
        return member(self, "甬江市电子印章制作中心", Purpose.MAKER)

    @cached_property
    def government(self) -> Signer:
        return member(self, GOVERNMENT)

    @cached_property
    def education(self) -> Signer:
        return member(self, EDUCATION)

    @cached_property
    def finance(self) -> Signer:
        return member(self, FINANCE)

    @cached_property
    def person(self) -> Signer:
        return member(self, "张一鸣", Purpose.PERSON)

    @cached_property
    def tsa(self) -> Signer:
        return member(self, f"{self.title}时间戳服务", Purpose.TIME)

    @cached_property
    def expired(self) -> Signer:
        return member(self, "甬江市档案局", validity=ENDED)

    @cached_property
    def not_yet(self) -> Signer:
        return member(self, "甬江市数据局", validity=COMING)

    @cached_property
    def revoked(self) -> Signer:
        return member(self, "甬江市统计局")

    @cached_property
    def revoked_later(self) -> Signer:
        return member(self, "甬江市审计局")

    @cached_property
    def crl(self) -> x509.CertificateRevocationList:
        early = Revoked(self.revoked.certificate.serial_number, REVOKED_AT, Reason.key_compromise)
        late = Revoked(self.revoked_later.certificate.serial_number, REVOKED_LATER, Reason.superseded)
        return listed(self, early, late)

    @cached_property
    def outsider(self) -> Signer:
        false_root = root(f"{self.title}根证书", self.family)
        return _issued(authority(self.title, false_root), GOVERNMENT, Purpose.SEAL, PERIOD)


def house(family: Family = Family.SM2) -> House:
    return _house(CITY, family)


def other_house(family: Family = Family.SM2) -> House:
    return _house(DISTRICT, family)


@cache
def _house(title: str, family: Family) -> House:
    return House(title, family)


def root(name: str, family: Family, validity: Validity = PERIOD, depth: int = 1) -> Signer:
    key = new_key(family)
    return Signer(self_signed(Subject(name), key, validity=validity, serial=new_serial(), depth=depth), key)


def authority(
    name: str, issuer: Signer, family: Family | None = None, validity: Validity = PERIOD, depth: int = 0
) -> Signer:
    """An authority below another, on a key of the issuer's family or another."""
    key = new_key(family or issuer.key.public.family)
    certificate = issue_authority(
        Subject(name), key.public, issuer=issuer, validity=validity, serial=new_serial(), depth=depth
    )
    return Signer(certificate, key)


def member(house: House, name: str, purpose: Purpose = Purpose.SEAL, validity: Validity = PERIOD) -> Signer:
    return _issued(house.authority, name, purpose, validity)


def certified(
    name: str,
    issuer: Signer | None,
    extensions: Sequence[ExtensionField],
    *,
    key: PrivateKey | None = None,
    outside: Family | None = None,
    validity: Validity = PERIOD,
    serial: int = 0,
) -> Signer:
    """A certificate with just these extensions, self-signed without an issuer; `outside` names another algorithm."""
    key = key or new_key(issuer.key.public.family if issuer else Family.SM2)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above, by = (issuer.certificate.subject, issuer.key) if issuer else (subject, key)
    body = asn1.encode_der(
        ToBeSigned(
            version=2,
            serial=serial or new_serial(),
            signature=algorithm(by.public.family),
            issuer=raw(above.public_bytes()),
            validity=Period(start=moment(validity.start), end=moment(validity.end)),
            subject=raw(subject.public_bytes()),
            public_key=raw(key.public.spki),
            extensions=list(extensions),
        )
    )
    value = asn1.BitString(by.sign(body), 0)
    whole = SignedBody(body=raw(body), algorithm=algorithm(outside or by.public.family), signature=value)
    return Signer(x509.load_der_x509_certificate(asn1.encode_der(whole)), key)


def listed(
    house: House,
    *revoked: Revoked,
    number: int = 1,
    this_update: datetime = NOW - timedelta(hours=12),
    next_update: datetime = NOW + timedelta(days=7),
) -> x509.CertificateRevocationList:
    return issue_crl(house.authority, revoked, number, this_update, next_update)


def trust(*houses: House, crls: Sequence[x509.CertificateRevocationList] = ()) -> Trust:
    return Trust(
        roots=tuple(each.root.certificate for each in houses),
        authorities=tuple(each.authority.certificate for each in houses),
        crls=tuple(crls),
    )


def stamper(house: House, at: datetime = SIGNED_AT) -> Stamper:
    """Stamps the value of a signature at `at`, its imprint by the digest of the house's family."""

    def stamp(value: bytes) -> bytes:
        imprint = digest(house.family, (value,))
        return timestamps.make(imprint, house.tsa, house.chain, new_serial(), at, house.family)

    return stamp


def _issued(issuer: Signer, name: str, purpose: Purpose, validity: Validity) -> Signer:
    key = new_key(issuer.key.public.family)
    certificate = issue(Subject(name), key.public, purpose, issuer=issuer, validity=validity, serial=new_serial())
    return Signer(certificate, key)
