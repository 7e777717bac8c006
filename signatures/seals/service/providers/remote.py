"""Keys in a signing machine or with the seal service of a superior, spoken to over HTTP.

    POST   {service}/keys                      {"family", "label"}            {"handle", "public_key"}
    POST   {service}/keys/{handle}/signatures  {"digest"}                     {"signature"}
    POST   {service}/keys/{handle}/destroy     {}                             {}

`family` is sm2 or ecdsa (P-256); a handle is 1 to 128 of A-Z a-z 0-9 _ -; bytes travel in Base64; `public_key` is a
SubjectPublicKeyInfo. The digest is SHA-256 of what is signed, for SM2 the SM3 over identity and message (GB/T 32918.2):
nothing of a document leaves the office. To destroy a key that is no longer there succeeds. Every request bears the
token of the setting `seal_service_token`.
"""

import re
import secrets
from typing import Any
from urllib.parse import quote

import msgspec

from signatures.gm import keys, sm2
from signatures.gm.errors import KeyUnreadable
from signatures.gm.keys import Family, PrivateKey, PublicKey, load_public
from signatures.seals.errors import KeyServiceFailed
from signatures.seals.service.outside import NoAnswer, ask

HANDLE = re.compile(r"[A-Za-z0-9_-]{1,128}")
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
"""How a SubjectPublicKeyInfo of ECDSA on P-256 begins, its point uncompressed (RFC 5480, 2)."""


class Made(msgspec.Struct, frozen=True):
    """A key that the service made."""

    handle: str
    public_key: bytes


class Signed(msgspec.Struct, frozen=True):
    """A signature of the service."""

    signature: bytes


class Remote:
    """A seal service under an address. What it answers is believed only as far as it verifies."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._token = token

    def make(self, family: Family, label: str) -> tuple[bytes, PublicKey]:
        """Have a key made. Raises KeyServiceFailed, also for a key of another family, or one that does not sign.

        What is refused is not destroyed there: its handle may be that of a key in use.
        """
        made = self._ask("/keys", Made, family=family.value, label=label)
        try:
            public = load_public(made.public_key)
        except (KeyUnreadable, ValueError) as fault:
            raise KeyServiceFailed(reason="给出的公钥无法读取") from fault
        if public.family is not family or not (family is Family.SM2 or public.spki.startswith(P256)):
            raise KeyServiceFailed(reason="制作的密钥不是所要求的种类")
        if not HANDLE.fullmatch(made.handle):
            raise KeyServiceFailed(reason="给出的密钥标识不符合格式")
        handle = made.handle.encode()
        self.key(handle, public, label).sign(secrets.token_bytes(32))  # it has the private half, or fails here
        return handle, public

    def key(self, handle: bytes, public: PublicKey, label: str) -> PrivateKey:
        """The key behind a handle; each signature is verified before it is used (KeyServiceFailed)."""

        def sign(message: bytes) -> bytes:
            value: bytes = self._ask(_path(handle, "signatures"), Signed, digest=_digest(public, message)).signature
            if not public.verify(message, value):
                raise KeyServiceFailed(reason="给出的签名不能通过验证")
            return value

        return PrivateKey(public, sign)

    def destroy(self, handle: bytes) -> None:
        """Have a key destroyed."""
        self._ask(_path(handle, "destroy"), dict[str, Any])

    def _ask(self, path: str, answer: type[Any], **facts: str | bytes) -> Any:
        headers = {"authorization": f"Bearer {self._token}", "content_type": "application/json"}
        try:
            said = ask("POST", self._address + path, msgspec.json.encode(facts), **headers)
            return msgspec.json.decode(said, type=answer)
        except NoAnswer as fault:
            raise KeyServiceFailed(reason=str(fault)) from fault
        except (msgspec.DecodeError, RecursionError) as fault:
            raise KeyServiceFailed(reason="答复的格式不对") from fault


def _path(handle: bytes, what: str) -> str:
    return f"/keys/{quote(handle.decode(), safe='')}/{what}"


def _digest(public: PublicKey, message: bytes) -> bytes:
    if public.family is Family.SM2:
        return sm2.digest(public.point, message)
    return keys.digest(public.family, (message,))
