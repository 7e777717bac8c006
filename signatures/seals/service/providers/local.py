"""Keys in our own rows: the handle is the secret itself, locked."""

from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family, PrivateKey, PublicKey, load_private, new_secret
from signatures.seals.errors import KeyLocked
from signatures.seals.service.secret import lock_secret, unlock_secret


class Local:
    """Makes keys in this process and keeps none: whoever has the row and the key file has the key."""

    def make(self, family: Family, label: str) -> tuple[bytes, PublicKey]:
        """Make a key, locked as being about `label`."""
        secret = new_secret(family)
        return lock_secret(secret, label), load_private(family, secret).public

    def key(self, handle: bytes, public: PublicKey, label: str) -> PrivateKey:
        """Unlock a key. Raises KeyLocked, also if it is not the key of its certificate."""
        try:
            key = load_private(public.family, unlock_secret(handle, label))
        except KeyUnreadable:
            raise KeyLocked from None
        if key.public != public:
            raise KeyLocked
        return key

    def destroy(self, handle: bytes) -> None:
        """Nothing to do: the locked secret was all there was."""
