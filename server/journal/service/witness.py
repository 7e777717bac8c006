"""The witness (库外见证): the newest link of the global chain, remembered in a file beside the database.

Whoever has the database's password can cut off the end of the journal so that what is left holds together; the
witness still names the link that is gone. It is locked with a key of its own. Everything here blocks on disk.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from server.journal.errors import WitnessAltered
from server.kit.digest import canonical

FILE, KEY = "journal.witness", "journal.key"
SIZE = 32


class Link(msgspec.Struct, frozen=True):
    """A link of the global chain: its number and its hash."""

    n: int
    hash: str


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds: a link, and HMAC-SM3 over it in hex."""

    link: Link
    mac: str


def read(folder: Path) -> Link | None:
    """The link that the witness names; None where there is no witness.

    Raises WitnessAltered when the file, or the key to it, is not what was written.
    """
    try:
        data = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        sealed = msgspec.json.decode(data, type=Sealed)
        _mac(_key(folder), sealed.link).verify(bytes.fromhex(sealed.mac))
    except (msgspec.DecodeError, InvalidSignature, FileNotFoundError, ValueError) as fault:
        raise WitnessAltered from fault
    return sealed.link


def begun(folder: Path) -> bool:
    """Whether a witness was ever kept here: its key stays when the witness is taken away."""
    return (folder / KEY).exists()


def keep(folder: Path, link: Link) -> None:
    """Remember a link, unless a later one is remembered already; processes that race are served one by one.

    Raises WitnessAltered; nothing is written over a witness that cannot be trusted.
    """
    if not begun(folder):
        _write_new(folder / KEY, secrets.token_bytes(SIZE))
    with _alone(folder):
        known = read(folder)
        if known is None or known.n < link.n:
            mac = _mac(_key(folder), link).finalize().hex()
            _replace(folder / FILE, canonical(Sealed(link, mac)))


def _mac(key: bytes, link: Link) -> HMAC:
    mac = HMAC(key, SM3())
    mac.update(canonical(link))
    return mac


def _key(folder: Path) -> bytes:
    key = (folder / KEY).read_bytes()
    if len(key) != SIZE:
        raise WitnessAltered
    return key


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the lock falls when the file is closed, also by a process that is killed."""
    with (folder / KEY).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write_new(path: Path, data: bytes) -> None:
    """Written whole under a name of its own, then linked: whoever is second keeps what the first one made."""
    draft = _draft(path, data)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    _settle(path.parent)


def _replace(path: Path, data: bytes) -> None:
    _draft(path, data).replace(path)
    _settle(path.parent)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _settle(folder: Path) -> None:
    """The folder is flushed, so that the name survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
