"""SM4-GCM (GB/T 32907-2016, GM/T 0002): a secret locked with a key, bound to what it belongs to."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from signatures.gm.errors import KeyUnreadable

KEY_SIZE = 16
NONCE_SIZE, TAG_SIZE = 12, 16


def lock(secret: bytes, key: bytes, about: bytes) -> bytes:
    """Encrypt a secret under a key of 16 bytes: nonce ‖ ciphertext ‖ tag.

    `about` says whose it is; it is not in the result, and without the same one nothing opens.
    """
    nonce = secrets.token_bytes(NONCE_SIZE)
    work = Cipher(SM4(key), GCM(nonce)).encryptor()
    work.authenticate_additional_data(about)
    return nonce + work.update(secret) + work.finalize() + work.tag


def unlock(locked: bytes, key: bytes, about: bytes) -> bytes:
    """The secret again. Raises KeyUnreadable for another key, another `about`, or a single changed bit."""
    nonce, body, tag = locked[:NONCE_SIZE], locked[NONCE_SIZE:-TAG_SIZE], locked[-TAG_SIZE:]
    if len(locked) < NONCE_SIZE + TAG_SIZE:
        raise KeyUnreadable
    work = Cipher(SM4(key), GCM(nonce, tag)).decryptor()
    work.authenticate_additional_data(about)
    try:
        return work.update(body) + work.finalize()
    except InvalidTag as fault:
        raise KeyUnreadable from fault
