"""What identifies a policy: its number and title in one spelling, and the index number (索引号) it gets for good."""

import re
from dataclasses import dataclass

from policy_library.catalogue.errors import OrganCodeInvalid
from policy_library.parsing import numbers
from policy_library.parsing.folding import fold

_ORGAN_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LONGEST_KEY = 500


@dataclass(frozen=True)
class Identity:
    """A policy as it is told from others; empty is unknown."""

    title_key: str
    number_key: str
    issuer: str


def identity(title: str, doc_number: str, issuer: str) -> Identity:
    """The identity of a policy under its title, 发文字号 and issuer as they are written anywhere."""
    return Identity(title_key(title), number_key(doc_number), issuer.strip())


def title_key(title: str) -> str:
    """A title in one spelling: width, script, brackets, marks and spaces make no difference."""
    return "".join(filter(str.isalnum, fold(title).text))[:LONGEST_KEY]


def number_key(doc_number: str) -> str:
    """The key 机关代字|年|号 of a document number in any spelling; empty for what is none."""
    return (numbers.key(doc_number) or "")[:100]


def same(one: Identity, other: Identity) -> bool:
    """Whether two identities are one policy: the same number, or, where one has no number, the same title.

    Never when both issuers are known and differ.
    """
    if one.issuer and other.issuer and one.issuer != other.issuer:
        return False
    if one.number_key and other.number_key:
        return one.number_key == other.number_key
    return bool(one.title_key) and one.title_key == other.title_key


def check_organ_code(code: str) -> None:
    """Refuse what is no 组织机构代码: eight characters and a check character (GB 11714). Raises OrganCodeInvalid."""
    if not _ORGAN_CODE.fullmatch(code):
        raise OrganCodeInvalid
    rest = (11 - sum(int(c, 36) * w for c, w in zip(code[:8], _WEIGHTS, strict=True)) % 11) % 11
    if code[8] != ("X" if rest == 10 else str(rest)):
        raise OrganCodeInvalid


def index_no(organ_code: str, year: int, n: int) -> str:
    """索引号: code of the organ, year of publication, number in sequence from 1, such as 123456788/2026-00001."""
    return f"{organ_code}/{year:04}-{n:05}"
