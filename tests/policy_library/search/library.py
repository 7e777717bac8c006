"""A small library of fictional policies, and an index over it without any office."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from pathlib import Path
from uuid import UUID

from tantivy import Index

from policy_library.catalogue.rules.metadata import Level
from policy_library.catalogue.rules.validity import Facts
from policy_library.catalogue.service import Clause, Indexed
from policy_library.parsing import clauses
from policy_library.search.rules import asked
from policy_library.search.rules.finding import Filters, Found, Sort
from policy_library.search.service import reading
from policy_library.search.service.cards import documents
from policy_library.search.service.questions import View
from policy_library.search.service.reading import Question
from policy_library.search.service.shelf import Shelf

TODAY = date(2026, 9, 1)
NUMBER = "甬江政发〔2025〕16号"
SCRIPTS = {
    "甬江市人民政府关于印发甬江市数字政府建设实施方案的通知": "甬江市人民政府關於印發甬江市數字政府建設實施方案的通知",
    "推动数据共享": "推動數據共享",
}
_ids = count(1)


def policy(title: str, text: str, **said: object) -> Indexed:
    """A policy for everybody, unless something else is said."""
    facts: dict[str, object] = {
        "id": UUID(int=next(_ids)),
        "doc_number": "",
        "number_keys": (),
        "issuer": "甬江市人民政府",
        "kind": "通知",
        "level": Level.CITY,
        "region": "甬江市",
        "theme": "0204",
        "formed_on": date(2025, 3, 1),
        "year": 2025,
        "published_on": None,
        "audience": frozenset({"all"}),
        "validity": Facts(date(2025, 3, 1)),
        "version": 1,
    }
    found = (Clause(c.ord, c.anchor, c.level, c.heading, c.text, c.start, c.end) for c in clauses.of_text(text))
    return Indexed(**{**facts, "title": title, "clauses": tuple(found), **said})  # type: ignore[arg-type]


def index_of(policies: Iterable[Indexed], folder: Path) -> Index:
    """An index that holds exactly these."""
    shelf = Shelf(folder)
    name, fresh = shelf.fresh()
    writer = fresh.writer(15_000_000, 1)
    for each in policies:
        for document in documents(each):
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    shelf.replace(name)
    return shelf.current()


def ask(
    index: Index,
    text: str,
    filters: Filters = Filters(),  # noqa: B008
    audience: Iterable[str] = ("all",),
    waiting: Iterable[str] = (),
    day: date = TODAY,
    sort: Sort = Sort.RELEVANCE,
    offset: int = 0,
    limit: int = 200,
) -> Found:
    """What the index answers to somebody of these audiences."""
    view = View(frozenset(audience), frozenset(waiting), filters)
    return reading.search(index, Question(text, asked.read(text), view, day, sort, offset, limit))
