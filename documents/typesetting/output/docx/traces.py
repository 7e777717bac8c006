"""痕迹: what was inserted, deleted and remarked, as Word's own tracked changes and comments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from docx.document import Document as WordFile
from docx.oxml.ns import qn

from documents.typesetting.engine.measure import Span
from documents.typesetting.fonts.faces import Role
from documents.typesetting.model import Mark, MarkKind
from documents.typesetting.output.docx.wml import Element, element, plain, run, run_properties, value

COMMENTING = "CommentReference"


@dataclass
class Traces:
    """Numbers the traces of one file and keeps its comments."""

    file: WordFile
    size: float
    spacing: int
    number: int = 0

    def runs(self, spans: Sequence[Span], marks: Sequence[Mark]) -> Iterator[Element]:
        """The runs of a paragraph: `spans` are its faces, `marks` what was left on it.

        A deletion comes before the character at which it stands; of several changes at one place the first in
        `marks` comes first, and of insertions over the same characters the first counts.
        """
        comments = {id(mark): self._comment(mark) for mark in marks if mark.kind is MarkKind.COMMENT}
        text = "".join(span.text for span in spans)
        yield from self._at(0, spans, marks, comments)
        for start, end in pairwise(_edges(spans, marks, len(text))):
            made = run(text[start:end], self._properties(_role_at(spans, start)))
            author = next((mark for mark in marks if _inserted(mark, start)), None)
            yield self._change("w:ins", author, made) if author else made
            yield from self._at(end, spans, marks, comments)

    def _at(
        self, place: int, spans: Sequence[Span], marks: Sequence[Mark], comments: dict[int, str]
    ) -> Iterator[Element]:
        """Ends of comments, deletions, beginnings of comments between two characters."""
        for mark in marks:
            if id(mark) in comments and mark.end == place > mark.start:
                yield from _end(comments[id(mark)])
        for mark in marks:
            if mark.kind is MarkKind.DELETED and mark.start == place:
                role = _role_at(spans, place)
                yield self._change("w:del", mark, run(mark.text, self._properties(role), "w:delText"))
        for mark in marks:
            if id(mark) in comments and mark.start == place:
                yield element("w:commentRangeStart", id=comments[id(mark)])
                if mark.end == place:
                    yield from _end(comments[id(mark)])

    def _properties(self, role: Role) -> Element:
        return run_properties(role, self.size, spacing=self.spacing)

    def _change(self, tag: str, mark: Mark, made: Element) -> Element:
        self.number += 1
        changed = element(tag, made, id=self.number, author=plain(mark.author))
        if mark.at:
            changed.set(qn("w:date"), _stamp(mark.at))
        return changed

    def _comment(self, mark: Mark) -> str:
        """The number of a new comment that says `mark.text`; a time that nobody noted is left out."""
        made = self.file.comments.add_comment(plain(mark.text), plain(mark.author), plain(mark.author[:1]))
        own = made._comment_elm
        del own.attrib[qn("w:date")]
        if mark.at:
            own.set(qn("w:date"), _stamp(mark.at))
        return str(made.comment_id)


def _end(number: str) -> Iterator[Element]:
    yield element("w:commentRangeEnd", id=number)
    reference = element("w:rPr", value("w:rStyle", COMMENTING))
    yield element("w:r", reference, element("w:commentReference", id=number))


def _edges(spans: Sequence[Span], marks: Sequence[Mark], length: int) -> list[int]:
    """Where a run must end: at a change of face and wherever a mark begins or ends."""
    edges, end = {0, length}, 0
    for span in spans:
        end += len(span.text)
        edges.add(end)
    edges |= {place for mark in marks for place in (mark.start, mark.end) if place < length}
    return sorted(edges)


def _inserted(mark: Mark, place: int) -> bool:
    return mark.kind is MarkKind.INSERTED and mark.start <= place < mark.end


def _role_at(spans: Sequence[Span], place: int) -> Role:
    end = 0
    for span in spans:
        end += len(span.text)
        if place < end:
            return span.role
    return spans[-1].role if spans else Role.FANGSONG


def _stamp(at: datetime) -> str:
    """The time in UTC, as Word writes it."""
    known = at if at.tzinfo else at.replace(tzinfo=UTC)
    return known.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
