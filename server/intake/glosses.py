"""Machine glosses (机器夹注): pages put through a translator carry 「的(of)」「人(people)」 after single characters."""

import re
from collections import Counter

_GLOSS = re.compile(r"([\u3007\u3400-\u9fff])[(\uff08]([A-Za-z]?[a-z]{1,15})[)\uff09]")
_ENOUGH_PAIRS = 3
_USUALLY = 0.5


def remove_glosses(text: str) -> str:
    """Take out word glosses that follow one Chinese character (text -> text).

    A gloss is systematic: its character carries it more often than not, and a glossed text has at least three different
    ones. So 「认证(CA)」, 「应用(app)」 and a lone 「云(cloud)」 stay.
    """
    kept, at = [], 0
    for start, end in gloss_places(text):
        kept.append(text[at:start])
        at = end
    return "".join(kept) + text[at:]


def gloss_places(text: str) -> tuple[tuple[int, int], ...]:
    """Where the glosses stand that `remove_glosses` takes out: (start, end) in characters, in order."""
    glosses = _glosses(text)
    if len(glosses) < _ENOUGH_PAIRS:
        return ()
    return tuple((found.end(1), found.end()) for found in _GLOSS.finditer(text) if found.groups() in glosses)


def _glosses(text: str) -> set[tuple[str, str]]:
    pairs = Counter(_GLOSS.findall(text))
    characters = Counter(text)
    return {pair for pair, times in pairs.items() if times >= _USUALLY * characters[pair[0]]}
