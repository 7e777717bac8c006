"""Citations (引用): which other documents a text names, by 《title》 and 文号, and what it has to do with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from policy_library.parsing.folding import characters
from policy_library.parsing.numbers import Number, numbers_in, spelled
from policy_library.parsing.original import Range

_MARK = re.compile(r"[《》\n]")
_MAX_TITLE = 200
_MAX_GAP = 80
_NUMBER_BEGINS = re.compile(r"\s{0,3}[(\uff08\[\u3014【]\s{0,3}")
_BRACKET_ENDS = re.compile(r"\s{0,3}[)\uff09\]\u3015】]")
_JOINS = re.compile(r"[\s、,\uff0c]*(?:以及|和|与|及|、)?[\s]*")
_HAN = "一二三四五六七八九十百千零〇两0-9"
_PROVISION = re.compile(
    rf"\s?第[{_HAN}]{{1,8}}条(?:之[{_HAN}]{{1,3}})?(?:第[{_HAN}]{{1,4}}款)?(?:第[(\uff08]?[{_HAN}]{{1,4}}[)\uff09]?项)?"
)
_INSIDE_BRACKETS = re.compile(r"[(\uff08)\uff09\s]")
_ZERO = re.compile("(?<=[〇零一二三四五六七八九])[Oo○](?=[〇零一二三四五六七八九Oo○])|(?<=[二][Oo○])[Oo○]")
_LOST_DASH = re.compile(r"[(\uff08]((?:19|20)\d\d)((?:19|20)\d\d)[)\uff09]")
_PERIOD = re.compile(r"[(\uff08]((?:19|20)\d\d)[-\u2014\u2013\u2014~\uff5e至]{1,3}((?:19|20)\d\d)年?[)\uff09]")
_NO_DOCUMENT = re.compile(
    "(?:通知|意见|规定|办法|条例|决定|方案|规划|计划|细则|纲要|公告|解释|公约|法|解读|附件)"
    "|.*(?:证|证书|表|申请书|通知书|决定书|协议书|承诺书|报告书|意见书|登记簿)"
)
"""Short names for what was named before, and forms and certificates."""
_CALLED = re.compile("(?:简称|称为|下称)$")
_SENTENCE = re.compile("[。;\uff1b\n]")
_BEFORE, _AFTER = 40, 60

_Periods = dict[tuple[str | Any, ...], str]
"""How a text writes (2020-2022年), by its two years."""


class Relation(StrEnum):
    """What the citing document has to do with the cited one."""

    BASIS = "依据"
    IMPLEMENTS = "实施"
    CITES = "引用"
    AMENDS = "修订"
    REPEALS = "废止"
    ISSUES = "印发转发"


_CUES_BEFORE = (
    (Relation.REPEALS, re.compile("(?:废止|宣布失效)[^。《》]{0,6}$")),
    (Relation.AMENDS, re.compile("(?:修改|修订|修正)(?:了|完善)?$")),
    (Relation.ISSUES, re.compile("(?:印发|转发|批转)(?![的了])[^,\uff0c。《》]{0,20}$")),
    (
        Relation.BASIS,
        re.compile(
            "(?:根据|依据|依照|按照|遵照|为(?:了)?[^,\uff0c。《》]{0,12}(?:贯彻|落实|执行|实施))[^。《》对将把]{0,24}$"
        ),
    ),
    (Relation.IMPLEMENTS, re.compile("(?:实施|施行)$")),
)
_CUES_AFTER = (
    (Relation.REPEALS, re.compile("[^。《》]{0,40}(?:废止|停止执行|失效)")),
    (
        Relation.AMENDS,
        re.compile(
            "[^,\uff0c。《》]{0,10}(?:作如下|进行|予以|部分条款)[^,\uff0c。《》]{0,6}(?:修改|修订|修正)|的?修正案"
        ),
    ),
    (Relation.ISSUES, re.compile("[^。《》]{0,40}(?:印发|转发|批转)(?:给|你们|执行|实施|,|\uff0c|。)")),
    (Relation.IMPLEMENTS, re.compile("(?:的)?实施(?:细则|办法|条例|意见|方案|规定)")),
)


@dataclass(frozen=True)
class Citation:
    """One mention of another document.

    `title` is empty where only a number is named. `doc_number` is in its normal spelling, `raw` as it stands;
    `repaired` says that something the source had lost was put back. `provision` is 第X条 of it. `start` and `end` are
    characters of the text.
    """

    title: str
    doc_number: str | None
    raw: str
    repaired: bool
    relation: Relation
    start: int
    end: int
    method: str
    confidence: float
    number_key: str | None = None
    provision: str = ""


def citations(text: str) -> tuple[Citation, ...]:
    """Every document that a text names, in order. A title inside a title belongs to the outer one.

    Left out are forms and certificates (《登记表》), and short names that stand for what was named before (《通知》).
    """
    plain = characters(text)
    numbers = {number.start: number for number in numbers_in(text)}
    periods = {period.groups(): period[0] for period in _PERIOD.finditer(text)}
    places = [place for place in _titles(text) if _is_document(plain, place)]
    mentions = [_mention(text, plain, place, numbers, periods) for place in places]
    found = [each for group in _groups(plain, mentions) for each in _related(plain, group)]
    covered = {at for each in found for at in range(each.start, each.end)}
    alone = [_number_alone(text, plain, each) for each in numbers.values() if each.start not in covered]
    return tuple(sorted([*found, *alone], key=lambda each: each.start))


def _titles(text: str) -> Iterator[Range]:
    """Outermost 《…》 of one line, marks included; where the outer one never closes, those inside it."""
    opened: list[int] = []
    inside: list[Range] = []
    for mark in _MARK.finditer(text + "\n"):
        if mark[0] == "《":
            opened.append(mark.start())
        elif mark[0] == "\n":
            yield from inside
            opened, inside = [], []
        elif opened:
            title = opened.pop(), mark.end()
            if 2 < title[1] - title[0] <= _MAX_TITLE:
                while inside and inside[-1][0] > title[0]:
                    inside.pop()
                inside.append(title)
            if not opened:
                yield from inside
                inside = []


def _is_document(plain: str, place: Range) -> bool:
    start, end = place
    called = _CALLED.search(plain[max(0, start - 3) : start])
    return not called and not _NO_DOCUMENT.fullmatch(plain[start + 1 : end - 1].strip())


def _mention(text: str, plain: str, place: Range, numbers: dict[int, Number], periods: _Periods) -> Citation:
    start, end = place
    title, repaired = _title(text[start + 1 : end - 1], periods)
    number, end = _number_behind(text, end, numbers)
    provision = _PROVISION.match(plain, end)
    end = provision.end() if provision else end
    broken = repaired or bool(number and number.repaired)
    return Citation(
        title=title,
        doc_number=_display(text, number) if number else None,
        raw=text[number.start : number.end] if number else "",
        repaired=broken,
        relation=Relation.CITES,
        start=start,
        end=end,
        method="补全缺失字符" if broken else "书名号",
        confidence=0.6 if broken else 0.95,
        number_key=number.key if number else None,
        provision=_INSIDE_BRACKETS.sub("", provision[0]) if provision else "",
    )


def _title(written: str, periods: _Periods) -> tuple[str, bool]:
    """A title as it must have been: 二O三五 with its 〇, a period's dash where the text has it elsewhere."""
    title = _ZERO.sub("〇", re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", written.strip()))
    lost = _LOST_DASH.search(title)
    twin = periods.get(lost.groups()) if lost else None
    if lost and twin:
        return title[: lost.start()] + twin + title[lost.end() :], True
    return title, False


def _number_behind(text: str, end: int, numbers: dict[int, Number]) -> tuple[Number | None, int]:
    """The number in the bracket right behind a title, and where the mention ends."""
    bracket = _NUMBER_BEGINS.match(text, end)
    number = numbers.get(bracket.end()) if bracket else None
    if number is None:
        return None, end
    closing = _BRACKET_ENDS.match(text, number.end)
    return number, closing.end() if closing else number.end


def _display(text: str, number: Number) -> str:
    return spelled(number.key, text[number.start : number.end])


def _number_alone(text: str, plain: str, number: Number) -> Citation:
    return Citation(
        title="",
        doc_number=_display(text, number),
        raw=text[number.start : number.end],
        repaired=number.repaired,
        relation=_relation(plain, number.start, number.end),
        start=number.start,
        end=number.end,
        method="补全缺失字符" if number.repaired else "文号",
        confidence=0.5 if number.repaired else 0.8,
        number_key=number.key,
    )


def _groups(plain: str, mentions: Sequence[Citation]) -> Iterator[list[Citation]]:
    """Mentions that are named in one breath: 《甲》《乙》（文号）和《丙》."""
    group: list[Citation] = []
    for each in mentions:
        gap = plain[group[-1].end : each.start] if group else ""
        if group and (len(gap) > _MAX_GAP or not _JOINS.fullmatch(gap)):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _related(plain: str, group: Sequence[Citation]) -> Iterator[Citation]:
    relation = _relation(plain, group[0].start, group[-1].end)
    yield from (replace(each, relation=relation) for each in group)


def _relation(plain: str, start: int, end: int) -> Relation:
    """By the words before and behind, within the sentence."""
    before = _SENTENCE.split(plain[max(0, start - _BEFORE) : start])[-1]
    after = _SENTENCE.split(plain[end : end + _AFTER])[0] + "。"
    found = {relation for relation, cue in _CUES_BEFORE if cue.search(before)}
    found |= {relation for relation, cue in _CUES_AFTER if cue.match(after)}
    order = (Relation.REPEALS, Relation.AMENDS, Relation.ISSUES, Relation.BASIS, Relation.IMPLEMENTS)
    return next((relation for relation in order if relation in found), Relation.CITES)
