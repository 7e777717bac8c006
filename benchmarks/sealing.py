"""What a seal costs: SM2 against OpenSSL's own figure, OFD and PDF sealing, and pyHanko's own signature, in one run.

    .venv/bin/python -m benchmarks.sealing [--seconds 2]

Anchors run in the same run on the same machine: `openssl speed sm2` for signing and verifying, pyHanko's ECDSA
signature of the same PDF for sealing one. The last figure is a whole use: a request for one seal on one file is
approved, asked for, pressed by the job, and lands with its use log and journal, on SQLite with synchronous=FULL. CPU
is of this process.
"""

import argparse
import asyncio
import io
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pylopdf_fonts_zh_cn import serif_path

from benchmarks.pressing import rate_of_uses
from documents.typesetting.fonts.faces import open_faces
from documents.typesetting.formats.layout import layout
from documents.typesetting.model import Block, Document, Signatory
from documents.typesetting.output.ofd.writer import ofd as ofd_of
from documents.typesetting.output.pdf.writer import pdf as pdf_of
from documents.typesetting.page import Layout
from signatures.gm import ses, sm2
from signatures.gm.keys import Family, PrivateKey, Signer, load_private, new_secret
from signatures.gm.pki.making import Purpose, Subject, Validity, issue, new_serial, self_signed
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Box, State
from signatures.ofd.seal import seal as seal_ofd
from signatures.ofd.verify import verify as verify_ofd
from signatures.pdf.presses import by_ses
from signatures.pdf.sign import seal as seal_pdf
from signatures.pdf.verify import verify as verify_pdf
from signatures.picture.draw import draw

NOW = datetime.now(UTC).replace(microsecond=0)
PERIOD = Validity(NOW - timedelta(days=1), NOW + timedelta(days=700))
NAME = "甬江市人民政府"
PLACE = Box(1, 110, 200, 45, 45)


@dataclass(frozen=True)
class Bench:
    """A seal with everything that is needed to press it, in both families."""

    seal: bytes
    signer: Signer
    plain: Signer
    plain_secret: bytes
    trust: Trust
    picture: bytes


def bench() -> Bench:
    """An authority, a maker and an organ, made for this run."""
    root, root_key = _root(Family.SM2)
    maker, signer = (_issued(root, root_key, Family.SM2, each)[0] for each in (Purpose.MAKER, Purpose.SEAL))
    plain_root, plain_key = _root(Family.ECDSA)
    plain, secret = _issued(plain_root, plain_key, Family.ECDSA, Purpose.SEAL)
    picture = draw(NAME, diameter_mm=45, font=serif_path())
    facts = ses.SealFacts(
        es_id="33029900000001",
        vid="ZHENGBAN",
        kind=1,
        name=NAME,
        certificates=[signer.certificate],
        created=NOW,
        start=PERIOD.start,
        end=PERIOD.end,
        picture=ses.Picture("PNG", picture, 45, 45),
    )
    return Bench(ses.make_seal(facts, maker), signer, plain, secret, Trust((root, plain_root)), picture)


def against_openssl(seconds: float) -> None:
    """SM2 operations a second, ours and those of `openssl speed`."""
    theirs = _openssl(seconds)
    number = sm2.new_key()
    point = sm2.point_of(number)
    sign, e = sm2.signer(number, point), bytes(range(32))
    value = sign(e)
    mine = (_rate(lambda: sign(e), seconds), _rate(lambda: sm2.verifier(point)(e, value), seconds))
    for what, ours, anchor in zip(("sign", "verify"), mine, theirs, strict=True):
        print(f"SM2 {what:7} {ours:8.0f}/s   openssl speed {anchor:8.0f}/s   ratio {ours / anchor:.2f} (target 0.9)")


def against_pyhanko(seal: Bench, paper: Layout, seconds: float) -> None:
    """Seals a second of processor time on one PDF: a 电子签章 of ours, and pyHanko's own ECDSA signature."""
    data = pdf_of(paper)
    press = by_ses(seal.seal, seal.signer, None)

    def mine() -> bytes:
        return seal_pdf(
            data, press=press, picture=seal.picture, box=PLACE, name=NAME, reason="用印", location="", at=NOW
        )

    assert verify_pdf(mine(), trust=seal.trust, at=NOW).state is State.VALID
    theirs = _pyhanko(seal, data)
    ours, anchor = _cpu(mine, seconds), _cpu(theirs, seconds)
    ratio = anchor / ours
    print(
        f"PDF {len(data) // 1000} kB: seal {ours:.1f} ms   pyHanko ECDSA {anchor:.1f} ms   {ratio:.1f} times (target 3)"
    )
    sealed = mine()
    print(f"PDF verify {_cpu(lambda: verify_pdf(sealed, trust=seal.trust, at=NOW), seconds):.1f} ms CPU")


