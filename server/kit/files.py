"""Files on their way in and out, as services know them: no request, no response."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from server.kit.errors import TooLarge


@dataclass(frozen=True)
class Download:
    """A file to be handed out under a name."""

    path: Path
    media_type: str
    name: str


@dataclass(frozen=True)
class File:
    """A file that was made for this answer and is kept nowhere."""

    data: bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class Upload:
    """The raw request body, not read yet."""

    stream: AsyncIterator[bytes]

    async def read(self, limit: int) -> bytes:
        """The whole body, at most `limit` bytes. Raises TooLarge, having kept nothing."""
        data = bytearray()
        async for chunk in self.stream:
            data += chunk
            if len(data) > limit:
                raise TooLarge(limit=limit)
        return bytes(data)
