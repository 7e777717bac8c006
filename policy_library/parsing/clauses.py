"""Clauses (条款): 第X章, 第X条, 一、（一）1.（1）, or paragraphs, each with an anchor that stays and its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from policy_library.parsing.numerals import han_value
from server.intake import outline
from server.intake.elements import Piece, Span
from server.intake.txt import lines as lines_of
from server.intake.wording import han_numeral

_HAN = "[一二三四五六七八九十百千零〇两0-9]{1,8}"
_ARTICLE = re.compile(rf"第\s?({_HAN})\s?条(?:之({_HAN}))?")
_CHAPTER = re.compile(rf"第\s?{_HAN}\s?([编章节])(?=\s|$)")
_AFTER_ARTICLE = re.compile(r"[\s\u3000【:\uff1a]|$")
_ARTICLE_HEADING = re.compile(r"\s*【([^】]{1,40})】")
_ITEM = re.compile(r"[(\uff08]([一二三四五六七八九十]{1,3})[)\uff09]")
_NUMBER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(\uff08][一二三四五六七八九十0-9]{1,3}[)\uff09]|\d{1,2}[.\uff0e、]"
)
_RANKS = {"编": 1, "章": 2, "节": 3}
_MAX_HEADING = 80
_MAX_CHAPTER = 60
PREAMBLE, PARAGRAPH = "序", "段"


@dataclass(frozen=True)
class Line:
    """One paragraph: its text as read, its place start..end in the original, its outline level 0-4 and number."""

    text: str
    start: int
    end: int
    level: int = 0
    number: str = ""


@dataclass(frozen=True)
class Clause:
    """A part of a policy that can be found, cited and linked to; clauses never overlap.

    `level` is 1-4 for 一、（一）1.（1）, 1 for 章 and 节, 2 for 条, 0 for 序 and paragraphs. `number` is in its normal
    spelling also where the source had lost a part of it. `text` has everything up to the next clause, one paragraph a
    line, without machine glosses. `start` and `end` are characters of the original text.
    """

    anchor: str
    level: int
    number: str
    heading: str
    text: str
    ord: int
    start: int
    end: int


@dataclass(frozen=True)
class Provision:
    """One line of an article: 第五条第二款第三项. `start` and `end` are characters of the clause's text."""

    anchor: str
    text: str
    start: int
    end: int


def of_text(text: str) -> tuple[Clause, ...]:
    """The clauses of a plain text (one paragraph a line), offsets in characters of it."""
    return clauses([("", lines(text))])


def lines(text: str) -> tuple[Line, ...]:
    """The non-blank lines of a text with their places and their outline levels."""
    found = [(begin + raw.index(raw.strip()), raw.strip()) for begin, raw in lines_of(text) if raw.strip()]
    blocks = outline.blocks(Piece(each, Span(0, 0, len(each))) for _, each in found)
    return tuple(
        line(each, begin, begin + len(each), block.value.level, block.value.text)
        for (begin, each), block in zip(found, blocks, strict=True)
    )


def line(text: str, start: int, end: int, level: int, numbered: str) -> Line:
    """A line whose number is taken from `numbered`: its text with a lost number restored."""
    number = _NUMBER.match(numbered) if level else None
    return Line(text, start, end, level, _normal(number[0]) if number else "")


def clauses(parts: Iterable[tuple[str, Sequence[Line]]]) -> tuple[Clause, ...]:
    """The clauses of a document's parts, in order: (label, lines) each, "" for the main text, 附件1 for an annex.

    Anchors are unique: 第五条, 第五条之一, 一（二）3, 序, 段7; behind a label 附件1·一; repeats end in ~2, ~3.
    """
    found = [_labelled(label, clause) for label, part in parts for clause in _part(part)]
    seen: Counter[str] = Counter()
    numbered = []
    for ord_, clause in enumerate(found):
        seen[clause.anchor] += 1
        times = seen[clause.anchor]
        anchor = clause.anchor if times == 1 else f"{clause.anchor}~{times}"
        numbered.append(replace(clause, anchor=anchor, ord=ord_))
    return tuple(numbered)


