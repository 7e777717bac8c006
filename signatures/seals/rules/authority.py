"""The office's own authority (印章中心): what it consists of, and how long its certificates are good."""

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from signatures.gm.keys import Family
from signatures.gm.pki.making import Validity


class Part(StrEnum):
    """What a key of the authority is for."""

    ROOT = "root"
    """Issues certificates and revocation lists, signs nothing else."""
    MAKER = "maker"
    """制章者: signs seal objects."""
    TIME = "time"
    """时间戳"""
    FORMER = "former"
    """A root under which nothing is issued any more; what it vouched for stays believed."""


class OwnChain(StrEnum):
    """The two chains of an office."""

    SM2 = "sm2"
    """国密"""
    ECDSA = "ecdsa"
    """One that common PDF readers understand."""


PARTS = (
    (Part.ROOT, Family.SM2),
    (Part.MAKER, Family.SM2),
    (Part.TIME, Family.SM2),
    (Part.ROOT, Family.ECDSA),
    (Part.TIME, Family.ECDSA),
)
"""Roots before what stands below them."""

FORM = {Family.SM2: "国密", Family.ECDSA: "国际"}

WORD = {Part.ROOT: "根证书", Part.MAKER: "制章证书", Part.TIME: "时间戳证书"}

AUTHORITY_YEARS = 20
SEAL_YEARS = 5
PERSONAL_YEARS = 5
"""For how long certificates are good; a seal is to be re-made before its own is over."""


def name_of(part: Part, family: Family) -> str:
    """How a certificate of the authority is called; whose it is, its organisation says."""
    return f"电子印章中心{WORD[part]}（{FORM[family]}）"


def good_for(years: int, today: date, zone: tzinfo) -> Validity:
    """A validity from the first minute of today: clocks of other offices may be a little behind."""
    start = datetime.combine(today, time(), zone)
    return Validity(start, start + timedelta(days=365 * years))
