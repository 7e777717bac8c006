"""常用批示: what a wording means on which page, and how the case moves by it.

The same word is not the same on every page (条例 art. 22): 圈阅 on the sign-off page is consent; on a reading page it
says that somebody has read, and nothing more. 阅 is neither consent nor order anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from documents.circulation.errors import CodeUnfit, OneCodeDecides
from documents.workflow.rules.inbound import InboundAction, InboundState


class Page(StrEnum):
    """Where the words stand."""

    SIGN_OFF = "sign_off"
    """A draft before its signer; spoken in the outbound case, here only explained."""
    HANDLING = "handling"
    """拟办 of the office before the leader."""
    RESULT = "result"
    """What was done, before the leader who had ordered it."""
    READING = "reading"
    """A document in circulation."""


class Code(StrEnum):
    """A usual wording (常用批示)."""

    AGREE = "agree"
    CIRCLE = "circle"
    READ = "read"
    PASS_UP = "pass_up"  # noqa: S105 - to another leader, not a password
    ASSIGN = "assign"
    STUDY = "study"
    ASSIGN_LEAD = "assign_lead"
    FYI = "fyi"
    AGREE_WITH_CHANGES = "agree_with_changes"
    HOLD = "hold"
    DISAGREE = "disagree"
    SUPERVISE = "supervise"


class Meaning(StrEnum):
    """What the office takes a wording for, on one page."""

    CONSENT = "consent"
    """The text is signed, the result is accepted."""
    ORDER = "order"
    """Something is to be done: it wants tasks, or a recorded reason why none."""
    KNOWS = "knows"
    """Has read; neither consent nor order."""
    PASSES_UP = "passes_up"
    """Another leader is asked in turn."""
    INFORMS = "informs"
    """Somebody is to read it; no task."""
    HOLDS = "holds"
    """The case stays where it is until another instruction."""
    RETURNS = "returns"
    """Back to whoever had proposed it, with the reason."""
    SUPERVISES = "supervises"
    """Put forward for supervision (立项)."""


class Need(StrEnum):
    """What a wording does not stand without."""

    TEXT = "text"
    ONE_PERSON = "one_person"
    PERSON = "person"
    PLACES = "places"
    PERSON_OR_PLACES = "person_or_places"
    INFORMED = "informed"


@dataclass(frozen=True)
class Preset:
    """A usual wording, what it means on each page where it may be used, and what it needs."""

    words: str
    meanings: Mapping[Page, Meaning]
    need: Need | None = None


P, C, M = Page, Code, Meaning
ANY_ORDER = {P.HANDLING: M.ORDER, P.RESULT: M.ORDER, P.READING: M.ORDER}

PRESETS: dict[Code, Preset] = {
    C.AGREE: Preset("同意", {P.SIGN_OFF: M.CONSENT, P.HANDLING: M.ORDER, P.RESULT: M.CONSENT}),
    C.CIRCLE: Preset("圈阅", {P.SIGN_OFF: M.CONSENT, P.READING: M.KNOWS}),
    C.READ: Preset("阅", {P.HANDLING: M.KNOWS, P.RESULT: M.KNOWS, P.READING: M.KNOWS}),
    C.PASS_UP: Preset("请……同志阅示", {P.HANDLING: M.PASSES_UP}, Need.ONE_PERSON),
    C.ASSIGN: Preset("请……同志阅处", ANY_ORDER, Need.PERSON),
    C.STUDY: Preset("请……研究提出意见", ANY_ORDER, Need.PERSON_OR_PLACES),
    C.ASSIGN_LEAD: Preset("请……牵头，……配合", ANY_ORDER, Need.PLACES),
    C.AGREE_WITH_CHANGES: Preset(
        "原则同意，请按……修改", {P.SIGN_OFF: M.RETURNS, P.HANDLING: M.ORDER, P.RESULT: M.ORDER}, Need.TEXT
    ),
    C.HOLD: Preset("暂缓", {P.HANDLING: M.HOLDS}),
    C.DISAGREE: Preset("不同意", {P.SIGN_OFF: M.RETURNS, P.HANDLING: M.RETURNS, P.RESULT: M.ORDER}, Need.TEXT),
    C.FYI: Preset("请……同志阅知", {P.HANDLING: M.INFORMS, P.RESULT: M.INFORMS, P.READING: M.INFORMS}, Need.INFORMED),
    C.SUPERVISE: Preset(
        "请督查室跟踪督办", {P.HANDLING: M.SUPERVISES, P.RESULT: M.SUPERVISES, P.READING: M.SUPERVISES}
    ),
}
"""On HANDLING 同意 makes the office's proposal the order. On RESULT whatever is not content with it is a new order."""

BESIDES = frozenset({Code.FYI, Code.SUPERVISE})
"""What may be said besides the one wording that decides."""

LIES_OPEN = {Page.HANDLING: InboundState.AWAIT_INSTRUCTION, Page.RESULT: InboundState.RESULT_REVIEW}
"""In which state of the case a page lies before the leader."""

MOVES: dict[tuple[Page, Meaning], InboundAction] = {
    (P.HANDLING, M.ORDER): InboundAction.INSTRUCT,
    (P.HANDLING, M.KNOWS): InboundAction.INSTRUCT,
    (P.HANDLING, M.PASSES_UP): InboundAction.PASS_UP,
    (P.HANDLING, M.RETURNS): InboundAction.SEND_BACK,
    (P.RESULT, M.CONSENT): InboundAction.ACCEPT,
    (P.RESULT, M.ORDER): InboundAction.REDO,
}
"""How the case moves by an instruction; where it is missing the case stays as it is."""


@dataclass(frozen=True)
class Offer:
    """A wording as a page offers it; `besides` is said in addition to the one that decides."""

    code: Code
    words: str
    meaning: Meaning
    need: Need | None
    besides: bool


def offers(page: Page) -> list[Offer]:
    """The wordings that may be used on a page, with what each means there."""
    return [
        Offer(code, preset.words, preset.meanings[page], preset.need, code in BESIDES)
        for code, preset in PRESETS.items()
        if page in preset.meanings
    ]


def meaning(page: Page, code: Code) -> Meaning | None:
    """What a wording means on a page; None where it may not be used."""
    return PRESETS[code].meanings.get(page)


def deciding(page: Page, codes: tuple[Code, ...]) -> Meaning:
    """What an instruction means: exactly one of its wordings decides, the others are said besides.

    Raises CodeUnfit for any that may not be used on this page, OneCodeDecides for none, two, or one said twice.
    """
    deciders = [code for code in codes if code not in BESIDES]
    if any(meaning(page, code) is None for code in codes):
        raise CodeUnfit(page=page, allowed=sorted(code for code in Code if meaning(page, code)))
    if len(deciders) != 1 or len(set(codes)) < len(codes):
        raise OneCodeDecides
    return PRESETS[deciders[0]].meanings[page]
