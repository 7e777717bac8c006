"""Certificates that came with signed data, and those who issued them, byte for byte."""

from cryptography import x509

from signatures.gm import der as reader
from signatures.gm.faults import Misfit
from signatures.gm.pki.structures import load_certificate

EXPLICIT_0 = 0xA0


def certificate(der: bytes, path: str) -> x509.Certificate:
    """A certificate all of whose fields can be asked; `path` is its place in the data. Raises Misfit."""
    try:
        read = load_certificate(der)
        positive = read.serial_number > 0
    except Exception as fault:
        # The parser of certificates also warns of serial numbers, which may be an exception; it means the same.
        raise Misfit(path, "不是证书，或者证书无法读取") from fault
    if not positive:
        raise Misfit(path, "证书的序列号不是正数")
    return read


def issuer_of(certificate: x509.Certificate) -> bytes:
    """The issuer's name in DER as received, for a name may be written in several ways."""
    fields = reader.read(certificate.tbs_certificate_bytes).children
    # The version stands first, but where it is 1 (RFC 5280, 4.1).
    return fields[3 if fields[0].tag == EXPLICIT_0 else 2].raw
