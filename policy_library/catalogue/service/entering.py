"""收录: files of editors and dispatched documents become entries; the same one twice is one."""

from hashlib import sha256
from uuid import UUID

from anyio import to_thread
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from policy_library.catalogue.errors import DuplicatePolicy, NotTheEditor
from policy_library.catalogue.models import ClauseRow, EntryRow, FieldRow, KeyRow, TextRow
from policy_library.catalogue.rules import incoming as rules
from policy_library.catalogue.rules.access import places_edited
from policy_library.catalogue.rules.disclosure import GONE
from policy_library.catalogue.rules.identity import Identity, same
from policy_library.catalogue.rules.incoming import Dispatched, Incoming
from policy_library.catalogue.service.reading import Entry, entry
from policy_library.catalogue.service.relations import relate
from policy_library.catalogue.service.reviewing import ask_next
from policy_library.catalogue.service.seeing import case_of, seen_by
from policy_library.parsing import terms
from policy_library.parsing.citations import Citation, citations
from policy_library.parsing.clauses import Clause, of_text
from policy_library.parsing.policy import Policy
from policy_library.parsing.read import read
from policy_library.parsing.terms import Term
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.intake import gate
from server.intake.bench import BENCH
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic
from server.kit.digest import sm3
from server.kit.files import Upload
from server.kit.ground import ground
from server.secrecy.gate import admit_file


async def import_file(actor: Actor, name: str, upload: Upload, organ_id: UUID | None = None) -> Entry:
    """Take in a TXT, DOCX or Markdown file for an organ whose library the actor edits.

    Without `organ_id`, for the issuer if it is one of those, and otherwise for the actor's own. The same bytes again
    answer the same entry. Raises NotTheEditor, Classified, what the gate refuses with, DuplicatePolicy, which names the
    entry to those who may see it.
    """
    _edited(actor, organ_id)
    data = await upload.read(ground().settings.max_upload)
    admitted, policy = await to_thread.run_sync(_read, name, data, limiter=BENCH)
    place = await _place(actor, organ_id, policy.issuer.value if policy.issuer else "")
    coming = rules.of_file(policy, *place, sha256(data).hexdigest(), admitted.name, admitted.media_type)
    entry_id = await _known(actor, coming)
    if entry_id is None:
        await ground().blobs.put(data)
        entry_id = await _enter_file(actor, coming)
    return await entry(actor, entry_id)


async def candidate(document: Dispatched) -> UUID:
    """A dispatched document becomes a candidate, by the office itself; answers its entry.

    Again, or when it is in the catalogue already, it answers the one that is there. Its text is read before the
    transaction, so do not call this inside one.
    """
    found = await to_thread.run_sync(_parts, document)
    coming = rules.of_document(document, *found)
    try:
        async with atomic():
            known = await _same_document(document.document_id) or await _twin(coming.identity)
            return known.id if known else await _enter(None, coming, None)
    except IntegrityError:
        known = await _same_document(document.document_id) or await _twin(coming.identity)
        if known is None:
            raise
        return known.id


def keys(identity: Identity, file: str = "", document_id: UUID | None = None) -> list[str]:
    """What two live entries may not share: number and issuer, or the title where there is none, file and document.

    `file` is the SHA-256 of the original.
    """
    found = [f"file:{file}"] if file else []
    found += [_document_key(document_id)] if document_id else []
    if identity.number_key:
        return [*found, f"number:{identity.number_key}|{identity.issuer}"]
    return [*found, f"title:{identity.title_key}|{identity.issuer}"] if identity.title_key else found


async def refuse_twin(actor: Actor, identity: Identity, besides: UUID | None = None) -> None:
    """Refuse what the catalogue has already; the entry is named to those who may see it. Raises DuplicatePolicy."""
    twin = await _twin(identity, besides)
    if twin:
        await _refuse(actor, twin.id)


def _read(name: str, data: bytes) -> tuple[gate.Admitted, Policy]:
    admitted = admit_file(name, data, gate.DRAFTS)
    return admitted, read(admitted.name, data)


def _parts(document: Dispatched) -> tuple[tuple[Clause, ...], tuple[Citation, ...], Term]:
    text = document.text
    return of_text(text), citations(text), terms.of_text(text, document.formed_on)


def _document_key(document_id: UUID) -> str:
    return f"document:{document_id}"


def _edited(actor: Actor, organ_id: UUID | None) -> tuple[Standing, list[UUID]]:
    """The standing of an editor, and the organs whose library they edit. Raises NotTheEditor."""
    organs = sorted(places_edited(actor.holders())) if organ_id is None else [organ_id]
    mine = [organ for organ in organs if actor.stand(holder_of_role(Role.POLICY_EDITOR, organ))]
    standing = actor.stand(*(holder_of_role(Role.POLICY_EDITOR, organ) for organ in mine)) if mine else None
    if standing is None:
        raise NotTheEditor
    return standing, mine


