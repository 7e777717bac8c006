"""The structures that are read here, for the reader of DER: field names and tags."""

from signatures.gm.der import BITS, IA5, INTEGER, OCTETS, OID, SEQUENCE, SET, TIME, UTC_TIME, Shape

_TAGGED = (0xA0,)


def _sequence(name: str, *fields: Shape, optional: bool = False) -> Shape:
    return Shape(name, (SEQUENCE,), fields, optional=optional)


_TIMES = (UTC_TIME, TIME)
_SIGNED = (Shape("algorithm", (SEQUENCE,)), Shape("value", (BITS,)))
CERTIFICATE = _sequence(
    "certificate",
    _sequence(
        "tbs",
        Shape("version", (0xA0,), optional=True),
        Shape("serial", (INTEGER,)),
        Shape("algorithm", (SEQUENCE,)),
        Shape("issuer", (SEQUENCE,)),
        _sequence("validity", Shape("start", _TIMES), Shape("end", _TIMES)),
        Shape("subject", (SEQUENCE,)),
        Shape("key", (SEQUENCE,)),
        Shape("issuer_id", (0x81,), optional=True),
        Shape("subject_id", (0x82,), optional=True),
        Shape("extensions", (0xA3,), optional=True),
    ),
    *_SIGNED,
)
LIST = _sequence(
    "crl",
    _sequence(
        "tbs",
        Shape("version", (INTEGER,), optional=True),
        Shape("algorithm", (SEQUENCE,)),
        Shape("issuer", (SEQUENCE,)),
        Shape("this_update", _TIMES),
        Shape("next_update", _TIMES, optional=True),
        Shape("revoked", (SEQUENCE,), optional=True),
        Shape("extensions", (0xA0,), optional=True),
    ),
    *_SIGNED,
)
_CERTIFICATE, _ALGORITHM, _VALUE = Shape("certificate", (OCTETS,)), Shape("algorithm", (OID,)), Shape("value", (BITS,))
_INFO = _sequence(
    "info",
    _sequence("header"),
    Shape("id", (IA5,)),
    _sequence("property"),
    _sequence("picture"),
    Shape("extensions", (SEQUENCE, 0xA0), optional=True),
)
_STAMP = Shape("time_stamp", _TAGGED, (Shape("token", (BITS,)),), optional=True)
SEALS = {
    2: _sequence("seal", _INFO, _sequence("signing", _CERTIFICATE, _ALGORITHM, _VALUE)),
    4: _sequence("seal", _INFO, _CERTIFICATE, _ALGORITHM, _VALUE, _STAMP),
}
_BODY = (Shape("version", (INTEGER,)), Shape("seal", (SEQUENCE,)), Shape("at", (TIME, UTC_TIME, BITS)))
SIGNATURES = {
    2: _sequence(
        "signature",
        _sequence("body", *_BODY, Shape("digest", (BITS,)), Shape("about", (IA5,)), _CERTIFICATE, _ALGORITHM),
        _VALUE,
    ),
    4: _sequence(
        "signature",
        _sequence(
            "body", *_BODY, Shape("digest", (BITS,)), Shape("about", (IA5,)), Shape("more", _TAGGED, optional=True)
        ),
        _CERTIFICATE,
        _ALGORITHM,
        _VALUE,
        _STAMP,
    ),
}
_SIGNER = _sequence(
    "signer",
    Shape("version", (INTEGER,)),
    Shape("who", (SEQUENCE, 0x80)),
    Shape("hashed", (SEQUENCE,)),
    Shape("attributes", _TAGGED, optional=True),
    Shape("algorithm", (SEQUENCE,)),
    Shape("value", (OCTETS,)),
    Shape("unsigned", (0xA1,), optional=True),
)
CMS = _sequence(
    "cms",
    Shape("type", (OID,)),
    Shape(
        "content",
        _TAGGED,
        (
            _sequence(
                "data",
                Shape("version", (INTEGER,)),
                Shape("hashes", (SET,)),
                _sequence("inner", Shape("type", (OID,)), Shape("content", _TAGGED, optional=True)),
                Shape("certificates", _TAGGED, optional=True),
                Shape("crls", (0xA1,), optional=True),
                Shape("signers", (SET,), (_SIGNER,)),
            ),
        ),
    ),
)
