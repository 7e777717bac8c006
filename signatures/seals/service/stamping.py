"""时间戳 for what is sealed: from the office's own service, or from another over HTTP (RFC 3161)."""

import secrets

from server.kit import clock
from server.kit.ground import ground
from signatures.gm import timestamps
from signatures.gm.errors import TimestampRefused
from signatures.gm.keys import Family, digest
from signatures.gm.pki.making import new_serial
from signatures.gm.timestamps import Stamper
from signatures.seals.errors import TimeServiceFailed
from signatures.seals.rules.authority import Part
from signatures.seals.service.authority import Chain, Held, chain, held
from signatures.seals.service.outside import NoAnswer, ask


async def stamper(family: Family) -> Stamper:
    """Whoever tells the time for signatures of a family: signature value -> token; blocks, in a worker thread.

    The stamper raises TimeServiceFailed, KeyLocked, KeyServiceFailed: what cannot be stamped is not sealed.
    """
    address = ground().settings.tsa_url
    if address:
        return lambda value: _asked(address, digest(family, (value,)), family)
    own, above = await held(Part.TIME, family), await chain(family)
    return lambda value: _own(own, above, digest(family, (value,)), family)


def _own(own: Held, above: Chain, imprint: bytes, family: Family) -> bytes:
    return timestamps.make(imprint, own.signer(), above, new_serial(), clock.now(), family)


def _asked(address: str, imprint: bytes, family: Family) -> bytes:
    request = timestamps.request(imprint, family, secrets.randbits(63))
    try:
        return timestamps.token_in(ask("POST", address, request, content_type="application/timestamp-query"), request)
    except (NoAnswer, TimestampRefused) as fault:
        raise TimeServiceFailed(reason=str(fault)) from fault
