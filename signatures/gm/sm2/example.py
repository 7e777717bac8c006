"""The example of the standard (GB/T 32918.5-2017, A.2), which an implementation must know before it is used."""

from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm2.backend import Backend
from signatures.gm.sm2.value import to_der

NUMBER = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
POINT = bytes.fromhex(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
MESSAGE = b"message digest"
E = bytes.fromhex("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640")
"""SM3(Z ‖ MESSAGE) for the usual identity."""
VALUE = to_der(
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


def knows_the_example(backend: Backend) -> bool:
    """Whether an implementation agrees with the standard, verifies what it signs, and refuses another digest."""
    try:
        verify, own = backend.verifier(POINT), backend.signer(NUMBER, POINT)(E)
        right = backend.point(NUMBER) == POINT and verify(E, VALUE) and verify(E, own)
        return right and not verify(E[::-1], VALUE)
    except KeyUnreadable:
        return False