def provisions(clause: Clause) -> tuple[Provision, ...]:
    """The paragraphs (款) and items (项) of an article, one for each line of its text; empty for other clauses."""
    found: list[Provision] = []
    paragraph, at = 0, 0
    for text in clause.text.split("\n") if _ARTICLE.match(clause.anchor) else ():
        item = _ITEM.match(text)
        paragraph += item is None or not paragraph
        last = f"第{item[1]}项" if item else ""
        found.append(Provision(f"{clause.anchor}第{_han(paragraph)}款{last}", text, at, at + len(text)))
        at += len(text) + 1
    return tuple(found)


def _labelled(label: str, clause: Clause) -> Clause:
    return replace(clause, anchor=f"{label}·{clause.anchor}") if label else clause


def _part(part: Sequence[Line]) -> Iterator[Clause]:
    heads = dict(_articles(part)) or dict(_sections(part))
    if not heads:
        for count, each in enumerate(part, 1):
            yield _clause(f"{PARAGRAPH}{count}", 0, "", "", [each])
        return
    begins = sorted(heads)
    if begins[0]:
        yield _clause(PREAMBLE, 0, "", "", part[: begins[0]])
    for begin, end in zip(begins, [*begins[1:], len(part)], strict=True):
        yield _clause(*heads[begin], part[begin:end])


def _clause(anchor: str, level: int, number: str, heading: str, part: Sequence[Line]) -> Clause:
    text = "\n".join(each.text for each in part)
    return Clause(anchor, level, number, heading, text, 0, part[0].start, part[-1].end)


_Head = tuple[str, int, str, str]
"""anchor, level, number, heading"""


def _sections(part: Sequence[Line]) -> Iterator[tuple[int, _Head]]:
    chain = ["", "", "", ""]
    for at, each in enumerate(part):
        if each.level:
            chain[each.level - 1 :] = [each.number.rstrip(".、")] + [""] * (4 - each.level)
            yield at, ("".join(chain), each.level, each.number, _heading(each))


def _heading(each: Line) -> str:
    number = _NUMBER.match(each.text)
    content = each.text[number.end() if number else 0 :]
    return content.strip(" )\uff09").partition("。")[0][:_MAX_HEADING]


def _articles(part: Sequence[Line]) -> Iterator[tuple[int, _Head]]:
    """Articles and the chapters around them; nothing when the text has no article."""
    articles = dict(_article_heads(part))
    chapters = ["", "", ""]
    for at, each in enumerate(part):
        chapter = _CHAPTER.match(each.text) if articles and len(each.text) <= _MAX_CHAPTER else None
        if chapter and "。" not in each.text:
            rank = _RANKS[chapter[1]]
            chapters[rank - 1 :] = [re.sub(r"\s", "", chapter[0])] + [""] * (3 - rank)
            yield at, ("".join(chapters), 1, chapters[rank - 1], each.text[chapter.end() :].strip())
        elif at in articles:
            yield at, articles[at]


def _article_heads(part: Sequence[Line]) -> Iterator[tuple[int, _Head]]:
    """Lines that begin an article: set off from their text, or else next in the sequence."""
    last = 0
    for at, each in enumerate(part):
        found = _ARTICLE.match(each.text)
        value = han_value(found[1]) if found else None
        if not found or value is None:
            continue
        if _AFTER_ARTICLE.match(each.text, found.end()) or (value == last + 1 and found[2] is None):
            last = value
            number = re.sub(r"\s", "", found[0])
            heading = _ARTICLE_HEADING.match(each.text, found.end())
            yield at, (number, 2, number, heading[1] if heading else "")


def _normal(number: str) -> str:
    """（一） and （1） with full-width brackets, 1. with a plain point."""
    if number[-1] in ")\uff09":
        return f"\uff08{number[1:-1]}\uff09"
    return number if number[-1] == "、" and not number[0].isdigit() else f"{number[:-1]}."


def _han(number: int) -> str:
    return han_numeral(number) if number <= 99 else str(number)
