"""The script of an evidence pack (证据包): whoever has a pack and Python checks it, without us and without a package.

It is written a second time on purpose, from DER and curves upwards: what our own program signs and verifies is held
against an independent reader. `files()` is the script as it lies in a pack.
"""

import re
from functools import cache
from importlib.resources import files as resources

SHARED = ("der", "curve")
"""Modules of `signatures.gm` that need nothing but the standard library."""
OWN = ("certificates", "chain", "containers", "digests", "shapes", "signed")
_IMPORT = re.compile(r"^from signatures\.(?:gm|standalone)\.(\w+) import", re.MULTILINE)


@cache
def files() -> dict[str, bytes]:
    """The files of the script by their path in a pack: `verify.py` and the folder `verifier/`."""
    found = {f"verifier/{name}.py": _text("signatures.gm", name) for name in SHARED}
    found |= {f"verifier/{name}.py": _text(__name__, name) for name in OWN}
    return {"verify.py": _text(__name__, "verify"), **found}


def _text(package: str, name: str) -> bytes:
    """A module's text, its imports pointing into the pack."""
    text = (resources(package) / f"{name}.py").read_text("utf-8")
    return _IMPORT.sub(r"from verifier.\1 import", text).encode()
