"""Moving cases, by verbs; rooms above import this module only."""

from documents.workflow.rules.arrivals import Arrival, Inbound
from documents.workflow.rules.case import Signer
from documents.workflow.rules.legs import Leg
from documents.workflow.service.acts import (
    Route,
    advance,
    opine,
    recheck,
    sign_off,
    sign_personally,
    start,
    submit,
    turn_back,
)
from documents.workflow.service.arriving import arrive, register_inbound, screen, verify_arrivals
from documents.workflow.service.audit import audit
from documents.workflow.service.files import File, open_file, take_up
from documents.workflow.service.handling import (
    accept_task,
    assign,
    co_result,
    decline_task,
    propose,
    re_ask,
    reassign,
    report_result,
)
from documents.workflow.service.inbound import let_read, move_inbound, open_inbound
from documents.workflow.service.inbound_views import (
    InboundCard,
    InboundLine,
    Step,
    inbound_card,
    inbound_cases,
    inbound_file,
    thread,
)
from documents.workflow.service.legs import close_leg, hold_thread, open_leg, open_legs
from documents.workflow.service.signatures import PersonalSignature, personal_signatures
from documents.workflow.service.views import Card, Line, card, cases, trace

__all__ = [
    "Arrival",
    "Card",
    "File",
    "Inbound",
    "InboundCard",
    "InboundLine",
    "Leg",
    "Line",
    "PersonalSignature",
    "Route",
    "Signer",
    "Step",
    "accept_task",
    "advance",
    "arrive",
    "assign",
    "audit",
    "card",
    "cases",
    "close_leg",
    "co_result",
    "decline_task",
    "hold_thread",
    "inbound_card",
    "inbound_cases",
    "inbound_file",
    "let_read",
    "move_inbound",
    "open_file",
    "open_inbound",
    "open_leg",
    "open_legs",
    "opine",
    "personal_signatures",
    "propose",
    "re_ask",
    "reassign",
    "recheck",
    "register_inbound",
    "report_result",
    "screen",
    "sign_off",
    "sign_personally",
    "start",
    "submit",
    "take_up",
    "thread",
    "trace",
    "turn_back",
    "verify_arrivals",
]
