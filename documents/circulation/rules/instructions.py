"""批示: what a leader said, whether it is whole, and what became of it. Written once, never edited."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from documents.circulation.errors import (
    AlreadySettled,
    DuePast,
    NotAnOrder,
    PersonMissing,
    PlaceElsewhere,
    PlacesMissing,
    ReasonMissing,
    WordsMissing,
)
from documents.circulation.rules.wordings import PRESETS, Code, Meaning, Need, Page, deciding
from documents.workflow.rules.days import check_near


class Outcome(StrEnum):
    """What became of an instruction (批示落实)."""

    NOT_OWED = "not_owed"
    PENDING = "pending"
    TASKS = "tasks"
    NONE = "none"


@dataclass(frozen=True)
class Words:
    """What a leader says; `text` is in the leader's own words and altered by nobody."""

    page: Page
    codes: tuple[Code, ...]
    text: str = ""
    people: tuple[UUID, ...] = ()
    """Who is to decide next or to handle it."""
    places: tuple[UUID, ...] = ()
    """Who is to do it, the first in the lead."""
    informed: tuple[UUID, ...] = ()
    """Who is to read it, and no more."""
    due_on: date | None = None


@dataclass(frozen=True)
class Instruction:
    """One instruction: written once, never edited, only followed by another."""

    id: UUID
    case_id: UUID
    words: Words
    meaning: Meaning
    """What the wording that decides means on its page."""
    version: str
    """SHA-256 of the file that the leader had seen."""
    person_id: UUID
    person_name: str
    post_title: str
    principal_id: UUID | None
    principal_name: str
    at: datetime
    outcome: Outcome
    reason: str = ""
    """Why no task was needed."""


def check_words(words: Words, today: date) -> Meaning:
    """What the words mean, if they are whole. A result is never sent back without a word why (条例 art. 21).

    Raises CodeUnfit, OneCodeDecides, WordsMissing, PersonMissing, PlacesMissing, DuePast, DueTooFar, and
    PlaceElsewhere for a place named twice.
    """
    decided = deciding(words.page, words.codes)
    wanted = {PRESETS[code].need for code in words.codes}
    if not words.text.strip() and (Need.TEXT in wanted or (words.page is Page.RESULT and decided is Meaning.ORDER)):
        raise WordsMissing
    if _person_missing(words, wanted):
        raise PersonMissing
    if not words.places and (Need.PLACES in wanted or (Need.PERSON_OR_PLACES in wanted and not words.people)):
        raise PlacesMissing
    if len(set(words.places)) < len(words.places):
        raise PlaceElsewhere
    if words.due_on is not None and words.due_on < today:
        raise DuePast
    if words.due_on is not None:
        check_near(words.due_on, today)
    return decided


def _person_missing(words: Words, wanted: set[Need | None]) -> bool:
    return (
        (Need.ONE_PERSON in wanted and len(words.people) != 1)
        or (Need.PERSON in wanted and not words.people)
        or (Need.INFORMED in wanted and not words.informed)
    )


def first_outcome(page: Page, decided: Meaning) -> Outcome:
    """An order owes tasks; and whatever ends the leader's turn on the 拟办 page owes at least a recorded "none"."""
    owed = decided is Meaning.ORDER or (page is Page.HANDLING and decided is Meaning.KNOWS)
    return Outcome.PENDING if owed else Outcome.NOT_OWED


def with_tasks(instruction: Instruction) -> Instruction:
    """The order has its tasks (交办). Raises NotAnOrder, AlreadySettled."""
    if instruction.meaning is not Meaning.ORDER:
        raise NotAnOrder
    return _settled(instruction, Outcome.TASKS)


def without_tasks(instruction: Instruction, reason: str) -> Instruction:
    """The office records that no task is needed, and why. Raises NotAnOrder, AlreadySettled, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return replace(_settled(instruction, Outcome.NONE), reason=reason.strip())


def _settled(instruction: Instruction, outcome: Outcome) -> Instruction:
    if instruction.outcome is Outcome.NOT_OWED:
        raise NotAnOrder
    if instruction.outcome is not Outcome.PENDING:
        raise AlreadySettled
    return replace(instruction, outcome=outcome)


def held(said: Iterable[Words]) -> bool:
    """Whether a case rests because the last word on its 拟办 page was 暂缓; any later one goes on."""
    on_page = [words for words in said if words.page is Page.HANDLING]
    return bool(on_page) and Code.HOLD in on_page[-1].codes


def supervised(words: Words) -> bool:
    """Whether the leader wants the matter supervised (督办)."""
    return Code.SUPERVISE in words.codes


def spoken(words: Words) -> str:
    """The leader's own words; where there are none, the usual wording of what was chosen."""
    return words.text.strip() or "。".join(PRESETS[code].words for code in words.codes)


def proposed_lead(words: Words) -> UUID | None:
    """Who leads, for the clerk to confirm: of several places the first named, said or not (有多个承办单位的定牵头)."""
    return next(iter(words.places), None)
