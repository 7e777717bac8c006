"""Another program's judgement: pyHanko accepts our seals, and we accept honest signatures of pyHanko."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from asn1crypto import algos, cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import pdf_signer
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import ades, policy_decl, validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager
from pyhanko_certvalidator.sig_validate import (
    DefaultSignatureValidator,
    SignatureValidationContext,
    SignatureValidator,
)

from signatures.gm.keys import Family, load_private, load_public, new_secret
from signatures.gm.pki.crl import issue_crl
from signatures.gm.pki.making import Purpose, Subject, issue, new_serial
from signatures.judgement.codes import Code
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Form, State, TimeSource
from signatures.pdf.evidence import Evidence
from signatures.pdf.presses import by_pades
from signatures.pdf.sign import renew, seal
from tests.signatures.pki import House, house, stamper
from tests.signatures.workshop import (
    GOVERNMENT,
    HERE,
    NOW,
    PERIOD,
    SEALED_AT,
    STAMPED_AT,
    TRUST,
    judged,
    once,
    paper,
    picture,
)

NO_CONTEXT = SignatureValidationContext()
INTERNATIONAL = (Family.ECDSA, Family.RSA)


store_of: Any = SimpleCertificateStore.from_certs


def theirs(certificate: x509.Certificate) -> Any:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@cache
def lists(one: House) -> tuple[x509.CertificateRevocationList, ...]:
    """Of both authorities of a house, from before the seal until after NOW."""
    start, end = SEALED_AT - timedelta(hours=1), NOW + timedelta(days=7)
    return tuple(issue_crl(issuer, [], 1, start, end) for issuer in (one.root, one.authority))


@cache
def pades(family: Family, level: str) -> bytes:
    """Our seal on one level of PAdES: B-B, B-T, B-LT, B-LTA."""
    one = house(family)
    known = Evidence((*one.chain, one.tsa.certificate), lists(one))
    sealed = seal(
        paper(),
        press=by_pades(one.government, one.chain, None if level == "B-B" else stamper(one, STAMPED_AT)),
        picture=picture(GOVERNMENT.name, 45),
        box=HERE,
        name=GOVERNMENT.name,
        reason="用印",
        location="甬江市",
        at=SEALED_AT,
        evidence=known if level in ("B-LT", "B-LTA") else None,
    )
    return renew(sealed, stamp=stamper(one, STAMPED_AT + timedelta(minutes=1))) if level == "B-LTA" else sealed


def context(root: x509.Certificate, **more: Any) -> Any:
    return ValidationContext(trust_roots=[theirs(root)], allow_fetching=False, moment=NOW, **more)


def opened(pdf: bytes) -> Any:
    return PdfFileReader(io.BytesIO(pdf))


@pytest.mark.parametrize("family", INTERNATIONAL)
@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_pyhanko_trusts_our_seals(family: Family, level: str) -> None:
    reader, root = opened(pades(family, level)), house(family).root.certificate
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], context(root), context(root))
    assert status.bottom_line
    assert "INTACT:TRUSTED" in status.summary()
    assert (status.timestamp_validity is not None) == (level != "B-B")
    for stamp in reader.embedded_timestamp_signatures:
        later = validate_pdf_timestamp(stamp, context(root))
        assert (later.intact, later.valid, later.trusted) == (True, True, True)
    assert len(reader.embedded_timestamp_signatures) == (level == "B-LTA")


def test_pyhanko_finds_what_it_needs_in_the_file() -> None:
    """Revocation required: the lists in /DSS are enough, and without them it refuses."""
    root = house(Family.ECDSA).root.certificate
    for level, held in (("B-LT", True), ("B-T", False)):
        reader = opened(pades(Family.ECDSA, level))
        crls = [each.get_object().data for each in reader.root["/DSS"]["/CRLs"]] if held else []
        strict: dict[str, Any] = {"crls": crls, "revocation_mode": "require"}
        status = validate_pdf_signature(
            reader.embedded_regular_signatures[0], context(root, **strict), context(root, **strict)
        )
        assert status.bottom_line is held


@pytest.mark.parametrize("family", INTERNATIONAL)
def test_pyhanko_follows_our_evidence_and_both_time_stamps(family: Family) -> None:
    """B-LTA in the sense of ETSI EN 319 102-1, 5.6, with nothing but the file and the root."""
    outcome = asyncio.run(as_of_now(pades(family, "B-LTA"), house(family).root.certificate))
    assert outcome.best_signature_time == STAMPED_AT
    assert outcome.ades_subindic.status.name == "PASSED"


async def as_of_now(pdf: bytes, root: x509.Certificate) -> Any:
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build([theirs(root)]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    spec = policy_decl.PdfSignatureValidationSpec(policy_decl.SignatureValidationSpec(cert_validation_policy=policy))
    then = ValidationTimingInfo(NOW, NOW, point_in_time_validation=True)
    return await ades.ades_lta_validation(opened(pdf).embedded_regular_signatures[0], spec, timing_info=then)


# --- SM2, which pyHanko must be taught ------------------------------------------------------------------


@pytest.fixture
def taught() -> Iterator[None]:
    """asn1crypto with the object identifiers of 国密, for as long as a test takes."""
    content = {"1.2.156.10197.6.1.4.2.1": "data", "1.2.156.10197.6.1.4.2.2": "signed_data"}
    tables: list[tuple[Any, dict[str, str]]] = [
        (algos.DigestAlgorithmId, {"1.2.156.10197.1.401": "sm3"}),
        (algos.SignedDigestAlgorithmId, {"1.2.156.10197.1.501": "sm2_sm3", "1.2.156.10197.1.301.1": "sm2_sign"}),
        (cms.ContentType, content),
        (keys.NamedCurve, {"1.2.156.10197.1.301": "sm2p256v1"}),
    ]
    before = [(table, dict(table._map), table._reverse_map) for table, _ in tables]
    sizes = dict(keys.NamedCurve._key_sizes)
    for table, names in tables:
        table._map = {**table._map, **names}
        table._reverse_map = {name: oid for oid, name in table._map.items()}
    keys.NamedCurve._key_sizes = {**sizes, "1.2.156.10197.1.301": 32}
    yield
    keys.NamedCurve._key_sizes = sizes
    for table, known, reverse in before:
        table._map, table._reverse_map = known, reverse


class Sm2Validator(SignatureValidator):
    """pyHanko's own judgement, but for SM2, which is ours."""

    others = DefaultSignatureValidator()

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: Any,
        signature_algorithm: Any,
        context: Any = NO_CONTEXT,
    ) -> None:
        if not signature_algorithm["algorithm"].native.startswith("sm2"):
            self.others.validate_signature(signature, signed_data, public_key_info, signature_algorithm, context)
        elif not load_public(public_key_info.dump()).verify(signed_data, signature):
            raise InvalidSignature


