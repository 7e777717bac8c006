"""登记编号: numbers without a hole, given in the transaction that enters them in the register."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from documents.issuing.errors import CodeElsewhere, NoSuchCode, NotNumbered, NotTheRegistrar
from documents.issuing.models import CodeRow, CounterRow, PrintRow, RegisterRow, SealRow
from documents.issuing.rules.numbers import Number, NumberState, first_gap, year_of
from documents.issuing.service.press import arrange, printing, trial
from documents.issuing.service.signed import signed_text
from documents.workflow import service as workflow
from documents.workflow.rules.case import permit
from documents.workflow.rules.outbound import Action
from documents.workflow.service import File
from server.directory import service as directory
from server.directory.rules.standing import Actor, Role, Scope, holder_of_role
from server.journal import service as journal
from server.kit import clock, outbox
from server.kit.db import atomic
from server.kit.paging import page
from signatures.uses import service as uses

LONG_NUMBER = 9999
"""Stands for the number that is not known yet: as wide as any that an office reaches in a year."""


@dataclass(frozen=True)
class Numbered:
    """One line of the register (发文登记簿)."""

    document_id: UUID
    number: str
    n: int
    title: str
    formed_on: date
    state: NumberState
    reason: str
    registered_by: str
    at: datetime


@dataclass(frozen=True)
class Sealing:
    """The seal of one issuer, and how far it has come."""

    organ_id: UUID
    organ_name: str
    asked: bool
    """Whether it is being pressed now."""
    sealed_at: datetime | None


@dataclass(frozen=True)
class Printed:
    """What came from the press: `record` says which faces were used and what stood in for the office's own."""

    pages: int
    printed_on: date
    sha256: str
    """Of the print before it is sealed."""
    record: dict[str, Any]
    seal_asked: bool
    """Whether a seal is being pressed now."""
    seals: list[Sealing]
    """Of all issuers, in the order in which they seal; none on a kind that carries no seal."""
    sealed: str | None
    """SHA-256 of the file that goes out; None until the last issuer has sealed it."""
    sealed_at: datetime | None
    code: str
    """The verification code (验证码) on it; empty as long as nothing is sealed."""


@dataclass(frozen=True)
class Issued:
    """How far the issue of a document has come."""

    line: Numbered
    print: Printed | None


async def register(actor: Actor, document_id: UUID, code: str) -> Issued:
    """Enter a rechecked document in the register under its issuer's code and send it to print (登记, art. 25(2)).

    What cannot be printed gets no number, so the signed text is pressed once before. Whoever numbered it and asks
    again, having lost the answer, gets it again.
    Raises what `advance` raises, CodeElsewhere, CannotPrint, PrintDiffers.
    """
    own = RegisterRow.filter(document_id=document_id, code=code, registered_by=actor.person_id)
    if not await own.filter(state=NumberState.ISSUED).exists():
        await _try_print(actor, document_id, code)
        await _number(actor, document_id, code)
    return await issued(actor, document_id)


async def _try_print(actor: Actor, document_id: UUID, code: str) -> None:
    """Press a document as it would be if it were numbered now; nobody else has it pressed."""
    file = await workflow.open_file(actor, document_id)
    permit(actor, file.case, Action.REGISTER, file.opinions)
    await _check_code(file, code)
    text, today = await signed_text(file), clock.today()
    number = Number(code, year_of(text.kind, file.case.formed_on or today), LONG_NUMBER)
    await trial(await arrange(file, text, number.text, today), printing)


async def _number(actor: Actor, document_id: UUID, code: str) -> None:
    """The year is that of 成文日期, also after the turn of the year.

    The counter is touched last, so that others who number under the same code wait for the end of this only.
    """
    async with atomic():
        file = await workflow.advance(actor, document_id, Action.REGISTER)
        await _check_code(file, code)
        line = await _line(actor, file)
        await outbox.put("typeset", document_id=str(document_id))
        number = await _next(code, year_of(file.draft.kind, line["formed_on"]))
        await RegisterRow.create(**vars(number), text=number.text, **line)
        standing = actor.stand(holder_of_role(Role.REGISTRAR, file.case.issuer_id))
        await journal.record(actor, "issuing.number", document_id, standing, number=number.text)


