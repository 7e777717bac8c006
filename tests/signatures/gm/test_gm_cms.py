"""Detached signatures in CMS: every form read back, also those that others write, and other programs agree."""

import asyncio
import base64
import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from asn1crypto import cms as asn1crypto_cms
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier as Oid
from hypothesis import given, settings
from hypothesis import strategies as st

from signatures.gm import cms, oids
from signatures.gm.cms import CmsForm
from signatures.gm.cms.structures import ALGORITHM_PROTECTION, Content
from signatures.gm.faults import Kind
from signatures.gm.keys import Family
from tests.signatures.cms_bench import (
    CONTENT,
    algorithm,
    certificate,
    digest_of,
    fault_of,
    gm_content,
    put,
    rebuilt,
    signed,
    with_attribute,
)
from tests.signatures.pki import NOW, SIGNED_AT, house, stamper

FAMILIES = list(Family)
SHA1, SHA512 = Oid("1.3.14.3.2.26"), Oid("2.16.840.1.101.3.4.2.3")
SIGNER = "ContentInfo.content.signedData.signerInfos[0]"


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_signed_reads_back(family: Family) -> None:
    of = house(family)
    read = cms.read(signed(of))
    assert (read.family, read.digest, read.certificate) == (family, digest_of(of), of.government.certificate)
    assert (read.claimed_at, read.token) == (None, None)
    assert read.form is (CmsForm.GM_ATTRIBUTES if family is Family.SM2 else CmsForm.ATTRIBUTES)
    assert of.government.key.public.verify(read.signed, read.value)


@settings(max_examples=40)
@given(st.binary(min_size=32, max_size=32), st.sampled_from([Family.SM2, Family.ECDSA]))
def test_any_digest_reads_back(digest: bytes, family: Family) -> None:
    of = house(family)
    assert cms.read(cms.sign(digest, of.government, (), at=SIGNED_AT)).digest == digest


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("at", [SIGNED_AT, datetime(2050, 1, 1, tzinfo=UTC)])
def test_a_claimed_time_is_written_as_its_year_asks(family: Family, at: datetime) -> None:
    of = house(family)
    assert cms.read(cms.sign(digest_of(of), of.government, (), at=at)).claimed_at == at


def test_the_root_stays_at_home_and_authorities_come_along() -> None:
    of = house(Family.ECDSA)
    assert cms.read(signed(of)).others == (of.authority.certificate,)


def test_a_stamper_gets_the_value_and_its_token_comes_along() -> None:
    of = house(Family.ECDSA)
    read = cms.read(signed(of, lambda value: asn1.encode_der(value)))
    assert read.token == asn1.encode_der(read.value)


@pytest.mark.parametrize("family", FAMILIES)
def test_taking_apart_and_putting_together_is_faithful(family: Family) -> None:
    assert rebuilt(signed(house(family))) == signed(house(family))


# what honest others write


def test_a_signature_of_2017_without_attributes_is_over_its_content() -> None:
    read = cms.read(gm_content())
    assert (read.form, read.digest) == (CmsForm.GM_CONTENT, digest_of(house()))
    assert house().government.key.public.verify(read.signed, read.value)
    assert read.signed == read.digest


def test_its_content_may_be_the_digest_in_base64() -> None:
    text = base64.b64encode(digest_of(house()))
    read = cms.read(gm_content(text))
    assert (read.digest, read.signed) == (digest_of(house()), text)


def test_sm2_may_stand_in_a_signature_named_after_rfc_5652() -> None:
    def international(read: Any) -> None:
        read.type, read.content.content = oids.SIGNED_DATA, Content(type=oids.DATA, content=None)

    data = rebuilt(
        signed(house()), signer=with_attribute(oids.CONTENT_TYPE, oids.DATA), outer=international, by=house().government
    )
    assert cms.read(data).form is CmsForm.GM_ATTRIBUTES


