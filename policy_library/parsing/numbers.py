"""Document numbers (发文字号) by key: every spelling of one number gives one key 机关代字|年|号.

Orders (令) and announcements that are counted without a year have an empty one: 国务院令第707号 is 国令||707.
"""

import re
from dataclasses import dataclass

from policy_library.parsing.folding import Folded, fold
from policy_library.parsing.numerals import han_value

_CODE = r"[\u4e00-\u9fff]{1,30}"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})"
_SERIAL = r"(?P<serial>\d{1,5}|[一二三四五六七八九十百千〇零]{1,7})"
_GAP = r"\s{0,4}"
_DIGITS = r"(?P<serial>\d{1,5})"

_BRACKETED = re.compile(
    rf"(?P<code>{_CODE}?){_GAP}[(<]{_GAP}{_YEAR}{_GAP}年?{_GAP}[)>]{_GAP}第?{_GAP}{_SERIAL}{_GAP}号"
)
_BRACKETED_BARE = re.compile(
    rf"(?P<code>{_CODE}?){_GAP}[(<]{_GAP}{_YEAR}{_GAP}年?{_GAP}[)>]?{_GAP}第?{_GAP}{_DIGITS}{_GAP}号?"
)
_RUN_TOGETHER = re.compile(rf"(?P<code>{_CODE}?){_GAP}{_YEAR}{_GAP}[)>年]?{_GAP}第?{_GAP}{_DIGITS}{_GAP}号?")
_DASHED = re.compile(
    rf"(?P<code>{_CODE}?){_GAP}{_YEAR}{_GAP}[-\u2010-\u2015\u2212]{_GAP}(?P<serial>(?!(?:19|20)\d\d(?!\d))\d{{1,5}}){_GAP}号?"
)
"""国发2019-18; with a year behind the dash it is a period."""

_TAILS = (
    re.compile(rf"[(<]{_GAP}{_YEAR}{_GAP}年?{_GAP}[)>]{_GAP}第?{_GAP}{_DIGITS}{_GAP}号?"),
    re.compile(rf"{_YEAR}{_GAP}年{_GAP}第?{_GAP}{_DIGITS}{_GAP}号"),
)
_UNDATED = re.compile(
    rf"(?P<code>[\u4e00-\u9fff、]{{0,60}}?(?:令|公告|通告)){_GAP}(?P<year>)第?{_GAP}{_SERIAL}{_GAP}号"
)

_CORES = (
    (re.compile(rf"[(<]{_GAP}{_YEAR}{_GAP}年?{_GAP}[)>]{_GAP}第?{_GAP}{_SERIAL}{_GAP}号"), False),
    (re.compile(rf"(?<=[令告]){_GAP}\(?{_YEAR}{_GAP}[)年]{_GAP}第{_GAP}{_SERIAL}{_GAP}号"), False),
    (re.compile(rf"(?<=[令告]){_GAP}(?P<year>)第{_GAP}{_SERIAL}{_GAP}号"), False),
    (re.compile(r"(?<![\d-])\(?(?P<year>(?:19|20)\d\d)(?P<serial>[1-9]\d{0,3})号"), True),
    (re.compile(r"\((?P<year>(?:19|20)\d\d)(?P<serial>[1-9]\d{0,2})(?![\d年)月.-])"), True),
)
"""What stands behind the code of a number in running text, and whether it is a damaged form."""

_CODE_BEFORE = re.compile(rf"({_CODE}){_GAP}$")
_NO_CODE = re.compile(
    "根据|依据|依照|按照|遵照|参照|贯彻|落实|执行|印发|转发|批转|废止|修订|修改|以及|通知|意见|规定|办法|关于|文号|文件|(?<!共)和|[及与以的见由即]"
)
_CODE_ENDS = frozenset("发函办政字电规文告令通党委府综")
_REACH = 40
_MAX = 80
_STATE = "中华人民共和国"


