"""Words by which elements are known: organs, document kinds, dates and numbers, in the spellings of the wild."""

import re
from datetime import date

_ISSUE = "(?:印发|印發|转发|轉發|批转|批轉)"
_ABOUT = "(?:关于|關于|關於)"
_ORGAN = (
    "政府|委员会|委員會|管委会|委|局|厅|廳|部|处|處|科|室|办|辦|院|会|會|署|行|社"
    "|中心|集团|公司|队|学校|大学|组|所|站|街道|开发区|园区"
)
_RECEIVER = _ORGAN + "|单位|單位|部门|部門|企业|机构|代表|委员|同志|市|县|区|乡|镇|村|社区|学院|医院|职工|事处"
_KIND = (
    "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|決議|決定|公報|意見|通報|報告|請示|批復|議案|紀要"
    "|方案|规划|規劃|计划|計劃|办法|辦法|规定|規定|细则|条例|要点|措施|规则|制度|安排|答复|答復"
)
_BRACKETED_TAIL = r"(?:[(\uff08][^()\uff08\uff09]{1,20}[)\uff09])?"

_ORGAN_END = re.compile(f"(?:{_ORGAN}){_BRACKETED_TAIL}$")
_RECEIVER_END = re.compile(f"(?:{_RECEIVER}){_BRACKETED_TAIL}$")
_NO_RECEIVER = re.compile("如下|以下|通知|事项|认为|指出|强调|要求|[。;\uff1b?!\uff1f\uff01]")
_BEGINNING = rf"(?P<organ>[^,:\uff0c\uff1a。]{{0,60}}?)(?:{_ABOUT}|(?<=[府会委局厅部处室办院])(?:对|转发|批转))"
_TITLE = re.compile(rf"{_BEGINNING}[^。;\uff1b]{{2,150}}(?:{_KIND}){_BRACKETED_TAIL}")
_TITLE_BEGINS = re.compile(_BEGINNING)
_KIND_END = re.compile(rf"(?:{_KIND}){_BRACKETED_TAIL}$")
_FORMAL_KIND = re.compile(
    f"(决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要){_BRACKETED_TAIL}$"
)
_ISSUED = re.compile(rf"(?:{_ABOUT})?{_ISSUE}(?P<object>.+)的(?:通知|函|公告|决定|決定)$")
_CLAUSE_END = re.compile("[。;\uff1b,\uff0c!\uff01?\uff1f:\uff1a]")

_DOC_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,15})\s*[\u3014\[【(\uff08]\s*(?P<year>(?:19|20)\d\d)\s*[\u3015\]】)\uff09]\s*第?\s*0*(?P<n>[1-9]\d{0,4})\s*号"
)
_BARE_DOC_NUMBER = re.compile(r"(?P<code>[\u4e00-\u9fff]{1,15})(?P<year>(?:19|20)\d\d)(?P<n>[1-9]\d{0,3})号")

_NUMBERED_TITLE = re.compile(rf"(?P<title>.+?)\s*[(\uff08](?P<number>{_DOC_NUMBER.pattern})[)\uff09]")