@pytest.mark.parametrize("identifier", [oids.SM2_SIGN, oids.SM2_WITH_SM3])
def test_sm2_is_named_in_two_ways(identifier: Oid) -> None:
    data = rebuilt(signed(house()), signer=put(signature_algorithm=algorithm(identifier)))
    assert cms.read(data).family is Family.SM2


def test_a_signer_may_be_named_by_the_key() -> None:
    of = house(Family.RSA)
    key = of.government.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    named = asn1.decode_der(asn1.TLV, b"\x80" + bytes((len(key),)) + key)

    def newer(read: Any) -> None:
        read.content.version = 3

    data = rebuilt(signed(of), signer=put(signer=named, version=3), outer=newer)
    assert cms.read(data).certificate == of.government.certificate
    assert fault_of(rebuilt(signed(of), signer=put(signer=named))).kind is Kind.MALFORMED


def test_certificates_come_in_any_order_and_number() -> None:
    of = house(Family.ECDSA)
    more = [certificate(each) for each in (of.finance, of.root, of.government, of.authority)]

    def shuffled(read: Any) -> None:
        read.content.certificates = more

    read = cms.read(rebuilt(signed(of), outer=shuffled))
    assert read.certificate == of.government.certificate
    assert read.others == (of.finance.certificate, of.root.certificate, of.authority.certificate)


def test_unknown_signed_attributes_are_the_signers_business() -> None:
    of = house(Family.ECDSA)
    data = rebuilt(signed(of), signer=with_attribute(Oid("1.2.840.113583.1.1.8"), b"more"), by=of.government)
    assert cms.read(data).digest == digest_of(of)


@pytest.mark.parametrize("kind", [oids.SIGNING_CERTIFICATE_V2, ALGORITHM_PROTECTION])
def test_older_programs_leave_attributes_out(kind: Oid) -> None:
    of = house(Family.RSA)
    data = rebuilt(signed(of), signer=with_attribute(kind), by=of.government)
    assert cms.read(data).digest == digest_of(of)


def test_rsa_may_be_named_without_its_digest() -> None:
    of = house(Family.RSA)
    plainly = put(signature_algorithm=algorithm(oids.RSA_PUBLIC_KEY, null=True))
    unprotected = rebuilt(signed(of), signer=with_attribute(ALGORITHM_PROTECTION), by=of.government)
    assert cms.read(rebuilt(unprotected, signer=plainly)).family is Family.RSA
    assert fault_of(rebuilt(signed(of), signer=plainly)).path == f"{SIGNER}.signedAttrs"


# what other programs say


@pytest.mark.skipif(which("openssl") is None, reason="no openssl on this machine")
@pytest.mark.parametrize("family", [Family.ECDSA, Family.RSA])
@pytest.mark.parametrize("stamped", [False, True])
def test_openssl_agrees(family: Family, stamped: bool, tmp_path: Path) -> None:
    """Another implementation finds the same signature good (CAdES)."""
    of = house(family)
    (tmp_path / "s").write_bytes(signed(of, stamper(of) if stamped else None))
    (tmp_path / "c").write_bytes(CONTENT)
    (tmp_path / "ca").write_bytes(of.root.certificate.public_bytes(Encoding.PEM))
    command = "openssl cms -verify -binary -cades -inform DER -in s -content c -CAfile ca -purpose any -out o"
    command += f" -attime {int(NOW.timestamp())}"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("family", [Family.ECDSA, Family.RSA])
@pytest.mark.parametrize("stamped", [False, True])
def test_pyhanko_agrees(family: Family, stamped: bool) -> None:
    assert _pyhanko(signed(house(family), stamper(house(family)) if stamped else None), family, CONTENT)
    assert not _pyhanko(signed(house(family)), family, b"another content")


def _pyhanko(data: bytes, family: Family, content: bytes) -> bool:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    root = Certificate.load(house(family).root.certificate.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)
    signed_data = asn1crypto_cms.ContentInfo.load(data, strict=True)["content"]
    status = asyncio.run(
        async_validate_detached_cms(
            io.BytesIO(content), signed_data, signer_validation_context=context, ts_validation_context=context
        )
    )
    return bool(status.bottom_line)
