"""Why signed data cannot be read: the kind of the fault, and where in the bytes and among the fields it is."""

from collections.abc import Callable
from enum import StrEnum

from cryptography.hazmat import asn1

from signatures.gm import der
from signatures.gm.der import DerFault, Node, Shape


class Kind(StrEnum):
    """What is wrong; the values are those that a verdict names it by."""

    TRUNCATED = "asn1_truncated"
    TRAILING = "asn1_trailing"
    REORDERED = "asn1_reordered"
    BER = "asn1_ber"
    MALFORMED = "asn1_malformed"
    UNSIGNED_CONTENT = "unsigned_content"
    UNKNOWN_ALGORITHM = "unknown_alg"
    ALGORITHM_MISMATCH = "alg_mismatch"
    DIGEST_DOWNGRADE = "digest_downgrade"
    NO_SIGNER = "no_signer"
    SEVERAL_SIGNERS = "several_signers"


class FormatFault(ValueError):
    """签名数据不符合标准规定的格式。"""

    def __init__(self, kind: Kind, offset: int, path: str, why: str = "") -> None:
        super().__init__(f"{path}（第{offset}字节）：{why or kind}")
        self.kind, self.offset, self.path, self.why = kind, offset, path, why


class SesFault(FormatFault):
    """电子印章或者电子签章的数据不符合GB/T 38540或者GM/T 0031。"""


class CmsFault(FormatFault):
    """签名数据不符合RFC 5652或者GB/T 35275。"""


class Misfit(ValueError):
    """数据可以解码，但其中一项的值不成立。"""

    def __init__(self, path: str, why: str, kind: Kind = Kind.MALFORMED) -> None:
        super().__init__(why)
        self.path, self.kind = path, kind


KINDS: tuple[tuple[type[DerFault], Kind], ...] = (
    (der.Truncated, Kind.TRUNCATED),
    (der.Trailing, Kind.TRAILING),
    (der.Reordered, Kind.REORDERED),
    (der.NotDer, Kind.BER),
    (der.DerFault, Kind.MALFORMED),
)
TEXTS: dict[int, Callable[[bytes], object]] = {
    der.IA5: lambda text: asn1.decode_der(asn1.IA5String, text),
    der.PRINTABLE: lambda text: asn1.decode_der(asn1.PrintableString, text),
    der.UTF8: lambda text: asn1.decode_der(str, text),
    der.UTC_TIME: lambda text: asn1.decode_der(asn1.UTCTime, text),
    der.TIME: lambda text: asn1.decode_der(asn1.GeneralizedTime, text),
}
"""Values whose body must be spelt in a certain way, which the reader of DER leaves alone."""


def explained(data: bytes, shape: Shape, otherwise: Exception) -> tuple[Kind, int, str, str]:
    """What is wrong with data that could not be decoded: kind, offset, path and words of a FormatFault.

    `otherwise` is what the decoder said; it is all there is when data and shape agree.
    """
    try:
        node = der.check(data, shape)
    except DerFault as fault:
        kind = next(kind for sort, kind in KINDS if isinstance(fault, sort))
        return kind, fault.offset, fault.path, fault.reason
    if isinstance(otherwise, Misfit):
        path = f"{node.path}.{otherwise.path}"
        return otherwise.kind, _named(node, path).start, path, str(otherwise)
    place = _misspelt(node) or node
    return Kind.MALFORMED, place.start, place.path, str(otherwise)


def _named(node: Node, path: str) -> Node:
    """The value of that path, or the last one on the way to it that is there."""
    way = (child for child in node.children if f"{path}.".startswith((f"{child.path}.", f"{child.path}[")))
    inner = next(way, None)
    return node if inner is None else _named(inner, path)


def _misspelt(node: Node) -> Node | None:
    """The first text or time inside that is none."""
    if node.tag in TEXTS:
        try:
            TEXTS[node.tag](node.raw)
        except ValueError:
            return node
    return next((found for found in map(_misspelt, node.children) if found), None)