async def _place(actor: Actor, organ_id: UUID | None, issuer: str) -> tuple[UUID, UUID]:
    """The organ that keeps the entry, and the unit, the editor's own, whose head reviews first."""
    standing, mine = _edited(actor, organ_id)
    known = await directory.organs(mine)
    named = next((organ for organ in mine if organ in known and known[organ].name == issuer), None)
    organ = named or (standing.organ_id if standing.organ_id in mine else None) or mine[0]
    post = next((post for post in actor.posts if post.id == standing.post_id), None)
    return organ, (post.unit_id if post and post.unit_id else organ)


async def _enter_file(actor: Actor, coming: Incoming) -> UUID:
    """Enter it; whoever was first with the same bytes, a moment ago, has entered it for both."""
    standing, _ = _edited(actor, coming.organ_id)
    try:
        async with atomic():
            return await _known(actor, coming) or await _enter(actor, coming, standing)
    except IntegrityError:
        known = await _known(actor, coming)
        if known is None:
            raise
        return known


async def _known(actor: Actor, coming: Incoming) -> UUID | None:
    """The live entry of the very same file. Raises DuplicatePolicy for another file of a policy that is there.

    The twin is looked for first: when it has just come in with this very file, the file is there too.
    """
    twin = await _twin(coming.identity)
    key = await KeyRow.get_or_none(key=f"file:{coming.sha256}")
    if key is None:
        if twin:
            await _refuse(actor, twin.id)
        return None
    if not await EntryRow.filter(seen_by(actor), id=key.entry_id).exists():
        raise DuplicatePolicy
    return key.entry_id


async def _refuse(actor: Actor, entry_id: UUID) -> None:
    if await EntryRow.filter(seen_by(actor), id=entry_id).exists():
        raise DuplicatePolicy(entry_id=str(entry_id))
    raise DuplicatePolicy


async def _same_document(document_id: UUID) -> EntryRow | None:
    return await EntryRow.filter(document_id=document_id).order_by("-id").first()


async def _twin(identity: Identity, besides: UUID | None = None) -> EntryRow | None:
    """The live entry that is the same policy."""
    named = Q(title_key=identity.title_key) if identity.title_key else Q(id__in=[])
    numbered = Q(number_key=identity.number_key) if identity.number_key else Q(id__in=[])
    rows = await EntryRow.filter(named | numbered).exclude(state__in=list(GONE)).order_by("id")
    return next((row for row in rows if row.id != besides and same(identity, row.identity())), None)


async def _enter(actor: Actor | None, coming: Incoming, standing: Standing | None) -> UUID:
    """Write everything of a new entry. Raises IntegrityError if somebody was first with one of its keys."""
    own = coming.identity
    row = await EntryRow.create(
        **coming.columns,
        title_key=own.title_key,
        number_key=own.number_key,
        organ_id=coming.organ_id,
        place_id=coming.place_id,
        publicity=coming.publicity,
        source=coming.source,
        document_id=coming.document_id,
        sha256=coming.sha256,
        name=coming.name,
        media_type=coming.media_type,
        entered_by=actor.name if actor else "系统",
        entered_at=clock.now(),
    )
    known_by = keys(own, coming.sha256, coming.document_id)
    await KeyRow.bulk_create(KeyRow(key=key, entry_id=row.id) for key in known_by)
    await _write_parts(row, coming)
    await relate(row, coming.mentions)
    digests = {"sha256": coming.sha256, "text": sm3(coming.text.encode())}
    await journal.record(
        actor, "catalogue.enter", row.id, standing, source=coming.source, organ_id=coming.organ_id, **digests
    )
    await ask_next(row, await case_of(row), actor.name if actor else "")
    return row.id


async def _write_parts(row: EntryRow, coming: Incoming) -> None:
    await TextRow.create(entry_id=row.id, text=coming.text)
    await FieldRow.bulk_create(
        FieldRow(
            entry_id=row.id,
            name=field.name,
            value=field.value,
            spans=field.spans,
            method=field.method,
            confidence=field.confidence,
            needs_review=field.needs_review,
        )
        for field in coming.fields
    )
    facts = ("ord", "anchor", "level", "heading", "text", "start", "end")
    await ClauseRow.bulk_create(
        ClauseRow(entry_id=row.id, **{name: getattr(clause, name) for name in facts}) for clause in coming.clauses
    )
