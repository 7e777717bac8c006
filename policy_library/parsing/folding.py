"""Text for search: one form for every spelling (width, script, brackets, case), with the way back to the original.

Folding looks at single characters only, so that a query and a text always fold alike; what people read is converted
by phrases instead (`simplified`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

import opencc

from policy_library.parsing.original import Cut
from server.intake.glosses import gloss_places

_BRACKETS = {ord(mark): "(" for mark in "\u3014[【{\u3016"} | {ord(mark): ")" for mark in "\u3015]】}\u3017"}
_QUOTES = {ord(mark): '"' for mark in "“”„‟「」『』"} | {ord(mark): "'" for mark in "‘’"}
_INVISIBLE = dict.fromkeys((0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)), "")
_MARKS = _BRACKETS | _QUOTES | _INVISIBLE | {ord("○"): "〇", 0: " "}
_LATIN_ZEROS = re.compile("(?<=[〇零一二三四五六七八九])o+(?=[〇零一二三四五六七八九])")
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKENS = re.compile(rf"[{HAN}]+|[a-z0-9]+")
_IS_HAN = re.compile(f"[{HAN}]")
_IDEOGRAPHS = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
_TRADITIONAL_SHARE = 0.02


@dataclass(frozen=True)
class Folded:
    """A folded text. Its character i stands at `offsets[i]` of the original; one more offset is the original's end."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that folded characters start..end (not empty) come from."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold a text: NFKC, 繁→简, one sort of brackets and quotes, no case, 二O三五 as 二〇三五, nothing invisible."""
    forms = {ord(each): _folded(each) for each in set(text)}
    folded = text.translate(forms)
    if all(len(form) == 1 for form in forms.values()):
        offsets: Sequence[int] = range(len(text) + 1)
    else:
        lengths = (len(forms[ord(each)]) for each in text)
        offsets = [at for at, length in enumerate(lengths) for _ in range(length)] + [len(text)]
    return Folded(_LATIN_ZEROS.sub(lambda found: "〇" * len(found[0]), folded), offsets)


def bigrams(folded: Folded) -> list[str]:
    """The search terms of a folded text, in order: pairs within Chinese runs, Latin words and numbers whole.

    A Chinese character that stands alone is a term by itself.
    """
    return [folded.text[start:end] for start, end in _terms(folded.text)]


def highlights(original: str, query: str) -> tuple[tuple[int, int], ...]:
    """Where `original` has what `query` asks for: (start, end) in its characters, in order, runs of terms merged.

    Machine glosses between the characters of the original do not part its words.
    """
    wanted = set(bigrams(fold(query)))
    cut = Cut.of(original, gloss_places(original))
    folded = fold(cut.text)
    terms = _terms(folded.text, single=any(len(term) == 1 for term in wanted))
    found = _merged(folded.span(*term) for term in terms if folded.text[slice(*term)] in wanted)
    return tuple(cut.place(*each) for each in found)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def characters(text: str) -> str:
    """A text with every traditional character replaced by its simplified one, at its place."""
    return text.translate(_simplified_codes())


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters (more than one in fifty has another simplified form)."""
    return sum(each in _simplified_characters() for each in text) > _TRADITIONAL_SHARE * len(text)


def simplified(text: str) -> str:
    """A traditional text in simplified characters as people read it: chosen by phrases."""
    return str(_converter().convert(text))


def _terms(text: str, single: bool = False) -> Iterator[tuple[int, int]]:
    """Places of the terms; `single` adds every Chinese character by itself."""
    for run in _TOKENS.finditer(text):
        start, end = run.span()
        if not _IS_HAN.match(text, start):
            yield start, end
            continue
        for at in range(start, end):
            if single:
                yield at, at + 1
            if at + 1 < end or (at == start and not single):
                yield at, min(at + 2, end)


@cache
def _folded(character: str) -> str:
    """One character folded; what NFKC makes of it may be several."""
    plain = normalize("NFKC", character).translate(_MARKS).casefold()
    return "".join(_simplified_characters().get(each, each) for each in plain)


@cache
def _simplified_characters() -> dict[str, str]:
    """Every ideograph that has a simplified form of its own."""
    forms = str(_converter().convert("\n".join(_IDEOGRAPHS))).split("\n")
    return {each: form for each, form in zip(_IDEOGRAPHS, forms, strict=True) if form != each and len(form) == 1}


@cache
def _simplified_codes() -> dict[int, str]:
    return {ord(each): form for each, form in _simplified_characters().items()}


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