async def _check_code(file: File, code: str) -> None:
    if not await CodeRow.exists(code=code, organ_id=file.case.issuer_id):
        raise CodeElsewhere


async def issued(actor: Actor, document_id: UUID) -> Issued:
    """Number and print of a document, for its readers. Raises NoSuchDocument, NotNumbered."""
    await workflow.open_file(actor, document_id)
    row = await RegisterRow.get_or_none(document_id=document_id)
    if row is None:
        raise NotNumbered
    printed = await PrintRow.get_or_none(document_id=document_id)
    return Issued(_as_line(row), await _as_print(printed) if printed else None)


async def book(
    actor: Actor, code: str, year: int, before: UUID | None, limit: int
) -> tuple[list[Numbered], UUID | None, int | None]:
    """The register of a code in a year (文号台账), newest first, for the issuer's registrar.

    Answers the lines, where the next page starts, and the first missing number, which must never be one.
    Raises NoSuchCode, NotTheRegistrar.
    """
    owner = await CodeRow.get_or_none(code=code)
    if owner is None:
        raise NoSuchCode
    if actor.stand(holder_of_role(Role.REGISTRAR, owner.organ_id), need=Scope.READ) is None:
        raise NotTheRegistrar
    query = RegisterRow.filter(code=code, year=year)
    rows, following = await page(query, before, limit)
    every = await query.values_list("n", flat=True)
    return [_as_line(row) for row in rows], following, first_gap(int(str(n)) for n in every)


async def _next(code: str, year: int) -> Number:
    """The next number. The update holds the counter until the transaction ends; whoever begins it may be raced."""
    counter = CounterRow.filter(code=code, year=year)
    while not await counter.update(given=F("given") + 1):
        await CounterRow.bulk_create([CounterRow(code=code, year=year)], ignore_conflicts=True)
    return Number(code, year, (await counter.get()).given)


async def _line(actor: Actor, file: File) -> dict[str, Any]:
    """What the register holds of a document beside its number."""
    text, issuer = await signed_text(file), await directory.organ(file.case.issuer_id)
    return {
        "document_id": file.draft.id,
        "title": text.title,
        "issuer_id": issuer.id,
        "issuer_name": issuer.name,
        "urgency": text.urgency,
        "formed_on": file.case.formed_on,
        "addressees": {"main": text.main_addressees, "cc": text.cc_addressees},
        "registered_by": actor.person_id,
        "registered_name": actor.name,
        "at": clock.now(),
    }


def _as_line(row: RegisterRow) -> Numbered:
    return Numbered(
        document_id=row.document_id,
        number=row.text,
        n=row.n,
        title=row.title,
        formed_on=row.formed_on,
        state=row.state,
        reason=row.reason,
        registered_by=row.registered_name,
        at=row.at,
    )


async def _as_print(row: PrintRow) -> Printed:
    seals = await _sealings(row.document_id)
    return Printed(
        pages=row.pages,
        printed_on=row.printed_on,
        sha256=row.sha256,
        record=row.record,
        seal_asked=any(each.asked for each in seals),
        seals=seals,
        sealed=row.sealed,
        sealed_at=row.sealed_at,
        code=await uses.code_of(row.sealed) if row.sealed else "",
    )


async def _sealings(document_id: UUID) -> list[Sealing]:
    rows = await SealRow.filter(document_id=document_id).order_by("no")
    organs = await directory.organs(row.organ_id for row in rows)
    return [
        Sealing(
            organ_id=row.organ_id,
            organ_name=organs[row.organ_id].name,
            asked=row.asked_by is not None and row.sha256_after is None,
            sealed_at=row.sealed_at,
        )
        for row in rows
    ]
