"""Whether the process lives, and whether it can serve (存活与就绪)."""

import msgspec
from tortoise.connection import get_connection

from server.kit.http import route


class Health(msgspec.Struct, frozen=True):
    """`ok` is all there is to say; an unready office answers an error instead."""

    status: str = "ok"


async def healthz() -> Health:
    """进程存活。"""
    return Health()


async def readyz() -> Health:
    """数据库可用，可以办公。"""
    await get_connection("default").execute_query("SELECT 1")
    return Health()


routes = [route("/healthz", "GET", healthz), route("/readyz", "GET", readyz)]
