"""Issuing, by verbs; rooms above import this module only."""

from documents.issuing.service.audit import audit
from documents.issuing.service.codes import add_code, codes
from documents.issuing.service.dispatching import Answer, board, dispatch, send_again
from documents.issuing.service.exchange import give_back, refuse, reply, sign_for
from documents.issuing.service.looking import Copy, Reading, checkup, page, preview, reading
from documents.issuing.service.numbering import Issued, Numbered, Printed, Sealing, book, issued, register
from documents.issuing.service.printing import evidence, printed_file, proof, typeset, typeset_again
from documents.issuing.service.publishing import enter_library
from documents.issuing.service.sealing import press_seal, seal
from documents.issuing.service.voiding import void

__all__ = [
    "Answer",
    "Copy",
    "Issued",
    "Numbered",
    "Printed",
    "Reading",
    "Sealing",
    "add_code",
    "audit",
    "board",
    "book",
    "checkup",
    "codes",
    "dispatch",
    "enter_library",
    "evidence",
    "give_back",
    "issued",
    "page",
    "press_seal",
    "preview",
    "printed_file",
    "proof",
    "reading",
    "refuse",
    "register",
    "reply",
    "seal",
    "send_again",
    "sign_for",
    "typeset",
    "typeset_again",
    "void",
]
