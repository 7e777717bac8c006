"""Moving cases, by verbs; rooms above import this module only."""

from documents.workflow.service.acts import Route, advance, opine, recheck, sign_off, start, submit, turn_back
from documents.workflow.service.audit import audit
from documents.workflow.service.files import File, open_file, take_up
from documents.workflow.service.views import Card, Line, card, cases, trace

__all__ = [
    "Card",
    "File",
    "Line",
    "Route",
    "advance",
    "audit",
    "card",
    "cases",
    "open_file",
    "opine",
    "recheck",
    "sign_off",
    "start",
    "submit",
    "take_up",
    "trace",
    "turn_back",
]
