"""Typed settings from the environment: `ZHENGBAN_` and the field's name in capitals.

Each field has a default and says what it is for; `python -m server settings` prints them all.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one office runs. The defaults need no service and no configuration."""

    data: Annotated[Path, Meta(description="数据目录：数据库、文件、字体和首次运行生成的密钥")] = Path("var")
    database_url: Annotated[
        str, Meta(description="数据库；留空为数据目录中的 SQLite，或 postgres://user@host:5432/name")
    ] = ""
    host: Annotated[str, Meta(description="监听地址；:: 为全部 IPv4 和 IPv6 地址")] = "127.0.0.1"
    port: Annotated[int, Meta(description="监听端口", ge=1, le=65_535)] = 8000
    fonts: Annotated[Path | None, Meta(description="本单位已获授权的字体目录，文件名照字体厂商的原名")] = None
    max_upload: Annotated[int, Meta(description="接收文件的最大字节数", ge=1_000)] = 50_000_000
    max_body: Annotated[int, Meta(description="JSON 请求体的最大字节数", ge=1_000)] = 2_000_000
    session_hours: Annotated[int, Meta(description="登录有效小时数，最长 12", ge=1, le=12)] = 12
    hash_memory: Annotated[int, Meta(description="计算一次口令哈希（argon2id）所用内存，KiB", ge=8)] = 65_536
    key_file: Annotated[Path | None, Meta(description="保护私钥的密钥文件；留空为数据目录中的 secret.key")] = None
    seal_form: Annotated[
        Literal["ses", "gm_cms", "pades"],
        Meta(description="公文用印的形式：ses 电子签章（GB/T 38540）、gm_cms 国密签名、pades 国际通行签名"),
    ] = "ses"
    seal_service: Annotated[str, Meta(description="外部印章密码服务的地址；留空则私钥由本系统加密保存")] = ""
    seal_service_token: Annotated[str, Meta(description="外部印章密码服务的访问令牌")] = ""
    tsa_url: Annotated[str, Meta(description="时间戳服务（RFC 3161）的地址；留空则由本单位自己签发时间戳")] = ""
    public_url: Annotated[
        str, Meta(description="本系统的公开地址，印在纸质公文的二维码中，第一次用印之前就应设定；留空为监听地址")
    ] = ""
    log_json: Annotated[bool, Meta(description="日志输出为 JSON")] = False

    def address(self) -> str:
        """Where others reach this office."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def orm_url(self) -> str:
        """Where the tables live, in the ORM's words."""
        if not self.database_url:
            return f"sqlite://{self.data / 'zhengban.db'}?synchronous=FULL&busy_timeout=5000"
        return self.database_url.replace("postgresql://", "asyncpg://").replace("postgres://", "asyncpg://")


SECRET = frozenset({"seal_service_token"})
"""Settings that are never shown."""


class WrongSetting(ValueError):
    """A setting that is not what it must be; says which one and why."""


def load() -> Settings:
    """The settings of this process. Raises WrongSetting."""
    given: dict[str, Any] = {
        name: os.environ[f"ZHENGBAN_{name.upper()}"]
        for name in Settings.__struct_fields__
        if f"ZHENGBAN_{name.upper()}" in os.environ
    }
    try:
        return msgspec.convert(given, Settings, strict=False, dec_hook=lambda kind, text: kind(text))
    except msgspec.ValidationError as fault:
        reason, _, field = str(fault).rstrip("`").rpartition(" - at `$.")
        raise WrongSetting(f"ZHENGBAN_{field.upper()} ({reason})") from fault


def described() -> dict[str, str]:
    """What each setting is for, by its field name."""
    hints = get_type_hints(Settings, include_extras=True)
    return {name: str(get_args(hint)[1].description) for name, hint in hints.items()}
