"""The original text of a policy, with the way from what recognition read back to its characters."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from server.intake import txt
from server.intake.elements import Span
from server.intake.glosses import gloss_places
from server.intake.source import Source, kept

Range = tuple[int, int]
"""Characters start..end of a text."""


@dataclass(frozen=True)
class Original:
    """A decoded text that is never altered, the beginnings of its numbered lines, and what recognition read of each."""

    text: str
    begins: tuple[int, ...]
    read: dict[int, Sequence[int]]
    """By line number: for every character that recognition saw, its place in the line."""
    glosses: tuple[Range, ...]
    """Machine glosses, in characters of `text`."""

    @classmethod
    def of_text(cls, text: str, source: Source) -> "Original":
        """The original of a source that was read from a text."""
        return cls._of(text, list(txt.lines(text)), source)

    @classmethod
    def of_paragraphs(cls, source: Source) -> "Original":
        """The original of a source whose file has no text of its own: each paragraph on the line of its number."""
        by_number = {each.number: each.text for each in source.paragraphs}
        lines = [by_number.get(number, "") for number in range(1, max(by_number, default=0) + 1)]
        begins = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
        return cls._of("\n".join(lines), list(zip(begins, lines, strict=True)), source)

    @classmethod
    def _of(cls, text: str, lines: Sequence[tuple[int, str]], source: Source) -> "Original":
        read = {each.number: kept(lines[each.number - 1][1]) for each in source.paragraphs}
        begins = tuple(begin for begin, _ in lines)
        found = list(_glosses(source, read))
        glosses = tuple((begins[number - 1] + start, begins[number - 1] + end) for number, start, end in found)
        gone = {(number, at) for number, start, end in found for at in range(start, end)}
        for number in {number for number, _, _ in found}:
            read[number] = [at for at in read[number] if (number, at) not in gone]
        return cls(text, begins, read, glosses)

    def span(self, span: Span) -> Span:
        """A span of what recognition read as a span of the original line."""
        places = self.read[span.number]
        if span.start >= span.end:
            return Span(span.number, 0, 0)
        return Span(span.number, places[span.start], places[span.end - 1] + 1)

    def place(self, span: Span) -> Range:
        """The characters of the text that a span of an original line means."""
        begin = self.begins[span.number - 1]
        return begin + span.start, begin + span.end


def _glosses(source: Source, read: dict[int, Sequence[int]]) -> Iterable[tuple[int, int, int]]:
    """(line number, start, end) of every gloss, in the original lines."""
    begins = [0, *accumulate(len(each.text) + 1 for each in source.paragraphs)]
    for start, end in gloss_places("\n".join(each.text for each in source.paragraphs)):
        at = bisect_right(begins, start) - 1
        places = read[source.paragraphs[at].number]
        yield source.paragraphs[at].number, places[start - begins[at]], places[end - 1 - begins[at]] + 1


@dataclass(frozen=True)
class Cut:
    """A text with parts removed, and the way from its characters back to the whole."""

    text: str
    begins: tuple[int, ...]
    """Where each part that is left begins in the cut text, and `origins` in the whole."""
    origins: tuple[int, ...]

    @classmethod
    def of(cls, whole: str, removed: Sequence[Range]) -> "Cut":
        """The whole without the removed ranges, which are in order and do not overlap."""
        begins, ends = [0, *(end for _, end in removed)], [*(start for start, _ in removed), len(whole)]
        pieces = tuple((begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end)
        cut = (0, *accumulate(end - begin for begin, end in pieces))
        return cls("".join(whole[begin:end] for begin, end in pieces), cut[:-1], tuple(begin for begin, _ in pieces))

    def place(self, start: int, end: int) -> Range:
        """Characters start..end (not empty) of the cut text as characters of the whole."""
        return self._at(start), self._at(end - 1) + 1

    def _at(self, position: int) -> int:
        piece = bisect_right(self.begins, position) - 1
        return self.origins[piece] + position - self.begins[piece]
