"""The roots of whom this office trusts, for anybody."""

from cryptography.hazmat.primitives.serialization import Encoding

from signatures.seals import service as seals


async def roots() -> bytes:
    """The roots that this office trusts, as PEM: what anybody needs to verify its seals elsewhere.

    Raises TrustUnreadable.
    """
    return b"".join(root.public_bytes(Encoding.PEM) for root in (await seals.trust()).roots)
