"""The verification code: what is printed can be typed by anybody, and read by a telephone."""

import io
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from signatures.uses.rules.codes import ALPHABET, LENGTH, grouped, heard, spelt
from signatures.uses.service.mark import DPI, HEIGHT_MM, WIDTH_MM, mark

CODES = st.binary(min_size=LENGTH, max_size=LENGTH).map(spelt)
ADDRESS = "https://gov.yongjiang.example/api/v1/codes/"
MISREADINGS = {"0": "0Oo", "1": "1IiLl"}


@given(CODES)
def test_a_code_has_no_letter_that_is_misread(code: str) -> None:
    assert len(code) == LENGTH
    assert not set(code) & set("ILOU")
    assert heard(code) == code


def test_every_character_is_equally_likely() -> None:
    many = "".join(spelt(bytes(range(start, start + LENGTH))) for start in range(0, 256, LENGTH))
    assert {many.count(letter) for letter in ALPHABET} == {8}
    assert len(ALPHABET) == len(set(ALPHABET)) == 32


@settings(max_examples=40)
@given(code=CODES, data=st.data())
def test_a_code_is_understood_however_it_is_typed(code: str, data: st.DataObject) -> None:
    typed = ""
    for number, letter in enumerate(code):
        typed += data.draw(st.sampled_from(MISREADINGS.get(letter, letter + letter.lower())))
        if number % 4 == 3:
            typed += data.draw(st.sampled_from(["", "-", " ", " - ", "－", "—", "\u3000"]))
    assert heard(typed) == code
    assert heard("".join(chr(ord(c) + 0xFEE0) if c in string.ascii_letters else c for c in typed)) == code


@given(st.text(max_size=40))
def test_nothing_else_is_taken_for_a_code(typed: str) -> None:
    code = heard(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("typed", ["", "0" * 15, "0" * 17, "U" * 16, "关" * 16])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert heard(typed) is None


@given(CODES)
def test_the_printed_groups_are_the_code(code: str) -> None:
    assert [len(part) for part in grouped(code).split("-")] == [4, 4, 4, 4]
    assert heard(grouped(code)) == code


def test_a_code_is_made_of_sixteen_bytes() -> None:
    with pytest.raises(ValueError):
        spelt(bytes(15))


def test_the_mark_has_its_size_and_every_module_of_its_qr_code_is_whole() -> None:
    """Rows of dots repeat in whole modules, so that a printer of 600 dpi blurs none of them."""
    image = Image.open(io.BytesIO(mark("ABCD1234EFGH5678", ADDRESS))).convert("1")
    assert image.size == (round(WIDTH_MM / 25.4 * DPI), round(HEIGHT_MM / 25.4 * DPI))
    upper = image.crop((0, 0, image.width, round(15 / 25.4 * DPI)))
    inked: Any = Image.eval(upper.convert("L"), lambda dot: 255 - dot).getbbox()
    left, top, right, bottom = inked
    assert right - left == bottom - top
    finder = sum(image.getpixel((left + dot, top)) == 0 for dot in range(right - left))
    runs = [image.getpixel((left + dot, top)) for dot in range(right - left)]
    module = runs.index(255) // 7
    assert (right - left) % module == 0
    assert finder >= 14 * module
    for row in range((right - left) // module):
        line = [image.getpixel((left + dot, top + row * module)) for dot in range(right - left)]
        assert all(len(set(line[start : start + module])) == 1 for start in range(0, right - left, module))


@pytest.mark.parametrize("code", ["W" * 16, "JMSF9M8YQDM6T8ME", "1" * 16, "M0W8" * 4])
def test_the_line_under_it_has_all_its_letters_and_touches_no_edge(code: str) -> None:
    image = Image.open(io.BytesIO(mark(code, ADDRESS))).convert("L")
    line = image.crop((0, round(15 / 25.4 * DPI), image.width, image.height))
    inked: Any = Image.eval(line, lambda dot: 255 - dot).getbbox()
    left, top, right, bottom = inked
    assert left > 5
    assert right < image.width - 5
    assert 0 < top < bottom < line.height


def test_other_codes_make_other_marks() -> None:
    assert mark("ABCD1234EFGH5678", ADDRESS) != mark("ABCD1234EFGH5679", ADDRESS)
    assert mark("ABCD1234EFGH5678", ADDRESS) == mark("ABCD1234EFGH5678", ADDRESS)
