"""The one gate: what is typed or handed in passes here before anything of it is written anywhere.

What is refused leaves behind who, when, which rule and the digest of what it was, and nothing else.
"""

from collections.abc import Iterable
from hashlib import sha256

from server.intake import gate
from server.intake.whole import whole
from server.secrecy.errors import Classified
from server.secrecy.scan import Finding, scan, scan_corners, scan_name


def admit_texts(texts: Iterable[str]) -> None:
    """Let texts of people pass. Raises Classified with the rule and the SHA-256 of the text that was refused."""
    for text in texts:
        _refuse(scan(text), text.encode("utf-8", "surrogatepass"))


def admit_file(name: str, data: bytes, accepted: frozenset[gate.Kind]) -> gate.Admitted:
    """Let a file pass: of an accepted kind, harmless, and without marks in its name and in any corner of its text.

    Raises Classified, and what `server.intake.gate.admit` refuses with.
    """
    admitted = gate.admit(name, data, accepted)
    found = whole(admitted)
    _refuse(scan_name(admitted.name) or scan(found.text) or scan_corners(found.corners), data)
    return admitted


def _refuse(found: Finding | None, content: bytes) -> None:
    if found:
        raise Classified(rule=found.rule, sha256=sha256(content).hexdigest())
