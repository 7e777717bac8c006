"""What the index keeps of a policy: one document for the whole of it, one for each clause."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from tantivy import Document, Schema, SchemaBuilder

from policy_library.catalogue.rules.validity import Facts
from policy_library.catalogue.service import Indexed
from policy_library.parsing.numbers import keys_in, tail_of
from policy_library.search.rules.asked import terms_of, title_key
from policy_library.search.rules.finding import FACETS
from server.kit.digest import canonical, sm3

FORM = "2"
"""Whoever changes what is written here raises it, and every office builds its index anew."""

WHOLE, CLAUSE = "whole", "clause"
TERMS = ("whole", "body", "title")
"""Text fields, of terms with a space between them: of the whole policy, of one clause, of the title."""

LONGEST, ENDS = 500, "。；！？\n"
"""Characters of a piece of a clause, and the marks where it may end."""

RAW = ("entry", "part", "audience", "number", "tail", "cited", "title_key", "facts", *FACETS)


class Card(msgspec.Struct, frozen=True):
    """What the answer says of a policy, so that nothing need be looked up."""

    id: UUID
    title: str
    doc_number: str
    numbers: tuple[str, ...]
    issuer: str
    kind: str
    level: str
    formed_on: date | None
    facts: Facts
    title_key: str
    title_terms: tuple[str, ...]
    digest: str
    """Of everything that was indexed: who has the same need not be indexed again."""


class ClauseCard(msgspec.Struct, frozen=True):
    """What the answer says of a clause."""

    entry: str
    anchor: str
    heading: str
    text: str
    start: int


def _schema() -> Schema:
    builder = SchemaBuilder()
    for name in TERMS:
        builder = builder.add_text_field(name, tokenizer_name="whitespace")
    for name in RAW:
        builder = builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder = builder.add_integer_field("day", fast=True)
    return builder.add_bytes_field("card", stored=True).build()


SCHEMA = _schema()


def digest_of(policy: Indexed) -> str:
    """SM3 of everything that is indexed of a policy."""
    return sm3(canonical(policy))


def documents(policy: Indexed) -> Iterator[Document]:
    """What is written for one policy. The title counts twice in every clause, as if it stood in the text."""
    title = " ".join(terms_of(policy.title))
    common = _common(policy)
    texts = [" ".join(terms_of(f"{clause.anchor}\n{clause.text}")) for clause in policy.clauses]
    cited = {number for clause in policy.clauses for number in keys_in(clause.text)}
    yield Document(
        **common,
        part=[WHOLE],
        whole=[f"{title} {title}", *texts],
        title=[title],
        cited=sorted(cited),
        card=[msgspec.json.encode(_card(policy))],
    )
    for clause in policy.clauses:
        for start, text in pieces(clause.text):
            card = ClauseCard(str(policy.id), clause.anchor, clause.heading, text, clause.start + start)
            yield Document(
                **common,
                part=[CLAUSE],
                body=[" ".join([title, title, *terms_of(f"{clause.anchor}\n{text}")])],
                cited=sorted(set(keys_in(text))),
                card=[msgspec.json.encode(card)],
            )


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """A clause in pieces that can be compared with other clauses, each with the place where it begins.

    A piece ends with a sentence where there is one in its second half.
    """
    start = 0
    while len(text) - start > LONGEST:
        middle, end = start + LONGEST // 2, start + LONGEST
        stop = max(text.rfind(mark, middle, end) for mark in ENDS) + 1 or end
        yield start, text[start:stop]
        start = stop
    yield start, text[start:]


def _common(policy: Indexed) -> dict[str, list[object]]:
    """What a question may be narrowed by: the same for the policy and for its clauses."""
    facets = {name: str(value) for name in FACETS if (value := getattr(policy, name))}
    common: dict[str, list[object]] = {name: [value] for name, value in facets.items()}
    common["entry"] = [str(policy.id)]
    common["audience"] = list(policy.audience)
    common["number"] = list(policy.number_keys)
    common["tail"] = list({tail for number in policy.number_keys if (tail := tail_of(number))})
    common["title_key"] = [title_key(policy.title)]
    common["facts"] = [canonical(policy.validity).decode()]
    common["day"] = [policy.formed_on.toordinal() if policy.formed_on else 0]
    return common


def facts_of(key: str) -> Facts:
    """What validity is computed from, out of its term in the index."""
    return msgspec.json.decode(key, type=Facts)


def _card(policy: Indexed) -> Card:
    return Card(
        id=policy.id,
        title=policy.title,
        doc_number=policy.doc_number,
        numbers=tuple(policy.number_keys),
        issuer=policy.issuer,
        kind=str(policy.kind),
        level=str(policy.level),
        formed_on=policy.formed_on,
        facts=policy.validity,
        title_key=title_key(policy.title),
        title_terms=terms_of(policy.title),
        digest=digest_of(policy),
    )
