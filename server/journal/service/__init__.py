"""The journal, by verbs: writing it, reading it, and proving that nobody changed it."""

from server.journal.service.anchoring import anchor
from server.journal.service.comparing import compare, keys, subjects
from server.journal.service.exporting import Proof, Said, proof_of
from server.journal.service.proving import unprotected, verify
from server.journal.service.reading import latest, of_subject
from server.journal.service.writing import record

__all__ = [
    "Proof",
    "Said",
    "anchor",
    "compare",
    "keys",
    "latest",
    "of_subject",
    "proof_of",
    "record",
    "subjects",
    "unprotected",
    "verify",
]
