"""A4纸型的表格横排 (clause 8): what is set on a page of its own and then turned, its head to the left edge.

The left edge of the paper is the 订口 of an odd page and the 切口 of an even one, so one way of turning serves both.
"""

from dataclasses import replace

from documents.typesetting.page import Rule, Sheet
from documents.typesetting.profile import Profile


def lying(profile: Profile) -> Profile:
    """The page lying on its side: the same 版心, as many whole rows and characters as it then has room for.

    Its upper edge is the paper's left one, its left edge the paper's lower one.
    """
    return replace(
        profile,
        paper_width=profile.paper_height,
        paper_height=profile.paper_width,
        top=profile.left,
        left=profile.paper_height - profile.bottom,
        width=profile.height,
        height=profile.width,
        columns=int(profile.height / profile.cell),
        rows=1 + int((profile.width - profile.em) / profile.pitch),
    )


def turn(sheet: Sheet, lain: Sheet) -> None:
    """Put everything that was set on `lain`, a sheet of the lying page, on `sheet`, reading up the page."""
    sheet.runs += [replace(run, turned=True) for run in lain.runs]
    sheet.rules += [_turned(rule, sheet.profile.paper_height) for rule in lain.rules]


def _turned(rule: Rule, height: float) -> Rule:
    far = height - rule.x - (0.0 if rule.upright else rule.width)
    return replace(rule, x=rule.y, y=far, upright=not rule.upright)
