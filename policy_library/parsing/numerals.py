"""Numbers as Chinese text writes them: 707, ７０７, 七百零七, 二〇〇四, 二○O四."""

from unicodedata import normalize

_DIGITS = dict(zip("〇零○Oo一二两三四五六七八九", [0, 0, 0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9], strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MAX = 9


def han_value(text: str) -> int | None:
    """The value of a number written in digits or in Chinese (up to 9999 with units, up to nine digits without).

    None for anything else.
    """
    text = normalize("NFKC", text)
    if not 0 < len(text) <= _MAX:
        return None
    if text.isdecimal() and text.isascii():
        return int(text)
    if all(each in _DIGITS for each in text):
        return int("".join(str(_DIGITS[each]) for each in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    total, digit, limit = 0, None, 10_000
    for each in text:
        unit = _UNITS.get(each)
        if unit is None and each not in _DIGITS:
            return None
        if unit is None:
            digit = _DIGITS[each] if not digit else None
            if digit is None:
                return None
        elif unit >= limit or (digit in (None, 0) and not (unit == 10 and (digit == 0 or not total))):
            return None
        else:
            total, limit, digit = total + (digit or 1) * unit, unit, None
    return total + (digit or 0)
