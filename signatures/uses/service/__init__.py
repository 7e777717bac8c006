"""Use, by verbs; rooms above import this module only."""

from signatures.uses.rules.codes import Coded
from signatures.uses.rules.log import Use
from signatures.uses.rules.requests import Approval, Basis, Place, Request
from signatures.uses.service.audit import audit
from signatures.uses.service.codes import code_of, count_lookup, lookup, void_codes
from signatures.uses.service.files import HandedIn, file, hand_in, item_to_read, places_of_word, sealed_file
from signatures.uses.service.granting import Grant, grant
from signatures.uses.service.landing import Pressed, land, release
from signatures.uses.service.log import log
from signatures.uses.service.pressing import ask, press, press_use
from signatures.uses.service.reading import use, uses
from signatures.uses.service.requesting import Asked, Wanted, approve, close_use, refuse, request, withdraw
from signatures.uses.service.seals import SealToAsk, seals_to_ask
from signatures.uses.service.tracing import Press, presses_of

__all__ = [
    "Approval",
    "Asked",
    "Basis",
    "Coded",
    "Grant",
    "HandedIn",
    "Place",
    "Press",
    "Pressed",
    "Request",
    "SealToAsk",
    "Use",
    "Wanted",
    "approve",
    "ask",
    "audit",
    "close_use",
    "code_of",
    "count_lookup",
    "file",
    "grant",
    "hand_in",
    "item_to_read",
    "land",
    "log",
    "lookup",
    "places_of_word",
    "press",
    "press_use",
    "presses_of",
    "refuse",
    "release",
    "request",
    "sealed_file",
    "seals_to_ask",
    "use",
    "uses",
    "void_codes",
    "withdraw",
]
