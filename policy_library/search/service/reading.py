"""Looking into the index: what is found, in which order, counted by what. Runs in a worker thread."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import msgspec
from tantivy import DocAddress, Index, Query, Searcher

from policy_library.catalogue.rules.themes import THEMES
from policy_library.catalogue.rules.validity import LABELS, Validity, state_on
from policy_library.parsing.folding import highlights
from policy_library.parsing.numbers import tail_of
from policy_library.search.rules.asked import MOST_TERMS, Asked, terms_of, title_key
from policy_library.search.rules.finding import DEEPEST, FACETS, Count, Facet, Found, Hit, Snippet, Sort, cut
from policy_library.search.rules.ranking import Evidence, rank
from policy_library.search.service import questions
from policy_library.search.service.cards import Card, ClauseCard, facts_of
from policy_library.search.service.questions import View

MOST_FACTS = 50_000
"""Different facts about validity that are told apart; every other facet has fewer values."""

MOST_VALUES = 1_000
SHOWN = 50
"""Values of a facet that are answered, the most frequent ones."""

CARD, CLAUSE_CARD = msgspec.json.Decoder(Card), msgspec.json.Decoder(ClauseCard)


@dataclass(frozen=True)
class Question:
    """Everything that one search depends on."""

    text: str
    asked: Asked
    view: View
    day: date
    sort: Sort
    offset: int
    limit: int


@dataclass(frozen=True)
class Ranked:
    """A policy in its place among the hits, with its best clause where that is known already."""

    card: Card
    pinned: int
    score: float
    clause: ClauseCard | None = None


def search(index: Index, question: Question) -> Found:
    """One page of hits with totals and facets."""
    searcher = index.searcher()
    question = replace(question, view=_narrowed(searcher, question.view, question.day))
    query = questions.members(question.view, question.asked)
    order = _by_date if question.sort is Sort.DATE else _by_relevance
    ranked = order(searcher, question, query)[:DEEPEST]
    page = ranked[question.offset : question.offset + question.limit]
    total, facets = _counted(searcher, query, question.day)
    return Found(total, tuple(_hit(searcher, question, each) for each in page), facets, question.day)


def suggest(index: Index, view: View, prefix: str, most: int) -> list[str]:
    """Titles that contain the beginning of a word, those that begin with it first, then the shorter ones."""
    key = title_key(prefix)
    query = questions.beginning(view, terms_of(prefix)[:MOST_TERMS])
    found = {card.title for card, _ in _cards(index.searcher(), query, DEEPEST)}
    return sorted(found, key=lambda title: (not title_key(title).startswith(key), len(title), title))[:most]


def digests(index: Index, entries: list[str]) -> dict[str, str]:
    """Which of these policies are in the index, with what was indexed of them."""
    view_of_all = questions.among(questions.wholes(), entries)
    return {str(card.id): card.digest for card, _ in _cards(index.searcher(), view_of_all, max(1, len(entries)))}


def size(index: Index) -> int:
    """How many policies are in the index."""
    return sum(_buckets(index.searcher(), questions.wholes(), {"part": 1})["part"].values())


def _narrowed(searcher: Searcher, view: View, day: date) -> View:
    """The view with the facts that make the validity that is asked for: the same computation as for each hit."""
    if view.filters.validity is None:
        return view
    facts = _buckets(searcher, questions.everything(view), {"facts": MOST_FACTS})["facts"]
    return replace(view, facts=tuple(f for f in facts if state_on(facts_of(f), day) is view.filters.validity))


def _by_date(searcher: Searcher, question: Question, query: Query) -> list[Ranked]:
    found = searcher.search(query, DEEPEST, count=False, order_by_field="day")
    cards = [_card(searcher, address) for _, address in found.hits]
    return [Ranked(card, _pinned(card, question.asked), 0.0) for card in cards]


def _by_relevance(searcher: Searcher, question: Question, query: Query) -> list[Ranked]:
    """What the whole text, the best clause or the name speaks for, by all the evidence together."""
    view, asked = question.view, question.asked
    wholes = _scored(searcher, query, DEEPEST)
    clauses = _best_clauses(searcher, questions.clauses(view, asked), DEEPEST)
    named = _scored(searcher, questions.named(view, asked), DEEPEST)
    late = (clauses.keys() | named.keys()) - wholes.keys()
    if late and len(wholes) == DEEPEST:
        wholes |= _scored(searcher, questions.among(query, late), len(late))
    titles = _scored(searcher, questions.titles(view, asked), DEEPEST)
    ranked = []
    for entry, (card, whole) in wholes.items():
        clause, text = clauses.get(entry, (None, 0.0))
        title = titles[entry][1] if entry in titles else 0.0
        evidence = Evidence(
            _pinned(card, asked),
            text,
            whole,
            title,
            _coverage(card, asked) if title else 0.0,
            card.level,
            state_on(card.facts, question.day),
        )
        ranked.append(Ranked(card, *rank(evidence), clause))
    return sorted(ranked, key=lambda each: (each.pinned, each.score, str(each.card.id)), reverse=True)


def _pinned(card: Card, asked: Asked) -> int:
    tails = {tail_of(number) for number in card.numbers}
    if not set(card.numbers).isdisjoint(asked.numbers) or asked.tail in tails:
        return 2
    return int(card.title_key == asked.title)


def _coverage(card: Card, asked: Asked) -> float:
    """The share of the title that the query says."""
    words = set(card.title_terms)
    return len(words.intersection(asked.terms)) / len(words)


def _hit(searcher: Searcher, question: Question, ranked: Ranked) -> Hit:
    card = ranked.card
    return Hit(
        entry_id=card.id,
        title=card.title,
        doc_number=card.doc_number,
        issuer=card.issuer,
        kind=card.kind,
        formed_on=card.formed_on,
        validity=state_on(card.facts, question.day),
        pinned=ranked.pinned > 0,
        score=round(ranked.score, 3),
        snippet=_snippet(question.text, ranked.clause or _clause(searcher, question, card)),
    )


def _clause(searcher: Searcher, question: Question, card: Card) -> ClauseCard | None:
    """The best clause of one policy; None if the query is found in its title and number only."""
    query = questions.among(questions.clauses(question.view, question.asked), [str(card.id)])
    return next((clause for clause, _ in _best_clauses(searcher, query, 1).values()), None)


def _snippet(text: str, clause: ClauseCard | None) -> Snippet | None:
    if clause is None:
        return None
    piece, start, marks = cut(clause.text, highlights(clause.text, text))
    return Snippet(clause.anchor, clause.heading, piece, clause.start + start, marks)


def _counted(searcher: Searcher, query: Query, day: date) -> tuple[int, tuple[Facet, ...]]:
    """How many policies are found, and by what they are counted; validity is judged once for equal facts."""
    buckets = _buckets(searcher, query, {"facts": MOST_FACTS} | dict.fromkeys(FACETS, MOST_VALUES))
    facts = buckets.pop("facts")
    validity: Counter[str] = Counter()
    for key, count in facts.items():
        validity[state_on(facts_of(key), day)] += count
    facets = [_facet(name, found) for name, found in {**buckets, "validity": validity}.items()]
    return sum(facts.values()), tuple(facets)


def _facet(name: str, found: Mapping[str, int]) -> Facet:
    ordered = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]
    return Facet(name, tuple(Count(value, _label(name, value), count) for value, count in ordered))


def _label(name: str, value: str) -> str:
    match name:
        case "validity":
            return LABELS[Validity(value)]
        case "theme":
            return THEMES[value].label
    return value


def _buckets(searcher: Searcher, query: Query, fields: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """How many documents have each value of a field, the `most` frequent values of each."""
    wanted = {name: {"terms": {"field": name, "size": most}} for name, most in fields.items()}
    answer = searcher.aggregate(query, wanted)
    return {name: {b["key"]: b["doc_count"] for b in answer[name]["buckets"]} for name in fields}


def _scored(searcher: Searcher, query: Query, most: int) -> dict[str, tuple[Card, float]]:
    return {str(card.id): (card, score) for card, score in _cards(searcher, query, most)}


def _cards(searcher: Searcher, query: Query, most: int) -> Iterator[tuple[Card, float]]:
    for score, address in searcher.search(query, most, count=False).hits:
        yield _card(searcher, address), score


def _card(searcher: Searcher, address: DocAddress) -> Card:
    return CARD.decode(searcher.doc(address).get_first("card") or b"")


def _best_clauses(searcher: Searcher, query: Query, most: int) -> dict[str, tuple[ClauseCard, float]]:
    """The best clause of each policy among the best clauses."""
    best: dict[str, tuple[ClauseCard, float]] = {}
    for score, address in searcher.search(query, most, count=False).hits:
        clause = CLAUSE_CARD.decode(searcher.doc(address).get_first("card") or b"")
        best.setdefault(clause.entry, (clause, score))
    return best
