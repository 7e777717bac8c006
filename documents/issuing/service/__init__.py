"""Issuing, by verbs; rooms above import this module only."""

from documents.issuing.service.audit import audit
from documents.issuing.service.codes import add_code, codes
from documents.issuing.service.dispatching import Answer, board, dispatch, send_again
from documents.issuing.service.numbering import Issued, Numbered, Printed, book, issued, register, void
from documents.issuing.service.packages import Package, package, package_file, packages, refuse, sign_for
from documents.issuing.service.printing import preview, printed_file, proof, typeset, typeset_again
from documents.issuing.service.sealing import press_seal, seal

__all__ = [
    "Answer",
    "Issued",
    "Numbered",
    "Package",
    "Printed",
    "add_code",
    "audit",
    "board",
    "book",
    "codes",
    "dispatch",
    "issued",
    "package",
    "package_file",
    "packages",
    "press_seal",
    "preview",
    "printed_file",
    "proof",
    "refuse",
    "register",
    "seal",
    "send_again",
    "sign_for",
    "typeset",
    "typeset_again",
    "void",
]
