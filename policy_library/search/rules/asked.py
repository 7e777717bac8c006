"""Reading a query: numbers (文号), exact phrases, and the terms that a policy must share with it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy_library.parsing.folding import bigrams, fold
from policy_library.parsing.numbers import key, keys_in, tail
from policy_library.search.errors import NothingAsked

MOST_TERMS = 64
"""Bigrams of a query that are looked for; a longer one is a text, and its beginning says what it is about."""

STRICT = 3
"""Of a short query so many different terms must be in the policy: that is every bigram of a word of four characters."""

SHARE = 5
"""Of a long question, one term in so many: the rest are words of asking."""

QUOTED = re.compile(r"[「『“\"]([^「」『』“”\"]{1,100})[」』”\"]")
PIECES = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Asked:
    """A query as the index understands it. All texts are folded."""

    terms: tuple[str, ...]
    """Different bigrams and words, in order."""
    pieces: tuple[tuple[str, ...], ...]
    """The terms of each unbroken piece of the query: found side by side, they count more."""
    phrases: tuple[tuple[str, ...], ...]
    """What stands in quotation marks: the terms must be found side by side."""
    numbers: tuple[str, ...]
    """Keys of the document numbers in it."""
    tail: str | None
    """What the key ends with, should the query be a number whose code was left out (〔2025〕16号)."""
    title: str
    """Its key, should it be a title (`title_key`)."""

    @property
    def needed(self) -> int:
        """How many of the terms a policy must contain."""
        return max(math.ceil(len(self.terms) / SHARE), min(len(self.terms), STRICT))


def read(text: str) -> Asked:
    """Understand a query. Raises NothingAsked if there is no letter, digit or character in it."""
    terms = terms_of(text)
    if not terms:
        raise NothingAsked
    pieces = (terms_of(piece) for piece in PIECES.findall(fold(text).text))
    return Asked(
        terms=tuple(dict.fromkeys(terms))[:MOST_TERMS],
        pieces=tuple(piece[:MOST_TERMS] for piece in pieces if len(piece) > 1),
        phrases=tuple(phrase for phrase in map(terms_of, QUOTED.findall(text)) if phrase),
        numbers=tuple(dict.fromkeys(_numbers(text))),
        tail=tail(text.strip()),
        title=title_key(text),
    )


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text, in its order: bigrams of runs of characters, other words whole."""
    return tuple(bigrams(fold(text)))


def title_key(title: str) -> str:
    """What two spellings of one title have in common: the folded text without spaces and marks."""
    return "".join(PIECES.findall(fold(title).text))


def _numbers(text: str) -> Iterator[str]:
    whole = key(text.strip())
    if whole:
        yield whole
    yield from keys_in(text)
