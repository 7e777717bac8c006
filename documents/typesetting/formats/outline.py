"""大纲: where titles and numbered headings stand, from the finished pages."""

from collections.abc import Iterable
from itertools import groupby

from documents.typesetting.page import Heading, Page, Tag

TITLES = (Tag.TITLE, Tag.ANNEX_TITLE)
"""Level 0."""


def outline_of(pages: Iterable[Page]) -> tuple[Heading, ...]:
    """Titles, titles of annexes and headings in reading order; text behind a heading's sentence is left out."""
    found: list[Heading] = []
    runs = ((page.number, run) for page in pages for run in page.runs if run.tag in TITLES or run.level)
    for _, group in groupby(runs, key=lambda entry: (entry[1].part, entry[1].level)):
        entries = list(group)
        page, first = entries[0]
        found.append(Heading("".join(run.text for _, run in entries), first.level, page, first.top))
    return tuple(found)
