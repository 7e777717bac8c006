"""A document beside its pages (版面), and how a length on them is compared with the standard's number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from documents.typesetting import profile
from documents.typesetting.checks.report import Flaw, Where
from documents.typesetting.fonts.face import UNITS
from documents.typesetting.model import Document, Format
from documents.typesetting.page import Layout, Page, Rule, Run, Tag
from documents.typesetting.profile import Profile

TENTH = 0.1
"""Millimetres to which positions are examined."""
MIDDLE = 0.3
"""Millimetres that a centred line may be off the middle."""
TEXT = (Tag.BODY, Tag.ANNEX_BODY)


@dataclass(frozen=True)
class Paper:
    """What the rules of the pages look at."""

    document: Document
    layout: Layout

    @property
    def profile(self) -> Profile:
        """The numbers by which it was set."""
        return self.layout.profile

    @property
    def format(self) -> Format:
        """公文格式."""
        return self.document.format

    @cached_property
    def upright(self) -> dict[Tag, list[tuple[Page, Run]]]:
        """The runs of every element that read across the paper, with their pages."""
        found: dict[Tag, list[tuple[Page, Run]]] = {tag: [] for tag in Tag}
        for page in self.layout.pages:
            for run in page.runs:
                if not run.turned and run.text.strip():
                    found[run.tag].append((page, run))
        return found

    def runs(self, *tags: Tag) -> list[tuple[Page, Run]]:
        """The runs of some elements, in reading order."""
        return [each for tag in tags for each in self.upright[tag]]

    def rules(self, tag: Tag) -> list[tuple[Page, Rule]]:
        """The lines that belong to an element."""
        return [(page, rule) for page in self.layout.pages for rule in page.rules if rule.tag is tag]

    def rows(self, page: Page, *tags: Tag) -> list[list[Run]]:
        """The rows of some elements on one page, from above: the runs of each from the left."""
        rows: dict[float, list[Run]] = {}
        for found, run in self.runs(*tags):
            if found is page:
                rows.setdefault(round(run.baseline, 2), []).append(run)
        return [sorted(rows[at], key=lambda run: run.xs[0]) for at in sorted(rows)]


def em_of(run: Run) -> float:
    """Height of the run's characters, millimetres."""
    return run.size * profile.POINT


def right_of(run: Run) -> float:
    """Where the last character's place ends."""
    return run.xs[-1] + run.face.advance(run.text[-1]) * em_of(run)


def ink_top(runs: list[Run]) -> float:
    """Where the ink of some runs begins, millimetres from the paper's upper edge."""
    return min(run.baseline - run.face.outline(char).box[3] / UNITS * em_of(run) for run in runs for char in run.text)


def ink_bottom(runs: list[Run]) -> float:
    """Where their ink ends."""
    return max(run.baseline - run.face.outline(char).box[1] / UNITS * em_of(run) for run in runs for char in run.text)


def place(page: Page, run: Run) -> Where:
    """A run for a person."""
    return Where(run.tag.value, page=page.number, x=round(run.xs[0], 1), y=round(run.top, 1))


def told(where: Where, what: str, found: float, expected: float, within: float = TENTH) -> Iterator[Flaw]:
    """A flaw if a length (mm) is not what it should be."""
    if abs(found - expected) > within + 0.001:
        yield Flaw(where, f"{what} {found:.1f} mm", f"{expected:.1f} mm")


def shows(*tags: Tag) -> Callable[[Paper], bool]:
    """Whether pages show one of these elements: what a rule of them applies to."""
    return lambda paper: bool(paper.runs(*tags))
