"""Who holds private keys (密码设备): this office itself, or a signing machine or seal service over HTTP.

The setting `seal_service` chooses who makes new keys; every key remembers who made it, so both may be in use.
"""

from typing import Protocol

from server.kit.ground import ground
from signatures.gm.keys import Family, PrivateKey, PublicKey
from signatures.seals.service.providers import local, remote


class Custodian(Protocol):
    """Holds private keys and signs with them; everything blocks, and is called in worker threads."""

    def make(self, family: Family, label: str) -> tuple[bytes, PublicKey]:
        """Make a key; answers the handle by which it is found again, and its public half. Raises KeyServiceFailed."""

    def key(self, handle: bytes, public: PublicKey, label: str) -> PrivateKey:
        """The key behind a handle, ready to sign. Raises KeyLocked, KeyServiceFailed."""

    def destroy(self, handle: bytes) -> None:
        """End a key for good; the caller forgets the handle. Raises KeyServiceFailed."""


def chosen() -> str:
    """The name of who makes new keys."""
    return "remote" if ground().settings.seal_service else "local"


def custodian(name: str) -> Custodian:
    """Who is meant by a name."""
    if name == "local":
        return local.Local()
    settings = ground().settings
    return remote.Remote(settings.seal_service, settings.seal_service_token)
