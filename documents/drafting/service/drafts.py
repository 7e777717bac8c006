"""Writing drafts: every save is a new version, and only the pen may save."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from documents.drafting.errors import NotADrafter, Stale, TooManyParagraphs, UnknownAddressee, UnknownIssuer
from documents.drafting.models import DraftRow, ReaderRow, VersionRow
from documents.drafting.rules.checks import Finding, check
from documents.drafting.rules.content import Content, hash_of, matter, texts, too_long
from documents.drafting.rules.pen import take_pen
from documents.drafting.service.reading import Draft, as_draft, content, draft
from server.directory import service as directory
from server.directory.rules.standing import Actor, PostHeld, Role, holder_of_author
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic, swap
from server.kit.ids import uuid7
from server.secrecy.gate import admit_texts


async def create(actor: Actor, issuer_id: UUID, text: Content, post_id: UUID | None = None) -> Draft:
    """Begin a document (拟稿) in one of the actor's drafting posts.

    Raises NotADrafter, Classified, TooManyParagraphs, UnknownAddressee, UnknownIssuer.
    """
    post = _drafting_post(actor, post_id)
    await _admit(text)
    async with atomic():
        row = await DraftRow.create(
            id=uuid7(),
            kind=text.kind,
            title=text.title,
            organ_id=post.organ_id,
            place_id=post.unit_id or post.organ_id,
            drafter_id=actor.person_id,
            drafter_name=actor.name,
            issuer_id=issuer_id,
            pen=holder_of_author(actor.person_id),
            no=0,
            hash="",
            matter="",
            at=clock.now(),
        )
        await open_for(row.id, [row.pen])
        await _save(actor, row, text, "拟稿")
        await journal.record(actor, "drafting.create", row.id, kind=text.kind, hash=row.hash)
    return as_draft(row)


async def revise(actor: Actor, document_id: UUID, base: int, text: Content, reason: str) -> Draft:
    """Save a new version on top of version `base`.

    Raises NoSuchDraft, PenElsewhere if this person may not change the text now, Stale if somebody saved in between,
    Classified, TooManyParagraphs, UnknownAddressee, UnknownIssuer. The same text again is no new version.
    """
    await draft(actor, document_id)
    await _admit(text)
    async with atomic():
        row = await DraftRow.get(id=document_id)
        standing = take_pen(actor, row.pen)
        if row.no != base:
            raise Stale(newest=row.no)
        if hash_of(text) != row.hash:
            await _save(actor, row, text, reason)
            await journal.record(actor, "drafting.revise", row.id, standing, no=row.no, hash=row.hash)
    return as_draft(row)


async def findings(document: Draft) -> list[Finding]:
    """What is wrong with the present text (公文送审前检查)."""
    text = await content(document.id, document.no)
    tree = await directory.line({document.issuer_id, *text.joint, *text.main, *text.cc})
    return check(tree, document.issuer_id, text)


async def give_pen(document: Draft, pen: str) -> None:
    """Hand the right to change the text to a holder; empty freezes it. Raises Conflict if it was saved meanwhile."""
    await swap(DraftRow, document.id, document.version, pen=pen)


async def open_for(document_id: UUID, holders: Iterable[str]) -> None:
    """Let holders read a document, now and later."""
    at = clock.now()
    known = {row.holder for row in await ReaderRow.filter(document_id=document_id)}
    fresh = [holder for holder in holders if holder not in known]
    await ReaderRow.bulk_create(ReaderRow(document_id=document_id, holder=h, at=at) for h in fresh)


async def _save(actor: Actor, row: DraftRow, text: Content, reason: str) -> None:
    changes = {
        "no": row.no + 1,
        "hash": hash_of(text),
        "matter": matter(text),
        "title": text.title,
        "kind": text.kind,
        "at": clock.now(),
    }
    await swap(DraftRow, row.id, row.version, **changes)
    row.update_from_dict({**changes, "version": row.version + 1})
    await VersionRow.create(
        document_id=row.id,
        no=row.no,
        hash=row.hash,
        content=msgspec.to_builtins(text),
        author_id=actor.person_id,
        author_name=actor.name,
        reason=reason,
        at=row.at,
    )


async def _admit(text: Content) -> None:
    """Nothing classified is kept; nobody unknown is addressed or issues (条例 art. 26; 保密法实施条例 art. 41)."""
    admit_texts(texts(text))
    if too_long(text):
        raise TooManyParagraphs
    known = await directory.organs((*text.joint, *text.main, *text.cc))
    if not known.keys() >= {*text.main, *text.cc}:
        raise UnknownAddressee
    if not known.keys() >= set(text.joint):
        raise UnknownIssuer


def _drafting_post(actor: Actor, post_id: UUID | None) -> PostHeld:
    for post in actor.posts:
        drafts = any(holder.startswith(f"{Role.DRAFTER}@") for holder in post.holders)
        if drafts and post_id in (None, post.id):
            return post
    raise NotADrafter
