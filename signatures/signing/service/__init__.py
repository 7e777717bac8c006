"""Verifying, by verbs; rooms above import this module only."""

from signatures.seals.service import trust, trust_in
from signatures.signing.service.packing import evidence, use_evidence
from signatures.signing.service.trusting import roots
from signatures.signing.service.verifying import place_for, verify, verify_against, verify_upload

__all__ = [
    "evidence",
    "place_for",
    "roots",
    "trust",
    "trust_in",
    "use_evidence",
    "verify",
    "verify_against",
    "verify_upload",
]
