"""收录: what comes into the catalogue, from an editor's file or from a dispatched document, in one shape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from policy_library.catalogue.rules.disclosure import Publicity
from policy_library.catalogue.rules.identity import Identity, identity
from policy_library.catalogue.rules.metadata import (
    DATES,
    TERM,
    Field,
    FieldName,
    columns,
    kind_of,
    publicity_of,
    seat_of,
    with_missing,
)
from policy_library.catalogue.rules.relations import Kind, Mention, Source
from policy_library.parsing.citations import Citation, Relation
from policy_library.parsing.clauses import Clause
from policy_library.parsing.policy import Policy
from policy_library.parsing.terms import Term
from server.intake.elements import Element

KINDS = {
    Relation.BASIS: Kind.IMPLEMENTS,
    Relation.IMPLEMENTS: Kind.IMPLEMENTS,
    Relation.CITES: Kind.CITES,
    Relation.ISSUES: Kind.CITES,
    Relation.AMENDS: Kind.AMENDS,
    Relation.REPEALS: Kind.REPEALS,
}
DERIVED, LITERAL = "derived", "literal"
DOUBTED = 50
"""Percent left to a field of which the source says two things."""


@dataclass(frozen=True)
class Dispatched:
    """A document of this office that has gone out, as its register and its signed text have it.

    `sha256` names the file that went out, a PDF.
    """

    organ_id: UUID
    place_id: UUID
    document_id: UUID
    title: str
    number: str
    issuer: str
    kind: str
    """Its Chinese name, one of `POLICY_KINDS`."""
    formed_on: date
    publicity: Publicity
    text: str
    sha256: str


@dataclass(frozen=True)
class Incoming:
    """Everything that a new entry is made of."""

    source: Source
    organ_id: UUID
    place_id: UUID
    sha256: str
    name: str
    media_type: str
    fields: tuple[Field, ...]
    publicity: Publicity
    text: str
    clauses: tuple[Clause, ...]
    mentions: tuple[Mention, ...]
    document_id: UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the entry that its fields are."""
        return columns(self.fields)

    @property
    def identity(self) -> Identity:
        """What tells it from others."""
        values = {field.name: field.value for field in self.fields}
        title, number = values.get(FieldName.TITLE, ""), values.get(FieldName.DOC_NUMBER, "")
        return identity(title, number, values.get(FieldName.ISSUER, ""))


def of_file(policy: Policy, organ_id: UUID, place_id: UUID, sha256: str, name: str, media_type: str) -> Incoming:
    """An editor's file, as parsing read it."""
    fields = with_missing(_fields(policy))
    note = policy.disclosure.value if policy.disclosure else ""
    return Incoming(
        source=Source.UPLOAD,
        organ_id=organ_id,
        place_id=place_id,
        sha256=sha256,
        name=name,
        media_type=media_type,
        fields=(*fields, *_derived(fields)),
        publicity=publicity_of(note),
        text=policy.text,
        clauses=policy.clauses,
        mentions=tuple(map(_mention, policy.citations)),
    )


def of_document(sent: Dispatched, clauses: Iterable[Clause], citations: Iterable[Citation], term: Term) -> Incoming:
    """A dispatched document; its register has said everything but its term, which somebody has to confirm."""
    known = {
        FieldName.TITLE: sent.title,
        FieldName.DOC_NUMBER: sent.number,
        FieldName.ISSUER: sent.issuer,
        FieldName.KIND: sent.kind,
        FieldName.FORMED_ON: sent.formed_on.isoformat(),
    }
    fields = (*(Field(name, value, method=LITERAL) for name, value in known.items()), *_term(term, sent.formed_on))
    return Incoming(
        source=Source.DISPATCHED,
        organ_id=sent.organ_id,
        place_id=sent.place_id,
        sha256=sent.sha256,
        name=f"{sent.number}{sent.title[:100]}.pdf",
        media_type="application/pdf",
        fields=(*fields, *_derived(fields)),
        publicity=sent.publicity,
        text=sent.text,
        clauses=tuple(clauses),
        mentions=tuple(map(_mention, citations)),
        document_id=sent.document_id,
    )


def _term(term: Term, formed_on: date) -> Iterator[Field]:
    """施行日期 and 有效期 of a text; that it begins on the day it was made, of which the register is sure, is sure."""
    for name in TERM:
        read: Element[date] | None = getattr(term, name.value)
        if read:
            field = _field(name, (read,), doubted=False)
            yield replace(field, confidence=100) if read.value == formed_on else field


def _fields(policy: Policy) -> list[Field]:
    doubted = {conflict.field for conflict in policy.conflicts}
    found = []
    for name in FieldName:
        read = getattr(policy, name.value, None)
        elements = read if isinstance(read, tuple) else (read,) if read else ()
        if elements:
            found.append(_field(name, elements, name.value in doubted))
    return found


def _field(name: FieldName, elements: tuple[Element[Any], ...], doubted: bool) -> Field:
    sure = min(round(element.confidence * 100) for element in elements)
    return Field(
        name=name,
        value="\n".join(_text(name, element.value) for element in elements),
        spans=tuple((span.number, span.start, span.end) for element in elements for span in element.spans),
        method=elements[0].method[:64],
        confidence=min(sure, DOUBTED) if doubted else sure,
    )


def _text(name: FieldName, value: Any) -> str:
    if name in DATES:
        return str(value.isoformat())
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _derived(fields: Iterable[Field]) -> Iterator[Field]:
    """文种, 体裁, 层级 and 地区 as title and issuer suggest them; an editor may say otherwise."""
    values = {field.name: field.value for field in fields}
    kind = values.get(FieldName.KIND) or kind_of(values[FieldName.TITLE])
    level, region = seat_of(values[FieldName.ISSUER])
    found = {FieldName.KIND: kind, FieldName.GENRE: kind, FieldName.LEVEL: level.value, FieldName.REGION: region}
    for name, value in found.items():
        if value and name not in values:
            yield Field(name, value, method=DERIVED)


def _mention(citation: Citation) -> Mention:
    number = (citation.doc_number or "")[:100]
    return Mention(
        title=citation.title[:500],
        number=number,
        target=identity(citation.title, number, ""),
        kind=KINDS[citation.relation],
        start=citation.start,
        end=citation.end,
        confidence=round(citation.confidence * 100),
        repaired=citation.repaired,
    )
