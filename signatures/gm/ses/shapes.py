"""The same structures for the reader that says where a fault is: field names as in the standards, and tags."""

from cryptography.hazmat import asn1

from signatures.gm import der
from signatures.gm.der import Shape
from signatures.gm.pki.structures import first_sequence

TAGGED = 0xA0
"""[0] EXPLICIT."""
OCTETS, NUMBER, TEXT, OID = (der.OCTETS,), (der.INTEGER,), (der.IA5,), (der.OID,)
BITS, TIME, ANY_TIME = (der.BITS,), (der.TIME,), (der.UTC_TIME, der.TIME)
LOOSE_BITS = (der.BITS, der.OCTETS)


def _sequence(name: str, *fields: Shape, optional: bool = False) -> Shape:
    return Shape(name, (der.SEQUENCE,), fields, optional=optional)


_CERTIFICATE, _ALGORITHM = Shape("cert", OCTETS), Shape("signAlgID", OID)
_EXTENSION = _sequence(
    "ExtData", Shape("extnID", OID), Shape("critical", (der.BOOLEAN,), optional=True), Shape("extnValue", OCTETS)
)
_EXTENSIONS = Shape("extDatas", (der.SEQUENCE,), each=_EXTENSION, optional=True)
_TAGGED = Shape("extDatas", (TAGGED,), (Shape("extDatas", (der.SEQUENCE,), each=_EXTENSION),), optional=True)
_STAMP = Shape("timeStamp", (TAGGED,), (Shape("timeStamp", BITS),), optional=True)
_HEADER = _sequence("header", Shape("ID", TEXT), Shape("version", NUMBER), Shape("Vid", TEXT))
_PICTURE = _sequence(
    "picture", Shape("type", TEXT), Shape("data", OCTETS), Shape("width", NUMBER), Shape("height", NUMBER)
)


def _seal_info(cert_list: tuple[Shape, ...], times: tuple[int, ...]) -> Shape:
    dates = (Shape("createDate", times), Shape("validStart", times), Shape("validEnd", times))
    named = (Shape("type", NUMBER), Shape("name", (der.UTF8,)))
    own = _sequence("property", *named, *cert_list, *dates)
    return _sequence("eSealInfo", _HEADER, Shape("esID", TEXT), own, _PICTURE, _EXTENSIONS, _TAGGED)


_INFO_1 = _seal_info((Shape("certList", (der.SEQUENCE,), each=Shape("cert", OCTETS + TEXT)),), ANY_TIME)
_INFO_4 = _seal_info(
    (
        Shape("certListType", NUMBER),
        Shape("certList", (der.SEQUENCE,), each=Shape("cert", (der.OCTETS, der.SEQUENCE))),
    ),
    TIME,
)
SEAL_1 = _sequence("SESeal", _INFO_1, _sequence("signInfo", _CERTIFICATE, _ALGORITHM, Shape("signData", BITS)))
SEAL_4 = _sequence("SESeal", _INFO_4, _CERTIFICATE, _ALGORITHM, Shape("signedValue", BITS), _STAMP)


def _named(seal: Shape) -> Shape:
    return Shape("eseal", seal.tags, seal.fields)


def _signature_1(seal: Shape) -> Shape:
    body = (Shape("version", NUMBER), _named(seal), Shape("timeInfo", LOOSE_BITS), Shape("dataHash", LOOSE_BITS))
    signer = (Shape("propertyInfo", TEXT), _CERTIFICATE, _ALGORITHM)
    return _sequence("SES_Signature", _sequence("toSign", *body, *signer), Shape("signature", BITS))


def _signature_4(seal: Shape) -> Shape:
    body = (Shape("version", NUMBER), _named(seal), Shape("timeInfo", TIME), Shape("dataHash", BITS))
    inner = _sequence("toSign", *body, Shape("propertyInfo", TEXT), _TAGGED)
    return _sequence("SES_Signature", inner, _CERTIFICATE, _ALGORITHM, Shape("signature", BITS), _STAMP)


def seal_shape(data: bytes) -> Shape:
    """The shape of the version that a seal is most like."""
    return SEAL_1 if _is_pair(data) else SEAL_4


def signature_shape(data: bytes) -> Shape:
    """The shape of the version that a signature, and the seal in it, are most like."""
    try:
        seal = seal_shape(first_sequence(first_sequence(data)))
    except (ValueError, IndexError):
        seal = SEAL_4
    return _signature_1(seal) if _is_pair(data) else _signature_4(seal)


@asn1.sequence
class _Pair:
    first: asn1.TLV
    second: asn1.TLV


def _is_pair(data: bytes) -> bool:
    """Whether a SEQUENCE has the two elements of version 1; later ones have four or five."""
    try:
        asn1.decode_der(_Pair, data)
    except ValueError:
        return False
    return True
