"""How a seal made here binds the container: digests in Signature.xml speak of files only, not of the zip around them.

A zip has room for what no file shows: times, flags, order, other packings of the same bytes. So containers are written
in one form (`container.pack`), and the program's version in Signature.xml, which is signed, ends with the digest of the
container that the covered files alone would be, and of the list of signatures. The outermost seal answers for the
whole file; what another program adds later is its own affair.

The digest is SHA-256, which processors do in hardware: of the files themselves the signature holds the SM3.
"""

import base64
import hashlib
from collections.abc import Sequence

from signatures.ofd.container import STORED, Entry, pack
from signatures.ofd.description import Description
from signatures.ofd.listing import Listed
from signatures.ofd.package import Package

VERSION = "1.0"
_MARK = f"{VERSION} zip-sha256="


def bound_version(covered: Sequence[Entry], listing: bytes) -> str:
    """The version to write: of this program, with the digest of the container and the list of signatures."""
    total = hashlib.sha256(pack(covered))
    total.update(listing)
    return _MARK + base64.b64encode(total.digest()).decode()


def binds(description: Description) -> bool:
    """Whether a signature speaks of the container at all."""
    return description.version.startswith(_MARK)


def is_as_bound(data: bytes, package: Package, listing: str, line: Listed, description: Description) -> bool:
    """Whether the file is, byte for byte, what this signature left behind.

    First the covered files in the order of their references, then those that it cannot cover, which are not packed.
    """
    covered = [reference.path for reference in description.references]
    own = [line.path, description.value, *([] if listing in covered else [listing])]
    if list(package.entries) != [*covered, *own]:
        return False
    entries = list(package.entries.values())
    version = bound_version(entries[: len(covered)], package.content(listing))
    loose = all(entry.method == STORED for entry in entries[len(covered) :])
    return loose and description.version == version and pack(entries) == data
