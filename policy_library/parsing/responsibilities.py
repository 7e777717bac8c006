"""Responsibility groups (责任分工): who must do what, as policies write it behind a task.

「（责任单位：甲、乙）」 and 「牵头单位：甲；配合单位：乙」, in brackets or on a line of its own;
「（甲牵头，乙、丙配合）」 and 「（甲、乙负责）」.
And until when: 「完成时限：2026年6月底前」 with the others or right beside them.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policy_library.parsing.clauses import Clause, of_text
from server.intake.wording import is_organ

_ROLE = "牵头|主办|主责|责任|承办|落实|实施|配合|协办|协同|协助|参与|参加|会办"
_LABEL = re.compile(
    rf"(?:(?P<role>{_ROLE})(?:责任)?(?:单位|部门|地区|机构|主体)|(?P<due>(?:完成|办结|办理)?时限|完成时间|时间(?:要求|节点))|(?:牵头|责任)(?:领导|人))\s*[:\uff1a]"
)
_ON_LINE = re.compile(rf"(?:^|(?<=[。\uff1b;]))[ \t\u3000]*(?={_LABEL.pattern})", re.MULTILINE)
_OPENING = re.compile(r"[(\uff08\[【\u3014]")
_BRACKETS = re.compile(r"[(\uff08\[【\u3014)\uff09\]】\u3015]")
_PLAIN_END = re.compile("(?:负责|牵头|落实|配合|参与|参加|协同)。?$")
_DUTY = re.compile(
    r"(?:按照?(?:各自)?职责)?(?:分别|分工)?(?:共同)?(?P<verb>牵头(?:负责|落实)?|负责|落实|配合|参与|参加|协同|指导)。?$"
)
_AND_OTHERS = re.compile("等(?:有关|相关|各)?(?:部门|单位|部门和单位|地方|地区)?$")
_LEADS = re.compile(r"[(\uff08]\s*牵头(?:单位|部门)?\s*[)\uff09]")
_NAME_ENDS, _PHRASE_ENDS = frozenset("、,\uff0c;\uff1b。 \t\u3000\n"), frozenset(",\uff0c;\uff1b")
_DUE_ENDS = _PHRASE_ENDS | {"。", "\n"}
_MAX_GROUP, _MAX_NAME, _MAX_NAMES = 600, 40, 100
_DUE = re.compile(
    r"(?:于|在)?(?P<year>\d{4})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
    r"(?P<end>年?(?:底|末))?(?P<before>之?前|以前)?(?:完成|办结)?"
)
_CO = frozenset(("配合", "协办", "协同", "协助", "参与", "参加", "会办", "指导"))
_LEAD = frozenset(("牵头", "主办", "主责"))


@dataclass(frozen=True)
class Responsibility:
    """One task and who answers for it. `anchor` is the clause; `lead` 牵头单位, `co` the other units in their order.

    `task` is the text that the group stands behind; `start` and `end` are the characters of task and group together.
    `due_words` is until when, as it is written, or empty; `due` the last day where the words name one.
    """

    anchor: str
    task: str
    lead: str
    co: tuple[str, ...]
    start: int
    end: int
    due: date | None = None
    due_words: str = ""


@dataclass(frozen=True)
class _Group:
    lead: str
    """Empty where it only says until when."""
    co: tuple[str, ...]
    start: int
    end: int
    due_words: str = ""


def responsibilities(text: str) -> tuple[Responsibility, ...]:
    """Every responsibility group of a text with its task, in order; offsets are characters of `text`.

    Lead is who is named 牵头, else who is named first. A group right behind another one completes it.
    """
    found: list[Responsibility] = []
    before: Clause | None = None
    for clause in of_text(text):
        found += _in_clause(text, clause, before, found)
        before = clause
    return tuple(found)


def _in_clause(
    text: str, clause: Clause, before: Clause | None, found: list[Responsibility]
) -> Iterator[Responsibility]:
    """The duties of one clause; a clause that is nothing but a group speaks of the one before it."""
    since, anchor = clause.start, clause.anchor
    for group in _merged(text, list(_groups(text, clause.start, clause.end))):
        if not group.lead:
            _complete(text, found, group)
            continue
        lonely = not _task(text, since, group.start)
        if lonely and before and (not found or found[-1].end <= before.start):
            since, anchor = before.start, before.anchor
        task = _task(text, since, group.start)
        if task:
            due = due_of(group.due_words)
            yield Responsibility(anchor, task, group.lead, group.co, since, group.end, due, group.due_words)
        since, anchor = group.end, clause.anchor


def _complete(text: str, found: list[Responsibility], group: _Group) -> None:
    """Until when, on a line of its own right behind a group, is said of that group."""
    if found and not found[-1].due_words and not _task(text, found[-1].end, group.start):
        due = due_of(group.due_words)
        found[-1] = replace(found[-1], end=group.end, due=due, due_words=group.due_words)


def due_of(words: str) -> date | None:
    """The last day that the words name: a day, the end of a month or a year; None for any other words.

    「2026年12月31日前」 includes that day; 「2026年6月前」 could mean its beginning or its end, and is left to people.
    """
    named = _DUE.fullmatch("".join(words.split()))
    if named is None or (named["before"] and not named["day"] and not named["end"]) or (named["day"] and named["end"]):
        return None
    year, month = int(named["year"]), int(named["month"] or 12)
    if not (year >= 1 and 1 <= month <= 12):
        return None
    last = monthrange(year, month)[1]
    day = int(named["day"] or last)
    return date(year, month, day) if 1 <= day <= last else None


def _task(text: str, start: int, end: int) -> str:
    return text[start:end].strip(" \t\r\n\u3000。;\uff1b")


def _merged(text: str, groups: list[_Group]) -> list[_Group]:
    merged: list[_Group] = []
    for group in groups:
        last = merged[-1] if merged else None
        if last and len(last.co) < _MAX_NAMES and not _task(text, last.end, group.start):
            named = dict.fromkeys((last.lead, *last.co, group.lead, *group.co))
            lead, *names = [name for name in named if name] or [""]
            due_words = last.due_words or group.due_words
            merged[-1] = _Group(lead, tuple(names), last.start, group.end, due_words)
        else:
            merged.append(group)
    return merged


def _groups(text: str, start: int, end: int) -> Iterator[_Group]:
    brackets = _closings(text, start, end)
    on_lines = {found.end(): _line_end(text, found.end(), end) for found in _ON_LINE.finditer(text, start, end)}
    at = start
    for begin, close in sorted((brackets | on_lines).items()):
        inner = text[begin + 1 : close - 1] if begin in brackets else text[begin:close]
        group = _read(inner, begin, close) if begin >= at and close else None
        if group:
            yield group
            at = close


def _line_end(text: str, begin: int, end: int) -> int:
    close = min(found for found in (text.find("\n", begin, end), text.find("。", begin, end), end) if found >= 0)
    return close if close - begin <= _MAX_GROUP else 0


def _closings(text: str, start: int, end: int) -> dict[int, int]:
    """For every bracket that is closed within reach, on the offset where it opens: the offset behind its end."""
    opened: list[int] = []
    closings = {}
    for bracket in _BRACKETS.finditer(text, start, end):
        if _OPENING.match(bracket[0]):
            opened.append(bracket.start())
        elif opened:
            begin = opened.pop()
            if bracket.end() - begin <= _MAX_GROUP:
                closings[begin] = bracket.end()
    return closings


def _read(inner: str, begin: int, close: int) -> _Group | None:
    text = inner.strip()
    if _LABEL.match(text):
        duties = list(_labelled(text))
    elif _PLAIN_END.search(text[-8:]):
        duties = list(_plain(text))
    else:
        return None
    names = [name for kind in (_LEAD, frozenset(("",)), _CO) for role, name in duties if role in kind]
    due_words = _due_words(text)
    if not names:
        return _Group("", (), begin, close, due_words) if due_words else None
    return _Group(names[0], tuple(dict.fromkeys(names[1:])), begin, close, due_words)


def _due_words(text: str) -> str:
    """What stands behind 「完成时限：」, up to the next mark or label."""
    label = next((label for label in _LABEL.finditer(text) if label["due"]), None)
    if label is None:
        return ""
    following = _LABEL.search(text, label.end())
    said = list(_parted(text[label.end() : following.start() if following else None], _DUE_ENDS))
    return said[0] if said else ""


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """(role, name) of 「牵头单位：甲；配合单位：乙」; role is empty where nobody is set above the others."""
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        role = label["role"]
        if role is None:
            continue
        role = role if role in _LEAD | _CO else ""
        yield from _phrases(text[label.end() : end], role)


def _plain(text: str) -> Iterator[tuple[str, str]]:
    """(role, name) of 「甲牵头，乙、丙配合」; nothing unless it begins with an organ."""
    duties = list(_phrases(text, ""))
    if duties and is_organ(duties[0][1]):
        yield from duties


def _phrases(text: str, role: str) -> Iterator[tuple[str, str]]:
    """Names with the role that the verb at the end of their phrase gives them, else `role`."""
    waiting: list[str] = []
    for phrase in _parted(text, _PHRASE_ENDS):
        verb = _DUTY.search(phrase)
        named = phrase[: verb.start()] if verb else phrase
        waiting += _parted(named, _NAME_ENDS)
        if verb:
            given = verb["verb"][:2]
            given = given if given in _LEAD | _CO else role
            yield from _clean(waiting, given)
            waiting = []
    yield from _clean(waiting, role)


def _clean(names: list[str], role: str) -> Iterator[tuple[str, str]]:
    for name in names:
        leads = _LEADS.search(name)
        plain = _AND_OTHERS.sub("", _LEADS.sub("", name).removeprefix("由").removeprefix("会同"))
        if 2 <= len(plain) <= _MAX_NAME:
            yield "牵头" if leads else role, plain


def _parted(text: str, marks: frozenset[str]) -> Iterator[str]:
    """Parts of a text between marks that stand outside brackets."""
    begin, depth = 0, 0
    for at, each in enumerate(text):
        if _BRACKETS.match(each):
            depth = max(0, depth + (1 if _OPENING.match(each) else -1))
        elif each in marks and not depth:
            if text[begin:at].strip():
                yield text[begin:at].strip()
            begin = at + 1
    if text[begin:].strip():
        yield text[begin:].strip()
