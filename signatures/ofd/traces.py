"""Traces of signatures: files that look like parts of one although no list names them."""

import re
from collections.abc import Collection, Iterator

from signatures.ofd.description import Description
from signatures.ofd.listing import Kind, Listed
from signatures.ofd.package import Package

_PART = re.compile(r"(^|/)signatures?\.xml$", re.IGNORECASE)
_FOLDER = re.compile(r"(^|/)signs?(_\d+)?/|(^|/)(signedvalue\.dat|[^/]+\.esl)$", re.IGNORECASE)
_ROOT = re.compile(
    rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(<\?.*?\?>\s*|<!--.*?-->\s*)*<([\w.-]+:)?Signatures?[\s/>]", re.DOTALL
)
"""The root element of a list or a description of signatures."""
HEAD = 2048
"""Bytes at the beginning of a file in which its root element is looked for."""
NAMES = re.compile(rb"SignedValue\.dat|Signatures?\.xml|/Sign_\d+/")
"""What is left in the bytes of a file that cannot be read as a package."""


def parts_of(line: Listed, description: Description | None) -> set[str]:
    """The files that make up one signature, as far as it could be read; a seal only of those that are one."""
    if description is None:
        return {line.path}
    seal = description.seal if line.kind is Kind.SEAL else None
    return {line.path, description.value, *([seal] if seal else [])}


def traces(package: Package, known: Collection[str]) -> Iterator[str]:
    """Paths that look like parts of a signature, by name or by what is in them, and are not `known` as such.

    What lies in the folder of a known signature may be anything that its maker put there.
    """
    homes = {path.rpartition("/")[0] for path in known}
    for path, entry in package.entries.items():
        stray = _FOLDER.search(path) and path.rpartition("/")[0] not in homes
        if path not in known and (stray or _PART.search(path) or _is_signature(entry.content)):
            yield path


def _is_signature(content: bytes) -> bool:
    head = content[:HEAD].replace(b"\0", b"")
    return b"Signature" in head and _ROOT.match(head) is not None
