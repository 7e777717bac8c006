"""时间戳 for what is sealed: from the office's own service, or from another over HTTP (RFC 3161)."""

import secrets

from server.kit import clock
from server.kit.ground import ground
from signatures.gm import timestamps
from signatures.gm.errors import TimestampRefused
from signatures.gm.keys import Family, digest
from signatures.gm.pki.making import new_serial
from signatures.gm.timestamps import Stamper, Token
from signatures.judgement.codes import Severity
from signatures.judgement.times import TOLERANCE, judge_timestamp
from signatures.judgement.trust import Trust
from signatures.seals.errors import TimeServiceFailed
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import Chain, Held, chain, held
from signatures.seals.service.outside import NoAnswer, ask
from signatures.seals.service.trusting import trust


async def stamper(family: Family) -> Stamper:
    """Whoever tells the time for signatures of a family: signature value -> token; blocks, in a worker thread.

    The stamper raises TimeServiceFailed, KeyLocked, KeyServiceFailed: what cannot be stamped is not sealed. Another's
    time is taken for the time of the act only if the authority is trusted here and its clock agrees with ours. Outside
    of transactions. Raises TrustUnreadable.
    """
    address = ground().settings.tsa_url
    if address:
        trusted = await trust()
        return lambda value: _asked(address, digest(family, (value,)), family, trusted)
    own, above = await held(Part.TIME, family), await chain(family)
    return lambda value: _own(own, above, digest(family, (value,)), family)


def _own(own: Held, above: Chain, imprint: bytes, family: Family) -> bytes:
    return timestamps.make(imprint, own.signer(), above, new_serial(), clock.now(), family)


def _asked(address: str, imprint: bytes, family: Family, trusted: Trust) -> bytes:
    request = timestamps.request(imprint, family, secrets.randbits(63))
    try:
        token = timestamps.token_in(ask("POST", address, request, content_type="application/timestamp-query"), request)
    except (NoAnswer, TimestampRefused) as fault:
        raise TimeServiceFailed(reason=str(fault)) from fault
    _check(timestamps.read(token), imprint, trusted)
    return token


def _check(token: Token, imprint: bytes, trusted: Trust) -> None:
    """Whether the verifier will believe this time stamp. Raises TimeServiceFailed."""
    now = clock.now()
    if abs(token.at - now) > TOLERANCE:
        raise TimeServiceFailed(reason="时间戳的时间与本单位时钟相差超过5分钟")
    found = judge_timestamp("time_stamp", token, imprint, trusted, max(now, token.at)).findings
    wrong = [each for each in found if each.severity is Severity.ERROR]
    if wrong:
        said = wrong[0].evidence.get("why") or wrong[0].evidence.get("because") or wrong[0].code
        raise TimeServiceFailed(reason=f"时间戳服务的证书不受本单位信任（{said}）")
