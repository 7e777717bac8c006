"""The examination of a whole document: `examine(document, layout)`."""

from documents.typesetting.checks import elements, outline, pages, pages_end, pages_special, punctuation, wording
from documents.typesetting.checks.paper import Paper
from documents.typesetting.checks.report import Report, examined
from documents.typesetting.checks.texts import paragraphs_of, texts_of
from documents.typesetting.model import Document
from documents.typesetting.page import Layout
from documents.typesetting.profile import deviations


def examine(document: Document, layout: Layout | None = None) -> Report:
    """Examine the words of `document`, and where its `layout` is given every number on its pages (to 0.1 mm).

    Findings stand in the order of the rules: elements, wording, outline, punctuation, pages.
    """
    reports = [
        examined(elements.RULES, document),
        examined(wording.RULES, document),
        *(examined(outline.RULES, paragraphs) for paragraphs in paragraphs_of(document)),
        examined(punctuation.TEXTS, texts_of(document)),
    ]
    if layout:
        reports.append(examined((*pages.RULES, *pages_end.RULES, *pages_special.RULES), Paper(document, layout)))
    findings = tuple(finding for report in reports for finding in report.findings)
    failed = {finding.rule for finding in findings}
    passed = dict.fromkeys(rule for report in reports for rule in report.passed if rule not in failed)
    if layout is None:
        return Report(findings, tuple(passed))
    return Report(findings, tuple(passed), deviations(layout.profile), layout.record.substitutions)