_WRITTEN_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_NUMERIC_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:\s+\d{1,2}:\d\d(?::\d\d)?)?")
_HAN_DATE = re.compile(
    "([〇零○O一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_BARE_DATE = re.compile(r"((?:19|20)\d\d)(\d{2,4})")
_DIGITS = {"〇": 0, "零": 0, "○": 0, "O": 0} | {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
MAX_TITLE = 250
MAX_ADDRESSEES = 400
_MAX_ORGAN = 60


def is_organ(text: str) -> bool:
    """Whether a short line is the name of one organ, or of several parted by spaces."""
    return 3 <= len(text) <= _MAX_ORGAN and not _CLAUSE_END.search(text) and all(map(_ORGAN_END.search, text.split()))


def is_addressees(text: str) -> bool:
    """Whether `text` (without its colon) names receivers (主送机关)."""
    if not 2 <= len(text) <= MAX_ADDRESSEES or _NO_RECEIVER.search(text):
        return False
    return text.startswith("各") or bool(_RECEIVER_END.search(text))


def is_title(text: str) -> bool:
    """Whether `text` reads 「〔发文机关〕关于……的〔文种〕」 or 「〔发文机关〕对……的答复」 (条例 art. 9(7))."""
    return len(text) <= MAX_TITLE and bool(_TITLE.fullmatch(text))


def begins_title(text: str) -> bool:
    """Whether a line may begin a title of several lines: an organ alone, or 「……关于……」 without its kind."""
    return not is_title(text) and (is_organ(text) or bool(_TITLE_BEGINS.match(text)))


def ends_in_kind(text: str) -> bool:
    """Whether `text` ends in a document kind (文种) or the kind of a plan."""
    return len(text) <= MAX_TITLE and bool(_KIND_END.search(text))


def formal_kind(title: str) -> str:
    """Which of the fifteen kinds (条例 art. 8) a title ends in, or an empty string."""
    found = _FORMAL_KIND.search(title) if len(title) <= MAX_TITLE else None
    return found[1] if found else ""


def part_title(text: str) -> tuple[str, str]:
    """Part 「标题(文号)」 as websites print it: (title, number with its brackets, or an empty string)."""
    found = _NUMBERED_TITLE.fullmatch(text) if len(text) <= MAX_TITLE else None
    return (found["title"], text[len(found["title"]) :]) if found else (text, "")


def title_organ(title: str) -> str:
    """The organ that a title begins with (「甲转发乙关于……」: 甲), or an empty string."""
    found = _TITLE.match(title)
    organ = found["organ"].strip() if found else ""
    return organ if organ and is_organ(organ) else ""


def issued_object(title: str) -> str:
    """What a 印发/转发 title issues, without book-title marks; an empty string for other titles."""
    found = _ISSUED.search(title)
    return found["object"].strip("《》") if found else ""


def doc_number(text: str) -> tuple[str, bool] | None:
    """Read a whole text as a document number (发文字号): (normal spelling, whether brackets had been lost).

    Accepts (2023), [2023], 【2023】, 第16号, leading zeros and lost brackets (rule N10); the normal spelling is
    机关代字〔year〕n号.
    """
    for pattern, damaged in ((_DOC_NUMBER, False), (_BARE_DOC_NUMBER, True)):
        found = pattern.fullmatch(text.strip())
        if found:
            return f"{found['code']}\u3014{found['year']}\u3015{found['n']}号", damaged
    return None


def calendar_date(text: str) -> date | None:
    """Read a whole text as a date: 2026年1月9日, 2026-01-09, 二〇二六年一月九日. None for anything else."""
    text = text.strip()
    for pattern in (_WRITTEN_DATE, _NUMERIC_DATE):
        if found := pattern.fullmatch(text):
            return _valid(*map(int, found.groups()))
    if found := _HAN_DATE.fullmatch(text):
        year = int("".join(str(_DIGITS[digit]) for digit in found[1]))
        return _valid(year, han_number(found[2]), han_number(found[3]))
    return None


def bare_dates(text: str) -> tuple[date, ...]:
    """All dates that bare digits may mean after 年月日 were lost: 2022331 -> (2022-03-31,)."""
    found = _BARE_DATE.fullmatch(text.strip())
    if not found:
        return ()
    rest = found[2]
    cuts = [2] if len(rest) == 4 else range(1, len(rest))
    parts = ((rest[:at], rest[at:]) for at in cuts)
    readings = (
        _valid(int(found[1]), int(month), int(day))
        for month, day in parts
        if len(rest) == 4 or "0" not in (month[0], day[0])
    )
    return tuple(reading for reading in readings if reading)


def han_number(text: str) -> int:
    """1..99 in Chinese numerals -> int (十二 -> 12); 0 when it is none."""
    tens, ten, ones = text.rpartition("十")
    if any(digit not in _DIGITS for digit in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def han_numeral(number: int) -> str:
    """1..99 -> Chinese numeral (12 -> 十二)."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name the same text: spaces, quotes, brackets and book-title marks do not count."""
    return _bare(one) == _bare(other) != ""


def _bare(text: str) -> str:
    return re.sub(r"[\s《》〈〉“”\"'‘’()\uff08\uff09]", "", text)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
