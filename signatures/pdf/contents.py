"""What stands in /Contents, in each of its forms: read, held against the covered bytes, judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from signatures.gm import ses, timestamps
from signatures.gm.cms import CmsSignature
from signatures.gm.errors import TimestampMalformed
from signatures.gm.keys import Family, digest
from signatures.gm.timestamps import Token
from signatures.gm.timestamps.structures import DIGESTS, digest_by
from signatures.judgement.cms import judge_cms, read_cms
from signatures.judgement.codes import Code
from signatures.judgement.ses import judge_ses, read_ses
from signatures.judgement.times import judge_timestamp
from signatures.judgement.trust import Trust
from signatures.judgement.verdict import Finding, Form, Judged, found
from signatures.pdf.claims import Encoding
from signatures.pdf.presses import PROPERTY_INFO

Content = ses.Signature | CmsSignature | Token
Parts = Sequence[bytes | memoryview]
DIGEST_NAMED = {each.name: each for each in DIGESTS.values()}


def read_content(subject: str, encoding: Encoding, der: bytes) -> Content | Finding:
    """Read the DER of a signature; where that fails, the finding says what is wrong."""
    match encoding:
        case Encoding.SES:
            return read_ses(subject, der)
        case Encoding.CMS:
            return read_cms(subject, der)
        case Encoding.TIME_STAMP:
            return _read_token(subject, der)


def form_of(content: Content) -> Form:
    """In which form a file is signed."""
    match content:
        case ses.Signature():
            return Form.SES
        case CmsSignature():
            return Form.GM_CMS if content.family is Family.SM2 else Form.PADES
        case Token():
            return Form.TIME_STAMP


def sealed_digest(content: Content) -> bytes:
    """The digest that was signed."""
    return content.imprint if isinstance(content, Token) else content.digest


def present_digest(content: Content, parts: Parts) -> bytes:
    """The digest of the covered bytes as they are now, by the algorithm of the signature."""
    match content:
        case ses.Signature():
            return digest(Family.SM2, tuple(parts))
        case CmsSignature():
            return digest(content.family, tuple(parts))
        case Token():
            return digest_by(DIGEST_NAMED[content.digest], parts)


def judge(
    subject: str, content: Content, present: bytes, claimed_at: datetime | None, trust: Trust, now: datetime
) -> Judged:
    """Judge a signature over covered bytes of this digest. `claimed_at` is the time in the signature dictionary."""
    match content:
        case ses.Signature():
            return judge_ses(subject, content, digest=present, property_info=PROPERTY_INFO, trust=trust, now=now)
        case CmsSignature():
            dated = replace(content, claimed_at=content.claimed_at or claimed_at)
            return judge_cms(subject, dated, digest=present, trust=trust, now=now)
        case Token():
            return judge_timestamp(subject, content, present, trust, now)


def dated(content: Content, at: datetime) -> Content:
    """The same signature as if it claimed that moment."""
    return content if isinstance(content, Token) else replace(content, claimed_at=at)


def _read_token(subject: str, der: bytes) -> Token | Finding:
    try:
        return timestamps.read(der)
    except TimestampMalformed as fault:
        return found(Code.TIMESTAMP_INVALID, subject, why=str(fault))
