"""Which files a signature protects, whether they are still the same, and what else lies in the package."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from signatures.gm import oids
from signatures.gm.sm3 import sm3
from signatures.judgement.codes import Code
from signatures.judgement.verdict import Finding, found
from signatures.ofd.description import Description, Reference
from signatures.ofd.package import Package
from signatures.ofd.reach import reachable

_WEAK = {"": "md5", "MD5": "md5", "SHA1": "sha1", "SHA-1": "sha1", "1.2.840.113549.2.5": "md5", "1.3.14.3.2.26": "sha1"}
"""Without a name it is MD5, the default of the schema (GB/T 33190-2016, 18.2.2)."""
_STRONG = dict.fromkeys(("SM3", *(oid.dotted_string for oid in oids.SM3_DATED)), "sm3")


@dataclass(frozen=True)
class Contents:
    """The files of a package as all its signatures see them; each is digested once, however many there are."""

    package: Package
    _digests: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def digest(self, path: str, method: str) -> bytes:
        """The digest of a file, also by one of the methods that are refused: an old file is weak, but not altered."""
        key = path, method
        if key not in self._digests:
            content = self.package.content(path)
            weak = method != "sm3"
            self._digests[key] = hashlib.new(method, content, usedforsecurity=False).digest() if weak else sm3(content)
        return self._digests[key]

    @cached_property
    def shown(self) -> set[str]:
        """The files that a reader would show."""
        return reachable(self.package)


def judge_references(subject: str, contents: Contents, description: Description) -> Iterator[Finding]:
    """What is wrong with the list of protected files, and with the files on it."""
    name = (description.check_method or "").strip().upper()
    if name in _WEAK:
        yield found(Code.DIGEST_DOWNGRADE, subject, check_method=description.check_method)
    elif name not in _STRONG:
        yield found(Code.UNKNOWN_ALGORITHM, subject, check_method=description.check_method)
    counted = Counter(reference.path for reference in description.references if reference.path)
    for path, times in counted.items():
        if times > 1:
            yield found(Code.REFERENCE_DUPLICATE, subject, file=path)
    for reference in description.references:
        yield from _judge_reference(subject, contents, reference, _WEAK.get(name) or _STRONG.get(name))


def _judge_reference(subject: str, contents: Contents, reference: Reference, method: str | None) -> Iterator[Finding]:
    path, value = reference.path, reference.value
    if path is None:
        yield found(Code.REFERENCE_OUTSIDE, subject, location=reference.location)
    elif path not in contents.package.entries:
        yield found(Code.REFERENCE_MISSING_FILE, subject, file=path)
    elif method is not None and value != (present := contents.digest(path, method)):
        sealed = None if value is None else value.hex()
        yield found(Code.CONTENT_ALTERED, subject, file=path, sealed_digest=sealed, present_digest=present.hex())


def judge_uncovered(
    subject: str, contents: Contents, description: Description, exempt: Collection[str]
) -> Iterator[Finding]:
    """Files that this signature does not protect; `exempt` are the parts of the signatures, which answer themselves."""
    covered = {reference.path for reference in description.references}
    bare = [path for path in contents.package.entries if path not in covered and path not in exempt]
    if not bare:
        return
    for code, paths in (
        (Code.UNCOVERED_REACHABLE, [path for path in bare if path in contents.shown]),
        (Code.UNCOVERED_FILES, [path for path in bare if path not in contents.shown]),
    ):
        if paths:
            yield found(code, subject, files=tuple(paths))
