"""要素: the fields of an entry, what they may hold, which must be there, and which a person has to look at."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from policy_library.catalogue.errors import AudienceUnfit, DaysReversed, FieldInvalid, Incomplete
from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.parsing.numbers import printed


class Level(StrEnum):
    """层级 of the organ that made a policy."""

    UNKNOWN = ""
    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class FieldName(StrEnum):
    """What is read from a policy, or typed by an editor."""

    TITLE = "title"
    INNER_TITLE = "inner_title"
    DOC_NUMBER = "doc_number"
    ISSUER = "issuer"
    KIND = "kind"
    GENRE = "genre"
    LEVEL = "level"
    REGION = "region"
    FORMED_ON = "formed_on"
    PUBLISHED_ON = "published_on"
    EFFECTIVE_FROM = "effective_from"
    VALID_UNTIL = "valid_until"
    ADDRESSEE = "addressee"
    PERIOD = "period"
    DISCLOSURE = "disclosure"
    VALIDITY = "validity"
    INDEX_NUMBER = "index_number"
    ATTACHMENTS = "attachments"
    INTERPRETATIONS = "interpretations"
    SOURCE_URL = "source_url"


REQUIRED = (FieldName.TITLE, FieldName.ISSUER, FieldName.FORMED_ON)
"""Without these nothing is published; the rest of what is required (索引号, 公开属性) every entry has."""

TERM = (FieldName.EFFECTIVE_FROM, FieldName.VALID_UNTIL)
DATES = frozenset({FieldName.FORMED_ON, FieldName.PUBLISHED_ON, *TERM})
LIMITS = {
    FieldName.TITLE: 500,
    FieldName.DOC_NUMBER: 100,
    FieldName.ISSUER: 200,
    FieldName.KIND: 20,
    FieldName.GENRE: 20,
    FieldName.LEVEL: 8,
    FieldName.REGION: 50,
}
"""The fields that are columns of the entry, with the longest they may be; the dates are the other ones."""

SURE = 85
"""Percent; what was read with less confidence, a title that was put together among it, a person has to confirm."""

MANUAL, MISSING = "manual", "missing"
_ENDINGS = {
    **{kind: kind for kind in ("决议", "决定", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告")},
    **{kind: kind for kind in ("请示", "批复", "议案", "函", "纪要")},
    "条例": "法规",
}
"""How the title of a kind ends: the fifteen of 条例 art. 8, 命令 being 令, and what the library has besides."""

POLICY_KINDS = frozenset({*_ENDINGS.values(), "规章"})
"""文种 by the names that people know; an entry has one of these, or none yet."""

_REMARK = re.compile(r"[\uff08(][^\uff08\uff09()]{1,20}[\uff09)]$")


_OF_THE_STATE = ("国务院", "中华人民共和国", "全国人民代表大会", "国家")
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_LEVELS = {
    **dict.fromkeys(("省", "自治区"), Level.PROVINCE),
    **dict.fromkeys(("市", "自治州", "盟", "地区"), Level.CITY),
    **dict.fromkeys(("县", "区", "旗"), Level.COUNTY),
    **dict.fromkeys(("乡", "镇", "街道"), Level.TOWNSHIP),
}
_SEAT = re.compile(
    rf"(?:[\u4e00-\u548b\u548d-\u9fff]{{2,6}}?({'|'.join(sorted(_LEVELS, key=len, reverse=True))})){{1,3}}"
)
"""Up to three places, each a name of two to six characters, none of them 和, and what it is."""


@dataclass(frozen=True)
class Field:
    """One field as it was read: its text, where it stands in the source, how and how surely it was found."""

    name: FieldName
    value: str
    spans: tuple[tuple[int, int, int], ...] = ()
    """Paragraph, first and last character of the source."""
    method: str = MANUAL
    confidence: int = 100

    @property
    def needs_review(self) -> bool:
        """Whether a person has to look at it."""
        return self.confidence < SURE


def with_missing(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields that hold something and fit, and an empty one, to be looked at, for each required one that is not."""
    found = {field.name: field for field in fields if field.value and _fits(field)}
    absent = [Field(name, "", method=MISSING, confidence=0) for name in REQUIRED if name not in found]
    return (*found.values(), *absent)


def columns(fields: Iterable[Field]) -> dict[str, Any]:
    """What the fields say of the entry's own columns. Raises FieldInvalid for what cannot be one."""
    return {
        field.name.value: value_of(field.name, field.value)
        for field in fields
        if field.name in LIMITS or field.name in DATES
    }


def value_of(name: FieldName, text: str) -> str | date | None:
    """The value that a field's text stands for; an empty date is none, a number is as it is printed, 〔2020〕5号.

    Raises FieldInvalid.
    """
    text = printed(text.strip()) if name is FieldName.DOC_NUMBER else text.strip()
    if len(text) > LIMITS.get(name, len(text)):
        raise FieldInvalid(field=name, limit=LIMITS[name])
    if name is FieldName.KIND and text and text not in POLICY_KINDS:
        raise FieldInvalid(field=name, allowed=sorted(POLICY_KINDS))
    try:
        if name in DATES:
            return date.fromisoformat(text) if text else None
        return Level(text) if name is FieldName.LEVEL else text
    except ValueError as fault:
        raise FieldInvalid(field=name) from fault


def kind_of(title: str) -> str:
    """文种, as the title ends before a remark such as （试行）; empty when it ends in none."""
    bare = _REMARK.sub("", title.strip())
    return next((kind for ending, kind in _ENDINGS.items() if bare.endswith(ending)), "")


def seat_of(issuer: str) -> tuple[Level, str]:
    """层级 and 地区 as an issuer's own name says them: 某市某区人民政府 is of the county level, of 某市某区."""
    if issuer.startswith(_OF_THE_STATE):
        return Level.STATE, ""
    found = _SEAT.match(issuer)
    if found is None:
        return Level.UNKNOWN, ""
    seat = found[0]
    return (Level.PROVINCE if seat in _MUNICIPALITIES else _LEVELS[found[1]]), seat


def publicity_of(note: str) -> Publicity:
    """公开属性 as the document's own note says (附注); what says nothing is not public."""
    if "依申请公开" in note:
        return Publicity.ON_REQUEST
    said = "公开" in note and "不公开" not in note and "不予公开" not in note
    return Publicity.PROACTIVE if said else Publicity.NOT_PUBLIC


def check_complete(values: Mapping[str, Any], unsure: Iterable[str], clauses: bool) -> None:
    """Refuse what nobody may review or publish yet: something required is not there, or a field is not confirmed.

    `values` are the entry's columns; `unsure` names the fields that need a look; `clauses` is whether there is any
    text. Raises Incomplete.
    """
    missing = [name.value for name in REQUIRED if not values[name]] + ([] if clauses else ["text"])
    waiting = sorted(set(unsure) - set(missing))
    if missing or waiting:
        raise Incomplete(missing=missing, unconfirmed=waiting)


def check_audience(publicity: Publicity, audience: int) -> None:
    """PROACTIVE is for everybody; anything else is for `audience` named organs, one at least. Raises AudienceUnfit."""
    if (publicity is Publicity.PROACTIVE) == bool(audience):
        raise AudienceUnfit


def check_term(effective_from: date | None, valid_until: date | None) -> None:
    """A term does not end before it begins. Raises DaysReversed."""
    if effective_from and valid_until and valid_until < effective_from:
        raise DaysReversed


def _fits(field: Field) -> bool:
    try:
        value_of(field.name, field.value)
    except FieldInvalid:
        return False
    return True
