"""Punctuation (标点) at the ends of lines: GB/T 15834-2011 clause 5.

Also `full_width`, which drafting offers to its users; the layout itself never changes a character.
"""

import re

NO_START = frozenset("。，、；：？！）〕】》〉」』〗’”％℃‰℉°′″·～—…々,.;:?!)]}>%／/")
"""Never at the start of a line (避头); 连接号 and 间隔号 included."""
NO_END = frozenset("（〔【《〈「『〖‘“([{<￥￡$№／/")
"""Never at the end of a line (避尾)."""
LEFT_HALF = frozenset("。，、；：？！）〕】》〉」』〗’”")
"""Ink in the left half of the cell: the right half can be given up."""
RIGHT_HALF = frozenset("（〔【《〈「『〖‘“")
"""Ink in the right half of the cell: the left half can be given up."""
PAIRED = "—…"
"""破折号 and 省略号 take two cells that are never parted."""
UNITS = frozenset("年月日时分秒号元％℃‰项个条次岁万亿")
"""A number is not parted from these."""

_FULL = dict(zip(",;:()?!", "，；：（）？！", strict=True))
_AFTER = r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff”’》〉）〕】%％])"
_HALF_AFTER_HAN = re.compile(_AFTER + r"[,;:?!(]")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def full_width(text: str) -> str:
    """Half-width marks that stand in Chinese text, made full width (半角转全角).

    `, ; : ? !` change after a Chinese character or a closing mark; a pair of brackets changes when what it holds
    or follows is Chinese. Numbers, times and Latin text keep theirs. The result has the same length.
    """
    previous = ""
    while text != previous:
        previous, text = text, _BRACKETS.sub(_bracket, text)
    return _HALF_AFTER_HAN.sub(lambda match: _FULL[match[0]], text)


def _bracket(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    chinese = any(_is_chinese(char) for char in before + match[1])
    return f"（{match[1]}）" if chinese else match[0]


def _is_chinese(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or char >= "\U00020000" or char in LEFT_HALF
