"""What the writer handed in, before it was set right: spellings that the draft made of it no longer shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from documents.typesetting.checks import elements, punctuation
from documents.typesetting.checks.report import Finding, Flaw, Rule, Where, always, examined
from documents.typesetting.checks.texts import Text
from documents.typesetting.model import Document, Table
from documents.typesetting.profile import Strength
from server.intake.elements import Element, Recognised

_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_NUMBER_RULES = tuple(rule for rule in elements.RULES if rule.id.startswith("GW-7.2.5"))
_WIDENED = ("BD-4.9-mixed", "BD-5.1")
_RESPELT = ("GW-7.2.5-brackets", "GW-7.3.5.4")
Texts = tuple[Text, ...]


def examine_source(found: Recognised) -> tuple[Finding, ...]:
    """What composing a draft sets right without asking: punctuation of the wrong width, dates and numbers misspelt.

    Whatever else is wrong is found on the document. These findings carry lines of the source and no fixes.
    """
    respelt = [rule for rule in punctuation.TEXTS if rule.id in _RESPELT]
    widened = [rule for rule in punctuation.TEXTS if rule.id in _WIDENED]
    spelt = examined((*respelt, _DATES), tuple(_spelt_otherwise(found))).findings
    written = examined(widened, tuple(_texts(found))).findings
    listed = examined((_NAMES,), tuple(_written(found, "附件说明", name) for name in found.attachment_names)).findings
    return tuple(_of_source(finding) for finding in (*_number(found), *spelt, *listed, *written))


def _of_source(finding: Finding) -> Finding:
    where = Where(finding.where.element, line=finding.where.paragraph)
    return replace(finding, where=where, fix=None)


def _spelt_otherwise(found: Recognised) -> Iterator[Text]:
    """The elements that a draft keeps as numbers and dates, as they stand in the source."""
    yield from _spelt(found, "发文字号", found.doc_number)
    yield from _spelt(found, "成文日期", found.formed_on)
    yield from _spelt(found, "印发日期", found.printed_on)


def _number(found: Recognised) -> tuple[Finding, ...]:
    written = _written(found, "发文字号", found.doc_number) if found.doc_number else None
    if not written or "第" in written.text[:1]:
        return ()
    findings = examined(_NUMBER_RULES, Document(title="", blocks=(), doc_number=written.text)).findings
    return tuple(replace(finding, where=written.where) for finding in findings)


def _texts(found: Recognised) -> Iterator[Text]:
    """What is recognised, with the words of the source."""
    yield from _valued("标题", found.title)
    yield from _spelt(found, "主送机关", found.main_addressees)
    yield from (text for element in found.body for text in _part("正文", element))
    yield from (text for name in found.attachment_names for text in _valued("附件说明", name))
    yield from (text for organ in found.organs for text in _valued("发文机关署名", organ))
    yield from _valued("附注", found.note)
    for annex in found.annexes:
        yield from _valued("附件标题", annex.title)
        yield from (text for element in annex.blocks for text in _part("附件正文", element))
    yield from _valued("抄送机关", found.cc)


def _valued(name: str, element: Element[str] | None) -> Iterator[Text]:
    if element and element.lines:
        yield Text((), name, element.value, element.lines[0])


def _part(name: str, element: Element[Any]) -> Iterator[Text]:
    part, line = element.value, element.lines[0] if element.lines else 0
    texts = [cell.text for row in part.rows for cell in row] if isinstance(part, Table) else [part.text]
    return (Text((), name, text, line) for text in texts)


def _spelt(found: Recognised, name: str, element: Element[Any] | None) -> Iterator[Text]:
    if element and element.spans:
        yield _written(found, name, element)


def _written(found: Recognised, name: str, element: Element[Any]) -> Text:
    """An element as it stands in the source."""
    lines = {line.number: line.text for line in found.source.paragraphs}
    text = "".join(lines[span.number][span.start : span.end] for span in element.spans)
    return Text((), name, text.strip(), next(iter(element.lines), 0))


def dates_spelt(texts: Texts) -> Iterator[Flaw]:
    """成文日期 and 印发日期 in Arabic figures with 年, 月 and 日 (7.3.5.4)."""
    for text in texts:
        if text.element in ("成文日期", "印发日期") and not _DATE.search(text.text):
            yield text.flaw(text.text, "用阿拉伯数字将年、月、日标全，如 2026年1月9日")


def names_ended(texts: Texts) -> Iterator[Flaw]:
    """No punctuation behind the name of an attachment (7.3.4)."""
    return (flaw for text in texts for flaw in elements.without_end_mark(text))


_NAMES: Rule[Texts] = Rule("GW-7.3.4-marks", "7.3.4", Strength.REQUIRED, "附件名称后不加标点。", always, names_ended)
_DATES: Rule[Texts] = Rule(
    "GW-7.3.5.4-figures", "7.3.5.4", Strength.REQUIRED, "日期用阿拉伯数字将年、月、日标全。", always, dates_spelt
)
