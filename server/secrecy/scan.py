"""The secrecy scan: marks as GB/T 9704-2012 clause 7.2.2 prints them (机密★1年), never words in ordinary prose.

Every pattern begins with a fixed character and has bounded gaps, so that the time is linear in the length of the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

_LEVEL = r"(?:[绝絕]{gap}密|[机機]{gap}密|[秘祕]{gap}密)"
_BLANK = r"[^\S\r\n]|[\u200b-\u200f\u2060\ufeff\u00ad]"
_GAP = rf"(?:{_BLANK}){{0,8}}"
_STAR = "[★☆✩✪⭐]"
_TERM = rf"(?:(?:\d|[一二三四五六七八九十]){{1,4}}{_GAP}(?:年|个?月|[天日])|长期)"
_OPEN, _CLOSE = r"[(\uff08\[【\u3014〖]", r"[)\uff09\]】\u3015〗]"
_MARK = _LEVEL.replace("{gap}", _GAP)
_LABEL = rf"(?:[保秘祕涉]{_GAP}密{_GAP}等{_GAP}[级級]|保{_GAP}密{_GAP}[级級]{_GAP}[别別]|密{_GAP}[级級])"
_LEVEL_ALONE = (
    rf"(?:{_OPEN}{_GAP})?{_MARK}{_GAP}[级級]?{_GAP}(?:{_CLOSE})?{_GAP}"
    rf"(?:{_STAR}?{_GAP}{_TERM})?{_GAP}(?:{_CLOSE})?{_GAP}(?:特急|加急)?(?:{_BLANK})*"
)

_STARRED = re.compile(rf"{_MARK}{_GAP}(?:[级級]{_GAP})?(?:{_CLOSE})?\s{{0,8}}{_STAR}")
_STARRED_TERM = re.compile(rf"{_STAR}.{{0,4}}年")
_LINE = re.compile(r"[^\r\n]+")
_LEADING_LINE = re.compile(
    rf"(?:{_BLANK})*(?:\d{{6}}(?:{_BLANK}){{1,20}})?(?:{_LABEL}{_GAP}[:\uff1a]?{_GAP})?{_LEVEL_ALONE}"
)
_LABELLED = re.compile(rf"^(?:{_BLANK})*{_LABEL}{_GAP}[:\uff1a]{_GAP}{_LEVEL_ALONE}$", re.MULTILINE)
_NAME_MARK = re.compile(
    rf"{_OPEN}{_GAP}{_MARK}{_GAP}[级級]?{_GAP}{_CLOSE}|^{_GAP}{_MARK}[级級]?(?:{_GAP}[-_—.\u3000 ]|$)"
)
_LEADING_LINES = 10
_MAX_LEADING_LINE = 60


class Rule(StrEnum):
    """Which rule met a mark (named in the refusal and in the journal)."""

    STARRED_LEVEL = "secrecy.starred_level"
    STARRED_TERM = "secrecy.starred_term"
    LEADING_LINE = "secrecy.leading_line"
    LABELLED_LEVEL = "secrecy.labelled_level"
    FILE_NAME = "secrecy.file_name"


_ANYWHERE = {Rule.STARRED_LEVEL: _STARRED, Rule.STARRED_TERM: _STARRED_TERM}


@dataclass(frozen=True)
class Finding:
    """A mark was met. Carries the rule and the position (character index), never a word of the content."""

    rule: Rule
    position: int


def scan(text: str) -> Finding | None:
    """Look for a mark of state secrecy (国家秘密标志) in a text; the first one found, or None.

    Rules: a level followed by a star (「机密★1年」, 「秘密 ☆ 5年」); a star with a term; one of the first ten lines
    that is nothing but a level, with or without term. The words 秘密, 保密, 机密 in prose are no marks.
    """
    if found := _first(text, _ANYWHERE):
        return found
    for line in islice(filter(_has_ink, _LINE.finditer(text)), _LEADING_LINES):
        if len(line[0]) <= _MAX_LEADING_LINE and _LEADING_LINE.fullmatch(line[0]):
            return Finding(Rule.LEADING_LINE, line.start())
    return None


def scan_corners(text: str) -> Finding | None:
    """Look for a mark in what stands beside the text of a file: properties, attributes, remarks, one a line.

    With a star anywhere, as in text; or a line that names a level (「密级:机密」). A level alone is no mark there: such
    lines are no leading lines.
    """
    return _first(text, {**_ANYWHERE, Rule.LABELLED_LEVEL: _LABELLED})


def scan_name(file_name: str) -> Finding | None:
    """Look for a mark in a file name: as in text, in brackets (「【机密】…」), or as its first word (「机密-…」)."""
    if found := _NAME_MARK.search(file_name):
        return Finding(Rule.FILE_NAME, found.start())
    return scan(file_name)


def _first(text: str, patterns: Mapping[Rule, re.Pattern[str]]) -> Finding | None:
    """The finding of the first of these rules that meets a mark."""
    places = ((rule, pattern.search(text)) for rule, pattern in patterns.items())
    return next((Finding(rule, found.start()) for rule, found in places if found), None)


def _has_ink(line: re.Match[str]) -> bool:
    return not line[0].isspace()
