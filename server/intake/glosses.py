"""Machine glosses (机器夹注): pages put through a translator carry 「的(of)」「人(people)」 after single characters."""

import re
from collections import Counter

_GLOSS = re.compile(r"([\u3007\u3400-\u9fff])[(\uff08]([A-Za-z]?[a-z]{1,15})[)\uff09]")
_ENOUGH_PAIRS = 3
_USUALLY = 0.5


Pairs = frozenset[tuple[str, str]]
"""Characters, each with its gloss."""


def remove_glosses(text: str) -> str:
    """Take out word glosses that follow one Chinese character (text -> text).

    A gloss is systematic: its character carries it more often than not, and a glossed text has at least three different
    ones. So 「认证(CA)」, 「应用(app)」 and a lone 「云(cloud)」 stay.
    """
    return without(text, glosses(text))


def gloss_places(text: str) -> tuple[tuple[int, int], ...]:
    """Where the glosses stand that `remove_glosses` takes out: (start, end) in characters, in order."""
    return places(text, glosses(text))


def glosses(text: str) -> Pairs:
    """The glosses of a whole text; none unless there are enough of them."""
    found = Counter(_GLOSS.findall(text))
    characters = Counter(text) if found else Counter[str]()
    pairs = frozenset(pair for pair, times in found.items() if times >= _USUALLY * characters[pair[0]])
    return pairs if len(pairs) >= _ENOUGH_PAIRS else frozenset()


def places(part: str, pairs: Pairs) -> tuple[tuple[int, int], ...]:
    """Where these glosses stand in a part of the text (any part: no gloss goes over a line or a field of a table)."""
    if not pairs:
        return ()
    return tuple((found.end(1), found.end()) for found in _GLOSS.finditer(part) if found.groups() in pairs)


def without(part: str, pairs: Pairs) -> str:
    """A part of the text without these glosses."""
    kept, at = [], 0
    for start, end in places(part, pairs):
        kept.append(part[at:start])
        at = end
    return "".join(kept) + part[at:]
