"""The journal's chain: each entry's SM3 covers the one before it, and links of a global chain hold the entries."""

import json
from collections.abc import Iterator
from typing import Any

from signatures.standalone.digests import sm3

GENESIS = "0" * 64
GOOD, BAD, NOTE = "√", "×", "·"


def chain_lines(data: bytes | None) -> Iterator[tuple[str, str]]:
    """What chain.json proves: whole chains from their first entry, and which of their entries the links hold.

    Raises KeyError, ValueError, TypeError for one that cannot be read.
    """
    if data is None:
        yield BAD, "包内没有办理记录的链（chain.json）"
        return
    chain = json.loads(data)
    hashes = [entry["hash"] for each in chain["chains"] for entry in each["entries"]]
    for each in chain["chains"]:
        broken, told = entries_fault(each["entries"]), f"{len(each['entries'])}条记录首尾相接，未被改动"
        yield (BAD if broken else GOOD), f"办理记录链：{broken or told}"
    fault = links_fault(chain["links"])
    if fault:
        yield BAD, f"总链：{fault}"
        return
    anchored = {each for link in chain["links"] for each in json.loads(link["said"])[2]}
    waiting = len([each for each in hashes if each not in anchored])
    if chain["links"]:
        yield GOOD, f"总链：{len(chain['links'])}节首尾相接，包含{len(hashes) - waiting}条办理记录"
    if waiting:
        yield NOTE, f"总链：有{waiting}条记录在制作证据包时尚未汇入"
    if chain["links"]:
        n, _, _, _ = json.loads(chain["links"][-1]["said"])
        yield NOTE, f"总链第{n}节的SM3，请与机关公布或者留存的比对：{chain['links'][-1]['hash']}"


def entries_fault(entries: list[dict[str, Any]]) -> str | None:
    """Where the chain of one matter does not hold; None if it does."""
    previous, subject = GENESIS, None
    for seq, entry in enumerate(entries, start=1):
        said = json.loads(entry["said"])
        subject = subject or said["subject_id"]
        if sm3(entry["said"].encode()).hex() != entry["hash"]:
            return f"第{seq}条内容被改动"
        if said["seq"] != seq or said["previous"] != previous or said["subject_id"] != subject:
            return f"第{seq}条与上一条不相衔接"
        previous = entry["hash"]
    return None if entries else "没有记录"


def links_fault(links: list[dict[str, Any]]) -> str | None:
    """Where the run of links does not hold; None if it does. It may begin anywhere, and has no gap."""
    before: tuple[int, str] | None = None
    for link in links:
        n, _, _, previous = json.loads(link["said"])
        if sm3(link["said"].encode()).hex() != link["hash"]:
            return f"第{n}节被改动"
        if before and before != (n - 1, previous):
            return f"第{n}节与上一节不相衔接"
        before = n, link["hash"]
    return None
