"""Typed settings from the environment: `ZHENGBAN_` and the field's name in capitals.

Each field has a default and says what it is for; `python -m server settings` prints them all.
"""

import os
from pathlib import Path
from typing import Any

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one office runs. The defaults need no service and no configuration."""

    data: Path = Path("var")
    """Folder for everything the office keeps on disk: database, files, fonts, first-run secrets."""

    database_url: str = ""
    """Database. Empty: SQLite in the data folder. PostgreSQL: asyncpg://user@host:5432/name"""

    host: str = "127.0.0.1"
    """Address to listen on; `::` for every interface, IPv4 and IPv6."""

    port: int = 8000
    """Port to listen on."""

    fonts: Path | None = None
    """Folder with the office's own licensed fonts, named as their makers name them."""

    max_upload: int = 50_000_000
    """Largest file that is taken in, bytes."""

    max_body: int = 2_000_000
    """Largest JSON body that is taken in, bytes."""

    session_hours: int = 12
    """How long a login lasts; 12 at most."""

    hash_memory: int = 65_536
    """Memory for one password hash (argon2id), KiB."""

    log_json: bool = False
    """Log lines as JSON instead of coloured text."""

    def orm_url(self) -> str:
        """Where the tables live, in the ORM's words."""
        if not self.database_url:
            return f"sqlite://{self.data / 'zhengban.db'}?synchronous=FULL&busy_timeout=5000"
        return self.database_url.replace("postgresql://", "asyncpg://").replace("postgres://", "asyncpg://")


def load() -> Settings:
    """The settings of this process. Raises msgspec.ValidationError that names the wrong field."""
    given: dict[str, Any] = {
        name: os.environ[f"ZHENGBAN_{name.upper()}"]
        for name in Settings.__struct_fields__
        if f"ZHENGBAN_{name.upper()}" in os.environ
    }
    return msgspec.convert(given, Settings, strict=False, dec_hook=lambda kind, text: kind(text))
