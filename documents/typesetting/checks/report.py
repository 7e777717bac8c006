"""What an examination says (体检报告): findings by clause, the rules found kept, deviations and substitutions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from documents.typesetting.page import FontUse
from documents.typesetting.profile import Deviation, Strength

Subject = TypeVar("Subject")
Place = tuple[str | int, ...]
"""The way to a text inside a `Document`: field names and positions, e.g. ("annexes", 0, "title")."""


@dataclass(frozen=True)
class Where:
    """Where a finding is, in plain words and numbers; what is not known is empty or 0."""

    element: str
    """The element (要素) as the standard calls it, e.g. 正文."""
    paragraph: int = 0
    """Counted from 1 within the element."""
    line: int = 0
    """Of the file that was handed in, counted from 1."""
    page: int = 0
    x: float = 0.0
    """Millimetres from the paper's left edge."""
    y: float = 0.0
    """Millimetres from the paper's upper edge."""

    def __str__(self) -> str:
        paragraph = f"第{self.paragraph}段" if self.paragraph else ""
        page = f"第{self.page}页" if self.page else f"第{self.line}行" if self.line else ""
        millimetres = f"（左 {self.x:.1f} mm，上 {self.y:.1f} mm）" if self.x or self.y else ""
        return f"{page}{self.element}{paragraph}{millimetres}"


@dataclass(frozen=True)
class Edit:
    """Characters `start`..`end` of a text give way to `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """A correction that changes no word: the edits of the text at `place`, as it stood when it was examined."""

    place: Place
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Finding:
    """One place where a clause is not kept."""

    rule: str
    """E.g. GW-7.3.5.4 (GB/T 9704), TL-15.4 (条例), BD-4.9 (GB/T 15834)."""
    clause: str
    strength: Strength
    where: Where
    found: str
    expected: str
    advice: str
    """What to do, for a person."""
    fix: Fix | None = None


@dataclass(frozen=True)
class Report:
    """The whole examination."""

    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    """Ids of the rules that had something to examine and found it right."""
    deviations: tuple[Deviation, ...] = ()
    substitutions: tuple[FontUse, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether anything that the rules require (规定) is not kept."""
        return broken(self.findings)


def broken(findings: Iterable[Finding]) -> bool:
    """Whether one of `findings` is about something required (规定)."""
    return any(finding.strength is Strength.REQUIRED for finding in findings)


@dataclass(frozen=True)
class Flaw:
    """What a rule saw: the place, what is there, and what should be."""

    where: Where
    found: str
    expected: str
    fix: Fix | None = None


@dataclass(frozen=True)
class Rule(Generic[Subject]):
    """One clause as a function: `look` answers the flaws of a subject to which the clause `applies`."""

    id: str
    clause: str
    strength: Strength
    advice: str
    applies: Callable[[Subject], object]
    look: Callable[[Subject], Iterable[Flaw]]

    def findings(self, subject: Subject) -> tuple[Finding, ...]:
        """The flaws of `subject` with the clause that they offend against."""
        said = (self.id, self.clause, self.strength)
        return tuple(
            Finding(*said, flaw.where, flaw.found, flaw.expected, self.advice, flaw.fix) for flaw in self.look(subject)
        )


def examined(rules: Iterable[Rule[Subject]], subject: Subject) -> Report:
    """What `rules` say of `subject`; a rule that has nothing to look at neither passes nor fails."""
    answers = {rule.id: rule.findings(subject) for rule in rules if rule.applies(subject)}
    passed = tuple(name for name, found in answers.items() if not found)
    return Report(tuple(finding for found in answers.values() for finding in found), passed)


def always(_subject: object) -> bool:
    """The rule of what every subject has."""
    return True
