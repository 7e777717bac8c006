"""标点 (GB/T 15834-2011) and figures in any text: what is wrong and, where it is safe, which characters to change."""

import re
from collections.abc import Callable, Iterator

from documents.typesetting.checks.report import Edit, Flaw, Rule, always
from documents.typesetting.checks.texts import Text
from documents.typesetting.profile import Strength
from server.intake.punctuation import full_width

PAIRS = {pair[0]: pair[1] for pair in ("（）", "《》", "〈〉", "〔〕", "【】", "[]", "「」", "『』", "“”", "‘’")}
"""Brackets and quotation marks; half-width round ones are counted with the full-width ones."""
_CLOSING = {close: opening for opening, close in PAIRS.items()}
_ROUND = str.maketrans("()", "（）")
_ITEM = re.compile(r"\s*\w{1,2}[)）]")
_HAN = "\u3400-\u9fff"
_NUMBER = re.compile(r"[\u4e00-\u9fff](?P<open>[（(\[【﹝〔])(?:19|20)\d\d(?P<close>[）)\]】﹞〕])第?\d{1,5}号")
_DATE = re.compile(r"\d{4}年(?P<month>0?)\d{1,2}月(?:(?P<day>0?)\d{1,2}日)?")
_STOP = re.compile(rf"(?<=[{_HAN}])\.(?=$|[{_HAN}”）)》])")
_REPEATED = re.compile(r"([，、；：])\1+|[，、；：][，。；：]|。[，、；：]")
_DOTS = re.compile(r"\.{3,}|(?<!…)…(?!…)|。{2,}")
_STRAIGHT = re.compile(rf"(?<=[{_HAN}，。：])[\"']|[\"'](?=[{_HAN}])")
_CHAIN = re.compile(r"[》”]、[《“]")

Look = Callable[[Text], Iterator[Flaw]]
Texts = tuple[Text, ...]


def number_brackets(text: Text) -> Iterator[Flaw]:
    """The year of a 发文字号 stands in 六角括号 (7.2.5), also where a document is cited."""
    for found in _NUMBER.finditer(text.text):
        edits = [
            Edit(found.start(name), found.end(name), right)
            for name, right in (("open", "〔"), ("close", "〕"))
            if found[name] != right
        ]
        if edits:
            right = f"〔{found[0][2:6]}〕"
            yield text.flaw(found[0][1:7], right, *edits)


def padded_dates(text: Text) -> Iterator[Flaw]:
    """Months and days carry no nought in front (7.3.5.4)."""
    for found in _DATE.finditer(text.text):
        edits = [Edit(found.start(name), found.end(name), "") for name in ("month", "day") if found[name]]
        if edits:
            yield text.flaw(found[0], re.sub(r"(?<=[年月])0", "", found[0]), *edits)


def half_width(text: Text) -> Iterator[Flaw]:
    """Between Chinese words stand full-width marks."""
    widened = full_width(text.text)
    places = [at for at, (old, new) in enumerate(zip(text.text, widened, strict=True)) if old != new]
    if places:
        edits = [Edit(at, at + 1, widened[at]) for at in places]
        yield text.flaw(around(text.text, places[0]), around(widened, places[0]), *edits)


def half_stops(text: Text) -> Iterator[Flaw]:
    """A sentence does not end in the dot of Latin script."""
    for found in _STOP.finditer(text.text):
        at = found.start()
        yield text.flaw(around(text.text, at), "。", Edit(at, at + 1, "。"))


def unpaired(texts: Texts) -> Iterator[Flaw]:
    """Every bracket and quotation mark has its partner.

    A quotation of several paragraphs opens anew in each of them and closes in the last (GB/T 15834 4.8.3.4).
    """
    quoting = False
    for text, below in zip(texts, (*texts[1:], None), strict=True):
        lonely = _lonely(text.text)
        quoting = quoting and not (text.text.startswith("“") and ("“", 0) not in lonely)
        for mark, at in lonely:
            goes_on = mark == "“" and (at == 0 or (below is not None and below.text.startswith("“")))
            ends = mark == "”" and quoting
            quoting = goes_on or (quoting and not ends)
            if not goes_on and not ends:
                partner = PAIRS.get(mark) or _CLOSING[mark]
                yield text.flaw(around(text.text, at), f"与「{mark}」成对的「{partner}」")


