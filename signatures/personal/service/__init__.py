"""Personal signatures, by verbs; rooms above import this module only."""

from signatures.personal.service.audit import audit
from signatures.personal.service.making import change_pin, has_signature, make, own, rewrap
from signatures.personal.service.reading import signatures_of
from signatures.personal.service.revoking import revoke, revoke_of
from signatures.personal.service.signing import Unlocked, sign, unlock

__all__ = [
    "Unlocked",
    "audit",
    "change_pin",
    "has_signature",
    "make",
    "own",
    "revoke",
    "revoke_of",
    "rewrap",
    "sign",
    "signatures_of",
    "unlock",
]
