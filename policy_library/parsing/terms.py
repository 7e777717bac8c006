"""Terms (施行日期, 有效期): from which day a policy applies and until when, as its own provisions say it.

「本办法自2024年5月1日起施行，有效期5年」, 「自发布之日起施行」, 「有效期至2029年4月30日」. What a text says of the term
of something else, a certificate or an older document, is not always told apart, so a person confirms what is found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from policy_library.parsing.folding import characters
from policy_library.parsing.numerals import han_value
from server.intake import txt
from server.intake.elements import Element, Span
from server.intake.wording import calendar_date

_HAN = "一二三四五六七八九十"
_DAY = (
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|[〇零○O一二三四五六七八九]{{4}}年[{_HAN}]{{1,2}}月[{_HAN}]{{1,3}}日"
)
_BEGINS = re.compile(
    rf"(?P<own>本[\u4e00-\u9fff]{{1,8}}?)?自?(?:(?P<day>{_DAY})|(?:发布|公布|印发|颁布|下发|发文)之日)起"
    r"(?:正式|开始)?(?:施行|实施|执行|生效)(?=[。\uff0c,\uff1b;\uff08(\s]|$)"
)
_ENDS = re.compile(rf"有效期限?(?:自(?P<first>{_DAY})起?)?(?:截至|截止到?|至|到)(?P<last>{_DAY})")
_YEARS = re.compile(
    rf"有效期限?(?:为|是|暂定)?[:\uff1a]?\s?(?P<years>\d{{1,2}}|[两{_HAN}]{{1,3}})\s?年(?!\d|[{_HAN}]{{1,2}}月)"
)
_OWN_TERM = re.compile(r"(?:^|[\uff0c,])\s*本[\u4e00-\u9fff]{1,6}?有效期|^\s*有效期")
_SENTENCE = re.compile(r"[^。\uff1b;\n]+[。\uff1b;\n]?")
_OWN, _OTHER, _DOUBTED = 0.8, 0.6, 0.5
_LONGEST = 30
"""Years; a longer term is another matter."""


@dataclass(frozen=True)
class Term:
    """What is known of a term; each day with its place, and never so surely that nobody need look."""

    effective_from: Element[date] | None = None
    valid_until: Element[date] | None = None


@dataclass(frozen=True)
class _Found:
    day: date | None
    """None for the day on which it was made."""
    years: int
    span: Span
    sure: float


def of_text(text: str, formed_on: date | None) -> Term:
    """The term of a plain text; spans are characters of its lines, numbered from 1."""
    numbered = enumerate(txt.lines(text), 1)
    return term([(line, Span(number, 0, len(line))) for number, (_, line) in numbered], formed_on)


def term(lines: Iterable[tuple[str, Span]], formed_on: date | None) -> Term:
    """The term that paragraphs say, each with its place. `formed_on` is the day meant by 印发之日 and 发布之日.

    A term in years runs from the day it begins, without its last anniversary. An end before the beginning is no end.
    """
    begins: list[_Found] = []
    ends: list[_Found] = []
    for text, span in lines:
        for at, sentence, own in _sentences(characters(text)):
            place = Span(span.number, span.start + at, span.end)
            begins += _begins(sentence, place)
            ends += _ends(sentence, place) if own else []
    start = _chosen(begins, formed_on, formed_on, "正文施行条款")
    end = _chosen(ends, start.value if start else formed_on, formed_on, "正文有效期条款")
    reversed_ = start is not None and end is not None and end.value < start.value
    return Term(start, None if reversed_ else end)


def _sentences(text: str) -> Iterator[tuple[int, str, bool]]:
    """Where each sentence begins, what it says, and whether a term in it is the policy's own."""
    before = False
    for found in _SENTENCE.finditer(text):
        begins = _BEGINS.search(found[0]) is not None
        own = _OWN_TERM.search(found[0])
        said = own is not None and (before or "本" in own[0])
        yield found.start(), found[0], begins or said
        before = begins


def _begins(sentence: str, place: Span) -> list[_Found]:
    found = [
        _Found(calendar_date(each["day"]) if each["day"] else None, 0, _part(place, each), _sure(each["own"]))
        for each in _BEGINS.finditer(sentence)
        if not each["day"] or calendar_date(each["day"])
    ]
    between = _ENDS.search(sentence)
    first = calendar_date(between["first"] or "") if between else None
    return found if found or not (first and between) else [_Found(first, 0, _part(place, between), _OTHER)]


def _ends(sentence: str, place: Span) -> list[_Found]:
    days = [(calendar_date(each["last"]), each) for each in _ENDS.finditer(sentence)]
    found = [_Found(day, 0, _part(place, each), _OWN) for day, each in days if day]
    for each in _YEARS.finditer(sentence):
        years = han_value(each["years"]) or 0
        if 0 < years <= _LONGEST:
            found.append(_Found(None, years, _part(place, each), _OWN))
    return found


def _chosen(found: Sequence[_Found], begins: date | None, formed_on: date | None, method: str) -> Element[date] | None:
    """The one that says most plainly that it is the policy's own, of equals the last; doubted where they differ."""
    dated = [(day, each) for each in found if (day := _day(each, begins, formed_on))]
    best = [(day, each) for day, each in dated if each.sure == max(other.sure for _, other in dated)]
    if not best:
        return None
    day, each = best[-1]
    return Element(day, (each.span,), method, each.sure if len({day for day, _ in best}) == 1 else _DOUBTED)


def _day(found: _Found, begins: date | None, formed_on: date | None) -> date | None:
    if found.day or not found.years:
        return found.day or formed_on
    return _last_day(begins, found.years) if begins and begins.year + found.years <= MAXYEAR else None


def _last_day(begins: date, years: int) -> date:
    """The day before the anniversary."""
    try:
        return begins.replace(year=begins.year + years) - timedelta(1)
    except ValueError:
        return date(begins.year + years, 2, 28)


def _sure(own: str | None) -> float:
    return _OWN if own else _OTHER


def _part(place: Span, found: re.Match[str]) -> Span:
    return Span(place.number, place.start + found.start(), place.start + found.end())
