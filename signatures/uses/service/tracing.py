"""How a sealed file came to be: every press on it, from the first, with the request that allowed it."""

from dataclasses import dataclass

from signatures.uses.models import UseRow
from signatures.uses.rules.log import Result, Use
from signatures.uses.rules.requests import Request
from signatures.uses.service.reading import kept


@dataclass(frozen=True)
class Press:
    """One press that became part of a file, and the request that it was for."""

    use: Use
    request: Request


async def presses_of(sha256: str) -> tuple[Press, ...]:
    """The presses that led to a sealed file, in their order; none for a file that this office did not seal."""
    found: list[Press] = []
    while row := await UseRow.get_or_none(sha256_after=sha256, result=Result.SEALED):
        if row.use_id is None:
            break
        found.insert(0, Press(row.use(), await kept(row.use_id)))
        sha256 = row.sha256_before
    return tuple(found)
