"""The accounts of the demo city: one password, made at its first run, kept beside the database for its owner only."""

import os
import secrets
from pathlib import Path

from server.demo.city import PEOPLE, POSTS
from server.directory import service as directory

FILE = "demo-accounts.txt"
ADMINISTRATORS = {"sysadmin": "系统管理员", "secadmin": "安全管理员", "auditadmin": "审计管理员"}
"""三员, who come with every office."""


def new_password() -> str:
    """A password that nobody can guess and the policy accepts."""
    return f"Yj-{secrets.token_urlsafe(9)}7"


async def exist() -> bool:
    """Whether anybody works in this office yet."""
    organs, _ = await directory.list_organs(None, "", None, 1)
    return bool(organs)


def table(password: str) -> str:
    """Who can log in, for a person to read."""
    titles = {line.account: line.title for line in reversed(POSTS)}
    rows = [f"  {account:20} {name}  {titles.get(account, '')}" for account, name in PEOPLE.items()]
    rows += [f"  {account:20} {title}" for account, title in ADMINISTRATORS.items()]
    return "\n".join([f"演示城市：甬江市。口令（全部账号）：{password}", *rows])


def keep(data: Path, password: str) -> None:
    """Write the accounts where only the owner of the process can read them."""
    handle = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(table(password) + "\n")


def kept(data: Path) -> str:
    """What `keep` wrote; empty when this office is no demo."""
    path = data / FILE
    return path.read_text(encoding="utf-8") if path.exists() else ""
