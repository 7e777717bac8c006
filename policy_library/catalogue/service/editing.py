"""补正: an editor confirms and corrects what was read, and says what no text says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from messaging.notices import service as notices
from policy_library.catalogue.errors import (
    DuplicatePolicy,
    NotTheEditor,
    OrganCodeTaken,
    UnknownAudience,
    WrongState,
)
from policy_library.catalogue.models import AudienceRow, EntryRow, FieldRow, KeyRow, OrganCodeRow
from policy_library.catalogue.rules.disclosure import EDITABLE, Publicity
from policy_library.catalogue.rules.identity import check_organ_code, identity
from policy_library.catalogue.rules.metadata import (
    MANUAL,
    TERM,
    Field,
    FieldName,
    check_term,
    columns,
    value_of,
)
from policy_library.catalogue.rules.themes import check_theme
from policy_library.catalogue.service.entering import keys, refuse_twin
from policy_library.catalogue.service.reading import Entry, entry
from policy_library.catalogue.service.relations import resolve
from policy_library.catalogue.service.reviewing import ask_next
from policy_library.catalogue.service.seeing import case_of, find
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Standing, holder_of_role
from server.journal import service as journal
from server.kit import clock
from server.kit.db import atomic, swap
from server.secrecy.gate import admit_texts


@dataclass(frozen=True)
class Facts:
    """What an editor decides about a policy; `audience` are the organs that may read what is not for everybody.

    A day that is not given stays as it was read or typed; `correct` takes it away.
    """

    publicity: Publicity
    audience: tuple[UUID, ...] = ()
    effective_from: date | None = None
    valid_until: date | None = None
    theme: str = ""


async def correct(actor: Actor, entry_id: UUID, said: Sequence[tuple[FieldName, str]]) -> Entry:
    """Confirm fields (with the value they have) or correct them; the earlier value is kept.

    Raises NoSuchEntry, NotTheEditor, WrongState once reviews have begun, FieldInvalid, DaysReversed, DuplicatePolicy,
    Classified, Conflict.
    """
    admit_texts(text for _, text in said)
    typed = {name: Field(name, str(value_of(name, text) or "")) for name, text in said}
    try:
        async with atomic():
            row, standing = await _take_up(actor, entry_id)
            await _describe(actor, row, columns(typed.values()), typed.values())
            await _identify(actor, row.id)
            names = sorted(field.name.value for field in typed.values())
            await journal.record(actor, "catalogue.correct", row.id, standing, fields=names)
            await _ask_again(actor, row.id)
    except IntegrityError as fault:
        raise DuplicatePolicy from fault
    return await entry(actor, entry_id)


async def set_facts(actor: Actor, entry_id: UUID, facts: Facts) -> Entry:
    """Decide publicity, audience, term and theme, all at once.

    Raises NoSuchEntry, NotTheEditor, WrongState once reviews have begun, NoSuchTheme, DaysReversed, UnknownAudience,
    Conflict.
    """
    check_theme(facts.theme)
    audience = list(dict.fromkeys(facts.audience))
    async with atomic():
        row, standing = await _take_up(actor, entry_id)
        if len(await directory.organs(audience)) < len(audience):
            raise UnknownAudience
        days = {name.value: day for name in TERM if (day := getattr(facts, name))}
        decided = {"publicity": facts.publicity, "theme": facts.theme, **days}
        await _describe(actor, row, decided, [Field(FieldName(name), day.isoformat()) for name, day in days.items()])
        await AudienceRow.filter(entry_id=row.id).delete()
        await AudienceRow.bulk_create(AudienceRow(entry_id=row.id, organ_id=organ) for organ in audience)
        await journal.record(actor, "catalogue.set_facts", row.id, standing, audience=audience, **decided)
        await _ask_again(actor, row.id)
    return await entry(actor, entry_id)


async def set_organ_code(actor: Actor, organ_id: UUID, code: str) -> str:
    """Enter the 组织机构代码 of an organ, once and for all; for the system administrator.

    Raises NotAllowed, NoSuchOrgan, OrganCodeInvalid, OrganCodeTaken.
    """
    standing = actor.must_have(Role.SYS_ADMIN)
    await directory.organ(organ_id)
    check_organ_code(code)
    try:
        async with atomic():
            await OrganCodeRow.create(organ_id=organ_id, code=code)
            await journal.record(actor, "catalogue.set_organ_code", organ_id, standing, code=code)
    except IntegrityError as fault:
        raise OrganCodeTaken from fault
    return code


async def _take_up(actor: Actor, entry_id: UUID) -> tuple[EntryRow, Standing]:
    """An entry for its organ's editor, as long as it may be described."""
    row = await find(actor, entry_id)
    standing = actor.stand(holder_of_role(Role.POLICY_EDITOR, row.organ_id))
    if standing is None:
        raise NotTheEditor
    if row.state not in EDITABLE:
        raise WrongState(state=row.state)
    return row, standing


async def _describe(actor: Actor, row: EntryRow, changes: dict[str, Any], typed: Iterable[Field]) -> None:
    """Write columns of an entry, and the fields that they come from. Raises DaysReversed, Conflict."""
    kept = {name.value: getattr(row, name) for name in TERM}
    check_term(**{name: changes.get(name, day) for name, day in kept.items()})
    await swap(EntryRow, row.id, row.version, **changes)
    for field in typed:
        await _write_field(actor, row.id, field)


async def _write_field(actor: Actor, entry_id: UUID, field: Field) -> None:
    """The same value is confirmed where it stands; another one takes its place, and the earlier one is kept."""
    present = FieldRow.filter(entry_id=entry_id, name=field.name, current=True)
    confirmed: dict[str, Any] = {"confirmed_by": actor.name, "confirmed_at": clock.now()}
    if await present.filter(value=field.value).update(needs_review=False, **confirmed):
        return
    await present.update(current=False)
    await FieldRow.create(
        entry_id=entry_id,
        name=field.name,
        value=field.value,
        spans=[],
        method=MANUAL,
        confidence=field.confidence,
        needs_review=False,
        **confirmed,
    )


async def _identify(actor: Actor, entry_id: UUID) -> None:
    """Know an entry by what it is called now. Raises DuplicatePolicy, IntegrityError."""
    row = await EntryRow.get(id=entry_id)
    own = identity(row.title, row.doc_number, row.issuer)
    if own == row.identity() and await KeyRow.filter(entry_id=row.id, key__in=keys(own)).exists():
        return
    await refuse_twin(actor, own, besides=row.id)
    await EntryRow.filter(id=row.id).update(title_key=own.title_key, number_key=own.number_key)
    await KeyRow.filter(entry_id=row.id).delete()
    known_by = keys(own, row.sha256, row.document_id)
    await KeyRow.bulk_create(KeyRow(key=key, entry_id=row.id) for key in known_by)
    await resolve(await EntryRow.get(id=row.id))


async def _ask_again(actor: Actor, entry_id: UUID) -> None:
    """What the editor has put right may go on to the first review."""
    row = await EntryRow.get(id=entry_id)
    await notices.done(row.id, "complete")
    await ask_next(row, await case_of(row), actor.name)