def of_ofd(seal: Bench, paper: Layout, seconds: float) -> None:
    """Milliseconds of processor time to seal and to verify an OFD file."""
    data = ofd_of(paper)

    def mine() -> bytes:
        return seal_ofd(data, seal_der=seal.seal, signer=seal.signer, stamp=None, stamps=[PLACE], at=NOW)

    sealed = mine()
    assert verify_ofd(sealed, trust=seal.trust, at=NOW).state is State.VALID
    print(
        f"OFD {len(data) // 1000} kB, {len(paper.pages)} pages: seal {_cpu(mine, seconds):.1f} ms CPU (target 6)",
        end="",
    )
    print(f", verify {_cpu(lambda: verify_ofd(sealed, trust=seal.trust, at=NOW), seconds):.1f} ms CPU (target 3)")


def paper() -> Layout:
    """Three pages with many different characters, whose outlines make the file as large as the targets say."""
    rare = [chr(code) for code in range(0x4E00, 0x9FA5)]
    step = 7
    words = "".join(rare[::step])[:720]
    blocks = tuple(Block(words[place : place + 240]) for place in range(0, len(words), 240))
    document = Document(
        marks=(NAME,),
        title="关于印发甬江市数字政府建设方案的通知",
        blocks=blocks,
        signatories=(Signatory(NAME),),
        formed_on=NOW.date(),
        printer="甬江市人民政府办公室",
        printed_on=NOW.date(),
    )
    return layout(document, open_faces(None, None))


def _root(family: Family) -> tuple[x509.Certificate, PrivateKey]:
    key = load_private(family, new_secret(family))
    return self_signed(Subject("甬江市电子印章中心"), key, validity=PERIOD, serial=new_serial()), key


def _issued(root: x509.Certificate, key: PrivateKey, family: Family, purpose: Purpose) -> tuple[Signer, bytes]:
    secret = new_secret(family)
    own = load_private(family, secret)
    issuer = Signer(root, key)
    made = issue(Subject(NAME), own.public, purpose, issuer=issuer, validity=PERIOD, serial=new_serial())
    return Signer(made, own), secret


def _pyhanko(seal: Bench, data: bytes) -> Callable[[], bytes]:
    """pyHanko as its manual says, without a picture, the key loaded once."""
    own = asn1_x509.Certificate.load(seal.plain.certificate.public_bytes(Encoding.DER))
    key = asn1_keys.PrivateKeyInfo.load(seal.plain_secret)
    simple: Any = signers.SimpleSigner
    store: Any = SimpleCertificateStore
    signer = simple(signing_cert=own, signing_key=key, cert_registry=store.from_certs([own]))
    facts = signers.PdfSignatureMetadata(field_name="Sig1", subfilter=fields.SigSeedSubFilter.PADES)
    box: Any = fields.SigFieldSpec("Sig1", box=(300, 100, 430, 230))

    def sign() -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(data))
        return bytes(signers.PdfSigner(facts, signer, new_field_spec=box).sign_pdf(writer).getvalue())

    return sign


def _openssl(seconds: float) -> tuple[float, float]:
    """Signatures and verifications a second, as `openssl speed` counts them."""
    command = ["openssl", "speed", "-seconds", str(max(1, round(seconds))), "sm2"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rates = re.search(r"SM2.*?([\d.]+)\s+([\d.]+)\s*$", said)
    assert rates is not None, said
    return float(rates[1]), float(rates[2])


def _rate(work: Callable[[], object], seconds: float) -> float:
    return 1000 / _cpu(work, seconds)


def _cpu(work: Callable[[], object], seconds: float) -> float:
    """Milliseconds of processor time for one call, over as many as fit into the time."""
    work()
    count, begin = 0, time.process_time()
    while time.process_time() - begin < seconds:
        work()
        count += 1
    return (time.process_time() - begin) * 1000 / count


def main() -> None:
    """Print every figure with its anchor or target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    seconds = parser.parse_args().seconds
    seal, pages = bench(), paper()
    against_openssl(seconds)
    of_ofd(seal, pages, seconds)
    against_pyhanko(seal, pages, seconds)
    with tempfile.TemporaryDirectory() as folder:
        rate = asyncio.run(rate_of_uses(Path(folder), seconds * 5))
    print(f"whole use, approval to sealed file: {rate:.1f}/s")


if __name__ == "__main__":
    main()
