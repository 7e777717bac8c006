"""Seals, by verbs; rooms above import this module only."""

from signatures.seals.rules import Seal, State, Use
from signatures.seals.service.authority import found_authority, own_roots
from signatures.seals.service.making import make_seal
from signatures.seals.service.register import active_seal, picture, resume, revoke, seals, suspend
from signatures.seals.service.use import record_use, stamp, uses

__all__ = [
    "Seal",
    "State",
    "Use",
    "active_seal",
    "found_authority",
    "make_seal",
    "own_roots",
    "picture",
    "record_use",
    "resume",
    "revoke",
    "seals",
    "stamp",
    "suspend",
    "uses",
]
