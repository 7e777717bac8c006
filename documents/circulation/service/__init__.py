"""批示与传阅, by verbs; rooms above import this module only."""

from documents.circulation.service.audit import audit
from documents.circulation.service.circulating import add_readers, recall, remind, start
from documents.circulation.service.instructing import instruct
from documents.circulation.service.reading import confirm, file_
from documents.circulation.service.rounds import read_out
from documents.circulation.service.settling import Assignment, Said, assign, instruction, instructions, no_action
from documents.circulation.service.views import CirculationCard, CirculationLine, ReaderLine, card, circulations, opened

__all__ = [
    "Assignment",
    "CirculationCard",
    "CirculationLine",
    "ReaderLine",
    "Said",
    "add_readers",
    "assign",
    "audit",
    "card",
    "circulations",
    "confirm",
    "file_",
    "instruct",
    "instruction",
    "instructions",
    "no_action",
    "opened",
    "read_out",
    "recall",
    "remind",
    "start",
]
