"""The hot path of sending, in SQL: what the ORM has no words for, or needs many statements for."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection

from messaging.chats.models import ConversationRow, MessageRow

Name = tuple[UUID, UUID, str]
"""Conversation, sender and cmid of a message."""


async def lock(chats: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Hold conversations until the end of the transaction; answers `last_seq` and `mver` of those that exist.

    On PostgreSQL the rows are locked, always in the order of their ids, so that two writers never wait for each other
    in a circle; on SQLite the transaction itself is alone.
    """
    rows = ConversationRow.filter(id__in=list(chats)).order_by("id").select_for_update()
    return {row.id: (row.last_seq, row.mver) for row in await rows}


async def known(names: Sequence[Name]) -> dict[Name, MessageRow]:
    """Those of the named messages that are stored already: one look into the unique key for each."""
    connection = get_connection("default")
    postgres = connection.capabilities.dialect == "postgres"
    values: list[Any] = [value if postgres else str(value) for name in names for value in name]
    marks = (
        f"(${n + 1}::uuid,${n + 2}::uuid,${n + 3}::text)" if postgres else "(?,?,?)" for n in range(0, len(values), 3)
    )
    sql = (
        f"WITH named(chat, sender, word) AS (VALUES {','.join(marks)}) "  # noqa: S608 only marks are put in
        "SELECT m.id FROM named CROSS JOIN chats_message m "
        "WHERE m.conversation_id = named.chat AND m.sender_id = named.sender AND m.cmid = named.word"
    )
    found = await connection.execute_query_dict(sql, values)
    rows = await MessageRow.filter(id__in=[row["id"] for row in found]) if found else []
    return {(row.conversation_id, row.sender_id, row.cmid or ""): row for row in rows}


async def advance(last: dict[UUID, int]) -> None:
    """Set the last number of each conversation; the caller holds them."""
    connection = get_connection("default")
    postgres = connection.capabilities.dialect == "postgres"
    mark, key = ("$1", "$2") if postgres else ("?", "?")
    sql = f"UPDATE chats_conversation SET last_seq = {mark} WHERE id = {key}"  # noqa: S608 only marks are put in
    await connection.execute_many(sql, [[seq, chat if postgres else str(chat)] for chat, seq in last.items()])


async def unread(person_id: UUID, chats: Sequence[UUID], most: int) -> dict[UUID, int]:
    """How many messages of others lie behind a person's watermark, looked for among the last `most` events of each."""
    if not chats:
        return {}
    connection = get_connection("default")
    postgres = connection.capabilities.dialect == "postgres"
    marks = [f"${n + 2}" if postgres else "?" for n in range(len(chats))]
    sql = (
        "SELECT p.conversation_id AS chat, COUNT(*) AS n "  # noqa: S608 only marks and a number are put in
        "FROM chats_member p JOIN chats_conversation c ON c.id = p.conversation_id "
        "JOIN chats_message m ON m.conversation_id = p.conversation_id "
        f"AND m.seq > p.read_seq AND m.seq > c.last_seq - {most} "
        f"WHERE p.person_id = {'$1' if postgres else '?'} AND p.conversation_id IN ({','.join(marks)}) "
        "AND m.sender_id <> p.person_id AND m.kind IN ('text', 'card') AND m.body IS NOT NULL "
        "GROUP BY p.conversation_id"
    )
    ids = [person_id, *chats]
    rows = await connection.execute_query_dict(sql, ids if postgres else [str(id) for id in ids])
    return {UUID(str(row["chat"])): row["n"] for row in rows}