@dataclass(frozen=True)
class Number:
    """A document number found in a text: its key, its place, and whether its brackets had been lost."""

    key: str
    start: int
    end: int
    repaired: bool = False


def key(text: str) -> str | None:
    """The key of a text that is a document number in whatever spelling, else None.

    国发〔2019〕18号, 国发[2019]18, (国发 2019 18号), 国發（二〇一九）十八号 and 国发201918号 all give 国发|2019|18.
    """
    folded = fold(text[:_MAX]).text.strip().strip("《》\"'")
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1].strip()
    if not folded or len(text) > _MAX:
        return None
    for pattern in (_BRACKETED, _BRACKETED_BARE, _UNDATED, _RUN_TOGETHER, _DASHED):
        if found := pattern.fullmatch(folded):
            return _key(found)
    return None


def printed(text: str) -> str:
    """A number in any spelling as it is printed, 国发〔2019〕18号; what is none, or is an order's, as it stands."""
    found = key(text)
    return spelled(found, text) if found else text


def spelled(number_key: str, written: str) -> str:
    """The number of a key as it is printed; that of an order or announcement as it is written, without spaces."""
    code, year, serial = number_key.split("|")
    counted = year and not code.endswith(("令", "公告", "通告"))
    return f"{code}\u3014{year}\u3015{serial}号" if counted else re.sub(r"\s", "", written)


def tail(text: str) -> str | None:
    """What the key of a number ends with whose code was left out: 〔2019〕18号 and 2019年18号 give |2019|18."""
    folded = fold(text[:_MAX]).text.strip() if len(text) <= _MAX else ""
    found = next((match for pattern in _TAILS if (match := pattern.fullmatch(folded))), None)
    if found is None or not int(found["serial"]):
        return None
    return f"|{han_value(found['year'])}|{int(found['serial'])}"


def tail_of(number_key: str) -> str:
    """What a key ends with, without its code; empty for a number that has no year."""
    _, year, serial = number_key.split("|")
    return f"|{year}|{serial}" if year else ""


def keys_in(text: str) -> tuple[str, ...]:
    """The keys of all document numbers that stand in a text, in order, each once."""
    return tuple(dict.fromkeys(number.key for number in numbers_in(text)))


def numbers_in(text: str) -> tuple[Number, ...]:
    """The document numbers of a text in order, with their places in it; damaged ones where only one reading is left."""
    folded = fold(text)
    taken: set[int] = set()
    found: list[Number] = []
    for pattern, damaged in _CORES:
        for core in pattern.finditer(folded.text):
            number = None if core.start() in taken else _number(folded, core, damaged)
            if number:
                taken |= set(range(*core.span()))
                found.append(number)
    return tuple(sorted(found, key=lambda number: number.start))


def _number(folded: Folded, core: re.Match[str], damaged: bool) -> Number | None:
    before = folded.text[max(0, core.start() - _REACH) : core.start()]
    code = _CODE_BEFORE.search(before)
    if code is None or (damaged and not _is_code(code[1], before[: code.start()])):
        return None
    begin = core.start() - len(before) + code.start()
    if not before[: code.start()].endswith("("):
        begin += max((cut.end() for cut in _NO_CODE.finditer(code[1])), default=0)
    found = _key(core, folded.text[begin : core.start()].strip())
    return Number(found, *folded.span(begin, core.end()), damaged) if found else None


def _is_code(code: str, before: str) -> bool:
    return code[-1] in _CODE_ENDS or before.endswith("(")


def _key(found: re.Match[str], code: str | None = None) -> str | None:
    code = found["code"].strip(" 、") if code is None else code
    year, serial = han_value(found["year"]) if found["year"] else None, han_value(found["serial"])
    code = code.replace(_STATE, "") or code
    code = code.replace("国务院令", "国令")
    if not code or not serial:
        return None
    return f"{code}|{year or ''}|{serial}"