def _lonely(text: str) -> list[tuple[str, int]]:
    """The marks without partner, and where they stand; the bracket behind the number of an item wants none."""
    number = _ITEM.match(text)
    opened: list[tuple[str, int]] = []
    alone: list[tuple[str, int]] = []
    for at, mark in enumerate(text.translate(_ROUND)):
        if mark in PAIRS:
            opened.append((mark, at))
        elif mark in _CLOSING and not (number and at < number.end()):
            if opened and opened[-1][0] == _CLOSING[mark]:
                opened.pop()
            elif mark != "’":  # the apostrophe of Latin words
                alone.append((mark, at))
    return alone + opened


def mixed(text: Text) -> Iterator[Flaw]:
    """A pair of round brackets is of one width."""
    opened: list[int] = []
    for at, mark in enumerate(text.text):
        if mark in "(（":
            opened.append(at)
        elif mark in ")）" and opened:
            start = opened.pop()
            pair = text.text[start] + mark
            if pair in ("(）", "（)"):
                edits = [Edit(place, place + 1, right) for place, right in ((start, "（"), (at, "）"))]
                yield text.flaw(pair, "（）", *(edit for edit in edits if text.text[edit.start] != edit.text))


def matching(pattern: re.Pattern[str], expected: str) -> Look:
    """A rule against everything that a pattern finds."""

    def look(text: Text) -> Iterator[Flaw]:
        return (text.flaw(around(text.text, found.start()), expected) for found in pattern.finditer(text.text))

    return look


def around(text: str, at: int) -> str:
    """A mark with some characters on both sides."""
    return text[max(at - 6, 0) : at + 7]


RULES: tuple[Rule[Text], ...] = (
    Rule(
        "GW-7.2.5-brackets",
        "7.2.5",
        Strength.REQUIRED,
        "发文字号的年份用六角括号「〔〕」括入。",
        always,
        number_brackets,
    ),
    Rule("GW-7.3.5.4", "7.3.5.4", Strength.REQUIRED, "日期中的月、日不编虚位，1 不写作 01。", always, padded_dates),
    Rule("BD-4.9-mixed", "GB/T 15834 4.9", Strength.REQUIRED, "括号前后应当用同一种形式。", always, mixed),
    Rule("BD-5.1", "GB/T 15834 5.1", Strength.REQUIRED, "汉字之间用全角标点，占一个字的位置。", always, half_width),
    Rule("BD-4.1", "GB/T 15834 4.1", Strength.REQUIRED, "句末用「。」。", always, half_stops),
    Rule(
        "BD-4.8",
        "GB/T 15834 4.8",
        Strength.REQUIRED,
        "引号用「“”」「‘’」。",
        always,
        matching(_STRAIGHT, "“”"),
    ),
    Rule(
        "BD-4.11",
        "GB/T 15834 4.11",
        Strength.REQUIRED,
        "省略号用「……」，占两个字的位置。",
        always,
        matching(_DOTS, "……"),
    ),
    Rule(
        "BD-5.1-repeated",
        "GB/T 15834 5.1",
        Strength.USUAL,
        "点号不连用，请删去多余的一个。",
        always,
        matching(_REPEATED, "一个点号"),
    ),
    Rule(
        "BD-4.5.3.5",
        "GB/T 15834 4.5.3.5",
        Strength.RECOMMENDED,
        "并列的书名号或者引号之间通常不用顿号。",
        always,
        matching(_CHAIN, "不用顿号"),
    ),
)
"""Rules of one text, the more particular ones first: what they change, the later ones leave alone."""


def _of_all(rule: Rule[Text]) -> Rule[Texts]:
    """The rule of one text as a rule of many."""
    look = rule.look
    return Rule(rule.id, rule.clause, rule.strength, rule.advice, bool, lambda all_: (f for t in all_ for f in look(t)))


PAIRED = Rule("BD-4.9-pairs", "GB/T 15834 4.9", Strength.REQUIRED, "括号、引号、书名号应当成对。", bool, unpaired)
TEXTS: tuple[Rule[Texts], ...] = (*map(_of_all, RULES), PAIRED)
"""The rules of all texts of a document or of a source."""
