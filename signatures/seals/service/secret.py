"""The key-encryption keys (密钥加密密钥): one file that only its owner may read, and what is locked with them.

The file holds keys of 32 bytes one after the other; the first locks, all unlock. What is locked names its key, so
that a change of keys can be broken off at any point. Everything here blocks on disk.
"""

import os
import secrets
from pathlib import Path

from server.kit.ground import ground
from signatures.gm import sm4
from signatures.gm.errors import KeyUnreadable
from signatures.gm.sm3 import sm3
from signatures.seals.errors import KeyLocked

FILE = "secret.key"
SIZE = 32
NAME = 8
"""Bytes of the name of a key, in front of what is locked with it."""


def lock_secret(secret: bytes, about: str) -> bytes:
    """Lock a secret (SM4-GCM) so that it opens in this office only, and only as being `about` the same.

    Raises KeyLocked.
    """
    return lock_with(current_key(), secret, about)


def unlock_secret(locked: bytes, about: str) -> bytes:
    """Open what `lock_secret` locked. Raises KeyLocked, which says nothing of what was inside."""
    keys = {name_of(key): key for key in read_keys(key_path())}
    key = keys.get(locked[:NAME])
    if key is None:
        raise KeyLocked
    try:
        return sm4.unlock(locked[NAME:], _cipher_key(key), about.encode())
    except KeyUnreadable:
        raise KeyLocked from None


def opens(locked: bytes, about: str) -> bool:
    """Whether the keys of the file open something that `lock_secret` locked as `about`."""
    try:
        unlock_secret(locked, about)
    except KeyLocked:
        return False
    return True


def lock_with(key: bytes, secret: bytes, about: str) -> bytes:
    """Lock with one certain key of the file."""
    return name_of(key) + sm4.lock(secret, _cipher_key(key), about.encode())


def current_key() -> bytes:
    """The key that locks. Raises KeyLocked, also where there is none: what is locked may need the one that is lost."""
    return read_keys(key_path())[0]


def found_key() -> None:
    """Make the file with its first key, unless it is there; for an office in which nothing is locked yet.

    Whoever races finds the same. Raises KeyLocked.
    """
    path = key_path()
    try:
        if not path.exists():
            _found(path)
    except OSError as fault:
        raise KeyLocked from fault


def key_path() -> Path:
    """The file of the keys: the setting `key_file`, or `secret.key` among the office's data."""
    settings = ground().settings
    return settings.key_file or settings.data / FILE


def read_keys(path: Path) -> list[bytes]:
    """All keys of the file. Raises KeyLocked when it is not there or not what was made."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise KeyLocked from fault
    if not data or len(data) % SIZE:
        raise KeyLocked
    return [data[place : place + SIZE] for place in range(0, len(data), SIZE)]


def write_keys(path: Path, keys: list[bytes]) -> None:
    """Put other keys into the file, whole or not at all."""
    draft = _draft(path, b"".join(keys))
    draft.replace(path)
    _settle_folder(path.parent)


def new_key() -> bytes:
    """A fresh key."""
    return secrets.token_bytes(SIZE)


def name_of(key: bytes) -> bytes:
    """How what is locked names its key; says nothing of it."""
    return sm3(b"name of a key\0" + key)[:NAME]


def _cipher_key(key: bytes) -> bytes:
    return sm3(b"key of a cipher\0" + key)[:16]


def _found(path: Path) -> None:
    """Written whole under a name of its own, then linked: the link fails if another was first, so none is half read."""
    draft = _draft(path, new_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _settle_folder(path.parent)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _settle_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
