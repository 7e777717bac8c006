"""Keeping the index: one policy after a change, all of them when there is no index that can be used."""

from collections.abc import Iterable
from uuid import UUID

from anyio import to_thread
from tantivy import Index, IndexWriter

from policy_library.catalogue import service as catalogue
from policy_library.catalogue.service import Indexed
from policy_library.search.queries import next_ones
from policy_library.search.service.cards import digest_of, documents
from policy_library.search.service.reading import digests
from policy_library.search.service.shelf import Shelf, shelf, usable

BATCH = 100
"""Policies that are read, or committed, together."""

Policies = dict[str, Indexed | None]
"""Policies by their ids, as they are now; None is not to be found any more."""

HEAP = 32_000_000
"""Bytes that the writer of the index collects before it writes a segment."""


async def index(entry_id: UUID) -> None:
    """Bring the index up to date for one policy, and with the same commit for the others that wait.

    What a policy is now is read while nobody else writes, so the last writer knows best. Twice is as good as once.
    """
    here = shelf()
    async with here.alone():
        found = await usable()
        if found is None:
            await _rebuild(here)
            return
        policies = await _as_they_are([str(entry_id)])
        if await to_thread.run_sync(_changed, found, policies):
            policies |= await _as_they_are(await next_ones(BATCH))
            await to_thread.run_sync(_bring, found, policies)


async def rebuild() -> int:
    """Build the index anew from the catalogue, beside the present one, which answers until then.

    Answers how many policies are in it.
    """
    here = shelf()
    async with here.alone():
        return await _rebuild(here)


async def warm() -> None:
    """Have an index before anybody asks."""
    await ready()


async def ready() -> Index:
    """The index that counts; built anew if it is missing, torn, or of an older form."""
    here = shelf()
    found = await usable()
    if found is None:
        async with here.alone():
            found = await usable()
            if found is None:
                await _rebuild(here)
                found = await to_thread.run_sync(here.current)
    return found


async def _rebuild(here: Shelf) -> int:
    name, fresh = await to_thread.run_sync(here.fresh)
    count, after = 0, None
    writer = await to_thread.run_sync(lambda: fresh.writer(HEAP, 1))
    while ids := await catalogue.published_ids(after, BATCH):
        policies = [policy for entry in ids if (policy := await catalogue.indexed(entry)) is not None]
        await to_thread.run_sync(_add, writer, policies)
        count, after = count + len(policies), ids[-1]
    await to_thread.run_sync(_commit, writer)
    await to_thread.run_sync(here.replace, name)
    return count


async def _as_they_are(entries: Iterable[str]) -> Policies:
    return {entry: await catalogue.indexed(UUID(entry)) for entry in entries}


def _changed(found: Index, policies: Policies) -> Policies:
    """What differs from the index."""
    present = digests(found, sorted(policies))
    return {e: p for e, p in policies.items() if present.get(e) != (digest_of(p) if p else None)}


def _bring(found: Index, policies: Policies) -> None:
    changed, writer = _changed(found, policies), found.writer(HEAP, 1)
    for entry in changed:
        writer.delete_documents_by_term("entry", entry)
    _add(writer, [policy for policy in changed.values() if policy])
    _commit(writer)


def _add(writer: IndexWriter, policies: Iterable[Indexed]) -> None:
    for policy in policies:
        for document in documents(policy):
            writer.add_document(document)


def _commit(writer: IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()