@pytest.mark.usefixtures("taught")
def test_pyhanko_with_our_sm2_trusts_our_seals() -> None:
    root = TRUST.roots[0]
    knows: dict[str, Any] = {"signature_validator": Sm2Validator(), "algorithm_usage_policy": None}
    status = validate_pdf_signature(opened(once(Form.GM_CMS)).embedded_signatures[0], context(root, **knows))
    assert status.bottom_line
    altered = once(Form.GM_CMS).replace(b"Notice, page 1", b"Notice, page 7")
    status = validate_pdf_signature(opened(altered).embedded_signatures[0], context(root, **knows))
    assert not status.bottom_line


# --- honest signatures of others ------------------------------------------------------------------------


@dataclass(frozen=True)
class Stranger:
    """Somebody who signs with another program: a certificate of a house, and the secret itself."""

    certificate: x509.Certificate
    secret: bytes


@cache
def stranger(family: Family, purpose: Purpose = Purpose.SEAL) -> Stranger:
    if family is Family.RSA:
        made = rsa.generate_private_key(65537, 2048)
        secret = made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    else:
        secret = new_secret(family)
    key, above = load_private(family, secret).public, house(family).authority
    subject, serial = Subject("外省某厅"), new_serial()
    return Stranger(issue(subject, key, purpose, issuer=above, validity=PERIOD, serial=serial), secret)


