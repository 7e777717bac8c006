"""What is read of a policy: every field with its value, its place in the original, how it was found and how surely."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from policy_library.parsing.citations import Citation
from policy_library.parsing.clauses import Clause
from policy_library.parsing.original import Range
from server.intake.elements import Element, Span, Unplaced


@dataclass(frozen=True)
class Conflict:
    """Two places that say different things of one field; `value` was taken, `other` was not. A person decides."""

    field: str
    value: str
    other: str
    spans: tuple[Span, ...]
    """Where the other value stands."""


@dataclass(frozen=True)
class Policy:
    """One policy as read from a file or a page. Spans are characters of numbered lines (from 1) of `text`.

    Values are in simplified characters where the page is traditional (the method says so); `text` and the texts of
    clauses are as they came.
    """

    text: str
    """The decoded original, never altered."""
    begins: tuple[int, ...]
    """Where each numbered line begins in `text`."""
    removed: tuple[Range, ...]
    """What is not the document, in characters of `text`, in order: website, record, file names, machine glosses."""
    clauses: tuple[Clause, ...]
    citations: tuple[Citation, ...]
    unplaced: tuple[Unplaced, ...]
    conflicts: tuple[Conflict, ...]
    title: Element[str] | None = None
    inner_title: Element[str] | None = None
    """Of what a 印发 or 转发 notice brings: the title of that text."""
    doc_number: Element[str] | None = None
    index_number: Element[str] | None = None
    issuer: Element[str] | None = None
    addressee: Element[str] | None = None
    organ: Element[str] | None = None
    """发文机关署名, as signed."""
    formed_on: Element[date] | None = None
    published_on: Element[date] | None = None
    effective_from: Element[date] | None = None
    """施行日期, as the text says it."""
    valid_until: Element[date] | None = None
    """The last day of its 有效期."""
    validity: Element[str] | None = None
    """有效性 as the page prints it."""
    period: Element[tuple[int, int]] | None = None
    """First and last year of a plan."""
    disclosure: Element[str] | None = None
    """此件公开发布 and the like, as printed."""
    breadcrumb: Element[tuple[str, ...]] | None = None
    source_url: Element[str] | None = None
    source_url_date: Element[date] | None = None
    unofficial_source: Element[str] | None = None
    """Whose page it is, when that is no government's."""
    attachments: tuple[Element[str], ...] = ()
    interpretations: tuple[Element[str], ...] = ()
    images: tuple[Element[str], ...] = ()
    others: tuple[Element[Any], ...] = ()
    """What a policy has no field for: 版头, 附注, 版记, titles and labels of annexes."""

    @property
    def clean(self) -> str:
        """The document alone: `text` without what was removed."""
        begins, ends = [0, *(end for _, end in self.removed)], [*(start for start, _ in self.removed), len(self.text)]
        return "".join(self.text[begin:end] for begin, end in zip(begins, ends, strict=True))

    def literal(self, span: Span) -> str:
        """What stands at a span of the original."""
        begin = self.begins[span.number - 1]
        return self.text[begin + span.start : begin + span.end]
