"""The same action under the same key happens once; a repeat gets the first answer."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from server.kit import clock
from server.kit.db import atomic
from server.kit.errors import Invalid, Malformed
from server.kit.tables import Answered

KEY = re.compile(r"[!-~]{1,64}")


KEPT = timedelta(days=2)
"""How long a first answer is kept: a phone that was offline over a day still gets it."""


class KeyReused(Invalid):
    """该幂等键已用于另一项操作，请换用新的键。"""

    code = "office.idempotency_key_reused"


async def once(person_id: UUID, key: str, asked: bytes, run: Callable[[], Awaitable[Response]]) -> Response:
    """Run an action, or answer as the first time if this person already asked it under this key.

    The answer is kept in the action's own transaction, so either both exist or neither. A refusal is not kept:
    nothing happened, and asking again is asking anew. Raises KeyReused if the key stood for something else.
    """
    if not KEY.fullmatch(key):
        raise Malformed(reason="Idempotency-Key")
    fingerprint = sha256(asked).hexdigest()
    try:
        async with atomic():
            row = await Answered.create(
                person_id=person_id, key=key, fingerprint=fingerprint, status=0, answer=b"", at=clock.now()
            )
            response = await run()
            await Answered.filter(id=row.id).update(status=response.status_code, answer=bytes(response.body))
            return response
    except IntegrityError:
        first = await Answered.get_or_none(person_id=person_id, key=key)
        if first is None:
            raise
    if first.fingerprint != fingerprint:
        raise KeyReused
    return Response(first.answer, first.status, media_type="application/json" if first.answer else None)


async def forget() -> None:
    """Drop the answers that are older than any retry."""
    await Answered.filter(at__lt=clock.now() - KEPT).delete()
