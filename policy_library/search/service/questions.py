"""A query in the words of the index: who may see it, what it is narrowed to, what it must contain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tantivy import Occur, Query

from policy_library.search.rules.asked import Asked
from policy_library.search.rules.finding import FACETS, Filters
from policy_library.search.service.cards import CLAUSE, SCHEMA, WHOLE

SIDE_BY_SIDE = 1.0
"""The weight of a piece of the query that a clause contains as it is."""

CITED = 20.0
"""The score of a clause that names the number that was asked for."""


@dataclass(frozen=True)
class View:
    """The policies that may be found at all: for this person, with these filters."""

    audience: frozenset[str]
    """One of these must be among those for whom a policy is."""
    waiting: frozenset[str]
    """Policies that have changed and are not indexed yet."""
    filters: Filters
    facts: tuple[str, ...] | None = None
    """The facts that make the validity that is asked for; None if none is."""


def visible(view: View, part: str) -> list[tuple[Occur, Query]]:
    """What the document of a policy, or of a clause, must be to be seen."""
    chosen = vars(view.filters)
    terms = {name: [str(chosen[name])] for name in FACETS if chosen[name]}
    terms |= {"part": [part], "audience": sorted(view.audience)}
    if view.facts is not None:
        terms["facts"] = list(view.facts)
    musts = [(Occur.Must, _silent(_any(name, values))) for name, values in terms.items()]
    hidden = [(Occur.MustNot, _any("entry", sorted(view.waiting)))] if view.waiting else []
    return [*musts, *hidden]


def wholes() -> Query:
    """Every policy of the index, whoever may see it."""
    return _any("part", [WHOLE])


def everything(view: View) -> Query:
    """All policies of the view."""
    return Query.boolean_query(visible(view, WHOLE))


def members(view: View, asked: Asked) -> Query:
    """The policies that are found: enough of the terms and all phrases, or the number, or the title."""
    text = [(Occur.Must, _terms("whole", asked.terms, asked.needed))]
    text += [(Occur.Must, _phrase("whole", phrase)) for phrase in asked.phrases]
    ways = [(Occur.Should, Query.boolean_query(text)), *((Occur.Should, _silent(way)) for way in _named(asked))]
    ways += [(Occur.Should, _silent(_any("cited", asked.numbers)))] if asked.numbers else []
    return Query.boolean_query([*visible(view, WHOLE), (Occur.Must, Query.boolean_query(ways))])


def named(view: View, asked: Asked) -> Query:
    """The policies whose number or title the query is."""
    ways = [(Occur.Should, way) for way in _named(asked)]
    return Query.boolean_query([*visible(view, WHOLE), (Occur.Must, Query.boolean_query(ways))])


def titles(view: View, asked: Asked) -> Query:
    """The policies whose title shares a term with the query."""
    return Query.boolean_query([*visible(view, WHOLE), (Occur.Must, _terms("title", asked.terms, 1))])


def clauses(view: View, asked: Asked) -> Query:
    """The clauses that speak of it, those that say a piece of the query as it stands before others."""
    ways = [(Occur.Should, _terms("body", asked.terms, 1))]
    for piece in (*asked.pieces, *asked.phrases):
        ways.append((Occur.Should, Query.boost_query(_phrase("body", piece), SIDE_BY_SIDE)))
    if asked.numbers:
        ways.append((Occur.Should, Query.const_score_query(_any("cited", asked.numbers), CITED)))
    return Query.boolean_query([*visible(view, CLAUSE), (Occur.Must, Query.boolean_query(ways))])


def among(query: Query, entries: Iterable[str]) -> Query:
    """The same question, of these policies only."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, _silent(_any("entry", sorted(entries))))])


def beginning(view: View, terms: Sequence[str]) -> Query:
    """The policies with these terms side by side in their title."""
    return Query.boolean_query([*visible(view, WHOLE), (Occur.Must, _phrase("title", terms))])


def _named(asked: Asked) -> list[Query]:
    bare = [_any("tail", [asked.tail])] if asked.tail else []
    return [_any("number", asked.numbers), _any("title_key", [asked.title]), *bare]


def _terms(field: str, terms: Sequence[str], needed: int) -> Query:
    return Query.boolean_query([(Occur.Should, _term(field, term)) for term in terms], needed)


def _term(field: str, term: str) -> Query:
    """A single Chinese character is looked for in all bigrams that contain it."""
    if len(term) == 1 and not term.isascii():
        return Query.regex_query(SCHEMA, field, f".?{term}.?")
    return Query.term_query(SCHEMA, field, term)


def _phrase(field: str, terms: Sequence[str]) -> Query:
    if len(terms) == 1:
        return _term(field, terms[0])
    return Query.phrase_query(SCHEMA, field, list(terms))


def _any(field: str, values: Iterable[str]) -> Query:
    return Query.term_set_query(SCHEMA, field, list(values))


def _silent(query: Query) -> Query:
    """A condition that says nothing about how well something fits."""
    return Query.const_score_query(query, 0.0)