class Noon(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return SEALED_AT.astimezone(tz)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_signer, "datetime", Noon)


def signed(family: Family, subfilter: Any = SigSeedSubFilter.PADES, *, stamped: bool = False, **more: Any) -> bytes:
    """A paper signed by pyHanko on its own."""
    one, who, tsa = house(family), stranger(family), stranger(family, Purpose.TIME)
    store = store_of(list(map(theirs, one.chain)))
    signer = SimpleSigner(theirs(who.certificate), keys.PrivateKeyInfo.load(who.secret), store)
    clock = DummyTimeStamper(theirs(tsa.certificate), keys.PrivateKeyInfo.load(tsa.secret), store, STAMPED_AT)
    metadata = PdfSignatureMetadata(field_name="Sig1", md_algorithm="sha256", subfilter=subfilter, **more)
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))
    return bytes(PdfSigner(metadata, signer, timestamper=clock if stamped else None).sign_pdf(writer).getvalue())


def long_term(family: Family) -> dict[str, Any]:
    known = [each.public_bytes(Encoding.DER) for each in lists(house(family))]
    return {"embed_validation_info": True, "validation_context": context(house(family).root.certificate, crls=known)}


def trusting(family: Family) -> Trust:
    return Trust((house(family).root.certificate,))


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("family", INTERNATIONAL)
@pytest.mark.parametrize("subfilter", [SigSeedSubFilter.PADES, SigSeedSubFilter.ADOBE_PKCS7_DETACHED])
def test_an_honest_signature_of_pyhanko_is_valid(family: Family, subfilter: Any) -> None:
    verdict = judged(signed(family, subfilter), trust=trusting(family))
    assert verdict.state is State.VALID
    (only,) = verdict.seals
    assert (only.form, only.organ, only.signed_at) == (Form.PADES, "外省某厅", SEALED_AT)


@pytest.mark.usefixtures("clock")
def test_its_time_stamp_is_believed() -> None:
    verdict = judged(signed(Family.RSA, stamped=True), trust=trusting(Family.RSA))
    assert verdict.state is State.VALID
    assert (verdict.seals[0].signed_at, verdict.seals[0].time_source) == (STAMPED_AT, TimeSource.STAMPED)


@pytest.mark.usefixtures("clock")
def test_its_evidence_in_a_later_update_is_a_warning() -> None:
    family = Family.RSA
    verdict = judged(signed(family, stamped=True, **long_term(family)), trust=trusting(family))
    assert verdict.state is State.VALID
    assert [each.code for each in verdict.findings] == [Code.PDF_LATER_EVIDENCE]
    assert Code.REVOCATION_UNKNOWN not in verdict.codes


@pytest.mark.usefixtures("clock")
def test_its_archive_form_is_valid() -> None:
    family = Family.RSA
    verdict = judged(signed(family, stamped=True, use_pades_lta=True, **long_term(family)), trust=trusting(family))
    assert verdict.state is State.VALID
    assert [each.form for each in verdict.seals] == [Form.PADES, Form.TIME_STAMP]
    # The evidence for the last time stamp comes after it, and nothing covers that yet.
    assert [each.code for each in verdict.findings] == [Code.PDF_LATER_EVIDENCE]
    assert verdict.findings[0].evidence["revision"] == 3


@pytest.mark.usefixtures("clock")
def test_a_certified_document_of_pyhanko_is_valid() -> None:
    verdict = judged(signed(Family.ECDSA, certify=True), trust=trusting(Family.ECDSA))
    assert verdict.state is State.VALID
