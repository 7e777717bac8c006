"""The office's secret: the bytes that lock its private keys, in one file that only its owner may read."""

import os
import secrets
from pathlib import Path

from signatures.gm.certificates import Key, load_key
from signatures.gm.errors import KeyUnreadable
from signatures.seals.errors import KeyLocked

FILE = "secret.key"
SIZE = 32


def office_secret(folder: Path) -> bytes:
    """The secret kept in the office's data folder, made at first need; whoever races gets the same. Blocks on disk.

    Raises KeyLocked when the file is not what was made.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    secret = path.read_bytes()
    if len(secret) != SIZE:
        raise KeyLocked
    return secret


def unlock(key: bytes, folder: Path) -> Key:
    """A private key, opened with the office's secret. Raises KeyLocked, which says nothing of either."""
    try:
        return load_key(key, office_secret(folder))
    except KeyUnreadable:
        raise KeyLocked from None


def _make(path: Path) -> None:
    """Written whole under a name of its own, then linked: the link fails if another was first, so none is half read."""
    draft = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink()


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
