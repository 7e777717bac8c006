"""Searching policies: how good and how quick, against a naive full-text table of SQLite in the same run.

    .venv/bin/python -m benchmarks.policy_search FOLDER [--all]

FOLDER holds judged questions and their texts as JSON lines: `docs.small.jsonl.gz` and `queries.small.jsonl`, or with
`--all` `docs.jsonl.gz` and `queries.public.jsonl`. Ours: the index of `policy_library.search` over clauses, asked as
the service asks it. Anchors: FTS5 over whole texts, title and body, bm25, all words of the query joined by OR; with the
`trigram` tokenizer as a default for Chinese, and with `unicode61`, the default of all. Prints nDCG@10 of each kind of
question, success@1 for document numbers in all their spellings, p50 and p95 in milliseconds, and the ratio.
"""

import argparse
import gzip
import json
import math
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.validity import Change, Effect, Facts
from policy_library.catalogue.service import Clause, Indexed
from policy_library.parsing import clauses, numbers
from policy_library.search.rules import asked
from policy_library.search.rules.finding import Filters, Sort
from policy_library.search.service import reading
from policy_library.search.service.cards import documents
from policy_library.search.service.questions import View
from policy_library.search.service.reading import Question
from policy_library.search.service.shelf import Shelf

DAY = date(2026, 1, 1)
NUMBERS = "doc_number"
OF_THE_STATE = ("宪法", "法律", "司法解释", "行政法规")
ENDED = {"已失效": Effect.EXPIRED, "已被修订": Effect.ABOLISHED}
Record = dict[str, Any]
Search = Callable[[str], list[str]]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Searching policies")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--all", action="store_true")
    given = arguments.parse_args()
    texts, questions = ("docs", "queries.public") if given.all else ("docs.small", "queries.small")
    records = list(_lines(gzip.decompress((given.folder / f"{texts}.jsonl.gz").read_bytes())))
    asked_for = list(_lines((given.folder / f"{questions}.jsonl").read_bytes()))
    print(f"{len(records)} policies, {len(asked_for)} questions")
    with tempfile.TemporaryDirectory() as folder:
        measured = {"ours": measure(ours(records, Path(folder)), asked_for)}
    for tokenizer in ("trigram", "unicode61"):
        measured[f"FTS5 {tokenizer}"] = measure(anchor(records, tokenizer), asked_for)
    report(measured)


def _lines(data: bytes) -> Iterator[Record]:
    return (json.loads(line) for line in data.splitlines())


# --- ours ----------------------------------------------------------------------------------------------------


def ours(records: list[Record], folder: Path) -> Search:
    """The index of the search room, asked as its service asks it."""
    policies = {str(_id(record)): record["id"] for record in records}
    began, shelf = time.perf_counter(), Shelf(folder)
    name, index = shelf.fresh()
    writer = index.writer(32_000_000, 1)
    for record in records:
        for document in documents(indexed(record)):
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    shelf.replace(name)
    print(f"ours: indexed in {time.perf_counter() - began:.1f} s, parsing included")
    index, view = shelf.current(), View(frozenset({"all"}), frozenset(), Filters())

    def search(text: str) -> list[str]:
        question = Question(text, asked.read(text), view, DAY, Sort.RELEVANCE, 0, 20)
        return [policies[str(hit.entry_id)] for hit in reading.search(index, question).hits]

    return search


def indexed(record: Record) -> Indexed:
    """A record as the catalogue would tell it."""
    day = date.fromisoformat(record["date"]) if len(record["date"] or "") == 10 else None
    key = _id(record)
    number = numbers.key(record["doc_number"]) if record["doc_number"] else None
    ended = tuple(Change(effect, date.min, key) for word, effect in ENDED.items() if record["validity"] == word)
    found = clauses.of_text(record["body"])
    return Indexed(
        id=key,
        version=1,
        title=record["title"],
        doc_number=record["doc_number"],
        number_keys=(number,) if number else (),
        issuer=record["issuer"],
        kind=record["level"],
        level=Level.STATE if record["level"] in OF_THE_STATE else Level.UNKNOWN,
        region=record["region"],
        theme="",
        year=day.year if day else None,
        formed_on=day,
        published_on=None,
        audience=frozenset({"all"}),
        validity=Facts(None, None, ended),
        clauses=tuple(Clause(c.ord, c.anchor, c.level, c.heading, c.text, c.start, c.end) for c in found),
    )


def _id(record: Record) -> UUID:
    return uuid5(NAMESPACE_URL, record["id"])


# --- the anchor ----------------------------------------------------------------------------------------------


def anchor(records: list[Record], tokenizer: str) -> Search:
    """A full-text table as one writes it first: the number in front of the title, the text behind it."""
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE VIRTUAL TABLE policy USING fts5(id UNINDEXED, title, body, tokenize='{tokenizer}')")
    rows = ((r["id"], f"{r['doc_number']} {r['title']}", r["body"]) for r in records)
    database.executemany("INSERT INTO policy VALUES (?, ?, ?)", rows)

    def search(text: str) -> list[str]:
        words = [word for word in asked.PIECES.findall(text) if tokenizer != "trigram" or len(word) >= 3]
        if tokenizer == "trigram":
            words = [word[at : at + 3] for word in words for at in range(len(word) - 2)]
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        found = database.execute("SELECT id FROM policy WHERE policy MATCH ? ORDER BY rank LIMIT 20", (match,))
        return [row[0] for row in found]

    return search


# --- measuring -----------------------------------------------------------------------------------------------


def measure(search: Search, questions: list[Record]) -> dict[str, float]:
    """nDCG@10 or success@1 by kind of question, and how long one takes."""
    scores: dict[str, list[float]] = defaultdict(list)
    spent = []
    for question in questions:
        began = time.perf_counter()
        found = search(question["query"])
        spent.append(time.perf_counter() - began)
        relevant = question["rel_docs"]
        score = float(bool(found) and found[0] in relevant) if question["kind"] == NUMBERS else ndcg(found, relevant)
        scores[question["kind"]].append(score)
    cuts = statistics.quantiles(spent, n=100)
    means = {kind: statistics.mean(each) for kind, each in sorted(scores.items())}
    return {**means, "p50 ms": cuts[49] * 1000, "p95 ms": cuts[94] * 1000}


def ndcg(found: list[str], relevant: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten."""
    gained = _gain([relevant.get(entry, 0) for entry in found[:10]])
    return gained / _gain(sorted(relevant.values(), reverse=True)[:10])


def _gain(grades: list[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def report(measured: dict[str, dict[str, float]]) -> None:
    """A line for each measure: ours, every anchor, and ours divided by it."""
    for measure_ in measured["ours"]:
        mine = measured["ours"][measure_]
        line = f"{measure_:17} ours {mine:7.3f}"
        for name, found in measured.items():
            if name != "ours":
                ratio = f"{mine / found[measure_]:.2f}" if found[measure_] else "-"
                line += f"   {name} {found[measure_]:7.3f} (ratio {ratio})"
        print(line)


if __name__ == "__main__":
    main()
