"""What a website prints around a policy (页面信息): 索引号, 有效性, its origin, what is attached, who explains it.

It is read from what recognition set aside, and from the head of the plan itself where no page says it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from policy_library.parsing.policy import Conflict
from server.intake.elements import Element, Piece, Reason, Recognised, Span, Unplaced
from server.intake.wording import calendar_date, doc_number, han_number

_INDEX = re.compile(r"索\s{0,3}引\s{0,3}[号號]\s{0,3}[:\uff1a]\s{0,3}([0-9A-Za-z/.\u3014\u3015\[\]-]{5,40})")
_VALIDITY = re.compile(r"有\s{0,3}效\s{0,3}性\s{0,3}[:\uff1a]\s{0,3}([\u4e00-\u9fff]{2,8})")
_BREADCRUMB = re.compile(r"(?:当前|您的|所在|您现在的)位置\s{0,3}[:\uff1a]\s{0,3}(.{2,180})")
_STEPS = re.compile(r"\s*(?:>+|\u203a|\u00bb|\u2192|\u2014>)\s*")
_URL = re.compile(r"https?://\S{4,180}")
_ORIGINAL_URL = re.compile(r"原文(?:链接|鏈接|連結)|来源|來源")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{1,2})[/-]?(\d{1,2})?/")
_IMAGE = re.compile(r"\.(?:png|jpe?g|gif|bmp)$", re.IGNORECASE)
_EXPLAINS = re.compile("解读|解讀|一图读懂|一圖讀懂|图解|圖解|政策问答|答记者问")
_DISCLOSURE = re.compile("(?:此件)?(?:主动|依申请|不予)?公开(?:发布)?|此件.{0,6}公开.{0,4}")
_COMPANY = re.compile(r"[^\s:\uff1a]{2,40}(?:有限公司|股份公司|集团公司)")
_YEARS = re.compile(r"((?:19|20)\d\d)年?[-\u2014\u2013\uff0d~\uff5e至]{1,3}((?:19|20)\d\d)年")
_SAYS_PERIOD = re.compile(r"(?:期限|期间|规划期|規劃期)")
_FIVE_YEARS = re.compile("“(十[一二三四五六七八九]?|二十)五”")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_METHOD, _SURE = "页面元数据", 0.95


def index_number(unplaced: Iterable[Unplaced]) -> Element[str] | None:
    """索引号 of the page's record."""
    return _labelled(unplaced, _INDEX)


def validity(unplaced: Iterable[Unplaced]) -> Element[str] | None:
    """有效性 of the page's record, as printed."""
    return _labelled(unplaced, _VALIDITY)


def breadcrumb(unplaced: Iterable[Unplaced]) -> Element[tuple[str, ...]] | None:
    """The page's place in its website, from the first page down."""
    for each in unplaced:
        if found := _BREADCRUMB.match(each.text):
            steps = tuple(step.strip() for step in _STEPS.split(found[1]) if step.strip())
            return Element(steps, (_part(each, found.start(1), found.end(1)),), "页面路径", _SURE)
    return None


def source_url(unplaced: Iterable[Unplaced]) -> Element[str] | None:
    """The address that the page names as its original."""
    for each in unplaced:
        found = _URL.search(each.text) if each.reason is Reason.SITE else None
        if found:
            sure = _SURE if _ORIGINAL_URL.search(each.text[: found.start()]) else 0.6
            return Element(found[0], (_part(each, *found.span()),), "原文链接", sure)
    return None


def url_date(url: Element[str] | None) -> Element[date] | None:
    """The day that an address carries (/2026/1/9/)."""
    found = _URL_DATE.search(url.value) if url else None
    day = calendar_date(f"{found[1]}-{found[2]}-{found[3]}") if found and found[3] else None
    return Element(day, url.spans, "取自原文链接", 0.7) if url and day else None


def unofficial(unplaced: Sequence[Unplaced]) -> Element[str] | None:
    """Whose page it is when a company signs it: its text is to be compared with an official copy."""
    for each in unplaced:
        outside = each.reason in (Reason.SITE, Reason.BEFORE_TITLE, Reason.CONTACT)
        found = _COMPANY.search(each.text[:200]) if outside else None
        if found:
            return Element(found[0], (_part(each, *found.span()),), "非政府网站页面", 0.8)
    return None


def files(unplaced: Iterable[Unplaced], images: bool) -> tuple[Element[str], ...]:
    """File names that stand as lines of their own: pictures of the text, or attachments."""
    named = [each for each in unplaced if each.reason is Reason.FILE_NAME]
    return tuple(
        Element(_SPACED.sub("", each.text), (each.span,), "文件名", 0.9)
        for each in named
        if bool(_IMAGE.search(each.text)) is images
    )


def interpretations(unplaced: Iterable[Unplaced]) -> tuple[Element[str], ...]:
    """Titles of related links that explain the policy (解读); the heading of the list is none."""
    links = [each for each in unplaced if each.reason is Reason.LINKS]
    return tuple(Element(each.text, (each.span,), "相关链接", 0.9) for each in links[1:] if _EXPLAINS.search(each.text))


def disclosure(note: Element[str] | None) -> Element[str] | None:
    """公开属性 as the document's note (附注) prints it."""
    parts = note.value.split("；") if note else []
    said = next((part for part in parts if _DISCLOSURE.fullmatch(part)), None)
    return replace(note, value=said) if note and said else None


def period(title: str, lead: Sequence[tuple[str, Span]]) -> Element[tuple[int, int]] | None:
    """The years of a plan: in its title, in a sentence of its lead that says so, or by the five-year plan it names."""
    if found := _YEARS.search(title):
        return Element((int(found[1]), int(found[2])), (), "取自标题", 0.95)
    for text, span in lead:
        found = _YEARS.search(text)
        if found and _SAYS_PERIOD.search(text[max(0, found.start() - 12) : found.start()]):
            there = Span(span.number, span.start + found.start(), span.start + found.end())
            return Element((int(found[1]), int(found[2])), (there,), "正文规划期限", 0.95)
    if found := _FIVE_YEARS.search(title):
        first = 2001 + 5 * (han_number(found[1]) - 10)
        return Element((first, first + 4), (), "由五年规划推定", 0.8)
    return None


def conflicts(found: Recognised, linked: Element[date] | None) -> Iterator[Conflict]:
    """Fields that two places of the source say differently; `linked` is the day in the original's address."""
    published = found.published_on
    for each in found.unplaced:
        day, number = calendar_date(each.text), doc_number(each.text)
        if each.reason is Reason.RECORD and day and found.formed_on and day != found.formed_on.value:
            yield Conflict("formed_on", found.formed_on.value.isoformat(), day.isoformat(), (each.span,))
        if number and found.doc_number and number[0] != found.doc_number.value:
            yield Conflict("doc_number", found.doc_number.value, number[0], (each.span,))
    if published and linked and published.value != linked.value:
        yield Conflict("published_on", published.value.isoformat(), linked.value.isoformat(), linked.spans)


def _labelled(unplaced: Iterable[Unplaced], label: re.Pattern[str]) -> Element[str] | None:
    for each in unplaced:
        found = label.search(each.text) if each.reason is Reason.RECORD else None
        if found:
            return Element(found[1], (_part(each, found.start(1), found.end(1)),), _METHOD, _SURE)
    return None


def _part(whole: Unplaced, start: int, end: int) -> Span:
    piece = Piece(whole.text, whole.span).cut(start)[1].cut(end - start)[0]
    return piece.span
