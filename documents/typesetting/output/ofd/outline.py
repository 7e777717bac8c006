"""The outline (大纲, GB/T 33190-2016 figure 18): titles and numbered headings as a tree."""

from collections.abc import Sequence

from documents.typesetting.output.ofd.elements import element, numbers
from documents.typesetting.page import Heading


def outlines(headings: Sequence[Heading], pages: Sequence[int]) -> list[str]:
    """The Outlines element, or none without headings; `pages` are the identifiers of the pages in order."""
    entries = _branches(headings, pages)
    return [element("Outlines", *entries)] if entries else []


def _branches(headings: Sequence[Heading], pages: Sequence[int]) -> list[str]:
    """Each heading with those below it that follow; a level that is left out does not matter."""
    found: list[str] = []
    start = 0
    while start < len(headings):
        end = start + 1
        while end < len(headings) and headings[end].level > headings[start].level:
            end += 1
        found.append(_entry(headings[start], headings[start + 1 : end], pages))
        start = end
    return found


def _entry(heading: Heading, below: Sequence[Heading], pages: Sequence[int]) -> str:
    where = element("Dest", Type="XYZ", PageID=pages[heading.page - 1], Left=0, Top=numbers(heading.y))
    action = element("Action", element("Goto", where), Event="CLICK")
    return element("OutlineElem", element("Actions", action), *_branches(below, pages), Title=heading.text)
