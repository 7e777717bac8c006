"""The file that an OFD document is: a zip package (GB/T 33190-2016)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ENTRANCE = "OFD.xml"
"""Where a reader begins; the first entry of the package."""
DOCUMENT = "Doc_0"
LEVEL = 6
_READABLE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a document by their paths in the package.

    Whoever adds a part, such as the signatures in `Doc_0/Signs`, saves a package of the old parts and the new one.
    """

    files: Mapping[str, bytes]

    def save(self) -> bytes:
        """The package's bytes, the entrance first and the others as they come; nothing in them tells a time."""
        rest = (path for path in self.files if path != ENTRANCE)
        out = BytesIO()
        with ZipFile(out, "w") as archive:
            for path in [ENTRANCE, *rest]:
                archive.writestr(_entry(path), self.files[path], ZIP_DEFLATED, LEVEL)
        return out.getvalue()


def digest(files: Mapping[str, bytes]) -> str:
    """32 hexadecimal digits that stand for all of `files`: an identity (DocID) without time or chance."""
    total = hashlib.sha256()
    for path, content in files.items():
        total.update(f"{path}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()[:32]


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    return entry
